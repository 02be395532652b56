namespace Zhijian.Modules.Rules.Reading;

/// <summary>Reads the pack <c>calendar</c>: one rule for each year that has a notice, and one for a year whose notice was looked for in vain.</summary>
internal static class CalendarBinder
{
    public static WorkCalendar Bind(IReadOnlyList<BoundRule> rules)
    {
        var years = new Dictionary<int, CalendarYear>();
        foreach (var bound in rules.Of("calendar-year"))
        {
            var year = new CalendarYear(bound.Values.Int("year"), bound.Values.Dates("holidays"), bound.Values.Dates("workdays"), bound.Reference);
            if (!years.TryAdd(year.Year, year)) { bound.Whole.Complain($"{year.Year} stands twice"); }
            Check(bound, year);
        }

        foreach (var bound in rules.Of("calendar-year-awaited"))
        {
            var (year, checkedOn) = (bound.Values.Int("year"), bound.Values.Date("checkedOn"));
            if (years.ContainsKey(year)) { bound.Whole.Complain($"{year} has its notice, it is no longer awaited"); }
            if (checkedOn.Year > year) { bound.Whole.Complain($"{year} was over on {checkedOn:yyyy-MM-dd}, its notice is out"); }
        }

        return new WorkCalendar(years);
    }

    private static void Check(BoundRule bound, CalendarYear year)
    {
        foreach (var day in year.Holidays.Concat(year.SwappedWorkdays).Where(day => day.Year != year.Year)) { bound.Whole.Complain($"{day:yyyy-MM-dd} is not in {year.Year}"); }
        foreach (var day in year.Holidays.Intersect(year.SwappedWorkdays)) { bound.Whole.Complain($"{day:yyyy-MM-dd} is both a holiday and a working day"); }
        foreach (var day in year.SwappedWorkdays.Where(day => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))) { bound.Whole.Complain($"{day:yyyy-MM-dd} is no weekend, it need not be named as a working day"); }
    }
}
