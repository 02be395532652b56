namespace Zhijian.Modules.Rules;

/// <summary>What organisations open, after the directory of open Party affairs.</summary>
public enum OpenItem
{
    Decision,
    WorkPlan,
    OrganisationalLife,
    Election,
    Appointment,
    Development,
    Dues,
    Service,
}

/// <summary>To whom something is open; each includes those that follow.</summary>
public enum OpenScope
{
    /// <summary>Everybody, without signing in.</summary>
    Public,

    /// <summary>Everybody of the institution who is signed in.</summary>
    Members,

    /// <summary>The organisation's own people and those of the organisations below it.</summary>
    Own,
}

/// <summary>From what an item follows.</summary>
public enum OpenOccasion
{
    /// <summary>It comes back each quarter or year.</summary>
    Period,

    /// <summary>A meeting decided something and its record was filed.</summary>
    MeetingDecided,

    /// <summary>A body's new term began.</summary>
    TermBegan,

    PostTaken,

    /// <summary>Somebody has something to open.</summary>
    OnRequest,
}

/// <summary>What must be open, to whom, from when and for how long.</summary>
/// <param name="OpensByItself">A reviewed record says it already; the entry is open as soon as the fact is there.</param>
/// <param name="Every">Of items that come back.</param>
/// <param name="AfterEnd">Whether it is due after the period's last day; otherwise after its first.</param>
/// <param name="DueWorkingDays">Within which it is open, the day itself not counted.</param>
/// <param name="LeastWorkingDays">Shorter it may not be shown.</param>
/// <param name="ShownDays">So long it is shown where nobody says otherwise.</param>
/// <param name="Meetings">Of which kinds, where a meeting decided.</param>
/// <param name="Posts">Which, where somebody took a post.</param>
public sealed record OpenItemRule(
    OpenItem Item, OpenOccasion Occasion, OpenScope Scope, bool OpensByItself, IReadOnlyList<OrganisationKind> OwedBy, PeriodKind? Every, bool AfterEnd, int DueWorkingDays, int LeastWorkingDays, int ShownDays,
    IReadOnlyList<ActivityKind> Meetings, IReadOnlyList<PostKind> Posts, PackTitle Contents, RuleReference Rule)
{
    /// <summary>The period whose item is asked for on this day: the running one, or the last that ended.</summary>
    public ReportingPeriod? PeriodOn(DateOnly day) => Every is not { } every ? null : ReportingPeriod.Containing(day, every) is var running && AfterEnd ? running.Previous : running;

    /// <summary>By when the item of a period is open.</summary>
    public DateOnly DueOn(ReportingPeriod period, WorkCalendar calendar) => DueAfter(AfterEnd ? period.Last : period.First, calendar);

    /// <summary>By when it is open after something happened.</summary>
    public DateOnly DueAfter(DateOnly day, WorkCalendar calendar) => calendar.AddWorkingDays(day, DueWorkingDays).Date;

    /// <summary>The last day on which it must still be shown.</summary>
    public DateOnly ShownAtLeastUntil(DateOnly from, WorkCalendar calendar) => calendar.AddWorkingDays(from, LeastWorkingDays).Date;

    /// <summary>The last day on which it is shown where nobody says otherwise.</summary>
    public DateOnly ShownUntil(DateOnly from, WorkCalendar calendar) => from.AddDays(ShownDays) is var usual && ShownAtLeastUntil(from, calendar) is var least && least > usual ? least : usual;
}

/// <summary>The pack <c>open-affairs</c>.</summary>
public sealed record OpenAffairs(IReadOnlyDictionary<OpenItem, OpenItemRule> Items);
