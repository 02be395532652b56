using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Figures;

/// <summary>Reads the notes to figures of one organisation; the fence shows them to those whose scope holds it.</summary>
public sealed class FigureNotesQuery(Fence fence, ZhijianDb db, InstitutionTime institution)
{
    /// <summary>The notes that stand at the months of a home's chart, asked with everything else the home shows; wants the values <c>from</c> and <c>month</c> besides.</summary>
    public static HomeQuestion<FigureNote> OnHome { get; } = new(
        """
        select n.id, n.organisation_id as OrganisationId, n.path, n.month, n.measure, n.note, n.author, n.post, n.created_by as CreatedBy, n.created_at as CreatedAt, n.version from figure_note n
        where n.organisation_id = @organisation and n.month between @from and @month and n.retracted_at is null order by n.month, n.id;
        """,
        async sets => [.. await sets.ReadAsync<FigureNote>()]);

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
