using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Indicators;

/// <summary>The index of an organisation: the weighted mean of its parts that have a value, from 0 to 100, explained part by part.</summary>
public sealed class IndexValue
{
    private const decimal Most = 100;

    public IndexValue(IEnumerable<(IndicatorRule Rule, IndicatorValue Value)> indicators)
    {
        var weighted = indicators.Where(i => i.Rule.Weight > 0).ToList();
        var weights = weighted.Where(i => i.Value.Number is not null).Sum(i => i.Rule.Weight);
        Parts = [.. weighted.Select(i => new IndexPart(i.Rule, Kept(i.Value.Number), weights == 0 || i.Value.Number is null ? null : Kept(i.Value.Number) * i.Rule.Weight / weights))];
        Number = weights == 0 ? null : Parts.Sum(p => p.Adds);
        Low = Bound(weighted, weights, v => v.Low);
        High = Bound(weighted, weights, v => v.High);
    }

    /// <summary>Null where no part has a value.</summary>
    public decimal? Number { get; }

    /// <summary>With every part at its least.</summary>
    public decimal? Low { get; }

    /// <summary>With every part at its most.</summary>
    public decimal? High { get; }

    public IReadOnlyList<IndexPart> Parts { get; }

    private static decimal? Kept(decimal? number) => number is { } value ? Math.Clamp(value, 0, Most) : null;

    private static decimal? Bound(IEnumerable<(IndicatorRule Rule, IndicatorValue Value)> parts, int weights, Func<IndicatorValue, decimal?> end) =>
        weights == 0 ? null : parts.Sum(p => Kept(end(p.Value)) * p.Rule.Weight / weights ?? 0);
}

/// <summary>A part of the index: its own number and what it adds.</summary>
public sealed record IndexPart(IndicatorRule Rule, decimal? Number, decimal? Adds);
