using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Figures;

/// <summary>Reads the notes to figures of one organisation; the fence shows them to those whose scope holds it.</summary>
public sealed class FigureNotesQuery(Fence fence, ZhijianDb db, InstitutionTime institution)
{
    /// <summary>The notes that stand at the months shown, as they stood on a past day where one is shown; by month, the oldest first.</summary>
    public async Task<IReadOnlyList<FigureNote>> Standing(Guid organisationId, FigureSpan span, CancellationToken cancel)
    {
        var all = await Of(organisationId, span, cancel);
        var end = span.AsOf is { } day ? institution.At(day.AddDays(1), TimeOnly.MinValue) : DateTimeOffset.MaxValue;
        return [.. all.Where(n => n.CreatedAt < end && (n.RetractedAt is null || n.RetractedAt >= end))];
    }

    /// <summary>The notes at the months shown, those that were taken back with the others.</summary>
    public async Task<IReadOnlyList<FigureNote>> Of(Guid organisationId, FigureSpan span, CancellationToken cancel)
    {
        var (from, to) = (span.From, span.Month);
        await fence.Open(cancel);
        return await db.Set<FigureNote>().AsNoTracking().Where(n => n.OrganisationId == organisationId && n.Month >= from && n.Month <= to).OrderBy(n => n.Month).ThenBy(n => n.Id).ToListAsync(cancel);
    }

    internal async Task<FigureNote?> Find(Guid id, CancellationToken cancel)
    {
        await fence.Open(cancel);
        return await db.Set<FigureNote>().FirstOrDefaultAsync(n => n.Id == id, cancel);
    }

    internal async Task<int> At(Guid organisationId, DateOnly month, CancellationToken cancel) =>
        await fence.Row<int>("select count(*)::int from figure_note where organisation_id = @organisationId and month = @month and retracted_at is null", new { organisationId, month }, cancel);
}
