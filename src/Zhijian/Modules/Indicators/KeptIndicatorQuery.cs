using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Figures;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Indicators;

/// <summary>Finds indicators of the workshop, for those who write and review them and for those who read what is published. The only place of the
/// module that speaks with its tables.</summary>
internal sealed class KeptIndicatorQuery(ZhijianDb db, Fence fence)
{
    public const int PageSize = 30;

    /// <summary>So many published indicators are calculated on one page.</summary>
    public const int MostPublished = 40;

    /// <summary>An indicator of one's own scope; null where there is none.</summary>
    public async Task<KeptIndicator?> Of(Guid id, Actor actor, CancellationToken cancel) =>
        await db.Set<KeptIndicator>().FirstOrDefaultAsync(i => i.Id == id, cancel) is { } kept && actor.May(FigureActs.See, kept.Path) ? kept : null;

    /// <summary>The one that the review speaks of.</summary>
    public Task<KeptIndicator> Reviewed(Guid id, CancellationToken cancel) => db.Set<KeptIndicator>().FirstAsync(i => i.Id == id, cancel);

    public static bool MayWrite(KeptIndicator kept, Actor actor) => actor.May(IndicatorActs.Write, kept.Path);

    /// <summary>The editions of an indicator, newest first.</summary>
    public Task<List<IndicatorEdition>> Editions(Guid id, CancellationToken cancel) =>
        db.Set<IndicatorEdition>().AsNoTracking().Where(e => e.IndicatorId == id).OrderByDescending(e => e.Number).Take(PageSize).ToListAsync(cancel);

    /// <summary>The edition that is shown now; null where none is, or the viewer stands neither below nor above its organisation.</summary>
    public Task<IndicatorEdition?> Shown(Guid id, CancellationToken cancel) =>
        db.Set<IndicatorEdition>().AsNoTracking().FirstOrDefaultAsync(e => e.IndicatorId == id && e.State == IndicatorEditionState.Current, cancel);

    /// <summary>What is published at an organisation or above it, from the top down.</summary>
    public Task<List<IndicatorEdition>> PublishedAt(string path, CancellationToken cancel)
    {
        string[] line = [.. TreePath.AndAbove(path)];
        return db.Set<IndicatorEdition>().AsNoTracking().Where(e => e.State == IndicatorEditionState.Current && line.Contains(e.Path))
            .OrderBy(e => e.Path).ThenBy(e => e.IndicatorId).Take(MostPublished).ToListAsync(cancel);
    }

    /// <summary>Indicators of the own scope, last begun first; those of one state only where it is named.</summary>
    public async Task<Listing<KeptIndicatorRow>> List(IndicatorState? state, string? after, int size, CancellationToken cancel)
    {
        var from = Cursor.Read(after, 1) is [var text] && Guid.TryParse(text, out var id) ? id : (Guid?)null;
        var rows = await fence.Rows<KeptIndicatorRow>(
            $"""
            select i.id, i.name_zh as NameZh, i.name_en as NameEn, i.organisation_name as OrganisationName, i.author, i.state, i.edition from kept_indicator i
            where (@state::text is null or i.state = @state) and (@from::uuid is null or i.id < @from) order by i.id desc limit {size + 1}
            """, new { state = state?.ToString(), from }, cancel);
        return Listing.Of(rows, size, r => Cursor.Of(r.Id));
    }

    /// <summary>The edition that was shown steps back, before another stands.</summary>
    public Task StepBack(Guid id, CancellationToken cancel) =>
        fence.Run("update indicator_edition set state = 'Superseded' where indicator_id = @id and state = 'Current'", new { id }, cancel);

    /// <summary>The edition that was shown is taken back.</summary>
    public Task TakeBack(Guid id, CancellationToken cancel) =>
        fence.Run("update indicator_edition set state = 'Withdrawn' where indicator_id = @id and state = 'Current'", new { id }, cancel);

    /// <summary>The edition before is shown again, where there is one that was not withdrawn; whether one is.</summary>
    public async Task<bool> ShowAgain(Guid id, int before, CancellationToken cancel) =>
        await fence.Row<int?>("update indicator_edition set state = 'Current' where indicator_id = @id and number = @before and state = 'Superseded' returning number", new { id, before }, cancel) is not null;
}

/// <summary>An indicator in the workshop's list.</summary>
internal sealed class KeptIndicatorRow
{
    public Guid Id { get; set; }

    public string NameZh { get; set; } = "";

    public string NameEn { get; set; } = "";

    public string OrganisationName { get; set; } = "";

    public string Author { get; set; } = "";

    public IndicatorState State { get; set; }

    public int Edition { get; set; }
}
