namespace Zhijian.Modules.Rules;

/// <summary>What must be so for a duty to apply at all.</summary>
public enum DutyCondition
{
    Always,
    HasCommittee,
    HasGroups,
}

/// <summary>
/// An organisation as far as its duties depend on it, as it stands at the end of the period in question.
/// <see cref="FoundedOn"/> is the first day it exists in this kind; <see cref="DissolvedOn"/> the first day it no longer does
/// (dissolved, merged into another, or become another kind).
/// </summary>
public sealed record OrganisationProfile(
    OrganisationKind Kind,
    DateOnly FoundedOn,
    DateOnly? DissolvedOn = null,
    int FullMembers = 0,
    int AllMembers = 0,
    bool HasCommittee = false,
    int Groups = 0);

/// <summary>How the rule states a duty: which activity, owed by whom, how often, under which condition; each group owes its own where <see cref="PerGroup"/>.</summary>
public sealed record ObligationRule(
    ActivityKind Activity,
    IReadOnlyList<OrganisationKind> OwedBy,
    PeriodKind Every,
    int Count,
    DutyCondition Condition,
    bool PerGroup,
    Severity Severity,
    RuleReference Rule);

/// <summary>Where a duty stands.</summary>
public enum ObligationState
{
    Met,

    /// <summary>Not yet met, and there is still time.</summary>
    Pending,

    /// <summary>The period ended without it.</summary>
    Missing,

    /// <summary>Does not apply to this organisation in this period; the reason says why.</summary>
    NotApplicable,
}

/// <summary>
/// One duty of one organisation in one period. Where it does not apply, <see cref="Count"/> is 0 and <see cref="ReasonKey"/> says why;
/// otherwise the reason says how often it is owed (values: count, groups).
/// </summary>
public sealed record Obligation(
    ActivityKind Activity,
    ReportingPeriod Period,
    int Count,
    DateOnly DueOn,
    bool Applies,
    string ReasonKey,
    IReadOnlyList<object> ReasonValues,
    Severity Severity,
    RuleReference Rule)
{
    /// <summary>Where the duty stands when so many activities of the period are filed.</summary>
    public ObligationState State(int filed, DateOnly today)
    {
        if (!Applies) { return ObligationState.NotApplicable; }
        if (filed >= Count) { return ObligationState.Met; }
        return today <= DueOn ? ObligationState.Pending : ObligationState.Missing;
    }
}

/// <summary>What organisations owe: how often which activity, on a day's rules.</summary>
public sealed record Obligations(IReadOnlyList<ObligationRule> Rules)
{
    /// <summary>
    /// Every duty of the organisation whose own period touches the asked one: for a quarter its three months, the quarter and the year around it.
    /// Periods in which the organisation did not exist at all have no entry; the period of founding and of dissolution does not apply.
    /// </summary>
    public IReadOnlyList<Obligation> Expected(OrganisationProfile organisation, ReportingPeriod asked) =>
    [
        .. from rule in Rules
           where rule.OwedBy.Contains(organisation.Kind)
           from period in asked.Overlapping(rule.Every)
           where Existed(organisation, period)
           select Weigh(rule, organisation, period),
    ];

    /// <summary>Only the duties that fall due within the asked period.</summary>
    public IReadOnlyList<Obligation> DueIn(OrganisationProfile organisation, ReportingPeriod asked) =>
        [.. Expected(organisation, asked).Where(obligation => asked.Contains(obligation.DueOn))];

    private static bool Existed(OrganisationProfile organisation, ReportingPeriod period) =>
        organisation.FoundedOn <= period.Last && (organisation.DissolvedOn is null || organisation.DissolvedOn > period.First);

    private static Obligation Weigh(ObligationRule rule, OrganisationProfile organisation, ReportingPeriod period)
    {
        Obligation NotApplicable(string reason, params object[] values) =>
            new(rule.Activity, period, 0, period.Last, false, reason, values, rule.Severity, rule.Rule);

        if (organisation.FoundedOn > period.First) { return NotApplicable("rules.reason.founded-in-period", organisation.FoundedOn); }
        if (organisation.DissolvedOn <= period.Last) { return NotApplicable("rules.reason.dissolved-in-period", organisation.DissolvedOn); }
        if (rule.Condition == DutyCondition.HasCommittee && !organisation.HasCommittee) { return NotApplicable("rules.reason.no-committee"); }
        if (rule.Condition == DutyCondition.HasGroups && organisation.Groups == 0) { return NotApplicable("rules.reason.no-groups"); }

        var count = rule.PerGroup ? rule.Count * organisation.Groups : rule.Count;
        var reason = rule.PerGroup ? "rules.reason.owed-per-group" : "rules.reason.owed";
        return new Obligation(rule.Activity, period, count, period.Last, true, reason, [count, organisation.Groups], rule.Severity, rule.Rule);
    }
}
