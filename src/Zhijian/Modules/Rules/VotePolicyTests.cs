using FsCheck;
using FsCheck.Fluent;

namespace Zhijian.Modules.Rules;

public sealed class VotePolicyTests
{
    private static readonly VotePolicies Votes = RulebookTests.Today.Votes;

    [Theory]
    [InlineData(3, 2, 2)]
    [InlineData(4, 3, 3)]
    [InlineData(7, 4, 4)]
    [InlineData(10, 6, 6)]
    [InlineData(15, 8, 8)]
    [InlineData(16, 9, 9)]
    [InlineData(50, 26, 26)]
    public void A_development_vote_needs_more_than_half_of_those_who_should_attend_twice(int expected, int present, int approvals)
    {
        var result = Votes.Development.Result(expected, present, approvals, 0, 0);
        Assert.Equal((present, approvals, true), (result.Quorum.Needed, result.Needed, result.Passed));
        Assert.Equal(VoteOutcome.NoQuorum, Votes.Development.Result(expected, present - 1, present - 1, 0, 0).Outcome);
        Assert.Equal(VoteOutcome.NotPassed, Votes.Development.Result(expected, present, approvals - 1, 1, 0).Outcome);
    }

    [Theory]
    [InlineData(16, 8, 8, 0, VoteOutcome.NoQuorum)]
    [InlineData(16, 9, 8, 0, VoteOutcome.NotPassed)]
    [InlineData(16, 9, 9, 0, VoteOutcome.Passed)]
    [InlineData(10, 5, 5, 2, VoteOutcome.NoQuorum)]
    [InlineData(10, 6, 4, 2, VoteOutcome.Passed)]
    public void Written_approvals_count_as_approvals_and_never_as_presence(int expected, int present, int yes, int written, VoteOutcome outcome) =>
        Assert.Equal(outcome, Votes.Development.Result(expected, present, yes, 0, 0, written).Outcome);

    [Fact]
    public void Six_approvals_of_ten_are_counted_from_four_hands_and_two_letters()
    {
        var result = Votes.Development.Result(10, 6, 4, 1, 1, 2);
        Assert.Equal((6, 6, 10), (result.Counted, result.Needed, result.Base));
        Assert.Equal("rules.reason.vote-passed", result.ReasonKey);
        Assert.Equal([6, 10, 6], result.ReasonValues);
        Assert.Equal("votes.development", result.Rule.RuleId);
    }

    [Fact]
    public void An_ordinary_resolution_needs_half_present_and_more_than_half_of_all_who_should_attend()
    {
        Assert.Equal(VoteOutcome.NotPassed, Votes.Resolution.Result(10, 5, 5, 0, 0).Outcome);
        Assert.Equal(VoteOutcome.NotPassed, Votes.Resolution.Result(10, 9, 5, 0, 4).Outcome);
        Assert.Equal(VoteOutcome.Passed, Votes.Resolution.Result(10, 6, 6, 0, 0).Outcome);
        Assert.Equal(VoteOutcome.NotPassed, Votes.Resolution.Result(10, 5, 5, 0, 0, writtenYes: 3).Outcome);
        Assert.Equal(VoteOutcome.NoQuorum, Votes.Resolution.Result(11, 5, 5, 0, 0).Outcome);
    }

    [Fact]
    public void A_branch_committee_needs_half_of_its_members()
    {
        Assert.True(Votes.BranchCommittee.Quorum(4, 2).Met);
        Assert.False(Votes.BranchCommittee.Quorum(5, 2).Met);
        Assert.Equal(3, Votes.BranchCommittee.Quorum(5, 3).Needed);
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(4, 4)]
    [InlineData(5, 4)]
    [InlineData(7, 6)]
    [InlineData(8, 7)]
    [InlineData(9, 8)]
    [InlineData(10, 8)]
    [InlineData(15, 12)]
    [InlineData(16, 13)]
    [InlineData(21, 17)]
    [InlineData(50, 40)]
    public void An_election_needs_four_fifths_present(int expected, int needed)
    {
        Assert.Equal(needed, Votes.Election.Quorum(expected, needed).Needed);
        Assert.True(Votes.Election.Quorum(expected, needed).Met);
        Assert.False(Votes.Election.Quorum(expected, needed - 1).Met);
    }

    [Theory]
    [InlineData(10, 6, 5, 2, 0, 0)] // more votes than voters
    [InlineData(10, 11, 6, 0, 0, 0)] // more present than expected
    [InlineData(10, 6, -1, 0, 0, 0)]
    [InlineData(10, 8, 6, 0, 0, 3)] // more letters than absent voters
    [InlineData(-1, 0, 0, 0, 0, 0)]
    [InlineData(10, 6, int.MaxValue, int.MaxValue, 2, 0)] // must not overflow into sense
    public void Numbers_that_contradict_each_other_decide_nothing(int expected, int present, int yes, int no, int abstain, int written)
    {
        var result = Votes.Development.Result(expected, present, yes, no, abstain, written);
        Assert.Equal(VoteOutcome.NumbersContradict, result.Outcome);
        Assert.False(result.Passed);
    }

    [Fact]
    public void Nobody_out_of_nobody_is_no_quorum()
    {
        foreach (var policy in Votes.ByName.Values)
        {
            var result = policy.Result(0, 0, 0, 0, 0);
            Assert.Equal(VoteOutcome.NoQuorum, result.Outcome);
            Assert.Equal("rules.reason.no-voters", result.ReasonKey);
        }
    }

    [Fact]
    public void One_more_voter_present_never_loses_a_quorum_and_one_more_approval_never_loses_a_vote() =>
        Prop.ForAll(Cases(), c =>
        {
            var result = c.Policy.Result(c.Expected, c.Present, c.Yes, 0, 0);
            var more = c.Policy.Result(c.Expected, Math.Min(c.Present + 1, c.Expected), Math.Min(c.Yes + 1, c.Expected), 0, 0);
            return (!result.Quorum.Met || more.Quorum.Met) && (!result.Passed || c.Yes == c.Expected || more.Passed);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_needed_number_is_exactly_where_the_answer_turns() =>
        Prop.ForAll(Cases(), c =>
        {
            var needed = c.Policy.ApprovalShare.Needed(c.Expected);
            return c.Policy.ApprovalShare.IsMet(needed, c.Expected) == (needed <= c.Expected || c.Expected > 0)
                && !c.Policy.ApprovalShare.IsMet(needed - 1, c.Expected)
                && c.Policy.QuorumShare.IsMet(c.Present, c.Expected) == (c.Expected > 0 && c.Present >= c.Policy.QuorumShare.Needed(c.Expected));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Two_opposite_motions_can_never_both_pass() =>
        Prop.ForAll(Cases(), c =>
            !(c.Policy.Result(c.Expected, c.Present, c.Yes, c.Present - c.Yes, 0).Passed
              && c.Policy.Result(c.Expected, c.Present, c.Present - c.Yes, c.Yes, 0).Passed)).QuickCheckThrowOnFailure();

    [Fact]
    public void A_threshold_that_is_at_least_as_strict_never_lets_more_through()
    {
        var thresholds =
            from comparison in Gen.Elements(ThresholdOperator.AtLeast, ThresholdOperator.MoreThan)
            from denominator in Gen.Choose(1, 9)
            from numerator in Gen.Choose(1, denominator)
            select new Threshold(comparison, new Fraction(numerator, denominator));
        var pairs = from first in thresholds from second in thresholds from total in Gen.Choose(0, 60) from count in Gen.Choose(0, 60) select (first, second, total, count);
        Prop.ForAll(pairs.ToArbitrary(), p =>
            !p.first.IsAtLeastAsStrictAs(p.second) || !p.first.IsMet(p.count, p.total) || p.second.IsMet(p.count, p.total)).QuickCheckThrowOnFailure();
    }

    private static Arbitrary<(VotePolicy Policy, int Expected, int Present, int Yes)> Cases() =>
        (from policy in Gen.Elements(Votes.ByName.Values)
         from expected in Gen.Choose(0, 400)
         from present in Gen.Choose(0, expected)
         from yes in Gen.Choose(0, present)
         select (policy, expected, present, yes)).ToArbitrary();
}
