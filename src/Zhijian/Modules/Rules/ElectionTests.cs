namespace Zhijian.Modules.Rules;

public sealed class ElectionTests
{
    private static readonly ElectionRules Rules = RulebookTests.Today.Votes.Elections;

    [Theory]
    [InlineData(3, 4)]
    [InlineData(5, 6)]
    [InlineData(7, 9)]
    [InlineData(9, 11)]
    [InlineData(1, 2)]
    public void There_are_a_fifth_more_candidates_than_seats_rounded_up(int seats, int candidates) => Assert.Equal(candidates, Rules.CandidatesFor(seats));

    [Fact]
    public void Four_fifths_must_be_present() => Assert.Equal(ElectionOutcome.NoQuorum, Count(7, 7, 7, 7, 7, 6, 5).Outcome);

    [Fact]
    public void More_ballots_than_issued_make_the_election_void()
    {
        var result = Count(8, 8, 9, 7, 6, 5, 6);
        Assert.Equal(ElectionOutcome.MoreBallotsThanIssued, result.Outcome);
        Assert.Empty(result.Elected);
        Assert.Equal(ElectionOutcome.Counted, Count(8, 8, 8, 7, 6, 5, 6).Outcome);
    }

    [Fact]
    public void Exactly_half_is_not_enough()
    {
        var result = Count(8, 8, 8, 7, 6, 5, 6);
        Assert.Equal(["A", "B", "D"], result.Elected);
        Assert.Equal((0, 6), (result.OpenSeats, result.Needed));
        Assert.Equal("rules.reason.election-full", result.ReasonKey);
    }

    [Fact]
    public void A_tie_for_the_last_seat_is_voted_again_among_the_tied()
    {
        var result = Count(9, 9, 9, 8, 7, 6, 6);
        Assert.Equal(["A", "B"], result.Elected);
        Assert.Equal(["C", "D"], result.RunOff);
        Assert.Equal("rules.reason.election-tie", result.ReasonKey);
    }

    [Fact]
    public void Too_few_with_enough_approvals_leave_a_seat_open()
    {
        var result = Count(8, 8, 8, 8, 6, 5, 4);
        Assert.Equal(["A", "B"], result.Elected);
        Assert.Equal(1, result.OpenSeats);
        Assert.Empty(result.RunOff);
        Assert.Equal("rules.reason.election-open-seats", result.ReasonKey);
    }

    [Fact]
    public void Measured_against_those_present_the_same_ballots_come_out_otherwise_and_the_base_is_told()
    {
        var present = Rules with { Policy = Rules.Policy with { Base = VoteBase.Present } };
        var result = present.Count(3, 10, 8, 8, 8, Votes(8, 6, 5, 5));
        Assert.Equal(["C", "D"], result.RunOff);
        Assert.Equal(VoteBase.Present, result.Base);
        var expected = Count(8, 8, 8, 8, 6, 5, 5);
        Assert.Equal((VoteBase.Expected, 1), (expected.Base, expected.OpenSeats));
        Assert.Empty(expected.RunOff);
    }

    [Theory]
    [InlineData(11, 8, 8)]
    [InlineData(8, 9, 8)]
    [InlineData(8, 8, 7)] // eight approvals on seven ballots
    public void Contradicting_numbers_count_nothing(int present, int issued, int returned) =>
        Assert.Equal(ElectionOutcome.NumbersContradict, Count(present, issued, returned, 8, 6, 5, 4).Outcome);

    private static ElectionResult Count(int present, int issued, int returned, params int[] yes) => Rules.Count(3, 10, present, issued, returned, Votes(yes));

    private static CandidateVotes[] Votes(params int[] yes) => [.. yes.Select((votes, index) => new CandidateVotes(((char)('A' + index)).ToString(), votes))];
}
