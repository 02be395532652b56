namespace Zhijian.Modules.Rules;

public sealed class PointsRulesTests
{
    private static readonly PointsRules Rules = RulebookTests.Shipped.On(new DateOnly(2026, 11, 29)).Points;

    [Theory]
    [InlineData("2026-01-01", "2027-12-31")]
    [InlineData("2026-12-31", "2027-12-31")]
    [InlineData("2024-02-29", "2025-12-31")]
    public void Points_are_valid_through_the_end_of_the_following_year(string doneOn, string until) =>
        Assert.All(Rules.Deeds.Values, r => Assert.Equal(Day(until), r.ValidUntil(Day(doneOn))));

    [Fact]
    public void Every_kind_of_deed_has_its_rule_with_a_cap()
    {
        Assert.Equal(Enum.GetValues<Deed>().Order(), Rules.Deeds.Keys.Order());
        Assert.All(Rules.Deeds.Values, r => Assert.True(r.YearlyCap >= r.Points && r.Rule.PackId == "points" && r.Rule.Clause.Length > 0));
        Assert.True(Rules.LeastPeople >= 5);
    }

    private static DateOnly Day(string day) => DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture);
}
