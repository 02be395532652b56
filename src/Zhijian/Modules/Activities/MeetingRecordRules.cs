using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Activities;

/// <summary>When the record of a meeting may be handed in.</summary>
public static class MeetingRecordRules
{
    /// <summary>How timely handing in is: judged by the first time, and not again after a return.</summary>
    public static LateEntry Timeliness(this Meeting meeting, RulesInForce rules, DateOnly heldOn, DateOnly today, Func<DateTimeOffset, DateOnly> dayOf) =>
        rules.Attendance.LateEntry.Judge(heldOn, meeting.Record?.SubmittedAt is { } first ? dayOf(first) : today, rules.Calendar);

    /// <summary>Why the record can't be handed in now; null when it can. A missing reason for lateness is asked for at its field, not here.</summary>
    public static Refusal? WhyNotSubmit(this Meeting meeting, Actor actor, RulesInForce rules, LateEntry timeliness)
    {
        if (!actor.May(ActivityActs.Record, meeting.Activity.Path))
        {
            return PlatformRefusals.NotYours;
        }
        var refusal = meeting.Activity.State switch
        {
            ActivityState.Planned or ActivityState.Announced => RecordRefusals.TooEarly,
            ActivityState.RollOpen => RecordRefusals.RollStillOpen,
            ActivityState.Submitted => RecordRefusals.UnderReview,
            ActivityState.Filed => RecordRefusals.AlreadyFiled,
            ActivityState.Cancelled => RecordRefusals.Cancelled,
            _ => null,
        };
        if (refusal is not null)
        {
            return refusal;
        }
        if (meeting.Record is null || !meeting.HasMinutes)
        {
            return RecordRefusals.MinutesEmpty;
        }
        if (timeliness.State == LateEntryState.Closed)
        {
            return RecordRefusals.EntryClosed.With(timeliness.Limit);
        }
        return meeting.Motions.Any(m => meeting.ResultOf(m, rules).Outcome == VoteOutcome.NumbersContradict)
            ? RecordRefusals.VotesContradict.With(meeting.Counts.VotersPresent)
            : meeting.Record.WhyNot(RecordMove.Submit);
    }

    /// <summary>Hands the record in: the votes are counted once more by the final roll, the record and its activity go under review.</summary>
    public static Decision<RecordSubmitted> Submit(this Meeting meeting, string? lateReason, int? expectedVersion, Actor actor, RulesInForce rules, LateEntry timeliness, DateTimeOffset now)
    {
        if (meeting.WhyNotSubmit(actor, rules, timeliness) is { } refusal)
        {
            return refusal;
        }
        var record = meeting.Record!;
        if (expectedVersion is { } seen && seen != record.Version)
        {
            return PlatformRefusals.Stale;
        }
        if (timeliness.State == LateEntryState.Late)
        {
            var reason = string.IsNullOrWhiteSpace(lateReason) ? record.LateReason : lateReason.Trim();
            if (reason is null && rules.Attendance.LateEntry.ReasonRequired)
            {
                return RecordRefusals.LateReasonMissing;
            }
            if (reason?.Length > Meeting.LongestLine)
            {
                return PlatformRefusals.TooLong.With(Meeting.LongestLine).At("Form.LateReason");
            }
            (record.IsLate, record.LateReason) = (true, reason);
        }
        foreach (var motion in meeting.Motions)
        {
            var result = meeting.ResultOf(motion, rules);
            (motion.Passed, motion.Rule) = (result.Passed, result.Rule.ToString());
        }
        record.Title = meeting.Activity.Title;
        if (record.Submit(actor.MemberId, now) is { } wrong)
        {
            return wrong;
        }
        meeting.Activity.State = ActivityState.Submitted;
        return new RecordSubmitted(meeting.Activity.Id, meeting.Activity.Path, record.Id, record.Number, record.Kind, record.IsLate, timeliness.Rule.ToString());
    }
}
