namespace Zhijian.Modules.Rules;

public sealed class OpenAffairsTests
{
    private static readonly RulesInForce Rules = RulebookTests.Shipped.On(new DateOnly(2026, 11, 21));

    [Theory]
    [InlineData(OpenItem.OrganisationalLife, "2026-11-21", "2026-Q3")]
    [InlineData(OpenItem.OrganisationalLife, "2026-01-01", "2025-Q4")]
    [InlineData(OpenItem.WorkPlan, "2026-11-21", "2026")]
    [InlineData(OpenItem.Dues, "2026-11-21", "2025")]
    [InlineData(OpenItem.Election, "2026-11-21", null)]
    public void What_comes_back_is_asked_for_by_its_period(OpenItem item, string day, string? period) =>
        Assert.Equal(period, Rules.OpenAffairs.Items[item].PeriodOn(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture))?.ToString());

    [Fact]
    public void The_day_itself_is_not_counted_and_the_least_time_on_show_stands()
    {
        var life = Rules.OpenAffairs.Items[OpenItem.OrganisationalLife];
        Assert.Equal(Rules.Calendar.AddWorkingDays(new DateOnly(2026, 9, 30), 10).Date, life.DueOn(ReportingPeriod.Quarter(2026, 3), Rules.Calendar));
        var plan = Rules.OpenAffairs.Items[OpenItem.WorkPlan];
        Assert.Equal(Rules.Calendar.AddWorkingDays(new DateOnly(2026, 1, 1), 40).Date, plan.DueOn(ReportingPeriod.WholeYear(2026), Rules.Calendar));
        var development = Rules.OpenAffairs.Items[OpenItem.Development];
        Assert.Equal(new DateOnly(2026, 11, 30), development.ShownUntil(new DateOnly(2026, 11, 20), Rules.Calendar));
        Assert.Equal(new DateOnly(2026, 11, 27), development.ShownAtLeastUntil(new DateOnly(2026, 11, 20), Rules.Calendar));
        // Five working days may be longer than the usual days.
        Assert.True((development with { ShownDays = 1 }).ShownUntil(new DateOnly(2026, 11, 20), Rules.Calendar) == new DateOnly(2026, 11, 27));
    }

    [Fact]
    public void Only_what_a_reviewed_record_says_opens_by_itself() =>
        Assert.Equal([OpenItem.Decision, OpenItem.Election], Rules.OpenAffairs.Items.Values.Where(r => r.OpensByItself).Select(r => r.Item).Order());
}
