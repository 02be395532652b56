using System.Globalization;
using Zhijian.Modules.Organisations;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Importing.Checking;

/// <summary>The organisations that rows may name, by name or number.</summary>
internal sealed class OrganisationNames(IReadOnlyList<Organisation> within, Guid own)
{
    private readonly ILookup<string, Organisation> _byName = within.ToLookup(o => o.Name);
    private readonly Dictionary<string, Organisation> _byNumber = within.ToDictionary(o => o.Number.ToString(CultureInfo.InvariantCulture));
    private readonly Organisation? _own = within.FirstOrDefault(o => o.Id == own);

    /// <param name="typed">Nothing means the organisation for which the list was brought.</param>
    public (Organisation? Where, Refusal? Refusal) Find(string? typed) =>
        typed is null ? (_own, null)
        : _byNumber.TryGetValue(typed, out var numbered) ? (numbered, null)
        : _byName[typed].ToList() switch
        {
            [] => (null, ImportRefusals.NoSuchOrganisation.With(typed)),
            [var one] => (one, null),
            _ => (null, ImportRefusals.BranchUnclear.With(typed)),
        };
}
