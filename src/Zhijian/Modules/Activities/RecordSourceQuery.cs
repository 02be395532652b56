using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Activities.Records;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Activities;

/// <summary>A record with who wrote it, for the page that leads from a figure back to its source.</summary>
internal sealed class RecordSourceQuery(RecordQuery records, ZhijianDb db)
{
    /// <summary>Null where there is no such record, or this person may not see it.</summary>
    public async Task<RecordSource?> Of(Guid recordId, Actor actor, CancellationToken cancel)
    {
        if (await records.Find(recordId, actor, cancel) is not { Record: var record } sheet)
        {
            return null;
        }
        var activity = await db.Activities.AsNoTracking().Where(a => a.Id == record.ActivityId).Select(a => new { a.CreatedBy, a.CreatedAt }).SingleAsync(cancel);
        var planned = await db.Set<People.Member>().AsNoTracking().Where(m => m.Id == activity.CreatedBy).Select(m => m.Name).FirstOrDefaultAsync(cancel);
        return new RecordSource(
            record.Id, record.ActivityId, record.Number, record.Title, record.Kind, record.State, record.Path, record.HeldOn, record.FiledAt, sheet.Filed?.Fingerprint, sheet.Filed?.FiledBy, record.MinutesBy, record.MinutesAt,
            planned, activity.CreatedAt, sheet.Standing?.CaseId ?? record.ReviewCaseId, [.. sheet.Addenda.Where(a => a.Id != record.Id).Select(a => (a.Id, a.Number))]);
    }
}

/// <summary>A record and where its words come from.</summary>
/// <param name="Fingerprint">Of the filed content; null before it is filed.</param>
/// <param name="PlannedBy">Who planned the activity; null where that person is not the viewer's to see.</param>
internal sealed record RecordSource(
    Guid Id, Guid ActivityId, string Number, string Title, ActivityKind Kind, RecordState State, string Path, DateOnly HeldOn, DateTimeOffset? FiledAt, string? Fingerprint, string? FiledBy, string? MinutesBy, DateTimeOffset? MinutesAt,
    string? PlannedBy, DateTimeOffset PlannedAt, Guid? CaseId, IReadOnlyList<(Guid Id, string Number)> Addenda);
