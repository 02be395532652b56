using Zhijian.Modules.Importing.Members;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Modules.People;

namespace Zhijian.Modules.Importing.Checking;

/// <summary>What one element would become.</summary>
/// <param name="Before">What is kept; null for nothing.</param>
/// <param name="IsConflict">What is kept came from the element's authoritative source, what is offered did not: it stays.</param>
internal sealed record ElementChange(string Element, string? Before, string After, bool IsConflict, HeldFrom? Held);

/// <summary>A row with everything that is known about it now.</summary>
/// <param name="Row">Cleaned and checked.</param>
/// <param name="Note">As it is kept beside the row.</param>
/// <param name="Known">Whom it is about, where that is somebody known.</param>
/// <param name="Changes">What would change of them, conflicts included.</param>
internal sealed record JudgedRow(MemberRow Row, RowNote Note, Member? Known, IReadOnlyList<ElementChange> Changes)
{
    public StagedRow Staged => Row.Staged;

    public IEnumerable<ElementChange> Conflicts => Changes.Where(c => c.IsConflict);
}
