using Zhijian.Modules.Figures;

namespace Zhijian.Modules.Indicators;

/// <summary>Finished months a number is calculated over: the last one, three or twelve. A month that runs would be compared before its time.</summary>
/// <param name="From">The first day of the first month.</param>
/// <param name="To">The first day of the last month.</param>
public sealed record IndicatorSpan(FigurePeriod Period, DateOnly From, DateOnly To)
{
    /// <summary>The months behind today that are read at all.</summary>
    public const int Shown = 12;

    private const int MonthsOfQuarter = 3;

    /// <summary>The months that are shown one by one, first to last.</summary>
    public IEnumerable<DateOnly> Months => Enumerable.Range(0, Shown).Select(n => To.AddMonths(n + 1 - Shown));

    /// <summary>The last day of the last month.</summary>
    public DateOnly LastDay => To.AddMonths(1).AddDays(-1);

    /// <summary>The period of an address; the year where it names none.</summary>
    public static IndicatorSpan Of(string? period, DateOnly today)
    {
        var named = FigureSpan.Of(period, today).Period;
        var last = new DateOnly(today.Year, today.Month, 1).AddMonths(-1);
        return new IndicatorSpan(named, last.AddMonths(1 - named switch { FigurePeriod.Month => 1, FigurePeriod.Quarter => MonthsOfQuarter, _ => Shown }), last);
    }
}
