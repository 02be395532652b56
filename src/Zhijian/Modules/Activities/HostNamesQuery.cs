using Zhijian.Modules.Organisations;

namespace Zhijian.Modules.Activities;

/// <summary>A row of a list that says who holds the activity.</summary>
internal interface IHeldBy
{
    Guid OrganisationId { get; }

    /// <summary>Null where the organisation lies outside what the viewer sees.</summary>
    string? OrganisationName { get; set; }
}

/// <summary>Names the organisations outside the viewer's scope that hold what the viewer or their organisation took part in: their names only, as everybody may know them.</summary>
internal sealed class HostNamesQuery(OrganisationTreeQuery tree)
{
    public async Task Fill(IReadOnlyCollection<IHeldBy> rows, CancellationToken cancel)
    {
        var missing = rows.Where(r => r.OrganisationName is null).ToList();
        if (missing.Count == 0)
        {
            return;
        }
        var names = await tree.NamesOf([.. missing.Select(r => r.OrganisationId).Distinct()], cancel);
        foreach (var row in missing)
        {
            row.OrganisationName = names.GetValueOrDefault(row.OrganisationId)?.Name;
        }
    }
}
