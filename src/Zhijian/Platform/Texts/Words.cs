using System.Collections.Concurrent;
using System.Globalization;
using Zhijian.Platform.Deciding;

namespace Zhijian.Platform.Texts;

/// <summary>The reader's language and time zone: texts by key, dates and times as people say them. One per request.</summary>
public sealed class Words(InstitutionTime institution)
{
    private static readonly string[] EnglishMonths = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    private static readonly string[] EnglishDays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
    private const string ChineseDays = "日一二三四五六";
    private static readonly ConcurrentDictionary<Enum, string> NameKeys = new();

    /// <summary>zh-CN or en.</summary>
    public string Language { get; set; } = TextFiles.Chinese;

    public bool IsChinese => Language == TextFiles.Chinese;

    public string this[string key] => TextFiles.Find(Language, key);

    /// <summary>The text with its places filled; enum values are said by name, days as days.</summary>
    public string this[string key, params object?[] values] =>
        string.Format(CultureInfo.InvariantCulture, TextFiles.Find(Language, key), [.. values.Select(v => v switch { Enum e => Name(e), DateOnly d => Day(d), _ => v })]);

    /// <summary>The sentence of a refusal.</summary>
    public string this[Refusal refusal] => this[$"refusal.{refusal.Code}", [.. refusal.Values]];

    /// <summary>The name of an enum value: key TYPE.VALUE in kebab case, for example <c>activity-kind.theme-party-day</c>.</summary>
    public string Name(Enum value) => this[NameKey(value)];

    /// <summary>The key of that name.</summary>
    internal static string NameKey(Enum value) => NameKeys.GetOrAdd(value, v => $"{Kebab(v.GetType().Name)}.{Kebab(v.ToString())}");

    /// <summary>11月20日 / 20 November; with the year where it isn't the current one.</summary>
    public string Day(DateOnly day) =>
        day.Year != institution.Today.Year ? Date(day) : IsChinese ? $"{day.Month}月{day.Day}日" : $"{day.Day} {EnglishMonths[day.Month - 1]}";

    /// <summary>2026年11月20日 / 20 November 2026: for what is printed or kept, and read in another year.</summary>
    public string Date(DateOnly day) => IsChinese ? $"{day.Year}年{day.Month}月{day.Day}日" : $"{day.Day} {EnglishMonths[day.Month - 1]} {day.Year}";

    /// <summary>The same with the time of day.</summary>
    public string DateAndTime(DateTimeOffset at) => $"{Date(institution.DayOf(at))} {Time(at)}";

    public string Day(DateTimeOffset at) => Day(institution.DayOf(at));

    public string Weekday(DateOnly day) => IsChinese ? $"周{ChineseDays[(int)day.DayOfWeek]}" : EnglishDays[(int)day.DayOfWeek];

    /// <summary>周六 / Sat.</summary>
    public string ShortWeekday(DateOnly day) => IsChinese ? Weekday(day) : Weekday(day)[..3];

    /// <summary>11月21日 周六 / Saturday 21 November.</summary>
    public string DayAndWeekday(DateOnly day) => IsChinese ? $"{Day(day)} {Weekday(day)}" : $"{Weekday(day)} {Day(day)}";

    /// <summary>2026年11月 / November 2026.</summary>
    public string Month(DateOnly day) => IsChinese ? $"{day.Year}年{day.Month}月" : $"{EnglishMonths[day.Month - 1]} {day.Year}";

    public string ShortMonth(int month) => IsChinese ? $"{month}月" : EnglishMonths[month - 1][..3];

    /// <summary>14:30.</summary>
    public string Time(DateTimeOffset at) => institution.Local(at).ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>今天 14:30, 昨天 09:00, 11月18日 14:26.</summary>
    public string Moment(DateTimeOffset at)
    {
        var days = institution.DayOf(at).DayNumber - institution.Today.DayNumber;
        var day = days switch
        {
            0 => this["platform.today"],
            1 => this["platform.tomorrow"],
            -1 => this["platform.yesterday"],
            _ => Day(at),
        };
        return $"{day} {Time(at)}";
    }

    /// <summary>1,431: figures with separators.</summary>
    public string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>42 KB, 1.2 MB.</summary>
    public string Size(long bytes) => bytes < 1024 * 1024
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, bytes / 1024)} KB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.#} MB");

    internal static string Kebab(string name) => Storage.ZhijianDb.SnakeCase(name).Replace('_', '-');
}

/// <summary>The institution's clock: now, today and local times in its time zone.</summary>
public sealed class InstitutionTime(TimeProvider clock)
{
    /// <summary>The zone in which days begin and meetings are held.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    public DateTimeOffset Now => clock.GetUtcNow();

    public DateOnly Today => DayOf(Now);

    public DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone);

    public DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(Local(at).DateTime);

    /// <summary>Until when something is done on its day: the beginning of the day's last minute.</summary>
    public DateTimeOffset LastMinuteOf(DateOnly day) => At(day.AddDays(1), TimeOnly.MinValue).AddMinutes(-1);

    /// <summary>The instant at which this local day and time falls.</summary>
    public DateTimeOffset At(DateOnly day, TimeOnly time)
    {
        var local = day.ToDateTime(time);
        return new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
