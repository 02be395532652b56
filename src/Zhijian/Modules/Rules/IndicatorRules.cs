namespace Zhijian.Modules.Rules;

/// <summary>The numbers by which like organisations are compared, in the order of the pack, and the index made of those with a weight (rule pack <c>indicators</c>).</summary>
/// <param name="SmallCells">Where people are counted: from how many on.</param>
public sealed record IndicatorRules(IReadOnlyList<IndicatorRule> All, SmallCellsRule SmallCells)
{
    /// <summary>The indicator of this name, or null.</summary>
    public IndicatorRule? Find(string? name) => All.FirstOrDefault(rule => rule.Name == name);
}

/// <summary>Where people are counted outside one's own branch, fewer than this are not told, so that nobody can be recognised by a number.</summary>
/// <param name="Least">The smallest number that is told; nobody at all is told too.</param>
public sealed record SmallCellsRule(int Least, RuleReference Rule);

/// <summary>One number by which like organisations are compared.</summary>
/// <param name="Name">The last part of the rule's id, for addresses.</param>
/// <param name="TitleKey">Text key of its name.</param>
/// <param name="Formula">How it is calculated from the published measures.</param>
/// <param name="Decimals">Places after the point that are shown.</param>
/// <param name="CountOf">The measure that says whether there is enough to calculate with.</param>
/// <param name="AtLeast">Below this the number is not shown.</param>
/// <param name="Weight">Its part of the index; 0 for none. With a weight the formula answers from 0 to 100.</param>
public sealed record IndicatorRule(string Name, string TitleKey, PackTitle Meaning, string Formula, int Decimals, string CountOf, int AtLeast, int Weight, RuleReference Rule);
