namespace Zhijian.Modules.Rules;

/// <summary>Who is expected at an activity.</summary>
public enum ExpectedPeople
{
    AllMembers,
    FullMembers,
    CommitteeMembers,
    GroupMembers,

    /// <summary>Those who were invited or signed up; nobody is expected by office or membership.</summary>
    Invited,
}

/// <summary>One person of an organisation, as far as attendance and voting rules need to know.</summary>
/// <param name="MemberId">The person.</param>
/// <param name="Category">Where the person stands between application and full membership.</param>
/// <param name="OnCommittee">Sits on the committee of this organisation.</param>
/// <param name="GroupId">The Party group, if the branch has groups.</param>
/// <param name="VotingRightsSuspended">Rights suspended or on probation within the Party: expected, but no voter.</param>
/// <param name="Exempt">Freed from attendance by the branch: welcome, but not expected.</param>
/// <param name="NotCounted">Left out of “should attend” for votes, with approval from above.</param>
public sealed record OrganisationMember(
    Guid MemberId,
    MemberCategory Category,
    bool OnCommittee = false,
    Guid? GroupId = null,
    bool VotingRightsSuspended = false,
    bool Exempt = false,
    bool NotCounted = false);

/// <summary>Who should attend, who of them votes, and who may listen, by which rule.</summary>
public sealed record ExpectedAttendance(
    IReadOnlyList<Guid> Expected,
    IReadOnlyList<Guid> Voters,
    IReadOnlyList<Guid> MayObserve,
    ExpectedPeople People,
    RuleReference Rule);

/// <summary>One kind of activity: who may hold it, who is expected, how it decides, whether it may be held online.</summary>
public sealed record ActivityRule(
    ActivityKind Kind,
    IReadOnlyList<OrganisationKind> HeldBy,
    ExpectedPeople People,
    VotePolicy? Policy,
    bool QuorumRequired,
    bool OnlineAllowed,
    bool Joint,
    Severity Severity,
    RuleReference Rule)
{
    /// <summary>Who should attend, who of them votes and who may listen. For a group meeting name the group.</summary>
    public ExpectedAttendance Expected(IEnumerable<OrganisationMember> people, Guid? groupId = null)
    {
        var all = people.ToList();
        var expected = all.Where(person => !person.Exempt && Concerns(person, groupId)).ToList();
        var voters = all.Where(person => Concerns(person, groupId) && Votes(person)).ToList();
        var observers = all.Where(person => person.Category > MemberCategory.ProbationaryMember);
        return new ExpectedAttendance(
            [.. expected.Select(person => person.MemberId)],
            [.. voters.Select(person => person.MemberId)],
            [.. observers.Select(person => person.MemberId)],
            People,
            Rule);
    }

    /// <summary>
    /// Whether enough are there. <paramref name="expected"/> and <paramref name="present"/> are voters;
    /// an activity that decides nothing always has a quorum and says so.
    /// </summary>
    public QuorumResult Quorum(int expected, int present)
    {
        if (Policy is not null && QuorumRequired) { return Policy.Quorum(expected, present) with { Rule = Rule }; }
        return new QuorumResult(true, expected, present, 0, "rules.reason.quorum-not-required", Rule);
    }

    /// <summary>Whether this organisation may hold the activity; null when it may.</summary>
    public RuleFinding? WhyNotHeldBy(OrganisationKind kind) =>
        HeldBy.Contains(kind) ? null : new RuleFinding(Severity.Block, "rules.reason.kind-does-not-hold", [kind, Kind], Rule);

    private bool Concerns(OrganisationMember person, Guid? groupId) => People switch
    {
        ExpectedPeople.AllMembers => IsMember(person),
        ExpectedPeople.FullMembers => person.Category == MemberCategory.FullMember,
        ExpectedPeople.CommitteeMembers => person.OnCommittee,
        ExpectedPeople.GroupMembers => IsMember(person) && groupId is not null && person.GroupId == groupId,
        _ => false,
    };

    private static bool IsMember(OrganisationMember person) => person.Category is MemberCategory.FullMember or MemberCategory.ProbationaryMember;

    private static bool Votes(OrganisationMember person) =>
        person.Category == MemberCategory.FullMember && !person.VotingRightsSuspended && !person.NotCounted;
}

/// <summary>The rules of all kinds of activity on a day.</summary>
public sealed record ActivityRules(IReadOnlyDictionary<ActivityKind, ActivityRule> ByKind)
{
    public ActivityRule this[ActivityKind kind] => ByKind[kind];

    /// <summary>The kinds of activity that an organisation of this kind may hold, in the order of the pack.</summary>
    public IReadOnlyList<ActivityRule> HeldBy(OrganisationKind kind) => [.. ByKind.Values.Where(rule => rule.HeldBy.Contains(kind)).OrderBy(rule => rule.Kind)];
}
