using Zhijian.Modules.Importing.Staging;

namespace Zhijian.Modules.Importing.Checking;

/// <summary>What one element would become.</summary>
/// <param name="Before">What is kept; null for nothing.</param>
/// <param name="IsConflict">What is kept came from the element's authoritative source, what is offered did not: it stays.</param>
internal sealed record ElementChange(string Element, string? Before, string After, bool IsConflict, HeldFrom? Held);

/// <summary>Something known that a row is about.</summary>
internal sealed record KnownThing(Guid Id, string Name);

/// <summary>A row with everything that is known about it now.</summary>
/// <param name="Row">Cleaned and checked.</param>
/// <param name="Note">As it is kept beside the row.</param>
/// <param name="Known">Whom or what it is about, where that is known.</param>
/// <param name="Changes">What would change of it, conflicts included.</param>
internal sealed record JudgedRow(CleanedRow Row, RowNote Note, KnownThing? Known, IReadOnlyList<ElementChange> Changes)
{
    public StagedRow Staged => Row.Staged;

    public IEnumerable<ElementChange> Conflicts => Changes.Where(c => c.IsConflict);
}
