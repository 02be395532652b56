using System.Globalization;

namespace Zhijian.Modules.Standards;

/// <summary>Reads what people type, one way everywhere: the width of characters, days, months and moments.</summary>
public static class TypedText
{
    private static readonly string[] Days = ["yyyy-M-d", "yyyyMMdd", "yyyy/M/d", "yyyy.M.d", "yyyy年M月d日"];
    private static readonly string[] Months = ["yyyy-M", "yyyyMM", "yyyy/M", "yyyy.M", "yyyy年M月"];
    private static readonly string[] Moments = ["yyyy-M-d H:mm", "yyyy-M-d'T'H:mm", "yyyy-M-d H:mm:ss", "yyyy-M-d'T'H:mm:ss", "yyyy/M/d H:mm", "yyyy/M/d H:mm:ss", "yyyy.M.d H:mm", "yyyy年M月d日 H:mm"];

    /// <summary>Outer spaces gone, full-width characters as half-width ones.</summary>
    public static string HalfWidth(string typed) => new([.. typed.Replace('　', ' ').Trim().Select(c => c is >= '！' and <= '～' ? (char)(c - 0xFEE0) : c)]);

    /// <summary>A day, for example 2026-11-21, 20261121, 2026/11/21 or 2026年11月21日; null where empty or unreadable.</summary>
    public static DateOnly? Day(string? typed) =>
        typed is not null && DateOnly.TryParseExact(HalfWidth(typed), Days, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>The first day of a month, for example 2026-11 or 2026年11月; null where empty or unreadable.</summary>
    public static DateOnly? Month(string? typed) =>
        typed is not null && DateOnly.TryParseExact(HalfWidth(typed), Months, CultureInfo.InvariantCulture, DateTimeStyles.None, out var month) ? month : null;

    /// <summary>A day with its time, for example 2026-11-21 14:30; null where empty or unreadable.</summary>
    public static DateTime? Moment(string? typed) =>
        typed is not null && DateTime.TryParseExact(HalfWidth(typed), Moments, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) ? moment : null;

    /// <summary>As every form and every canonical value writes a day: 2026-11-21.</summary>
    public static string? InForm(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
