using System.Globalization;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Figures;

/// <summary>How figures are written for people.</summary>
public static class FigureWords
{
    extension(Words words)
    {
        /// <summary>2026年11月, 2026年第四季度, 2026年.</summary>
        public string Period(ReportingPeriod period) => period.Kind switch
        {
            PeriodKind.Month => words.Month(period.First),
            PeriodKind.Quarter => words["figures.quarter", period.Year, words[$"figures.quarter-{period.Number}"]],
            _ => words["figures.whole-year", period.Year],
        };

        /// <summary>Why a duty does not apply, or how often it is owed.</summary>
        public string Reason(MissingRow row) => words[row.ReasonKey, [.. row.ReasonValues.Select(v => ReadDay(v) is { } day ? words.Day(day) : (object)v)]];

        /// <summary>逾期 3 天, 还剩 10 天, 今天到期.</summary>
        public string Due(DateOnly due, DateOnly today) => (due.DayNumber - today.DayNumber) switch
        {
            < 0 and var late => words["figures.days-late", -late],
            0 => words["figures.due-today"],
            var left => words["figures.days-left", left],
        };
    }

    /// <summary>2026-10 in addresses.</summary>
    public static string InAddress(this DateOnly month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>2026-10-05 in addresses.</summary>
    public static string DayInAddress(this DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The month of an address, or null where it isn't one.</summary>
    public static DateOnly? ReadMonth(string? text) => DateOnly.TryParseExact(text + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month) ? month : null;

    /// <summary>The day of an address, or null where it isn't one.</summary>
    public static DateOnly? ReadDay(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
