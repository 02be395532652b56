using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Activities.Records;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Activities.Lineage;

/// <summary>What lies behind the record of an activity: who planned it, who wrote its minutes, who filed it.</summary>
internal sealed class RecordLineage(RecordQuery records, ZhijianDb db) : ILineageSource
{
    public async Task<LineageRecord?> Of(Guid recordId, Actor actor, CancellationToken cancel)
    {
        if (await records.Find(recordId, actor, cancel) is not { Record: var record } sheet)
        {
            return null;
        }
        var activity = await db.Activities.AsNoTracking().Where(a => a.Id == record.ActivityId).Select(a => new { a.CreatedBy, a.CreatedAt }).SingleAsync(cancel);
        var planned = await db.Set<People.Member>().AsNoTracking().Where(m => m.Id == activity.CreatedBy).Select(m => m.Name).FirstOrDefaultAsync(cancel);
        List<LineageFact> facts = [new("record.field.number", record.Number, $"/records/{record.Id}"), new("record.lineage.held", record.HeldOn), new("record.lineage.state", record.State)];
        if (record.FiledAt is { } filed && sheet.Filed is { } kept)
        {
            facts.Add(new("record.lineage.filed", new HomeText("record.lineage.filed-by", kept.FiledBy, filed)));
        }
        var caseId = sheet.Standing?.CaseId ?? record.ReviewCaseId;
        return new LineageRecord(record.Id, record.Number, record.Title, $"/records/{record.Id}", record.FiledAt is not null, facts)
        {
            Fingerprint = sheet.Filed?.Fingerprint,
            CaseId = caseId,
            Review = caseId is null ? LineageReview.NotHandedIn : LineageReview.HandedIn,
            Corrections = [.. sheet.Addenda.Where(a => a.Id != record.Id).Select(a => (a.Id, a.Number))],
            Noted = (record.ActivityId, "activity."),
            Hands = record is { MinutesBy: { } writer, MinutesAt: { } at } ? [new(new HomeText("record.lineage.minutes-by-hand", writer), at)] : [],
            Otherwise = new(planned is null ? new HomeText("record.lineage.planned") : new HomeText("record.lineage.planned-by", planned), activity.CreatedAt),
        };
    }
}
