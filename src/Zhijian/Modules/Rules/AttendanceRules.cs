namespace Zhijian.Modules.Rules;

/// <summary>What one entry of the roll counts for.</summary>
public sealed record AttendanceStatusRule(AttendanceStatus Status, bool CountsAsPresent, bool CountsForQuorum, RuleReference Rule);

/// <summary>From when a record counts as entered late, and until when it may be entered at all.</summary>
public sealed record LateEntryRule(int LateAfterWorkingDays, int ClosedAfterMonths, bool ReasonRequired, RuleReference Rule)
{
    /// <summary>Whether a record of an activity that ended on the day is late, on time, or may no longer be entered.</summary>
    public LateEntry Judge(DateOnly heldOn, DateOnly enteredOn, WorkCalendar calendar)
    {
        var limit = calendar.AddWorkingDays(heldOn, LateAfterWorkingDays);
        if (enteredOn <= limit.Date) { return new LateEntry(LateEntryState.OnTime, limit.Date, limit.Provisional, "rules.reason.entered-on-time", Rule); }
        var close = heldOn.AddMonths(ClosedAfterMonths);
        return enteredOn <= close
            ? new LateEntry(LateEntryState.Late, limit.Date, limit.Provisional, "rules.reason.entered-late", Rule)
            : new LateEntry(LateEntryState.Closed, close, false, "rules.reason.entry-closed", Rule);
    }
}

/// <summary>How timely an entry is.</summary>
public enum LateEntryState
{
    OnTime,

    /// <summary>Allowed, marked as late, with a reason.</summary>
    Late,

    /// <summary>Too long ago to be entered.</summary>
    Closed,
}

/// <summary>How timely an entry is and the day that decided.</summary>
public sealed record LateEntry(LateEntryState State, DateOnly Limit, bool Provisional, string ReasonKey, RuleReference Rule)
{
    /// <summary>What fills the placeholder of the reason: the deciding day.</summary>
    public IReadOnlyList<object> ReasonValues => [Limit];
}

/// <summary>Who grants leave, and until when it may be asked for.</summary>
public sealed record LeaveRule(IReadOnlyList<PostKind> Approvers, bool OnlyBeforeStart, bool ReasonRequired, RuleReference Rule);

/// <summary>After how many months without attendance a person is reminded, and an organisation may open a case. The system decides nothing by itself.</summary>
public sealed record AbsenceRule(int RemindAfterMonths, int CaseAfterMonths, RuleReference Rule);

/// <summary>After how many months out of reach the branch is reminded of a member. The organisation decides what follows; the system changes nothing.</summary>
public sealed record LostContactRule(int RemindAfterMonths, RuleReference Rule);

/// <summary>How the one-time check-in code on the host's screen works.</summary>
public sealed record CheckInCodeRule(int RenewEverySeconds, int GraceSeconds, RuleReference Rule);

/// <summary>The roll, leave, late entry and check-in on a day's rules.</summary>
public sealed record AttendanceRules(
    IReadOnlyDictionary<AttendanceStatus, AttendanceStatusRule> Statuses,
    LateEntryRule LateEntry,
    LeaveRule Leave,
    AbsenceRule Absence,
    LostContactRule LostContact,
    CheckInCodeRule CheckInCode)
{
    /// <summary>
    /// Whether this status makes a voter present for a vote by the policy: being there online counts for ordinary resolutions
    /// as the roll's rule says, for secret votes only where the policy allows remote presence.
    /// </summary>
    public bool IsPresentForVote(AttendanceStatus status, VotePolicy policy) =>
        Statuses[status].CountsForQuorum && (status != AttendanceStatus.PresentOnline || !policy.Secret || policy.RemotePresenceCounts);
}
