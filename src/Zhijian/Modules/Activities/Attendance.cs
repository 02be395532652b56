using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Activities;

/// <summary>One person of one activity: expected or observer, what they answered, whether they came.</summary>
public sealed partial class Attendance
{
    /// <summary>A short reason: it is handed in with the record.</summary>
    public const int LongestReason = 100;

    public required Guid ActivityId { get; init; }

    public required Guid MemberId { get; init; }

    /// <summary>The path of the organisation for which the person takes part.</summary>
    public required string Path { get; set; }

    public required Guid OrganisationId { get; init; }

    /// <summary>The name on the roll, as it was then.</summary>
    public required string Name { get; init; }

    /// <summary>Attends without being expected or voting: applicants, activists, guests of the institution.</summary>
    public required bool IsObserver { get; init; }

    public required bool Votes { get; init; }

    public DateTimeOffset? NotifiedAt { get; set; }

    /// <summary>When the person pressed "I have read it"; opening a page is never recorded.</summary>
    public DateTimeOffset? ReadAt { get; set; }

    public AttendanceAnswer? Answer { get; set; }

    public DateTimeOffset? AnsweredAt { get; set; }

    /// <summary>What kind of leave; null where none was asked for or no kind was named.</summary>
    public LeaveKind? LeaveKind { get; set; }

    public string? LeaveReason { get; set; }

    public Guid? LeaveGrantedBy { get; set; }

    /// <summary>When the leave was judged.</summary>
    public DateTimeOffset? LeaveGrantedAt { get; set; }

    public bool LeaveDeclined { get; set; }

    /// <summary>Null while open: then absent once the roll is closed.</summary>
    public AttendanceStatus? Status { get; set; }

    public DateTimeOffset? MarkedAt { get; set; }

    /// <summary>Roll, Code or Offline: how presence was told.</summary>
    public string? MarkedBy { get; set; }

    public int Version { get; set; } = 1;

    /// <summary>Leave was asked for and granted.</summary>
    public bool HasLeave => Answer == AttendanceAnswer.Leave && LeaveGrantedAt is not null && !LeaveDeclined;

    /// <summary>Leave was asked for and nobody has answered yet.</summary>
    public bool AwaitsLeave => Answer == AttendanceAnswer.Leave && LeaveGrantedAt is null;

    public bool IsPresent => Status is AttendanceStatus.Present or AttendanceStatus.PresentOnline;

    /// <summary>The person says: I have read it.</summary>
    public Decision<NoticeRead> Read(Activity activity, DateTimeOffset now)
    {
        if (activity.AnnouncedAt is null)
        {
            return ActivityRefusals.NotAnnounced;
        }
        ReadAt ??= now;
        return new NoticeRead(ActivityId, Path, MemberId);
    }

    /// <summary>The person will come.</summary>
    public Decision<NoticeAnswered> AnswerComing(Activity activity, DateTimeOffset now)
    {
        if (WhyNotAnswer(activity, now) is { } refusal)
        {
            return refusal;
        }
        Answered(AttendanceAnswer.Coming, null, now);
        return new NoticeAnswered(ActivityId, Path, MemberId, AttendanceAnswer.Coming);
    }

    /// <summary>The person asks for leave, before the start; whether a reason is needed says the rule.</summary>
    public Decision<NoticeAnswered> AskLeave(Activity activity, string? reason, LeaveRule rule, DateTimeOffset now, LeaveKind? kind = null)
    {
        if (WhyNotAnswer(activity, now) is { } refusal)
        {
            return refusal;
        }
        if (rule.ReasonRequired && string.IsNullOrWhiteSpace(reason))
        {
            return ActivityRefusals.ReasonNeeded;
        }
        if (reason?.Trim().Length > LongestReason)
        {
            return Zhijian.Platform.Storage.PlatformRefusals.TooLong.With(LongestReason).At("Form.Reason");
        }
        Answered(AttendanceAnswer.Leave, string.IsNullOrWhiteSpace(reason) ? null : reason.Trim(), now);
        LeaveKind = kind;
        return new NoticeAnswered(ActivityId, Path, MemberId, AttendanceAnswer.Leave);
    }

    /// <summary>The host grants or declines the leave that was asked for.</summary>
    public Decision<LeaveJudged> JudgeLeave(Activity activity, bool granted, Guid by, DateTimeOffset now)
    {
        if (activity.WhyNot(ActivityMove.JudgeLeave) is { } refusal)
        {
            return refusal;
        }
        if (Answer != AttendanceAnswer.Leave)
        {
            return ActivityRefusals.NoLeaveAsked;
        }
        LeaveGrantedBy = by;
        LeaveGrantedAt = now;
        LeaveDeclined = !granted;
        return new LeaveJudged(ActivityId, Path, MemberId, granted);
    }

    /// <summary>Time or place changed: what was read and answered before no longer holds.</summary>
    internal void ToldAgain(DateTimeOffset now) =>
        (NotifiedAt, ReadAt, Answer, AnsweredAt, LeaveKind, LeaveReason, LeaveGrantedBy, LeaveGrantedAt, LeaveDeclined) = (now, null, null, null, null, null, null, null, false);

    private static Refusal? WhyNotAnswer(Activity activity, DateTimeOffset now) =>
        activity.WhyNot(ActivityMove.Answer) ?? (activity.StartsAt <= now ? ActivityRefusals.HasBegun : null);

    private void Answered(AttendanceAnswer answer, string? reason, DateTimeOffset now)
    {
        (Answer, AnsweredAt, LeaveKind, LeaveReason, LeaveGrantedBy, LeaveGrantedAt, LeaveDeclined) = (answer, now, null, reason, null, null, false);
        ReadAt ??= now;
    }
}

/// <summary>What an expected person answers to the notice.</summary>
public enum AttendanceAnswer
{
    Coming,
    Leave,
}

/// <summary>What kind of leave somebody asks for.</summary>
public enum LeaveKind
{
    /// <summary>Sent elsewhere by the organisation or the unit.</summary>
    Official,

    Illness,

    Private,

    Other,
}

/// <summary>The person pressed "I have read it".</summary>
public sealed record NoticeRead(Guid SubjectId, string OrganisationPath, Guid MemberId) : IFact;

/// <summary>The person answered the notice. The reason of a leave stays with the attendance, not in the trace.</summary>
public sealed record NoticeAnswered(Guid SubjectId, string OrganisationPath, Guid MemberId, AttendanceAnswer Answer) : IFact;

/// <summary>The host granted or declined a leave.</summary>
public sealed record LeaveJudged(Guid SubjectId, string OrganisationPath, Guid MemberId, bool Granted) : IFact;
