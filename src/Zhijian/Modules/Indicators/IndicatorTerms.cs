using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Indicators;

/// <summary>How a formula's value is shown: from how much on, rounded to what, and kept between which bounds.</summary>
/// <param name="Decimals">Places after the point; null for one that is only tried.</param>
/// <param name="CountOf">The measure that says whether there is enough to calculate with; null where nothing is asked.</param>
/// <param name="AtLeast">Below this the value is not shown.</param>
/// <param name="Least">A value below is shown as this one; null for no bound.</param>
/// <param name="Most">A value above is shown as this one; null for no bound.</param>
public sealed record IndicatorTerms(int? Decimals, string? CountOf, int AtLeast, decimal? Least = null, decimal? Most = null)
{
    /// <summary>Of a formula that is only tried.</summary>
    public static readonly IndicatorTerms None = new(null, null, 0);

    /// <summary>Of an indicator of the rules.</summary>
    public static IndicatorTerms Of(IndicatorRule rule) => new(rule.Decimals, rule.CountOf, rule.AtLeast);

    /// <summary>The value within the bounds.</summary>
    public decimal? Within(decimal? number) => number is { } value ? Math.Min(Most ?? value, Math.Max(Least ?? value, value)) : null;
}
