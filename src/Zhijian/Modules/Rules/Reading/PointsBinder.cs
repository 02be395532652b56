namespace Zhijian.Modules.Rules.Reading;

/// <summary>Reads the pack <c>points</c>.</summary>
internal static class PointsBinder
{
    public static PointsRules Bind(IReadOnlyList<BoundRule> rules) => new(rules.ByName("points", Rule), AtLeastOne(rules.Single("points-sums"), "leastPeople"));

    private static (Deed, PointsRule) Rule(BoundRule bound)
    {
        var deed = bound.Values.Name<Deed>("deed");
        var (points, cap) = (AtLeastOne(bound, "points"), AtLeastOne(bound, "yearlyCap"));
        if (cap < points) { bound.Whole.Complain("'yearlyCap' must not be less than 'points'"); }
        return (deed, new PointsRule(deed, points, cap, AtLeastOne(bound, "validYears"), bound.Values.Flag("branchSums"), bound.Reference));
    }

    private static int AtLeastOne(BoundRule bound, string key)
    {
        var number = bound.Values.Int(key);
        if (number >= 1) { return number; }
        bound.Whole.Complain($"'{key}' must be at least 1");
        return 1;
    }
}
