using System.Globalization;

namespace Zhijian.Modules.Rules;

/// <summary>How long a period of duty is.</summary>
public enum PeriodKind
{
    Month,
    Quarter,
    Year,
}

/// <summary>A calendar month, quarter or year: 2026-03, 2026-Q1 or 2026.</summary>
public readonly record struct ReportingPeriod(PeriodKind Kind, int Year, int Number)
{
    public static ReportingPeriod Month(int year, int month) => new(PeriodKind.Month, year, month);

    public static ReportingPeriod Quarter(int year, int quarter) => new(PeriodKind.Quarter, year, quarter);

    public static ReportingPeriod WholeYear(int year) => new(PeriodKind.Year, year, 1);

    /// <summary>The period of this kind that holds the day.</summary>
    public static ReportingPeriod Containing(DateOnly date, PeriodKind kind) => kind switch
    {
        PeriodKind.Month => Month(date.Year, date.Month),
        PeriodKind.Quarter => Quarter(date.Year, ((date.Month - 1) / 3) + 1),
        _ => WholeYear(date.Year),
    };

    public DateOnly First => new(Year, FirstMonth, 1);

    public DateOnly Last => First.AddMonths(Months).AddDays(-1);

    public ReportingPeriod Next => Containing(First.AddMonths(Months), Kind);

    public ReportingPeriod Previous => Containing(First.AddMonths(-Months), Kind);

    public bool Contains(DateOnly date) => date >= First && date <= Last;

    /// <summary>The periods of another kind that share at least one day with this one, in order.</summary>
    public IEnumerable<ReportingPeriod> Overlapping(PeriodKind kind)
    {
        for (var period = Containing(First, kind); period.First <= Last; period = period.Next)
        {
            yield return period;
        }
    }

    public override string ToString() => Kind switch
    {
        PeriodKind.Month => string.Create(CultureInfo.InvariantCulture, $"{Year:D4}-{Number:D2}"),
        PeriodKind.Quarter => string.Create(CultureInfo.InvariantCulture, $"{Year:D4}-Q{Number}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Year:D4}"),
    };

    private int Months => Kind switch { PeriodKind.Month => 1, PeriodKind.Quarter => 3, _ => 12 };

    private int FirstMonth => ((Number - 1) * Months) + 1;
}
