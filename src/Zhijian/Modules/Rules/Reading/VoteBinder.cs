namespace Zhijian.Modules.Rules.Reading;

/// <summary>Reads the pack <c>votes</c>, and counts the examples it brings along.</summary>
internal static class VoteBinder
{
    private static readonly string[] Needed = ["Resolution", "BranchCommittee", "Development", "Election"];

    public static VotePolicies Bind(IReadOnlyList<BoundRule> rules)
    {
        var policies = new Dictionary<string, VotePolicy>();
        foreach (var bound in rules.Of("vote"))
        {
            var policy = Policy(bound);
            if (!policies.TryAdd(policy.Name, policy)) { bound.Whole.Complain($"policy '{policy.Name}' stands twice"); }
            CheckExamples(bound, policy);
        }

        foreach (var missing in Needed.Where(name => !policies.ContainsKey(name)))
        {
            rules[0].Whole.Complain($"the pack has no vote policy '{missing}'");
            policies[missing] = Policy(rules[0]);
        }

        var surplus = rules.Single("surplus");
        var elections = new ElectionRules(policies["Election"], surplus.Values.Int("percent"), surplus.Values.Int("minimum"), surplus.Reference);
        return new VotePolicies(policies, elections);
    }

    private static VotePolicy Policy(BoundRule bound)
    {
        var values = bound.Values;
        return new VotePolicy(
            values.Text("policy"),
            values.Threshold("quorum"),
            values.Threshold("approval"),
            values.Name<VoteBase>("base"),
            values.Flag("secret"),
            values.Flag("writtenOpinionCounts"),
            values.Flag("oneByOne"),
            values.Flag("remotePresenceCounts"),
            bound.Reference);
    }

    private static void CheckExamples(BoundRule bound, VotePolicy policy)
    {
        foreach (var example in bound.Whole.Maps("examples"))
        {
            var result = policy.Result(
                example.Int("expected"),
                example.Int("present"),
                example.Int("yes"),
                example.OptionalInt("no") ?? 0,
                example.OptionalInt("abstain") ?? 0,
                example.OptionalInt("writtenYes") ?? 0);
            var outcome = example.Name<VoteOutcome>("outcome");
            if (outcome != result.Outcome) { example.Complain($"the example says {outcome}, the rule gives {result.Outcome}"); }
            var present = example.OptionalInt("presentNeeded");
            if (present is not null && present != result.Quorum.Needed) { example.Complain($"the example needs {present} present, the rule {result.Quorum.Needed}"); }
            var approvals = example.OptionalInt("approvalsNeeded");
            if (approvals is not null && approvals != result.Needed) { example.Complain($"the example needs {approvals} approvals, the rule {result.Needed}"); }
            example.Finish();
        }
    }
}
