using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Figures;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Yearly;

/// <summary>Finds frozen tables. The only place that speaks with them.</summary>
internal sealed class YearlyQuery(ZhijianDb db, Fence fence)
{
    /// <summary>So many freezings of an organisation are listed, the newest years first.</summary>
    public const int MostListed = 100;

    /// <summary>The name of an organisation within sight.</summary>
    public Task<string?> NameOf(Guid organisation, CancellationToken cancel) =>
        fence.Row<string>("select name from organisation where id = @organisation", new { organisation }, cancel);

    /// <summary>An organisation's frozen tables, the newest years and freezings first.</summary>
    public Task<List<YearlyHead>> Of(Guid organisation, CancellationToken cancel) => fence.Rows<YearlyHead>(
        $"""
        select id, year, as_of as AsOf, is_trial as IsTrial, edition, reason, frozen_at as FrozenAt, created_at as CreatedAt, author
        from yearly_sheet where organisation_id = @organisation order by year desc, id desc limit {MostListed}
        """, new { organisation }, cancel);

    /// <summary>One table, or null outside what the actor's posts may see.</summary>
    public async Task<YearlySheet?> Sheet(Guid id, Actor actor, CancellationToken cancel)
    {
        // A file is written after a commit: then the transaction is a new one.
        await fence.Open(cancel);
        return await db.Set<YearlySheet>().AsNoTracking().FirstOrDefaultAsync(s => s.Id == id, cancel) is { } sheet && actor.May(FigureActs.See, sheet.Path)
            ? sheet : null;
    }

    /// <summary>The tables directly below one, of the same freezing, in the order of the tree; those of organisations that are out of sight today are
    /// left out.</summary>
    public Task<List<YearlySheet>> Below(YearlySheet sheet, CancellationToken cancel) =>
        db.Set<YearlySheet>().AsNoTracking().Where(s => s.FreezingId == sheet.FreezingId && s.ParentPathThen == sheet.PathThen)
            .OrderBy(s => s.PathThen).ToListAsync(cancel);

    /// <summary>The table above one, of the same freezing, within sight.</summary>
    public Task<YearlySheet?> Above(YearlySheet sheet, CancellationToken cancel) =>
        db.Set<YearlySheet>().AsNoTracking().FirstOrDefaultAsync(s => s.FreezingId == sheet.FreezingId && s.PathThen == sheet.ParentPathThen, cancel);

    /// <summary>How often an organisation froze a year.</summary>
    public Task<int> Editions(Guid frozenAt, int year, bool isTrial, CancellationToken cancel) => db.Set<YearlySheet>().CountAsync(s =>
        s.FrozenAtOrganisationId == frozenAt && s.OrganisationId == frozenAt && s.Year == year && s.IsTrial == isTrial, cancel);

    /// <summary>The number of an organisation's next freezing, from 1: what a page that can't be read says is none.</summary>
    public async Task<int> NextFreezing(Guid frozenAt, CancellationToken cancel) =>
        1 + await db.Set<YearlySheet>().CountAsync(s => s.FrozenAtOrganisationId == frozenAt && s.OrganisationId == frozenAt, cancel);

    /// <summary>What the newest freezing of a year says of an organisation and of those that are frozen with it, by line; trials say nothing.</summary>
    public async Task<IReadOnlyDictionary<(Guid Organisation, string Line), FrozenBefore>> Frozen(Guid organisation, int year, CancellationToken cancel)
    {
        var newest = await db.Set<YearlySheet>().Where(s => s.OrganisationId == organisation && s.Year == year && !s.IsTrial).OrderByDescending(s => s.Id)
            .Select(s => (Guid?)s.FreezingId).FirstOrDefaultAsync(cancel);
        if (newest is not { } freezing)
        {
            return new Dictionary<(Guid, string), FrozenBefore>();
        }
        return (await db.Set<YearlySheet>().AsNoTracking().Where(s => s.FreezingId == freezing).Select(s => new { s.OrganisationId, s.Lines }).ToListAsync(cancel))
            .SelectMany(s => s.Lines.Select(l => (Key: (s.OrganisationId, l.Name), l.Value, l.Own))).ToDictionary(l => l.Key, l => new FrozenBefore(l.Value, l.Own));
    }

    /// <summary>One freezing by an organisation comes after the other.</summary>
    public Task Hold(Guid frozenAt, CancellationToken cancel) =>
        fence.Run("select pg_advisory_xact_lock(hashtextextended(@key, 300))", new { key = frozenAt.ToString() }, cancel);
}

/// <summary>A frozen table in the list of an organisation.</summary>
internal sealed class YearlyHead
{
    public Guid Id { get; set; }

    public int Year { get; set; }

    public DateOnly AsOf { get; set; }

    public bool IsTrial { get; set; }

    public int Edition { get; set; }

    public string? Reason { get; set; }

    public string FrozenAt { get; set; } = "";

    public DateTimeOffset CreatedAt { get; set; }

    public string Author { get; set; } = "";
}
