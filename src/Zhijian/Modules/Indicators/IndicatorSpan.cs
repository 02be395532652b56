using Zhijian.Modules.Figures;

namespace Zhijian.Modules.Indicators;

/// <summary>Finished months a number is calculated over: the last one, three or twelve. A month that runs would be compared before its time.</summary>
/// <param name="From">The first day of the first month.</param>
/// <param name="To">The first day of the last month.</param>
public sealed record IndicatorSpan(FigurePeriod Period, DateOnly From, DateOnly To)
{
    private const int MonthsOfQuarter = 3;

    /// <summary>The months that are shown one by one, first to last.</summary>
    public IEnumerable<DateOnly> Months => Enumerable.Range(0, FigureSpan.Shown).Select(n => To.AddMonths(n + 1 - FigureSpan.Shown));

    /// <summary>The last day of the last month.</summary>
    public DateOnly LastDay => To.AddMonths(1).AddDays(-1);

    /// <summary>The period of an address; the year where it names none.</summary>
    public static IndicatorSpan Of(string? period, DateOnly today)
    {
        var running = FigureSpan.Of(period, today);
        var last = running.Month.AddMonths(-1);
        return new IndicatorSpan(running.Period, last.AddMonths(1 - running.Period switch { FigurePeriod.Month => 1, FigurePeriod.Quarter => MonthsOfQuarter, _ => FigureSpan.Shown }), last);
    }
}
