using Zhijian.Modules.Figures;
using Zhijian.Modules.Indicators.Formulas;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Indicators;

public sealed class IndicatorValueTests
{
    private static readonly PublishedMeasures Measures = new(Figures.Measures.Load());
    private static readonly DateOnly Today = new(2026, 11, 29);
    private static readonly IReadOnlyList<IndicatorRule> Shipped = RulebookTests.Shipped.On(Today).Indicators.All;

    [Theory]
    [InlineData(9, 12, 75, 66.67, 83.33)]
    [InlineData(90, 120, 75, 74.17, 75.83)]
    [InlineData(0, 12, 0, 0, 8.33)]
    [InlineData(12, 12, 100, 91.67, 100)]
    public void A_number_says_how_far_one_record_more_or_less_would_move_it(int met, int expected, double number, double low, double high)
    {
        var value = Of("share(met, expected)", name => name == "met" ? met : expected);
        Assert.Equal(((decimal)number, (decimal)low, (decimal)high), (value.Number!.Value, Math.Round(value.Low!.Value, 2), Math.Round(value.High!.Value, 2)));
    }

    [Fact]
    public void Where_there_is_too_little_no_number_is_shown_and_where_nothing_can_be_divided_there_is_none()
    {
        Assert.True(Of("share(met, expected)", _ => 2, "expected", 3).IsTooFew);
        Assert.False(Of("share(met, expected)", _ => 3, "expected", 3).IsTooFew);
        Assert.Equal(new IndicatorValue(null, null, null, false), Of("share(met, expected)", _ => 0));
    }

    [Fact]
    public void The_index_is_the_weighted_mean_of_what_has_a_value_and_its_parts_add_up_to_it()
    {
        var whole = new IndexValue([(Rule("a", 50), Just(80)), (Rule("b", 30), Just(50)), (Rule("c", 20), Just(250)), (Rule("d", 0), Just(7))]);
        Assert.Equal(75m, whole.Number);
        Assert.Equal([40m, 15m, 20m], whole.Parts.Select(p => p.Adds!.Value));
        var gap = new IndexValue([(Rule("a", 50), Just(80)), (Rule("b", 30), new IndicatorValue(null, null, null, true)), (Rule("c", 50), Just(40))]);
        Assert.Equal(60m, gap.Number);
        Assert.Equal([40m, null, 20m], gap.Parts.Select(p => p.Adds));
        var none = new IndexValue([(Rule("a", 50), new IndicatorValue(null, null, null, false))]);
        Assert.Equal((null, null, null), (none.Number, none.Low, none.High));
    }

    [Theory]
    [InlineData(new double[] { 1, 2, 3, 4 }, null, null)]
    [InlineData(new double[] { 5, 4, 3, 2, 1 }, 2.0, 4.0)]
    [InlineData(new double[] { 1, 1, 1, 1, 1, 9 }, 1.0, 1.0)]
    [InlineData(new double[] { 1, 2, 3, 4, 5, 6, 7, 8, 9 }, 3.0, 7.0)]
    public void What_is_usual_is_the_middle_half_of_at_least_five(double[] numbers, double? from, double? to)
    {
        var middle = MiddleHalf.Of(numbers.Select(n => (decimal?)n).Append(null));
        Assert.Equal((from, to), ((double?)middle?.From, (double?)middle?.To));
    }

    [Fact]
    public void Only_like_organisations_are_compared()
    {
        Assert.Equal(OrganisationKind.Branch, LikeOrganisations.GroupOf(OrganisationKind.JointBranch));
        Assert.NotEqual(LikeOrganisations.GroupOf(OrganisationKind.GeneralBranch), LikeOrganisations.GroupOf(OrganisationKind.Branch));
        Assert.NotEqual(LikeOrganisations.GroupOf(OrganisationKind.TemporaryBranch), LikeOrganisations.GroupOf(OrganisationKind.Branch));
    }

    [Fact]
    public void Every_indicator_that_comes_with_the_program_can_be_read_and_the_weighted_ones_answer_plain_numbers()
    {
        Assert.All(Shipped, rule => Assert.Null(ReadIndicator.Of(rule, Measures.Units).Fault));
        Assert.Equal(100, Shipped.Sum(rule => rule.Weight));
        Assert.All(Measures.Units.Keys, name => Assert.All(new[] { TextFiles.Chinese, TextFiles.English }, language => Assert.True(TextFiles.Of(language).ContainsKey(Measures.TextKey(name)), name)));
    }

    [Fact]
    public void A_local_rule_with_a_mistake_has_no_value_and_says_why()
    {
        Assert.Equal("weighted", ReadIndicator.Of(Rule("a", 10) with { Formula = "themeDays" }, Measures.Units).Fault!.Code);
        Assert.Equal("unknown-name", ReadIndicator.Of(Rule("a", 0) with { CountOf = "nobody" }, Measures.Units).Fault!.Code);
        Assert.Equal("unfinished", ReadIndicator.Of(Rule("a", 0) with { Formula = "(1" }, Measures.Units).Fault!.Code);
    }

    [Theory]
    [InlineData("month", "2026-10-01")]
    [InlineData("quarter", "2026-08-01")]
    [InlineData("year", "2025-11-01")]
    [InlineData("nonsense", "2025-11-01")]
    public void Only_finished_months_are_calculated_with(string period, string from)
    {
        var span = IndicatorSpan.Of(period, Today);
        Assert.Equal((DateOnly.Parse(from), new DateOnly(2026, 10, 1), new DateOnly(2026, 10, 31)), (span.From, span.To, span.LastDay));
        Assert.Equal(12, span.Months.Count());
    }

    private static IndicatorRule Rule(string name, int weight) => Shipped[0] with { Name = name, Weight = weight };

    private static IndicatorValue Just(decimal number) => new(number, number, number, false);

    private static IndicatorValue Of(string formula, Func<string, decimal> measure, string? countOf = null, int atLeast = 0) =>
        IndicatorValue.Of(Formula.Read(formula, Measures.Units).Formula!, Measures.Units, measure, countOf, atLeast);
}
