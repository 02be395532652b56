using FsCheck;
using FsCheck.Fluent;

namespace Zhijian.Modules.Rules;

public sealed class WorkCalendarTests
{
    private static readonly WorkCalendar Calendar = RulebookTests.Today.Calendar;

    [Theory]
    [InlineData("2026-01-01", false)] // New Year
    [InlineData("2026-01-04", true)] // Sunday, swapped
    [InlineData("2026-02-14", true)] // Saturday, swapped
    [InlineData("2026-02-16", false)] // Monday in Spring Festival
    [InlineData("2026-02-24", true)]
    [InlineData("2026-10-07", false)]
    [InlineData("2026-10-10", true)] // Saturday, swapped
    [InlineData("2026-11-21", false)] // an ordinary Saturday
    [InlineData("2025-10-08", false)]
    [InlineData("2025-10-11", true)]
    public void Holidays_and_swapped_days_follow_the_notices(string date, bool workday)
    {
        Assert.Equal(workday, Calendar.IsWorkday(DateOnly.Parse(date)));
        Assert.False(Calendar.IsProvisional(DateOnly.Parse(date)));
    }

    [Theory]
    [InlineData(2024, 251)]
    [InlineData(2025, 248)]
    [InlineData(2026, 248)]
    public void A_year_has_as_many_working_days_as_the_notice_leaves(int year, int days)
    {
        var last = new DateOnly(year - 1, 12, 31);
        Assert.Equal(days, Calendar.WorkingDaysBetween(last, new DateOnly(year, 12, 31)).Days);
    }

    [Fact]
    public void Three_working_days_over_the_national_day_take_until_after_it() =>
        Assert.Equal(new WorkingDay(new DateOnly(2026, 10, 9), false), Calendar.AddWorkingDays(new DateOnly(2026, 9, 29), 3));

    [Fact]
    public void The_day_itself_is_not_counted_and_days_can_be_counted_back()
    {
        var friday = new DateOnly(2026, 11, 20);
        Assert.Equal(new DateOnly(2026, 11, 23), Calendar.AddWorkingDays(friday, 1).Date);
        Assert.Equal(friday, Calendar.AddWorkingDays(friday, 0).Date);
        Assert.Equal(friday, Calendar.AddWorkingDays(new DateOnly(2026, 11, 23), -1).Date);
        Assert.Equal(new DateOnly(2026, 11, 23), Calendar.OnOrAfter(new DateOnly(2026, 11, 21)).Date);
        Assert.Equal(-1, Calendar.WorkingDaysBetween(new DateOnly(2026, 11, 23), friday).Days);
    }

    [Fact]
    public void A_year_without_a_notice_counts_Monday_to_Friday_and_is_provisional()
    {
        Assert.True(Calendar.IsProvisional(new DateOnly(2030, 10, 1)));
        Assert.True(Calendar.IsWorkday(new DateOnly(2030, 10, 1)));
        Assert.True(Calendar.AddWorkingDays(new DateOnly(2026, 12, 31), 1).Provisional);
        Assert.False(Calendar.AddWorkingDays(new DateOnly(2026, 12, 30), 1).Provisional);
        Assert.True(Calendar.WorkingDaysBetween(new DateOnly(2026, 12, 31), new DateOnly(2027, 1, 1)).Provisional);
    }

    [Fact]
    public void The_year_whose_notice_is_awaited_says_when_it_was_looked_for_and_counts_weekends_only()
    {
        var pack = RulebookTests.Today.Packs["calendar"];
        var awaited = pack.Rules.Where(r => r.Shape == "calendar-year-awaited").ToList();
        Assert.All(awaited, rule => Assert.True(Calendar.IsProvisional(new DateOnly(int.Parse(rule.Values.Single(v => v.Key == "year").Text), 10, 1))));
        Assert.Equal(new DateOnly(2026, 11, 21), awaited.Single(r => r.Id == "calendar.2027").Source.Date);
        Assert.Equal(261, Calendar.WorkingDaysBetween(new DateOnly(2026, 12, 31), new DateOnly(2027, 12, 31)).Days);
    }

    [Fact]
    public void Adding_working_days_and_counting_them_agree()
    {
        var cases = from offset in Gen.Choose(0, 1400) from days in Gen.Choose(1, 60) select (Start: new DateOnly(2024, 1, 1).AddDays(offset), Days: days);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var end = Calendar.AddWorkingDays(c.Start, c.Days);
            return Calendar.IsWorkday(end.Date) && Calendar.WorkingDaysBetween(c.Start, end.Date) == new WorkingDays(c.Days, end.Provisional);
        }).QuickCheckThrowOnFailure();
    }
}
