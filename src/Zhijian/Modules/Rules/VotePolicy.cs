namespace Zhijian.Modules.Rules;

/// <summary>Whether approvals are measured against those who should attend (应到会) or those who are there (实到会).</summary>
public enum VoteBase
{
    Expected,
    Present,
}

/// <summary>
/// How a motion is decided: how many voters must be there, how many must approve, and of whom.
/// Voters are the full members with voting rights (of a committee: its members). All arithmetic is in whole numbers.
/// </summary>
public sealed record VotePolicy(
    string Name,
    Threshold QuorumShare,
    Threshold ApprovalShare,
    VoteBase Base,
    bool Secret,
    bool WrittenOpinionCounts,
    bool OneByOne,
    bool RemotePresenceCounts,
    RuleReference Rule)
{
    /// <summary>Whether enough voters are there to decide anything.</summary>
    public QuorumResult Quorum(int expectedVoters, int presentVoters)
    {
        var needed = QuorumShare.Needed(expectedVoters);
        if (expectedVoters < 0 || presentVoters < 0 || presentVoters > expectedVoters)
        {
            return new QuorumResult(false, expectedVoters, presentVoters, needed, "rules.reason.numbers-contradict", Rule);
        }

        var met = QuorumShare.IsMet(presentVoters, expectedVoters);
        var reason = met ? "rules.reason.quorum-met" : expectedVoters == 0 ? "rules.reason.no-voters" : "rules.reason.quorum-short";
        return new QuorumResult(met, expectedVoters, presentVoters, needed, reason, Rule);
    }

    /// <summary>
    /// The result of one motion. <paramref name="writtenYes"/> are approvals of absent voters that reached the meeting in writing
    /// beforehand: they count as approvals where the policy says so, and never as presence.
    /// </summary>
    public VoteResult Result(int expectedVoters, int presentVoters, int yes, int no, int abstain, int writtenYes = 0)
    {
        var quorum = Quorum(expectedVoters, presentVoters);
        var counted = yes + (WrittenOpinionCounts ? writtenYes : 0);
        var total = Base == VoteBase.Expected ? expectedVoters : presentVoters;
        var needed = ApprovalShare.Needed(total);
        VoteResult Answer(VoteOutcome outcome, string reason) =>
            new(outcome, quorum, yes, no, abstain, writtenYes, counted, needed, total, reason, Rule);

        if (Contradicts(expectedVoters, presentVoters, yes, no, abstain, writtenYes))
        {
            return Answer(VoteOutcome.NumbersContradict, "rules.reason.numbers-contradict");
        }

        if (!quorum.Met) { return Answer(VoteOutcome.NoQuorum, quorum.ReasonKey); }
        return ApprovalShare.IsMet(counted, total)
            ? Answer(VoteOutcome.Passed, "rules.reason.vote-passed")
            : Answer(VoteOutcome.NotPassed, "rules.reason.vote-not-passed");
    }

    private static bool Contradicts(int expected, int present, int yes, int no, int abstain, int written) =>
        expected < 0 || present < 0 || yes < 0 || no < 0 || abstain < 0 || written < 0
        || present > expected
        || (long)yes + no + abstain > present
        || written > expected - present;
}

/// <summary>Whether there are enough voters, with the numbers a person needs to check it.</summary>
public sealed record QuorumResult(bool Met, int Expected, int Present, int Needed, string ReasonKey, RuleReference Rule)
{
    /// <summary>What fills the placeholders of the reason: present, expected, needed.</summary>
    public IReadOnlyList<object> ReasonValues => [Present, Expected, Needed];
}

/// <summary>What became of a motion.</summary>
public enum VoteOutcome
{
    Passed,
    NotPassed,
    NoQuorum,

    /// <summary>More votes than voters, more present than expected, or a negative number: nothing can be decided from them.</summary>
    NumbersContradict,
}

/// <summary>The result of one motion with the numbers behind it; <see cref="Counted"/> approvals of the <see cref="Needed"/> out of <see cref="Base"/>.</summary>
public sealed record VoteResult(
    VoteOutcome Outcome,
    QuorumResult Quorum,
    int Yes,
    int No,
    int Abstain,
    int WrittenYes,
    int Counted,
    int Needed,
    int Base,
    string ReasonKey,
    RuleReference Rule)
{
    public bool Passed => Outcome == VoteOutcome.Passed;

    /// <summary>What fills the placeholders of the reason: without a quorum present, expected, needed; otherwise approvals, base, needed.</summary>
    public IReadOnlyList<object> ReasonValues =>
        Outcome == VoteOutcome.NoQuorum ? Quorum.ReasonValues : [Counted, Base, Needed];
}
