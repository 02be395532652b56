namespace Zhijian.Modules.Rules;

public sealed class RuleOverrideTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);

    [Theory]
    [InlineData("organisational-life.duty.party-lecture", "count", "2")]
    [InlineData("votes.resolution", "approval", "AtLeast 2/3")]
    [InlineData("votes.resolution", "quorum", "MoreThan 1/2")]
    [InlineData("votes.resolution", "secret", "true")]
    [InlineData("organisation.size.branch-large", "maximum", "30")]
    [InlineData("organisation.size.branch-large", "maximum", "50")]
    [InlineData("review-chains.branch", "layers.0.limitWorkingDays", "2")]
    [InlineData("attendance.late-entry", "lateAfterWorkingDays", "3")]
    public void A_lower_level_may_be_stricter(string rule, string key, string value)
    {
        var local = RulebookTests.Shipped.On(Today, [new RuleOverride(rule, key, value, "校党委〔2026〕1 号")]);
        Assert.Empty(local.Refused);
        var changed = local.Rules.Packs.Values.SelectMany(pack => pack.Rules).Single(each => each.Id == rule);
        Assert.Equal(value, changed.Value(key));
        Assert.EndsWith("校党委〔2026〕1 号", changed.Reference.Clause);
    }

    [Theory]
    [InlineData("votes.election", "quorum", "AtLeast 1/2", "rules.reason.override-laxer")]
    [InlineData("votes.development", "writtenOpinionCounts", "maybe", "rules.reason.override-laxer")]
    [InlineData("organisation.size.branch-founding", "minimum", "2", "rules.reason.override-laxer")]
    [InlineData("organisational-life.duty.theme-party-day", "count", "0", "rules.reason.override-laxer")]
    [InlineData("votes.development", "base", "Present", "rules.reason.override-fixed")]
    [InlineData("votes.nothing", "base", "Present", "rules.reason.override-unknown")]
    [InlineData("votes.election", "colour", "red", "rules.reason.override-unknown")]
    [InlineData("organisation.committee.branch", "minimum", "9", "rules.reason.override-invalid")]
    public void A_laxer_fixed_unknown_or_nonsensical_value_is_refused_and_changes_nothing(string rule, string key, string value, string reason)
    {
        var local = RulebookTests.Shipped.On(Today, [new RuleOverride(rule, key, value, "支部")]);
        Assert.Equal(reason, Assert.Single(local.Refused).ReasonKey);
        Assert.Equivalent(RulebookTests.Today.Votes, local.Rules.Votes);
        Assert.Equivalent(RulebookTests.Today.Organisations, local.Rules.Organisations);
    }

    [Fact]
    public void Each_level_is_measured_against_the_one_above_it_not_against_the_pack()
    {
        RuleOverride Lectures(string count, string by, bool relax = false) => new("organisational-life.duty.party-lecture", "count", count, by, relax);
        int Count(LocalRules local) => local.Rules.Obligations.Rules.Single(rule => rule.Rule.RuleId == "organisational-life.duty.party-lecture").Count;

        var strict = RulebookTests.Shipped.On(Today, [Lectures("3", "校党委"), Lectures("2", "总支")]);
        Assert.Equal("总支", Assert.Single(strict.Refused).Override.By);
        Assert.Equal(3, Count(strict));

        var relaxed = RulebookTests.Shipped.On(Today, [Lectures("3", "校党委", relax: true), Lectures("2", "总支"), Lectures("1", "支部")]);
        Assert.Equal("支部", Assert.Single(relaxed.Refused).Override.By);
        Assert.Equal(2, Count(relaxed));
    }

    [Fact]
    public void A_rule_that_allows_relaxing_may_be_relaxed()
    {
        var local = RulebookTests.Shipped.On(Today, [new RuleOverride("organisation.size.general-branch", "minimum", "30", "校党委")]);
        Assert.Empty(local.Refused);
        Assert.Empty(local.Rules.Organisations.CheckSize(OrganisationKind.GeneralBranch, new OrganisationSize(35, 35), SizeMoment.Creation));
    }

    [Fact]
    public void A_list_can_be_overridden_where_relaxing_is_allowed_and_is_fixed_elsewhere()
    {
        var local = RulebookTests.Shipped.On(Today, [new RuleOverride("review-chains.branch", "layers.0.posts", "Organizer", "校党委")]);
        Assert.Equal("rules.reason.override-fixed", Assert.Single(local.Refused).ReasonKey);
    }
}
