namespace Zhijian.Modules.Rules;

/// <summary>A count of days with a mark whether every year it touched has an official calendar.</summary>
public readonly record struct WorkingDays(int Days, bool Provisional);

/// <summary>A day with a mark whether every year on the way to it has an official calendar.</summary>
public readonly record struct WorkingDay(DateOnly Date, bool Provisional);

/// <summary>The official holidays and swapped working days of one year.</summary>
public sealed record CalendarYear(int Year, IReadOnlySet<DateOnly> Holidays, IReadOnlySet<DateOnly> SwappedWorkdays, RuleReference Rule);

/// <summary>
/// Working days by the State Council's yearly notices. A year without data counts Monday to Friday and marks the answer provisional.
/// The first day is never counted (Civil Code Art. 201).
/// </summary>
public sealed record WorkCalendar(IReadOnlyDictionary<int, CalendarYear> Years)
{
    /// <summary>Whether people work on the day.</summary>
    public bool IsWorkday(DateOnly date)
    {
        var weekday = date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
        if (!Years.TryGetValue(date.Year, out var year)) { return weekday; }
        return year.SwappedWorkdays.Contains(date) || (weekday && !year.Holidays.Contains(date));
    }

    /// <summary>Whether the day's year has no official calendar here.</summary>
    public bool IsProvisional(DateOnly date) => !Years.ContainsKey(date.Year);

    /// <summary>The working day that is so many working days after the given day (before it, where negative); 0 gives the day itself.</summary>
    public WorkingDay AddWorkingDays(DateOnly date, int days)
    {
        var provisional = IsProvisional(date);
        var step = Math.Sign(days);
        for (var left = Math.Abs(days); left > 0;)
        {
            date = date.AddDays(step);
            provisional |= IsProvisional(date);
            if (IsWorkday(date)) { left--; }
        }

        return new WorkingDay(date, provisional);
    }

    /// <summary>How many working days lie after <paramref name="start"/> up to and including <paramref name="end"/>; negative when the end is earlier.</summary>
    public WorkingDays WorkingDaysBetween(DateOnly start, DateOnly end)
    {
        if (end < start)
        {
            var reverse = WorkingDaysBetween(end, start);
            return reverse with { Days = -reverse.Days };
        }

        var count = 0;
        var provisional = IsProvisional(start);
        for (var day = start.AddDays(1); day <= end; day = day.AddDays(1))
        {
            if (IsWorkday(day)) { count++; }
            provisional |= IsProvisional(day);
        }

        return new WorkingDays(count, provisional);
    }

    /// <summary>The day itself if people work on it, otherwise the next working day.</summary>
    public WorkingDay OnOrAfter(DateOnly date) =>
        IsWorkday(date) ? new WorkingDay(date, IsProvisional(date)) : AddWorkingDays(date, 1);
}
