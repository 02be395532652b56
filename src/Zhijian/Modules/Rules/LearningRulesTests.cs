namespace Zhijian.Modules.Rules;

public sealed class LearningRulesTests
{
    private static readonly LearningRules Rules = RulebookTests.Shipped.On(new DateOnly(2026, 11, 29)).Learning;

    [Theory]
    [InlineData(MemberCategory.FullMember, null, 32)]
    [InlineData(MemberCategory.ProbationaryMember, null, 32)]
    [InlineData(MemberCategory.FullMember, PostKind.Secretary, 56)]
    [InlineData(MemberCategory.FullMember, PostKind.CommitteeMember, 56)]
    [InlineData(MemberCategory.FullMember, PostKind.GroupLeader, 32)]
    [InlineData(MemberCategory.FullMember, PostKind.CommitteeOffice, 32)]
    [InlineData(MemberCategory.DevelopmentObject, null, null)]
    [InlineData(MemberCategory.Activist, null, null)]
    [InlineData(MemberCategory.Applicant, null, null)]
    public void Who_has_which_plan(MemberCategory category, PostKind? post, int? units) =>
        Assert.Equal(units, Rules.PlanFor(category, post is { } held ? [held] : [])?.Units);

    [Theory]
    [InlineData(null, 32)]
    [InlineData("2019-07-01", 32)]
    [InlineData("2026-01-31", 32)]
    [InlineData("2026-07-01", 16)]
    [InlineData("2026-11-20", 6)]
    [InlineData("2026-12-31", 3)]
    [InlineData("2027-01-01", 0)]
    public void The_year_of_joining_asks_for_its_remaining_months(string? joined, int units) =>
        Assert.Equal(units, Rules.Required(Rules.Plans[LearningPlan.Member], 2026, joined is null ? null : DateOnly.Parse(joined, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void Only_what_was_studied_together_counts_towards_the_plan() => Assert.False(Rules.Counting.CountsIndividual);
}
