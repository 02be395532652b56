using System.Globalization;
using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Indicators.Comparing;

/// <summary>An index as somebody would like it: indicators of a version of the rules and published ones, each with the weight that was
/// typed.</summary>
public sealed class IndexTrial
{
    /// <summary>The largest weight.</summary>
    public const int MostWeight = 100;

    /// <param name="indicators">With the weights they have now.</param>
    /// <param name="typed">The weight typed for a name, or null where none was.</param>
    public IndexTrial(IEnumerable<ReadIndicator> indicators, Func<string, string?> typed) =>
        Lines = [.. indicators.Select(i => new TrialLine(i, typed(i.Rule.Name)))];

    /// <summary>One for each indicator that may be weighted or already is.</summary>
    public IReadOnlyList<TrialLine> Lines { get; }

    /// <summary>The indicators with the weights of the trial.</summary>
    public IReadOnlyList<ReadIndicator> Indicators => [.. Lines.Select(l => l.Indicator with { Rule = l.Indicator.Rule with { Weight = l.Weight } })];

    /// <summary>A published indicator as one that could be weighted, without a weight as yet.</summary>
    internal static ReadIndicator Of(IndicatorEdition edition, PublishedMeasures measures)
    {
        var reference = new RuleReference("", edition.Number.ToString(CultureInfo.InvariantCulture), edition.IndicatorId.ToString(), edition.Author);
        var rule = new IndicatorRule(edition.IndicatorId.ToString(), "", new PackTitle(edition.NameZh, edition.NameEn), edition.Formula,
            edition.Decimals, edition.CountOf, edition.AtLeast, 0, reference);
        return ReadIndicator.Of(rule, measures.Units) with { Terms = edition.Terms };
    }
}

/// <summary>One indicator of a trial.</summary>
public sealed class TrialLine
{
    public TrialLine(ReadIndicator indicator, string? typed)
    {
        Indicator = indicator;
        var read = int.TryParse(typed?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= IndexTrial.MostWeight;
        IsWrong = typed is not null && !read;
        Weight = read ? number : indicator.Rule.Weight;
        Typed = typed ?? Weight.ToString(CultureInfo.InvariantCulture);
    }

    public ReadIndicator Indicator { get; }

    public int Weight { get; }

    /// <summary>What stands in the field.</summary>
    public string Typed { get; }

    /// <summary>Whether what was typed is no weight; the one it has now is kept then.</summary>
    public bool IsWrong { get; }
}
