namespace Zhijian.Modules.Rules;

/// <summary>The approvals one candidate received.</summary>
public sealed record CandidateVotes(string Candidate, int Yes);

/// <summary>What became of an election as a whole.</summary>
public enum ElectionOutcome
{
    Counted,
    NoQuorum,

    /// <summary>More ballots came back than were issued: the election is void and repeated.</summary>
    MoreBallotsThanIssued,
    NumbersContradict,
}

/// <summary>Who is elected, who stands again because of a tie, and which seats stay open. <see cref="Base"/> says whom the half was measured against.</summary>
public sealed record ElectionResult(
    ElectionOutcome Outcome,
    QuorumResult Quorum,
    IReadOnlyList<string> Elected,
    IReadOnlyList<string> RunOff,
    int OpenSeats,
    int Needed,
    VoteBase Base,
    string ReasonKey,
    RuleReference Rule);

/// <summary>How an election is counted, by the vote policy for elections.</summary>
public sealed record ElectionRules(VotePolicy Policy, int SurplusPercent, int SurplusMinimum, RuleReference SurplusRule)
{
    /// <summary>How many candidates stand for so many seats: the surplus is rounded up and at least one.</summary>
    public int CandidatesFor(int seats) => seats + Math.Max(SurplusMinimum, ((seats * SurplusPercent) + 99) / 100);

    /// <summary>Counts an election. Blank and invalid ballots are among the returned ones; they approve of nobody.</summary>
    public ElectionResult Count(int seats, int expected, int present, int issued, int returned, IReadOnlyList<CandidateVotes> votes)
    {
        var quorum = Policy.Quorum(expected, present);
        var total = Policy.Base == VoteBase.Expected ? expected : present;
        var needed = Policy.ApprovalShare.Needed(total);
        ElectionResult Void(ElectionOutcome outcome, string reason) =>
            new(outcome, quorum, [], [], seats, needed, Policy.Base, reason, Policy.Rule);

        if (seats < 1 || issued < 0 || returned < 0 || present < 0 || present > expected || issued > present
            || votes.Any(vote => vote.Yes < 0))
        {
            return Void(ElectionOutcome.NumbersContradict, "rules.reason.numbers-contradict");
        }

        if (!quorum.Met) { return Void(ElectionOutcome.NoQuorum, quorum.ReasonKey); }
        if (returned > issued) { return Void(ElectionOutcome.MoreBallotsThanIssued, "rules.reason.more-ballots-than-issued"); }
        if (votes.Any(vote => vote.Yes > returned)) { return Void(ElectionOutcome.NumbersContradict, "rules.reason.numbers-contradict"); }

        var (elected, runOff) = Fill(seats, [.. votes.Where(vote => Policy.ApprovalShare.IsMet(vote.Yes, total)).OrderByDescending(vote => vote.Yes)]);
        var reason = runOff.Count > 0 ? "rules.reason.election-tie" : elected.Count < seats ? "rules.reason.election-open-seats" : "rules.reason.election-full";
        return new ElectionResult(ElectionOutcome.Counted, quorum, elected, runOff, seats - elected.Count, needed, Policy.Base, reason, Policy.Rule);
    }

    private static (IReadOnlyList<string> Elected, IReadOnlyList<string> RunOff) Fill(int seats, CandidateVotes[] enough)
    {
        if (enough.Length <= seats) { return ([.. enough.Select(vote => vote.Candidate)], []); }
        var last = enough[seats - 1].Yes;
        if (enough[seats].Yes < last) { return ([.. enough.Take(seats).Select(vote => vote.Candidate)], []); }
        return (
            [.. enough.Where(vote => vote.Yes > last).Select(vote => vote.Candidate)],
            [.. enough.Where(vote => vote.Yes == last).Select(vote => vote.Candidate)]);
    }
}
