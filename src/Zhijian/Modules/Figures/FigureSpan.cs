namespace Zhijian.Modules.Figures;

/// <summary>The months an overview shows: this one and the eleven before it; and from which day its sums count.</summary>
public sealed record FigureSpan(DateOnly Today, FigurePeriod Period)
{
    /// <summary>The number of months in the heat map and the chart.</summary>
    public const int Shown = 12;

    /// <summary>The past day that is shown; null for today.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>What an address carries on, so that each number opens its rows as of the same day.</summary>
    public string AsOfPart => AsOf is { } day ? $"&asOf={day.DayInAddress()}" : "";

    /// <summary>The current month.</summary>
    public DateOnly Month => TreePath.MonthOf(Today);

    /// <summary>The first month shown.</summary>
    public DateOnly From => Month.AddMonths(1 - Shown);

    /// <summary>The first month of the period the sums are for.</summary>
    public DateOnly SumsFrom => Period switch
    {
        FigurePeriod.Month => Month,
        FigurePeriod.Quarter => new DateOnly(Today.Year, ((Today.Month - 1) / 3 * 3) + 1, 1),
        _ => From,
    };

    /// <summary>The months shown, first to last.</summary>
    public IEnumerable<DateOnly> Months => Enumerable.Range(0, Shown).Select(From.AddMonths);

    /// <summary>The same as it was on a past day: a day that is missing, unreadable or not over yet means today.</summary>
    public static FigureSpan Of(string? period, string? asOf, DateOnly today) =>
        FigureWords.ReadDay(asOf) is { } day && day < today ? Of(period, day) with { AsOf = day } : Of(period, today);

    /// <summary>The period of an address, the year where it names none.</summary>
    public static FigureSpan Of(string? period, DateOnly today) =>
        new(today, Enum.TryParse<FigurePeriod>(period, ignoreCase: true, out var named) && Enum.IsDefined(named) ? named : FigurePeriod.Year);
}

/// <summary>What the sums of an overview are for.</summary>
public enum FigurePeriod
{
    Month,
    Quarter,

    /// <summary>The last twelve months.</summary>
    Year,
}
