using System.Collections.Frozen;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Activities;

/// <summary>What may be done with an activity up to the moment it was held; the record's own moves stand beside the record.</summary>
public sealed partial class Activity
{
    private const int LongestTitle = 120;
    private const int LongestPlace = 200;
    private const int LongestReason = 500;

    /// <summary>Which move is possible in which state. What is not listed is refused with the reason of the state.</summary>
    private static readonly FrozenDictionary<ActivityMove, ActivityState[]> Allowed = new Dictionary<ActivityMove, ActivityState[]>
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
    }.ToFrozenDictionary();

    /// <summary>Plans an activity of an organisation. <paramref name="partners"/> counts the organisations of the institution that take part besides the host.</summary>
    public static Decision<ActivityPlanned> Plan(Activity planned, Organisation organisation, ActivityRule rule, int partners, DateTimeOffset now)
    {
        var refusal = rule.WhyNotHeldBy(organisation.Kind) is not null ? ActivityRefusals.KindNotHeldHere
            : planned.Kind == ActivityKind.GroupMeeting && planned.GroupId is null ? ActivityRefusals.GroupMissing
            : partners > 0 && !rule.Joint ? ActivityRefusals.NotJoint
            : planned.Kind == ActivityKind.LinkageActivity && partners == 0 && string.IsNullOrWhiteSpace(planned.OutsidePartners) ? ActivityRefusals.PartnerMissing
            : planned.StartsAt < now.AddMonths(-12) ? ActivityRefusals.TooLongAgo
            : planned.WhyNotDetails(rule);
        return refusal is not null ? refusal : new ActivityPlanned(planned.Id, planned.Path, planned.Kind, planned.Title, planned.StartsAt);
    }

    /// <summary>Changes time, place, host or title before it is held; whoever was told is told again.</summary>
    public Decision<ActivityChanged> Change(ActivityDetails to, ActivityRule rule, int expectedVersion)
    {
        if (WhyNot(ActivityMove.Change) is { } refusal)
        {
            return refusal;
        }
        if (Version != expectedVersion)
        {
            return PlatformStale;
        }
        var before = Details;
        Details = to;
        if (WhyNotDetails(rule) is { } wrong)
        {
            Details = before;
            return wrong;
        }
        return new ActivityChanged(Id, Path, before with { OnlineLink = null }, to with { OnlineLink = null }, State == ActivityState.Announced && (before.StartsAt != to.StartsAt || before.EndsAt != to.EndsAt || before.Place != to.Place || before.OnlineLink != to.OnlineLink));
    }

    /// <summary>Tells everybody expected; <paramref name="expected"/> is how many they are.</summary>
    public Decision<ActivityAnnounced> Announce(int expected, DateTimeOffset now)
    {
        if (WhyNot(ActivityMove.Announce) is { } refusal)
        {
            return refusal;
        }
        if (expected == 0)
        {
            return ActivityRefusals.NobodyExpected;
        }
        if (EndsAt <= now)
        {
            return ActivityRefusals.IsOver;
        }
        State = ActivityState.Announced;
        AnnouncedAt = now;
        return new ActivityAnnounced(Id, Path, expected);
    }

    /// <summary>Calls it off, with a reason that everybody who was told will read.</summary>
    public Decision<ActivityCancelled> Cancel(string? reason, DateTimeOffset now)
    {
        if (WhyNot(ActivityMove.Cancel) is { } refusal)
        {
            return refusal;
        }
        if (string.IsNullOrWhiteSpace(reason))
        {
            return RequiredAt("Form.Reason");
        }
        if (reason.Trim().Length > LongestReason)
        {
            return TooLongAt("Form.Reason", LongestReason);
        }
        var wasAnnounced = State == ActivityState.Announced;
        State = ActivityState.Cancelled;
        CancelledAt = now;
        CancelReason = reason.Trim();
        return new ActivityCancelled(Id, Path, CancelReason, wasAnnounced);
    }

    /// <summary>Opens the roll on the day itself (or later, for late entry): from now on people check in.</summary>
    public Decision<RollOpened> OpenRoll(int expected, DateOnly today, DateOnly day, DateTimeOffset now)
    {
        if (WhyNot(ActivityMove.OpenRoll) is { } refusal)
        {
            return refusal;
        }
        if (expected == 0)
        {
            return ActivityRefusals.NobodyExpected;
        }
        if (today < day)
        {
            return ActivityRefusals.NotItsDay;
        }
        State = ActivityState.RollOpen;
        RollOpenedAt = now;
        return new RollOpened(Id, Path);
    }

    /// <summary>The host writes how somebody attended. A tick made while offline names when it was made; what was written later by somebody else stands.</summary>
    public Decision<PresenceMarked> Mark(Attendance who, AttendanceStatus status, string by, DateTimeOffset madeAt, DateTimeOffset now)
    {
        if (WhyNot(ActivityMove.Mark) is { } refusal)
        {
            return refusal;
        }
        if (by == PresenceBy.Offline && who.MarkedAt > madeAt && who.Status != status)
        {
            return ActivityRefusals.MarkedMeanwhile;
        }
        var before = who.Status;
        who.Status = status;
        who.MarkedAt = madeAt > now ? now : madeAt;
        who.MarkedBy = by;
        return new PresenceMarked(Id, who.Path, who.MemberId, before, status, by);
    }

    /// <summary>Everybody who is still open and has no leave is present.</summary>
    public Decision<OthersMarkedPresent> MarkOthersPresent(IReadOnlyCollection<Attendance> roll, DateTimeOffset now)
    {
        if (WhyNot(ActivityMove.Mark) is { } refusal)
        {
            return refusal;
        }
        var others = roll.Where(a => a is { Status: null, IsObserver: false, HasLeave: false }).ToList();
        foreach (var other in others)
        {
            other.Status = AttendanceStatus.Present;
            other.MarkedAt = now;
            other.MarkedBy = PresenceBy.Roll;
        }
        return new OthersMarkedPresent(Id, Path, [.. others.Select(a => a.MemberId)]);
    }

    /// <summary>Closes the roll: whoever has leave is on leave, whoever else did not come is absent; the activity was held.</summary>
    public Decision<RollClosed> CloseRoll(IReadOnlyCollection<Attendance> roll, DateTimeOffset now)
    {
        if (WhyNot(ActivityMove.CloseRoll) is { } refusal)
        {
            return refusal;
        }
        foreach (var open in roll.Where(a => a is { Status: null, IsObserver: false }))
        {
            open.Status = open.HasLeave ? AttendanceStatus.OnLeave : AttendanceStatus.Absent;
            open.MarkedAt = now;
            open.MarkedBy = PresenceBy.Roll;
        }
        var counts = RollCounts.Of(roll);
        if (counts.Present == 0)
        {
            return ActivityRefusals.NobodyPresent;
        }
        State = ActivityState.Held;
        RollClosedAt = now;
        return new RollClosed(Id, Path, counts.Expected, counts.Present, counts.OnLeave, counts.Absent);
    }

    /// <summary>Says which learning task it serves; none where <paramref name="task"/> is null. Possible until the record is handed in.</summary>
    /// <param name="offered">The task as it may be chosen for this activity; null where it may not.</param>
    public Decision<ActivityTaskChosen> Serve(Guid? task, ServedTask? offered, int expectedVersion)
    {
        if (WhyNot(ActivityMove.Serve) is { } refusal)
        {
            return refusal;
        }
        if (Version != expectedVersion)
        {
            return PlatformStale;
        }
        if (task is not null && offered is null && task != ServesTask)
        {
            return ActivityRefusals.TaskNotOffered;
        }
        (ServesTask, ServesTitle) = task is null ? (null, null) : (task, offered?.Title ?? ServesTitle);
        return new ActivityTaskChosen(Id, Path, ServesTask, ServesTitle);
    }

    /// <summary>Why the move is not possible in the present state; null when it is.</summary>
    public Refusal? WhyNot(ActivityMove move) => Allowed[move].Contains(State) ? null : State switch
    {
        ActivityState.Planned => ActivityRefusals.NotAnnounced,
        ActivityState.Announced => move is ActivityMove.Announce ? ActivityRefusals.AlreadyAnnounced : ActivityRefusals.RollNotOpen,
        ActivityState.RollOpen => ActivityRefusals.RollIsOpen,
        ActivityState.Held => ActivityRefusals.AlreadyHeld,
        ActivityState.Submitted => ActivityRefusals.UnderReview,
        ActivityState.Filed => ActivityRefusals.AlreadyFiled,
        _ => ActivityRefusals.WasCancelled,
    };

    /// <summary>What may change until it is held.</summary>
    public ActivityDetails Details
    {
        get => new(Title, StartsAt, EndsAt, Place, OnlineLink, HostMemberId, RecorderMemberId);
        private set => (Title, StartsAt, EndsAt, Place, OnlineLink, HostMemberId, RecorderMemberId) = (value.Title, value.StartsAt, value.EndsAt, value.Place, value.OnlineLink, value.HostMemberId, value.RecorderMemberId);
    }

    private static Refusal PlatformStale => Zhijian.Platform.Storage.PlatformRefusals.Stale;

    private Refusal? WhyNotDetails(ActivityRule rule) =>
        string.IsNullOrWhiteSpace(Title) ? RequiredAt("Form.Title")
        : Title.Length > LongestTitle ? TooLongAt("Form.Title", LongestTitle)
        : EndsAt <= StartsAt ? ActivityRefusals.EndsBeforeStart
        : EndsAt - StartsAt > TimeSpan.FromDays(7) ? ActivityRefusals.EndsBeforeStart
        : string.IsNullOrWhiteSpace(Place) && string.IsNullOrWhiteSpace(OnlineLink) ? RequiredAt("Form.Place")
        : Place?.Length > LongestPlace ? TooLongAt("Form.Place", LongestPlace)
        : OnlineLink is { Length: > 0 } && !IsWebAddress(OnlineLink) ? ActivityRefusals.LinkNotWeb
        : string.IsNullOrWhiteSpace(Place) && !rule.OnlineAllowed ? ActivityRefusals.OnlineNotAllowed
        : null;

    private static bool IsWebAddress(string text) => text.Length <= 500 && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http";

    private static Refusal RequiredAt(string field) => Zhijian.Platform.Storage.PlatformRefusals.Required.At(field);

    private static Refusal TooLongAt(string field, int most) => Zhijian.Platform.Storage.PlatformRefusals.TooLong.With(most).At(field);
}

/// <summary>What can be done with an activity before its record exists.</summary>
public enum ActivityMove
{
    Change,
    Announce,
    Cancel,
    Answer,
    JudgeLeave,
    OpenRoll,
    CheckIn,
    Mark,
    CloseRoll,

    /// <summary>Choose the learning task that it serves.</summary>
    Serve,
}

/// <summary>Time, place and people of an activity, as far as they may change before it is held.</summary>
public sealed record ActivityDetails(string Title, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string? Place, string? OnlineLink, Guid HostMemberId, Guid? RecorderMemberId);

/// <summary>How presence was told.</summary>
public static class PresenceBy
{
    /// <summary>By the host's roll.</summary>
    public const string Roll = "Roll";

    /// <summary>By the code on the host's screen.</summary>
    public const string Code = "Code";

    /// <summary>By the host's roll, without network, sent later.</summary>
    public const string Offline = "Offline";
}

/// <summary>How many were expected, came, or did not, as the roll says now.</summary>
public sealed record RollCounts(int Expected, int Present, int OnLeave, int Absent, int Open, int Observers, int Voters, int VotersPresent)
{
    public static RollCounts Of(IEnumerable<Attendance> roll)
    {
        var all = roll.ToList();
        var expected = all.Where(a => !a.IsObserver && a.Status != AttendanceStatus.Exempt).ToList();
        return new RollCounts(
            expected.Count,
            expected.Count(a => a.IsPresent),
            expected.Count(a => a.Status == AttendanceStatus.OnLeave || (a.Status is null && a.HasLeave)),
            expected.Count(a => a.Status is AttendanceStatus.Absent or AttendanceStatus.MadeUp),
            expected.Count(a => a.Status is null && !a.HasLeave),
            all.Count(a => a.IsObserver && a.IsPresent),
            all.Count(a => a.Votes),
            all.Count(a => a.Votes && a.IsPresent));
    }
}

/// <summary>An activity was planned.</summary>
public sealed record ActivityPlanned(Guid SubjectId, string OrganisationPath, ActivityKind Kind, string Title, DateTimeOffset StartsAt) : IFact;

/// <summary>Time, place, host or title changed; <paramref name="Retold"/>: everybody who had the notice got a new one.</summary>
public sealed record ActivityChanged(Guid SubjectId, string OrganisationPath, ActivityDetails Before, ActivityDetails After, bool Retold) : IFact;

/// <summary>It serves a learning task, or none any more.</summary>
public sealed record ActivityTaskChosen(Guid SubjectId, string OrganisationPath, Guid? TaskId, string? Title) : IFact;

/// <summary>Everybody expected was told.</summary>
public sealed record ActivityAnnounced(Guid SubjectId, string OrganisationPath, int Expected) : IFact;

/// <summary>It was called off.</summary>
public sealed record ActivityCancelled(Guid SubjectId, string OrganisationPath, string Reason, bool WasAnnounced) : IFact;

/// <summary>The roll was opened.</summary>
public sealed record RollOpened(Guid SubjectId, string OrganisationPath) : IFact;

/// <summary>The host wrote how somebody attended.</summary>
public sealed record PresenceMarked(Guid SubjectId, string OrganisationPath, Guid MemberId, AttendanceStatus? Before, AttendanceStatus Status, string By) : IFact;

/// <summary>The host wrote that all others are present.</summary>
public sealed record OthersMarkedPresent(Guid SubjectId, string OrganisationPath, IReadOnlyList<Guid> Members) : IFact;

/// <summary>The roll was closed: the activity was held.</summary>
public sealed record RollClosed(Guid SubjectId, string OrganisationPath, int Expected, int Present, int OnLeave, int Absent) : IFact;

/// <summary>A member checked in with the code on the host's screen.</summary>
public sealed record MemberCheckedIn(Guid SubjectId, string OrganisationPath, Guid MemberId) : IFact;

internal static class ActivityRefusals
{
    public static readonly Refusal KindNotHeldHere = new("activity.kind-not-held-here", RefusalKind.BadInput, "Form.Kind");
    public static readonly Refusal GroupMissing = new("activity.group-missing", RefusalKind.BadInput, "Form.Group");
    public static readonly Refusal NotJoint = new("activity.not-joint", RefusalKind.BadInput, "Form.Partners");
    public static readonly Refusal PartnerMissing = new("activity.partner-missing", RefusalKind.BadInput, "Form.Partners");
    public static readonly Refusal TooLongAgo = new("activity.too-long-ago", RefusalKind.BadInput, "Form.Day");
    public static readonly Refusal EndsBeforeStart = new("activity.ends-before-start", RefusalKind.BadInput, "Form.Until");
    public static readonly Refusal LinkNotWeb = new("activity.link-not-web", RefusalKind.BadInput, "Form.OnlineLink");
    public static readonly Refusal OnlineNotAllowed = new("activity.online-not-allowed", RefusalKind.BadInput, "Form.Place");
    public static readonly Refusal NobodyExpected = new("activity.nobody-expected");
    public static readonly Refusal IsOver = new("activity.is-over");
    public static readonly Refusal NotItsDay = new("activity.not-its-day");
    public static readonly Refusal NobodyPresent = new("activity.nobody-present");
    public static readonly Refusal NotAnnounced = new("activity.not-announced");
    public static readonly Refusal AlreadyAnnounced = new("activity.already-announced");
    public static readonly Refusal RollNotOpen = new("activity.roll-not-open");
    public static readonly Refusal RollIsOpen = new("activity.roll-is-open");
    public static readonly Refusal AlreadyHeld = new("activity.already-held");
    public static readonly Refusal UnderReview = new("activity.under-review");
    public static readonly Refusal AlreadyFiled = new("activity.already-filed");
    public static readonly Refusal WasCancelled = new("activity.was-cancelled");
    public static readonly Refusal NobodyToRemind = new("activity.nobody-to-remind");
    public static readonly Refusal AlreadyOnRoll = new("activity.already-on-roll");
    public static readonly Refusal MarkedMeanwhile = new("activity.marked-meanwhile");
    public static readonly Refusal HasBegun = new("activity.has-begun");
    public static readonly Refusal NoLeaveAsked = new("activity.no-leave-asked");
    public static readonly Refusal ReasonNeeded = new("activity.reason-needed", RefusalKind.BadInput, "Form.Reason");
    public static readonly Refusal CodeWrong = new("activity.code-wrong", RefusalKind.BadInput, "Form.Code");
    public static readonly Refusal CodeExpired = new("activity.code-expired", RefusalKind.BadInput, "Form.Code");
    public static readonly Refusal NotExpected = new("activity.not-expected", RefusalKind.Missing);
    public static readonly Refusal HostNotFound = new("activity.host-not-found", RefusalKind.BadInput, "Form.Host");
    public static readonly Refusal TaskNotOffered = new("activity.task-not-offered", RefusalKind.BadInput, "Form.Serves");
    public static readonly Refusal PartnerUnknown = new("activity.partner-unknown", RefusalKind.BadInput, "Form.Partners");
    public static readonly Refusal PartnerAmbiguous = new("activity.partner-ambiguous", RefusalKind.BadInput, "Form.Partners");
    public static readonly Refusal OverlapsOthers = new("activity.overlaps-others", RefusalKind.NotAllowedNow, "Form.Day");
    public static readonly Refusal TooManyExpected = new("activity.too-many-expected", RefusalKind.BadInput, "Form.Kind");
    public static readonly Refusal TooManyInSeries = new("activity.too-many-in-series", RefusalKind.BadInput, "Form.Times");
    public static readonly Refusal TooManyPoints = new("activity.too-many-points", RefusalKind.BadInput, "Form.Agenda");
    public static readonly Refusal MorePresentThanExpected = new("activity.more-present-than-expected", RefusalKind.BadInput, "Form.Present");
    public static readonly Refusal LinkageKindMissing = new("activity.linkage-kind-missing", RefusalKind.BadInput, "Form.LinkageKind");
}
