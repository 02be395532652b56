using Zhijian.Modules.Organisations;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Activities;

public sealed class ActivityLifeTests
{
    private static readonly Rulebook Rules = Rulebook.Load(Rulebook.ShippedFolder);
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 6, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Day = new(2026, 11, 20);

    /// <summary>Every move in every state; what is not listed is refused.</summary>
    private static readonly Dictionary<ActivityMove, ActivityState[]> Possible = new()
    {
        [ActivityMove.Change] = [ActivityState.Planned, ActivityState.Announced],
        [ActivityMove.Announce] = [ActivityState.Planned],
        [ActivityMove.Cancel] = [ActivityState.Planned, ActivityState.Announced],
        [ActivityMove.Answer] = [ActivityState.Announced],
        [ActivityMove.JudgeLeave] = [ActivityState.Announced, ActivityState.RollOpen],
        [ActivityMove.OpenRoll] = [ActivityState.Planned, ActivityState.Announced],
        [ActivityMove.CheckIn] = [ActivityState.RollOpen],
        [ActivityMove.Mark] = [ActivityState.RollOpen, ActivityState.Held],
        [ActivityMove.CloseRoll] = [ActivityState.RollOpen],
        [ActivityMove.Serve] = [ActivityState.Planned, ActivityState.Announced, ActivityState.RollOpen, ActivityState.Held],
    };

    public static TheoryData<ActivityMove, ActivityState> EveryMoveInEveryState => [.. from move in Enum.GetValues<ActivityMove>() from state in Enum.GetValues<ActivityState>() select (move, state)];

    [Theory]
    [MemberData(nameof(EveryMoveInEveryState))]
    public void A_move_is_possible_exactly_in_its_states_and_else_changes_nothing(ActivityMove move, ActivityState state)
    {
        var activity = Made(state);
        var who = On(activity);
        var refusal = Try(activity, who, move);

        Assert.Equal(Possible[move].Contains(state), refusal is null);
        if (refusal is not null)
        {
            Assert.Equal(state, activity.State);
            Assert.Equal(RefusalKind.NotAllowedNow, refusal.Kind);
        }
    }

    [Fact]
    public void Closing_the_roll_puts_granted_leave_on_leave_and_the_rest_absent()
    {
        var activity = Made(ActivityState.RollOpen);
        var came = On(activity);
        came.Status = AttendanceStatus.Present;
        var excused = On(activity);
        (excused.Answer, excused.LeaveGrantedAt) = (AttendanceAnswer.Leave, Now);
        var declined = On(activity);
        (declined.Answer, declined.LeaveGrantedAt, declined.LeaveDeclined) = (AttendanceAnswer.Leave, Now, true);
        var missing = On(activity);

        var closed = activity.CloseRoll([came, excused, declined, missing], Now).Fact!;

        Assert.Equal((4, 1, 1, 2), (closed.Expected, closed.Present, closed.OnLeave, closed.Absent));
        Assert.Equal(ActivityState.Held, activity.State);
        Assert.Equal(AttendanceStatus.Absent, declined.Status);
    }

    [Fact]
    public void A_roll_without_anybody_present_can_not_be_closed()
    {
        var activity = Made(ActivityState.RollOpen);
        Assert.Equal(ActivityRefusals.NobodyPresent, activity.CloseRoll([On(activity)], Now).Refusal);
    }

    [Fact]
    public void All_others_present_leaves_those_on_leave_and_those_marked_already()
    {
        var activity = Made(ActivityState.RollOpen);
        var absent = On(activity);
        absent.Status = AttendanceStatus.Absent;
        var excused = On(activity);
        (excused.Answer, excused.LeaveGrantedAt) = (AttendanceAnswer.Leave, Now);
        var other = On(activity);

        Assert.Equal([other.MemberId], activity.MarkOthersPresent([absent, excused, other], Now).Fact!.Members);
    }

    [Fact]
    public void A_tick_made_offline_does_not_overwrite_what_was_written_later()
    {
        var activity = Made(ActivityState.RollOpen);
        var who = On(activity);
        (who.Status, who.MarkedAt) = (AttendanceStatus.Present, Now);

        Assert.Equal(ActivityRefusals.MarkedMeanwhile, activity.Mark(who, AttendanceStatus.Absent, PresenceBy.Offline, Now.AddMinutes(-5), Now).Refusal);
        Assert.Null(activity.Mark(who, AttendanceStatus.Present, PresenceBy.Offline, Now.AddMinutes(-5), Now).Refusal);
    }

    [Fact]
    public void The_roll_is_not_opened_before_its_day()
    {
        Assert.Equal(ActivityRefusals.NotItsDay, Made(ActivityState.Announced).OpenRoll(9, Day.AddDays(-1), Day, Now).Refusal);
        Assert.NotNull(Made(ActivityState.Announced).OpenRoll(9, Day.AddDays(30), Day, Now).Fact);
    }

    [Fact]
    public void Nobody_answers_after_the_start()
    {
        var activity = Made(ActivityState.Announced);
        Assert.Equal(ActivityRefusals.HasBegun, On(activity).AnswerComing(activity, activity.StartsAt).Refusal);
        Assert.Equal(ActivityRefusals.HasBegun, On(activity).AskLeave(activity, "病", Rules.On(Day).Attendance.Leave, activity.StartsAt).Refusal);
    }

    [Theory]
    [InlineData("", "馆", null, "platform.required")]
    [InlineData("大会", null, null, "platform.required")]
    [InlineData("大会", null, "javascript:alert(1)", "activity.link-not-web")]
    [InlineData("大会", null, "https://meet.example", null)]
    [InlineData("大会", "馆", null, null)]
    public void A_plan_needs_a_title_and_a_place_or_a_web_link(string title, string? place, string? link, string? code)
    {
        var activity = Made(ActivityState.Planned, title, place, link);
        Assert.Equal(code, Activity.Plan(activity, Branch(), Rules.On(Day).Activities[activity.Kind], 0, Now).Refusal?.Code);
    }

    [Theory]
    [InlineData(ActivityKind.GeneralBranchMeeting, 0, "activity.kind-not-held-here")]
    [InlineData(ActivityKind.GroupMeeting, 0, "activity.group-missing")]
    [InlineData(ActivityKind.BranchMembersMeeting, 1, "activity.not-joint")]
    [InlineData(ActivityKind.LinkageActivity, 0, "activity.partner-missing")]
    [InlineData(ActivityKind.LinkageActivity, 2, null)]
    public void A_kind_is_planned_by_whom_and_with_whom_the_rules_say(ActivityKind kind, int partners, string? code)
    {
        var activity = Made(ActivityState.Planned, kind: kind);
        Assert.Equal(code, Activity.Plan(activity, Branch(), Rules.On(Day).Activities[kind], partners, Now).Refusal?.Code);
    }

    [Fact]
    public void A_change_of_time_is_told_again_a_change_of_title_is_not()
    {
        var rule = Rules.On(Day).Activities[ActivityKind.ThemePartyDay];
        var activity = Made(ActivityState.Announced);
        Assert.False(activity.Change(activity.Details with { Title = "改名" }, rule, 1).Fact!.Retold);
        Assert.True(activity.Change(activity.Details with { EndsAt = activity.EndsAt.AddHours(1) }, rule, 1).Fact!.Retold);
        Assert.Equal("platform.stale", activity.Change(activity.Details, rule, 7).Refusal!.Code);
        var before = activity.EndsAt;
        Assert.Equal(ActivityRefusals.EndsBeforeStart, activity.Change(activity.Details with { EndsAt = activity.StartsAt }, rule, 1).Refusal);
        Assert.Equal(before, activity.EndsAt);
    }

    [Theory]
    [InlineData(ActivityMove.Answer, ActivityState.Planned, "activity.not-announced")]
    [InlineData(ActivityMove.Announce, ActivityState.Announced, "activity.already-announced")]
    [InlineData(ActivityMove.CheckIn, ActivityState.Announced, "activity.roll-not-open")]
    [InlineData(ActivityMove.Announce, ActivityState.RollOpen, "activity.roll-is-open")]
    [InlineData(ActivityMove.Announce, ActivityState.Held, "activity.already-held")]
    [InlineData(ActivityMove.Announce, ActivityState.Submitted, "activity.under-review")]
    [InlineData(ActivityMove.Announce, ActivityState.Filed, "activity.already-filed")]
    [InlineData(ActivityMove.Announce, ActivityState.Cancelled, "activity.was-cancelled")]
    public void What_is_not_possible_is_refused_with_the_reason_of_its_state(ActivityMove move, ActivityState state, string code)
    {
        var activity = Made(state);
        Assert.Equal(code, Try(activity, On(activity), move)?.Code);
    }

    [Fact]
    public void A_notice_and_a_roll_need_somebody_expected_and_a_notice_comes_before_the_end()
    {
        Assert.Equal(ActivityRefusals.NobodyExpected, Made(ActivityState.Planned).Announce(0, Now).Refusal);
        Assert.Equal(ActivityRefusals.NobodyExpected, Made(ActivityState.Announced).OpenRoll(0, Day, Day, Now).Refusal);
        Assert.Equal(ActivityRefusals.IsOver, Made(ActivityState.Planned).Announce(9, Now.AddHours(3)).Refusal);
    }

    [Fact]
    public void Leave_needs_its_reason_and_is_judged_only_where_it_was_asked_for()
    {
        var activity = Made(ActivityState.Announced);
        Assert.Equal(ActivityRefusals.ReasonNeeded, On(activity).AskLeave(activity, " ", Rules.On(Day).Attendance.Leave with { ReasonRequired = true }, Now).Refusal);
        Assert.Equal(ActivityRefusals.NoLeaveAsked, On(activity).JudgeLeave(activity, true, Guid.NewGuid(), Now).Refusal);
    }

    [Fact]
    public void Nothing_is_planned_more_than_a_year_back_or_without_a_room_where_the_rule_asks_for_one()
    {
        var rule = Rules.On(Day).Activities[ActivityKind.ThemePartyDay];
        var old = Made(ActivityState.Planned);
        (old.StartsAt, old.EndsAt) = (Now.AddMonths(-13), Now.AddMonths(-13).AddHours(1));
        Assert.Equal(ActivityRefusals.TooLongAgo, Activity.Plan(old, Branch(), rule, 0, Now).Refusal);
        Assert.Equal(ActivityRefusals.OnlineNotAllowed, Activity.Plan(Made(ActivityState.Planned, place: null, link: "https://meet.example"), Branch(), rule with { OnlineAllowed = false }, 0, Now).Refusal);
    }

    private static Refusal? Try(Activity activity, Attendance who, ActivityMove move) => move switch
    {
        ActivityMove.Change => activity.Change(activity.Details with { Title = "改" }, Rules.On(Day).Activities[activity.Kind], 1).Refusal,
        ActivityMove.Announce => activity.Announce(9, Now).Refusal,
        ActivityMove.Cancel => activity.Cancel("停电", Now).Refusal,
        ActivityMove.Answer => who.AnswerComing(activity, Now).Refusal,
        ActivityMove.JudgeLeave => Asked(who).JudgeLeave(activity, true, Guid.NewGuid(), Now).Refusal,
        ActivityMove.OpenRoll => activity.OpenRoll(9, Day, Day, Now).Refusal,
        ActivityMove.CheckIn => activity.WhyNot(ActivityMove.CheckIn),
        ActivityMove.Mark => activity.Mark(who, AttendanceStatus.Present, PresenceBy.Roll, Now, Now).Refusal,
        ActivityMove.Serve => activity.Serve(null, null, 1).Refusal,
        _ => Present(who) is var present ? activity.CloseRoll([present], Now).Refusal : null,
    };

    private static Attendance Asked(Attendance who)
    {
        who.Answer = AttendanceAnswer.Leave;
        return who;
    }

    private static Attendance Present(Attendance who)
    {
        who.Status = AttendanceStatus.Present;
        return who;
    }

    private static Organisation Branch() => new() { Number = 4, Path = "1.2.4.", Kind = OrganisationKind.Branch, Name = "支部", FoundedOn = new DateOnly(2020, 1, 1) };

    private static Attendance On(Activity activity) => new() { ActivityId = activity.Id, MemberId = Guid.NewGuid(), Path = activity.Path, OrganisationId = activity.OrganisationId, Name = "某", IsObserver = false, Votes = true };

    private static Activity Made(ActivityState state, string title = "主题党日", string? place = "馆", string? link = null, ActivityKind kind = ActivityKind.ThemePartyDay) => new()
    {
        Path = "1.2.4.", OrganisationId = Guid.NewGuid(), Kind = kind, Title = title, StartsAt = Now.AddMinutes(30), EndsAt = Now.AddHours(2), Place = place, OnlineLink = link, HostMemberId = Guid.NewGuid(),
        CodeSecret = new byte[32], CreatedBy = Guid.NewGuid(), CreatedAt = Now, State = state, AnnouncedAt = state == ActivityState.Planned ? null : Now,
    };
}
