namespace Zhijian.Modules.Rules.Reading;

/// <summary>Reads the pack <c>learning</c>.</summary>
internal static class LearningBinder
{
    public static LearningRules Bind(IReadOnlyList<BoundRule> rules)
    {
        var counting = rules.Single("counting");
        return new LearningRules(
            rules.ByName("plan", Plan),
            new LearningCountingRule(counting.Values.Flag("countsIndividual"), counting.Values.Flag("proRata"), counting.Values.Int("minutesPerUnit"), counting.Reference));
    }

    private static (LearningPlan, LearningPlanRule) Plan(BoundRule bound)
    {
        var plan = bound.Values.Name<LearningPlan>("plan");
        var units = bound.Values.Int("units");
        if (units < 1) { bound.Whole.Complain("'units' must be at least 1"); }
        return (plan, new LearningPlanRule(plan, units, bound.Values.Names<MemberCategory>("categories"), bound.Values.Names<PostKind>("posts"), bound.Reference));
    }
}
