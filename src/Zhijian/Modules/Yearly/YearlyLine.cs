using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Yearly;

/// <summary>A line of one organisation's yearly table, as it was frozen.</summary>
/// <param name="Name">The line of the rule pack.</param>
/// <param name="Value">Of the organisation and everything below it.</param>
/// <param name="Own">Of the organisation itself; of lines that don't add up, nothing.</param>
/// <param name="Last">The year before; null where nothing is known of it.</param>
/// <param name="IsLastFrozen">Whether that stands in a frozen table; else it is what was known of it at the freezing.</param>
/// <param name="Parts">In which ways it changed; those that changed nothing are left out.</param>
public sealed record YearlyLine(string Name, long Value, long Own, long? Last, bool IsLastFrozen, IReadOnlyList<YearlyPartCount> Parts)
{
    /// <summary>By how much it changed; null where nothing is known of the year before.</summary>
    public long? Difference => Value - Last;

    /// <summary>What the parts leave unexplained: last year, the parts and this together are the value.</summary>
    public long NotExplained => Last is { } last ? Value - last - Parts.Sum(p => p.Count) : 0;
}

/// <summary>By so many a line rose (or fell) in one way.</summary>
public sealed record YearlyPartCount(YearlyPart Part, long Count);

/// <summary>How the difference of a line is explained from counts alone.</summary>
public static class YearlyExplanation
{
    /// <summary>Puts a line together.</summary>
    /// <param name="known">What is known of the year before today, over today's tree; null where it can't be known.</param>
    /// <param name="frozen">What was frozen for the year before; null where nothing was.</param>
    /// <param name="gathered">The same, gathered from the organisations that stand below this year; null where that can't be told.</param>
    /// <param name="moves">In which ways things came and went between the two days.</param>
    public static YearlyLine Of(YearlyLineRule rule, long value, long own, long? known, long? frozen, long? gathered,
        IReadOnlyDictionary<YearlyPart, long> moves)
    {
        var last = frozen ?? known;
        List<YearlyPartCount> parts = [];
        void Add(YearlyPart part, long? count)
        {
            if (count is { } some and not 0)
            {
                parts.Add(new YearlyPartCount(part, some));
            }
        }
        if (last is null)
        {
            return new YearlyLine(rule.Name, value, own, null, false, parts);
        }
        if (!rule.IsOfTheYear)
        {
            foreach (var (part, count) in moves.OrderBy(m => m.Key))
            {
                Add(part, count);
            }
        }
        if (frozen is not null)
        {
            Add(YearlyPart.Tree, gathered - frozen);
            Add(YearlyPart.Corrected, known - (gathered ?? frozen));
        }
        if (rule.IsOfTheYear)
        {
            Add(YearlyPart.TheYear, value - last - parts.Sum(p => p.Count));
        }
        return new YearlyLine(rule.Name, value, own, last, frozen is not null, parts);
    }
}
