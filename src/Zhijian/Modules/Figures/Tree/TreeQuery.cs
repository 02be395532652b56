using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Figures.Tree;

/// <summary>The rows below one organisation, a page at a time.</summary>
public sealed class TreeQuery(Fence fence)
{
    public Task<List<HeatRow>> Below(Guid organisation, int after, FigureSpan span, CancellationToken cancel) =>
        fence.Rows<HeatRow>(
            Overview.HeatRows("o.parent_id = @organisation and o.number > @after and o.dissolved_on is null and o.kind <> 'PartyGroup'", Overview.RowsAtOnce + 1),
            new { organisation, after, from = span.From, month = span.Month }, cancel);

    /// <summary>One organisation's whole overview.</summary>
    public async Task<(string? Name, Overview Overview)> Of(Party place, FigureSpan span, CancellationToken cancel)
    {
        using var sets = await fence.Sets("select name from organisation where id = @organisation;" + Overview.SqlAt(place.Path),
            new { organisation = place.OrganisationId, path = place.Path, today = span.Today, from = span.From, month = span.Month }, cancel);
        return (await sets.ReadFirstOrDefaultAsync<string>(), await Overview.Read(sets));
    }
}
