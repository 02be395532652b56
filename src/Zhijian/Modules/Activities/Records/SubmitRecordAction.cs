using Zhijian.Modules.Figures;
using Zhijian.Modules.Review;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Files;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Activities.Records;

/// <summary>The author hands the record in: it is written down as fields with its automatic checks and goes to the first layer of review.</summary>
internal sealed class SubmitRecordAction(Journal journal, MeetingQuery meetings, RecordNamesQuery names, AttachmentsQuery attachments, SubmitForReviewAction review, TraceBook traces, Rulebook rulebook, InstitutionTime time)
{
    public async Task<Decision<RecordSubmitted>> Run(Guid activityId, string? lateReason, int? expectedVersion, Actor actor, CancellationToken cancel)
    {
        if (await meetings.Find(activityId, actor, cancel) is not { } meeting)
        {
            return PlatformRefusals.Missing;
        }
        var heldOn = time.DayOf(meeting.Activity.StartsAt);
        var rules = rulebook.On(heldOn);
        var decision = meeting.Submit(lateReason, expectedVersion, actor, rules, meeting.Timeliness(rules, heldOn, time.Today, time.DayOf), time.Now);
        if (decision.Refusal is not null)
        {
            return decision;
        }
        var record = meeting.Record!;
        var files = await attachments.Of(activityId, cancel);
        var content = RecordContents.Of(meeting, await names.Of(meeting, cancel), files, rules, time);
        var submitting = new Submitting(actor.MemberId, actor.Name, meeting.Activity.Title, content) { Checks = RecordChecks.Of(meeting, files.Count, files.Count(attachments.IsReadable), rules) };
        var handedIn = await review.Run(new ForReview(RecordFields.RecordKind, record.Id, record.OrganisationId, submitting), actor, cancel);
        if (handedIn.Fact is not { } submitted)
        {
            return handedIn.Refusal!;
        }
        record.ReviewCaseId = submitted.Case.CaseId;
        await traces.Submitted(activityId, record.Id, cancel);
        return await journal.Record(decision, actor, cancel);
    }
}
