namespace Zhijian.Modules.Rules.Reading;

/// <summary>Reads the pack <c>indicators</c>. Its formulas are checked by the module that calculates with them.</summary>
internal static class IndicatorBinder
{
    private const int MostDecimals = 4;

    public static IndicatorRules Bind(IReadOnlyList<BoundRule> rules) =>
        new([.. rules.Where(rule => rule.Is("indicator")).Select(Indicator)], SmallCells(rules.Single("small-cells")));

    private static SmallCellsRule SmallCells(BoundRule bound)
    {
        var least = bound.Values.Int("least");
        if (least < 2) { bound.Whole.Complain("'least' must be at least 2"); }
        return new SmallCellsRule(least, bound.Reference);
    }

    private static IndicatorRule Indicator(BoundRule bound)
    {
        var values = bound.Values;
        var rule = new IndicatorRule(
            bound.Rule.Id.Split('.')[^1], bound.Rule.TitleKey, bound.Both("meaning"), values.Text("formula"), values.Int("decimals"),
                values.Text("countOf"), values.Int("atLeast"), values.OptionalInt("weight") ?? 0, bound.Reference);
        if (rule.Decimals > MostDecimals) { bound.Whole.Complain($"'decimals' must be at most {MostDecimals}"); }
        if (rule.AtLeast < 1) { bound.Whole.Complain("'atLeast' must be at least 1"); }
        return rule;
    }
}
