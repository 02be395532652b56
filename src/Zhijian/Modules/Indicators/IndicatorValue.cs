using Zhijian.Modules.Indicators.Formulas;

namespace Zhijian.Modules.Indicators;

/// <summary>What an indicator says of one organisation in one period.</summary>
/// <param name="Number">Null where there is no value: nothing to divide by, or too little to calculate with.</param>
/// <param name="Low">The least it would be if one record, duty or organisation were more or less. How sure the number is: with few records the span is wide.</param>
/// <param name="High">The most it would be.</param>
/// <param name="IsTooFew">Whether it is not shown because there is too little to calculate with.</param>
public sealed record IndicatorValue(decimal? Number, decimal? Low, decimal? High, bool IsTooFew)
{
    private static readonly IndicatorValue TooFew = new(null, null, null, true);

    /// <summary>Calculates it from the values of the measures.</summary>
    public static IndicatorValue Of(Formula formula, IReadOnlyDictionary<string, FormulaUnit> units, Func<string, decimal> measure, string? countOf = null, int atLeast = 0)
    {
        if (countOf is not null && measure(countOf) < atLeast)
        {
            return TooFew;
        }
        if (formula.Value(name => measure(name)) is not { } number)
        {
            return new IndicatorValue(null, null, null, false);
        }
        var (low, high) = (number, number);
        foreach (var moved in formula.Measures.Where(name => units[name] != FormulaUnit.None))
        {
            foreach (var by in (int[])[-1, 1])
            {
                if (measure(moved) + by >= 0 && formula.Value(name => measure(name) + (name == moved ? by : 0)) is { } other)
                {
                    (low, high) = (Math.Min(low, other), Math.Max(high, other));
                }
            }
        }
        return new IndicatorValue(number, low, high, false);
    }

    /// <summary>The same within the bounds of its indicator.</summary>
    public IndicatorValue Within(IndicatorTerms terms) => this with { Number = terms.Within(Number), Low = terms.Within(Low), High = terms.Within(High) };
}
