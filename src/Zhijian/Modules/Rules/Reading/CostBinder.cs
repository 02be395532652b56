namespace Zhijian.Modules.Rules.Reading;

/// <summary>Reads the pack <c>costs</c>.</summary>
internal static class CostBinder
{
    public static CostRules Bind(IReadOnlyList<BoundRule> rules)
    {
        var (reading, confirming) = (rules.Single("reading"), rules.Single("cost-confirming"));
        return new CostRules(
            rules.ByName("task-minutes", Task),
            new ReadingRule(AtLeastOne(reading, "chinesePerMinute"), AtLeastOne(reading, "otherPerMinute"), reading.Reference),
            new CostConfirmingRule(AtLeastOne(confirming, "abovePeople"), AtLeastOne(confirming, "aboveHours"), confirming.Reference));
    }

    private static (AskedTask, TaskMinutesRule) Task(BoundRule bound)
    {
        var task = bound.Values.Name<AskedTask>("task");
        return (task, new TaskMinutesRule(task, AtLeastOne(bound, "each"), AtLeastOne(bound, "atLeast"), bound.Reference));
    }

    private static int AtLeastOne(BoundRule bound, string key)
    {
        var number = bound.Values.Int(key);
        if (number >= 1) { return number; }
        bound.Whole.Complain($"'{key}' must be at least 1");
        return 1;
    }
}
