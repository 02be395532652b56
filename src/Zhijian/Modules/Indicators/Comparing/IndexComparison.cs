using Zhijian.Modules.Figures;
using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Indicators.Comparing;

/// <summary>What one organisation's index is by the definition in force and by another one, and which parts make the difference.</summary>
/// <param name="Before">By the definition in force; null where no part has a value.</param>
/// <param name="After">By the other one.</param>
public sealed record IndexComparison(CountedOrganisation Organisation, decimal? Before, decimal? After, IReadOnlyList<PartMove> Parts)
{
    /// <summary>How far it moves; null where one of the two has no value.</summary>
    public decimal? Moves => After - Before;

    /// <summary>Compares both over the same counts; parts stand in the order of the new definition, those it leaves out at the end.</summary>
    public static IndexComparison Of(IndicatorBoard board, CountedOrganisation of, IReadOnlyList<ReadIndicator> before,
        IReadOnlyList<ReadIndicator> after)
    {
        var (old, now) = (board.All(before, of).Index, board.All(after, of).Index);
        decimal? Adds(IndexValue index, IndicatorRule rule) => index.Parts.FirstOrDefault(p => p.Rule.Name == rule.Name)?.Adds;
        var rules = now.Parts.Concat(old.Parts).Select(p => p.Rule).DistinctBy(r => r.Name);
        return new IndexComparison(of, old.Number, now.Number, [.. rules.Select(r => new PartMove(r, Adds(old, r), Adds(now, r)))]);
    }
}

/// <summary>What a part adds to the index by each definition; null where it is no part of it or has no value.</summary>
public sealed record PartMove(IndicatorRule Rule, decimal? Before, decimal? After)
{
    /// <summary>What it changes of the index.</summary>
    public decimal Moves => (After ?? 0) - (Before ?? 0);
}
