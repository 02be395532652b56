using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Figures;
using Zhijian.Modules.Review;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Files;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Activities.Records;

/// <summary>The last layer approved: the record goes into the files with what was approved, word for word, and every organisation that took part gets its trace.</summary>
internal sealed class FileWhenCaseApproved(ZhijianDb db, Journal journal, TraceBook traces, AttachmentsQuery attachments) : IWhen<CaseApproved>
{
    public async Task Handle(CaseApproved fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (fact.RecordKind != RecordFields.RecordKind)
        {
            return;
        }
        var record = await db.ActivityRecords.FirstAsync(r => r.Id == fact.SubjectId, cancel);
        var submission = await db.Set<Submission>().FirstAsync(s => s.CaseId == fact.Case.CaseId && s.Number == fact.Case.Submission, cancel);
        var editions = await db.FiledRecords.CountAsync(f => f.RecordId == record.Id, cancel);
        if (record.File(fact.Rule, now).Fact is not { } filed)
        {
            return;
        }
        db.Add(new FiledRecord
        {
            RecordId = record.Id, Edition = editions + 1, ActivityId = record.ActivityId, Path = record.Path,
            Content = submission.ContentJson, Fingerprint = submission.Fingerprint, FiledAt = now, FiledBy = actor.Name, Rule = fact.Rule,
        });
        if (!record.IsAddendum)
        {
            await FileActivity(record, now, cancel);
        }
        await journal.Also(filed, actor, cancel);
    }

    private async Task FileActivity(ActivityRecord record, DateTimeOffset now, CancellationToken cancel)
    {
        var activity = await db.Activities.FirstAsync(a => a.Id == record.ActivityId, cancel);
        activity.State = ActivityState.Filed;
        await attachments.Seal(activity.Id, now, cancel);
        await traces.Filed(new Figures.FiledRecord(record.Id, activity.Id, record.Kind, record.HeldOn, now, await PartiesOf(activity, cancel)) { Title = record.Title }, cancel);
    }

    /// <summary>Every organisation of the institution that took part; each has its own row of the one event.</summary>
    private async Task<IReadOnlyList<Party>> PartiesOf(Activity activity, CancellationToken cancel)
    {
        var parties = await db.ActivityParties.Where(p => p.ActivityId == activity.Id).ToListAsync(cancel);
        return [.. parties.Select(p => new Party(p.OrganisationId, p.Path)).Append(new Party(activity.OrganisationId, activity.Path)).DistinctBy(p => p.OrganisationId)];
    }
}
