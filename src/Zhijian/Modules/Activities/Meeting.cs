using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Activities;

/// <summary>An activity with everything its record grows from: the agenda with what was said and decided, the roll, the organisations that took part.</summary>
public sealed class Meeting
{
    public const int MostItems = 50;
    public const int MostRows = 20;
    public const int LongestTitle = 200;
    public const int LongestDiscussion = 20_000;
    public const int LongestResolution = 5_000;
    public const int LongestLine = 500;

    public required Activity Activity { get; init; }

    /// <summary>Null until the minutes were saved for the first time.</summary>
    public ActivityRecord? Record { get; set; }

    public required List<AgendaItem> Agenda { get; init; }

    public required List<Motion> Motions { get; init; }

    public required List<FollowUp> FollowUps { get; init; }

    public required List<Attendance> Roll { get; init; }

    public required List<ActivityParty> Parties { get; init; }

    public RollCounts Counts => RollCounts.Of(Roll);

    /// <summary>The version that a form shows and sends back: 0 before the first save.</summary>
    public int MinutesVersion => Record?.Version ?? 0;

    public IEnumerable<AgendaItem> Items => Agenda.OrderBy(i => i.Ordinal);

    public IEnumerable<Motion> MotionsOf(Guid itemId) => Motions.Where(m => m.AgendaItemId == itemId).OrderBy(m => m.Ordinal);

    public IEnumerable<FollowUp> FollowUpsOf(Guid? itemId) => FollowUps.Where(f => f.AgendaItemId == itemId).OrderBy(f => f.Id);

    /// <summary>Who may be given a task: everybody of the roll.</summary>
    public IEnumerable<Attendance> PossibleOwners => Roll.OrderBy(a => a.IsObserver).ThenBy(a => a.Name, StringComparer.Ordinal);

    /// <summary>Whether something was said or decided at all.</summary>
    public bool HasMinutes => Agenda.Any(i => Lines(i.Discussion).Count > 0 || !string.IsNullOrWhiteSpace(i.Resolution));

    /// <summary>A text's lines without empty ones: each is a point.</summary>
    public static IReadOnlyList<string> Lines(string? text) =>
        text is null ? [] : [.. text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0)];

    /// <summary>The majority rules that can decide a motion of this kind of meeting; the first is the usual one.</summary>
    public static IReadOnlyList<VotePolicy> PoliciesFor(ActivityKind kind, RulesInForce rules)
    {
        var usual = rules.Activities[kind].Policy ?? rules.Votes.Resolution;
        return kind == ActivityKind.BranchMembersMeeting && usual != rules.Votes.Development ? [usual, rules.Votes.Development] : [usual];
    }

    /// <summary>Result of a vote by the roll as it stands.</summary>
    public VoteResult ResultOf(VotePolicy policy, int yes, int no, int abstain, RulesInForce rules)
    {
        var voters = Roll.Where(a => a.Votes).ToList();
        var present = voters.Count(a => a.Status is { } status && rules.Attendance.IsPresentForVote(status, policy));
        return policy.Result(voters.Count, present, yes, no, abstain);
    }

    /// <summary>Result of a recorded motion by the roll as it stands.</summary>
    public VoteResult ResultOf(Motion motion, RulesInForce rules) =>
        ResultOf(rules.Votes.ByName.GetValueOrDefault(motion.Policy) ?? PoliciesFor(Activity.Kind, rules)[0], motion.Yes, motion.No, motion.Abstain, rules);

    /// <summary>Whether enough voters are there to decide, with the reason.</summary>
    public QuorumResult Quorum(RulesInForce rules)
    {
        var rule = rules.Activities[Activity.Kind];
        var voters = Roll.Where(a => a.Votes).ToList();
        var present = voters.Count(a => a.Status is { } status && (rule.Policy is null ? rules.Attendance.Statuses[status].CountsForQuorum : rules.Attendance.IsPresentForVote(status, rule.Policy)));
        return rule.Quorum(voters.Count, present);
    }

    /// <summary>Why the minutes can't be written now; null when they can.</summary>
    public Refusal? WhyNotWriteMinutes(Actor actor) =>
        !MayWrite(actor) ? PlatformRefusals.NotYours : Activity.State switch
        {
            ActivityState.RollOpen or ActivityState.Held => null,
            ActivityState.Planned or ActivityState.Announced => RecordRefusals.TooEarly,
            ActivityState.Submitted => RecordRefusals.UnderReview,
            ActivityState.Filed => RecordRefusals.AlreadyFiled,
            _ => RecordRefusals.Cancelled,
        };

    /// <summary>The named recorder writes too, without any post.</summary>
    public bool MayWrite(Actor actor) => actor.May(ActivityActs.Record, Activity.Path) || (actor.MemberId != Guid.Empty && Activity.RecorderMemberId == actor.MemberId);

    /// <summary>Whoever writes, holds or oversees it reads the minutes while they are written; people on the roll read what is filed.</summary>
    public bool MayRead(Actor actor) =>
        Activity.State == ActivityState.Filed || MayWrite(actor) || (actor.MemberId != Guid.Empty && actor.MemberId == Activity.HostMemberId)
        || actor.May(ActivityActs.See, Activity.Path) || Parties.Any(p => actor.May(ActivityActs.See, p.Path));

    /// <summary>Saves what was said and decided: items that are gone are taken out, new ones added, the others changed. The record exists by now.</summary>
    public Decision<MinutesSaved> SaveMinutes(MinutesDraft draft, int expectedVersion, RulesInForce rules, Actor by, DateOnly heldOn, DateTimeOffset now)
    {
        var seen = Record is { MinutesAt: not null } record ? record.Version : 0;
        if (WhyNotWriteMinutes(by) is { } refusal)
        {
            return refusal;
        }
        if (expectedVersion != seen)
        {
            return PlatformRefusals.Stale;
        }
        if (draft.WhyNot(this, rules, heldOn) is { } wrong)
        {
            return wrong;
        }
        draft.Apply(this, rules);
        Record!.MinutesAt = now;
        Record.MinutesBy = by.Name;
        Record.Title = Activity.Title;
        return new MinutesSaved(Activity.Id, Activity.Path, Record.Id, Agenda.Count, Motions.Count, FollowUps.Count);
    }
}

/// <summary>What the recorder wrote: the agenda with points, votes, resolutions and tasks.</summary>
public sealed record MinutesDraft(IReadOnlyList<MinutesItem> Items)
{
    /// <summary>What is wrong with it, at the field; null when nothing is.</summary>
    internal Refusal? WhyNot(Meeting meeting, RulesInForce rules, DateOnly heldOn)
    {
        if (Items.Count > Meeting.MostItems)
        {
            return RecordRefusals.TooManyRows.With(Meeting.MostItems).At("Form.Items");
        }
        return Items.Select((item, i) => item.WhyNot($"Form.Items[{i}]", meeting, rules, heldOn)).FirstOrDefault(r => r is not null);
    }

    /// <summary>Writes it into the meeting's rows.</summary>
    internal void Apply(Meeting meeting, RulesInForce rules)
    {
        var kept = Items.Where(i => i.Id is not null).Select(i => i.Id!.Value).ToHashSet();
        foreach (var gone in meeting.Agenda.Where(a => !kept.Contains(a.Id)).ToList())
        {
            meeting.Agenda.Remove(gone);
            meeting.Motions.RemoveAll(m => m.AgendaItemId == gone.Id);
            meeting.FollowUps.RemoveAll(f => f.AgendaItemId == gone.Id);
        }
        for (var i = 0; i < Items.Count; i++)
        {
            Items[i].Apply(meeting, i + 1, rules);
        }
    }
}

/// <summary>One point of the agenda as it was written.</summary>
public sealed record MinutesItem(Guid? Id, string Title, string? Discussion, string? Resolution, IReadOnlyList<MotionDraft> Motions, IReadOnlyList<FollowUpDraft> FollowUps)
{
    internal Refusal? WhyNot(string at, Meeting meeting, RulesInForce rules, DateOnly heldOn)
    {
        if (Id is { } id && meeting.Agenda.All(a => a.Id != id))
        {
            return PlatformRefusals.Stale;
        }
        return string.IsNullOrWhiteSpace(Title) ? PlatformRefusals.Required.At(at + ".Title")
            : Title.Length > Meeting.LongestTitle ? PlatformRefusals.TooLong.With(Meeting.LongestTitle).At(at + ".Title")
            : Discussion?.Length > Meeting.LongestDiscussion ? PlatformRefusals.TooLong.With(Meeting.LongestDiscussion).At(at + ".Discussion")
            : Resolution?.Length > Meeting.LongestResolution ? PlatformRefusals.TooLong.With(Meeting.LongestResolution).At(at + ".Resolution")
            : Motions.Count > Meeting.MostRows || FollowUps.Count > Meeting.MostRows ? RecordRefusals.TooManyRows.With(Meeting.MostRows).At(at + ".Title")
            : Motions.Select((m, i) => m.WhyNot($"{at}.Motions[{i}]", meeting, rules)).FirstOrDefault(r => r is not null)
            ?? FollowUps.Select((f, i) => f.WhyNot($"{at}.FollowUps[{i}]", meeting, heldOn)).FirstOrDefault(r => r is not null);
    }

    internal void Apply(Meeting meeting, int ordinal, RulesInForce rules)
    {
        var item = meeting.Agenda.FirstOrDefault(a => a.Id == Id);
        if (item is null)
        {
            item = new AgendaItem { ActivityId = meeting.Activity.Id, Path = meeting.Activity.Path, Ordinal = ordinal, Title = "" };
            meeting.Agenda.Add(item);
        }
        item.Ordinal = ordinal;
        item.Title = Title.Trim();
        item.Discussion = Meeting.Lines(Discussion) is { Count: > 0 } lines ? string.Join('\n', lines) : null;
        item.Resolution = string.IsNullOrWhiteSpace(Resolution) ? null : Resolution.Trim().ReplaceLineEndings("\n");
        meeting.Motions.RemoveAll(m => m.AgendaItemId == item.Id && Motions.All(d => d.Id != m.Id));
        for (var i = 0; i < Motions.Count; i++)
        {
            Motions[i].Apply(meeting, item.Id, i + 1, rules);
        }
        meeting.FollowUps.RemoveAll(f => f.AgendaItemId == item.Id && FollowUps.All(d => d.Id != f.Id));
        foreach (var followUp in FollowUps)
        {
            followUp.Apply(meeting, item.Id);
        }
    }
}

/// <summary>A motion with its totals; who voted how is never asked.</summary>
/// <param name="Policy">Name of the vote policy; null is the usual one of this kind of meeting.</param>
public sealed record MotionDraft(Guid? Id, string Text, string? Policy, int Yes, int No, int Abstain)
{
    internal Refusal? WhyNot(string at, Meeting meeting, RulesInForce rules)
    {
        if (string.IsNullOrWhiteSpace(Text))
        {
            return PlatformRefusals.Required.At(at + ".Text");
        }
        if (Text.Length > Meeting.LongestLine)
        {
            return PlatformRefusals.TooLong.With(Meeting.LongestLine).At(at + ".Text");
        }
        if (PolicyIn(meeting, rules) is not { } policy)
        {
            return RecordRefusals.UnknownPolicy.At(at + ".Policy");
        }
        var result = meeting.ResultOf(policy, Yes, No, Abstain, rules);
        return result.Outcome == VoteOutcome.NumbersContradict ? RecordRefusals.VotesContradict.With(result.Quorum.Present).At(at + ".Yes") : null;
    }

    internal void Apply(Meeting meeting, Guid itemId, int ordinal, RulesInForce rules)
    {
        var policy = PolicyIn(meeting, rules)!;
        var motion = meeting.Motions.FirstOrDefault(m => m.Id == Id && m.AgendaItemId == itemId);
        if (motion is null)
        {
            motion = new Motion { ActivityId = meeting.Activity.Id, AgendaItemId = itemId, Path = meeting.Activity.Path, Ordinal = ordinal, Text = "", Yes = 0, No = 0, Abstain = 0, Passed = false, Rule = "" };
            meeting.Motions.Add(motion);
        }
        var result = meeting.ResultOf(policy, Yes, No, Abstain, rules);
        (motion.Ordinal, motion.Text, motion.Policy, motion.Yes, motion.No, motion.Abstain, motion.Passed, motion.Rule) =
            (ordinal, Text.Trim(), policy.Name, Yes, No, Abstain, result.Passed, result.Rule.ToString());
    }

    private VotePolicy? PolicyIn(Meeting meeting, RulesInForce rules)
    {
        var possible = Meeting.PoliciesFor(meeting.Activity.Kind, rules);
        return string.IsNullOrEmpty(Policy) ? possible[0] : possible.FirstOrDefault(p => p.Name == Policy);
    }
}

/// <summary>A task that came out of the meeting.</summary>
public sealed record FollowUpDraft(Guid? Id, string Text, Guid OwnerId, DateOnly DueOn)
{
    internal Refusal? WhyNot(string at, Meeting meeting, DateOnly heldOn) =>
        string.IsNullOrWhiteSpace(Text) ? PlatformRefusals.Required.At(at + ".Text")
        : Text.Length > Meeting.LongestLine ? PlatformRefusals.TooLong.With(Meeting.LongestLine).At(at + ".Text")
        : meeting.Roll.All(a => a.MemberId != OwnerId) ? RecordRefusals.OwnerNotOnRoll.At(at + ".OwnerId")
        : DueOn < heldOn ? RecordRefusals.DueBeforeMeeting.At(at + ".DueOn")
        : null;

    internal void Apply(Meeting meeting, Guid itemId)
    {
        var followUp = meeting.FollowUps.FirstOrDefault(f => f.Id == Id && f.AgendaItemId == itemId);
        if (followUp is null)
        {
            followUp = new FollowUp { ActivityId = meeting.Activity.Id, AgendaItemId = itemId, Path = meeting.Activity.Path, Text = "", OwnerMemberId = OwnerId, DueOn = DueOn };
            meeting.FollowUps.Add(followUp);
        }
        (followUp.Text, followUp.OwnerMemberId, followUp.DueOn) = (Text.Trim(), OwnerId, DueOn);
    }
}

/// <summary>The minutes were saved.</summary>
public sealed record MinutesSaved(Guid SubjectId, string OrganisationPath, Guid RecordId, int Items, int Motions, int FollowUps) : IFact;
