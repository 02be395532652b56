namespace Zhijian.Modules.Rules.Reading;

/// <summary>Reads the pack <c>organisational-life</c>: what an activity is, and who owes it how often.</summary>
internal static class ActivityBinder
{
    public static ActivityRules BindActivities(IReadOnlyList<BoundRule> rules, VotePolicies votes) =>
        new(rules.ByName("activity", bound => Activity(bound, votes)));

    public static Obligations BindObligations(IReadOnlyList<BoundRule> rules) => new([.. rules.Of("obligation").Select(Obligation)]);

    private static (ActivityKind, ActivityRule) Activity(BoundRule bound, VotePolicies votes)
    {
        var values = bound.Values;
        var kind = values.Name<ActivityKind>("activity");
        var policyName = values.OptionalText("votes");
        var policy = policyName is null ? null : votes.ByName.GetValueOrDefault(policyName);
        if (policyName is not null && policy is null) { values.Complain($"'votes' knows no policy '{policyName}'"); }
        var quorum = values.Flag("quorumRequired");
        if (quorum && policyName is null) { values.Complain("'quorumRequired' needs 'votes'"); }
        return (kind, new ActivityRule(
            kind,
            values.Names<OrganisationKind>("heldBy"),
            values.Name<ExpectedPeople>("expected"),
            policy,
            quorum,
            values.Flag("onlineAllowed"),
            values.Flag("joint"),
            bound.Rule.Severity,
            bound.Reference));
    }

    private static ObligationRule Obligation(BoundRule bound)
    {
        var values = bound.Values;
        var rule = new ObligationRule(
            values.Name<ActivityKind>("activity"),
            values.Names<OrganisationKind>("owedBy"),
            values.Name<PeriodKind>("every"),
            values.Int("count"),
            values.OptionalName<DutyCondition>("condition") ?? DutyCondition.Always,
            values.Flag("perGroup"),
            bound.Rule.Severity,
            bound.Reference);
        if (rule.Count < 1) { bound.Whole.Complain("'count' must be at least 1"); }
        return rule;
    }
}
