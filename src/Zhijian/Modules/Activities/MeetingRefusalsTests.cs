using Zhijian.Modules.Activities.FollowUps;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Activities;

public sealed class MeetingRefusalsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 6, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Day = new(2026, 11, 20);
    private static readonly RulesInForce Rules = Rulebook.Load(Rulebook.ShippedFolder).On(Day);
    private static readonly Actor Recorder = Actor.OfSystem("recorder");
    private static readonly LateEntry InTime = new(LateEntryState.OnTime, Day, false, "", new RuleReference("p", "1", "r", "c"));

    [Theory]
    [InlineData(ActivityState.Planned, "record.too-early")]
    [InlineData(ActivityState.Announced, "record.too-early")]
    [InlineData(ActivityState.Submitted, "record.under-review")]
    [InlineData(ActivityState.Filed, "record.already-filed")]
    [InlineData(ActivityState.Cancelled, "record.cancelled")]
    public void Minutes_are_written_only_once_it_has_begun_and_before_they_are_handed_in(ActivityState state, string code)
    {
        Assert.Equal(code, Met(state).WhyNotWriteMinutes(Recorder)?.Code);
        Assert.Equal(code, Met(state).WhyNotSubmit(Recorder, Rules, InTime)?.Code);
    }

    [Fact]
    public void Whoever_has_no_post_and_is_no_recorder_writes_no_minutes() =>
        Assert.Equal(PlatformRefusals.NotYours, Met(ActivityState.Held).WhyNotWriteMinutes(Actor.Nobody));

    [Fact]
    public void A_record_is_handed_in_after_the_roll_with_minutes_and_within_the_limit()
    {
        Assert.Equal(RecordRefusals.RollStillOpen, Met(ActivityState.RollOpen).WhyNotSubmit(Recorder, Rules, InTime));
        Assert.Equal(RecordRefusals.MinutesEmpty, Met(ActivityState.Held).WhyNotSubmit(Recorder, Rules, InTime));
        var written = Met(ActivityState.Held, discussed: "大家谈了");
        Assert.Equal(RecordRefusals.EntryClosed.Code, written.WhyNotSubmit(Recorder, Rules, InTime with { State = LateEntryState.Closed })?.Code);
        Assert.Null(written.WhyNotSubmit(Recorder, Rules, InTime));
        Assert.Equal(PlatformRefusals.Stale, written.Submit(null, 99, Recorder, Rules, InTime, Now).Refusal);
        Assert.Equal(RecordRefusals.LateReasonMissing, written.Submit(" ", null, Recorder, Rules, InTime with { State = LateEntryState.Late }, Now).Refusal);
        Assert.Equal(ActivityState.Held, written.Activity.State);
    }

    public static TheoryData<string, Refusal> WrongDrafts()
    {
        var who = Guid.NewGuid();
        MinutesItem Item(MotionDraft[]? motions = null, FollowUpDraft[]? tasks = null, string title = "议题", string? said = "谈了") => new(null, title, said, null, motions ?? [], tasks ?? []);
        TheoryData<string, Refusal> all = [];
        void Add(MinutesDraft draft, Refusal refusal)
        {
            Drafts[$"{Drafts.Count}"] = draft;
            all.Add($"{Drafts.Count - 1}", refusal);
        }
        Add(new([.. Enumerable.Repeat(Item(), Meeting.MostItems + 1)]), RecordRefusals.TooManyRows);
        Add(new([Item([.. Enumerable.Repeat(new MotionDraft(null, "x", null, 0, 0, 0), Meeting.MostRows + 1)])]), RecordRefusals.TooManyRows);
        Add(new([Item([new(null, "表决", "NoSuchPolicy", 1, 0, 0)])]), RecordRefusals.UnknownPolicy);
        Add(new([Item([new(null, "表决", null, 60, 0, 0)])]), RecordRefusals.VotesContradict);
        Add(new([Item(tasks: [new(null, "任务", who, Day)])]), RecordRefusals.OwnerNotOnRoll);
        Add(new([Item(tasks: [new(null, "任务", Guid.Empty, Day.AddDays(-1))])]), RecordRefusals.DueBeforeMeeting);
        Add(new([Item(title: " ")]), PlatformRefusals.Required);
        Add(new([Item(said: new string('长', Meeting.LongestDiscussion + 1))]), PlatformRefusals.TooLong);
        return all;
    }

    [Theory]
    [MemberData(nameof(WrongDrafts))]
    public void A_wrong_draft_is_refused_at_its_field_and_nothing_of_it_is_kept(string draft, Refusal refusal)
    {
        var meeting = Met(ActivityState.Held, discussed: "原文");
        var told = meeting.SaveMinutes(Drafts[draft], meeting.Record!.Version, Rules, Recorder, Day, Now).Refusal;

        Assert.Equal(refusal.Code, told?.Code);
        Assert.StartsWith("Form.Items", told!.Field, StringComparison.Ordinal);
        Assert.Equal("原文", Assert.Single(meeting.Agenda).Discussion);
    }

    [Fact]
    public void A_record_that_is_not_filed_is_neither_unfiled_nor_corrected_and_one_not_under_review_is_not_returned()
    {
        var draft = Record();
        Assert.Equal(RecordRefusals.NotFiled, draft.WhyNot(RecordMove.Unfile));
        Assert.Equal(RecordRefusals.NotUnderReview, draft.WhyNot(RecordMove.Return));
        Assert.Equal(RecordRefusals.NotFiled, Record().WriteAddendum(draft, "更正", [], new HashSet<string>()).Refusal);
    }

    [Fact]
    public void An_addendum_says_what_it_corrects()
    {
        var filed = Record();
        filed.State = RecordState.Filed;
        Assert.Equal(RecordRefusals.NothingCorrected, Record().WriteAddendum(filed, " ", [], new HashSet<string>()).Refusal);
        Assert.Equal(RecordRefusals.UnknownField, Record().WriteAddendum(filed, "更正", ["nothing"], new HashSet<string> { "place" }).Refusal);
    }

    [Fact]
    public void A_task_is_finished_once_by_its_owner()
    {
        var task = new FollowUp { ActivityId = Guid.NewGuid(), Path = "1.2.4.", Text = "联系后勤", OwnerMemberId = Guid.NewGuid(), DueOn = Day };
        var owner = Actor.Nobody with { MemberId = task.OwnerMemberId };
        Assert.Equal(RecordRefusals.NotTheOwner, FinishFollowUpAction.Finish(task, Actor.Nobody with { MemberId = Guid.NewGuid() }, Now).Refusal);
        Assert.NotNull(FinishFollowUpAction.Finish(task, owner, Now).Fact);
        Assert.Equal(RecordRefusals.AlreadyDone, FinishFollowUpAction.Finish(task, owner, Now).Refusal);
    }

    private static Dictionary<string, MinutesDraft> Drafts { get; } = [];

    private static ActivityRecord Record() => new()
    {
        ActivityId = Guid.NewGuid(), Path = "1.2.4.", OrganisationId = Guid.NewGuid(), Kind = ActivityKind.BranchMembersMeeting, Number = "2026-DH-0001", Title = "大会", HeldOn = Day, MinutesAt = Now,
    };

    private static Meeting Met(ActivityState state, string? discussed = null)
    {
        var activity = new Activity
        {
            Path = "1.2.4.", OrganisationId = Guid.NewGuid(), Kind = ActivityKind.BranchMembersMeeting, Title = "大会", StartsAt = Now.AddHours(-2), EndsAt = Now.AddHours(-1), Place = "馆",
            HostMemberId = Guid.NewGuid(), CodeSecret = new byte[32], CreatedBy = Guid.NewGuid(), CreatedAt = Now, State = state,
        };
        return new Meeting
        {
            Activity = activity, Record = discussed is null ? null : Record(), Motions = [], FollowUps = [], Parties = [],
            Agenda = discussed is null ? [] : [new AgendaItem { ActivityId = activity.Id, Path = activity.Path, Ordinal = 1, Title = "议题", Discussion = discussed }],
            Roll = [new Attendance { ActivityId = activity.Id, MemberId = Guid.Empty, Path = activity.Path, OrganisationId = activity.OrganisationId, Name = "某", IsObserver = false, Votes = true, Status = AttendanceStatus.Present }],
        };
    }
}
