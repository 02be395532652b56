namespace Zhijian.Modules.Rules;

public sealed class ActivityRulesTests
{
    private static readonly ActivityRules Rules = RulebookTests.Today.Activities;
    private static readonly Guid East = Guid.NewGuid();
    private static readonly Guid West = Guid.NewGuid();
    private static readonly OrganisationMember Secretary = new(Guid.NewGuid(), MemberCategory.FullMember, OnCommittee: true, GroupId: East);
    private static readonly OrganisationMember Commissioner = new(Guid.NewGuid(), MemberCategory.FullMember, OnCommittee: true, GroupId: West);
    private static readonly OrganisationMember Member = new(Guid.NewGuid(), MemberCategory.FullMember, GroupId: East);
    private static readonly OrganisationMember Suspended = new(Guid.NewGuid(), MemberCategory.FullMember, GroupId: East, VotingRightsSuspended: true);
    private static readonly OrganisationMember Frail = new(Guid.NewGuid(), MemberCategory.FullMember, GroupId: West, Exempt: true);
    private static readonly OrganisationMember Abroad = new(Guid.NewGuid(), MemberCategory.FullMember, GroupId: West, NotCounted: true);
    private static readonly OrganisationMember Probationary = new(Guid.NewGuid(), MemberCategory.ProbationaryMember, GroupId: West);
    private static readonly OrganisationMember Activist = new(Guid.NewGuid(), MemberCategory.Activist);
    private static readonly OrganisationMember Applicant = new(Guid.NewGuid(), MemberCategory.Applicant);
    private static readonly OrganisationMember[] Everybody = [Secretary, Commissioner, Member, Suspended, Frail, Abroad, Probationary, Activist, Applicant];

    [Fact]
    public void All_members_are_expected_at_a_members_meeting_and_only_full_members_with_rights_vote()
    {
        var attendance = Rules[ActivityKind.BranchMembersMeeting].Expected(Everybody);
        Assert.Equal(Ids(Secretary, Commissioner, Member, Suspended, Abroad, Probationary), attendance.Expected);
        Assert.Equal(Ids(Secretary, Commissioner, Member, Frail), attendance.Voters);
        Assert.Equal(Ids(Activist, Applicant), attendance.MayObserve);
        Assert.Equal("organisational-life.branch-members-meeting", attendance.Rule.RuleId);
    }

    [Fact]
    public void The_committee_is_expected_at_its_meeting() =>
        Assert.Equal(Ids(Secretary, Commissioner), Rules[ActivityKind.BranchCommitteeMeeting].Expected(Everybody).Expected);

    [Fact]
    public void A_group_meeting_expects_the_members_of_that_group_and_nobody_without_a_group()
    {
        Assert.Equal(Ids(Secretary, Member, Suspended), Rules[ActivityKind.GroupMeeting].Expected(Everybody, East).Expected);
        Assert.Empty(Rules[ActivityKind.GroupMeeting].Expected(Everybody).Expected);
    }

    [Fact]
    public void Nobody_is_expected_at_volunteer_service() => Assert.Empty(Rules[ActivityKind.VolunteerService].Expected(Everybody).Expected);

    [Theory]
    [InlineData(ActivityKind.BranchMembersMeeting, 10, 5, true, "rules.reason.quorum-met")]
    [InlineData(ActivityKind.BranchMembersMeeting, 11, 5, false, "rules.reason.quorum-short")]
    [InlineData(ActivityKind.BranchCommitteeMeeting, 5, 2, false, "rules.reason.quorum-short")]
    [InlineData(ActivityKind.BranchCommitteeMeeting, 5, 3, true, "rules.reason.quorum-met")]
    [InlineData(ActivityKind.GeneralBranchMeeting, 7, 4, true, "rules.reason.quorum-met")]
    [InlineData(ActivityKind.ThemePartyDay, 10, 1, true, "rules.reason.quorum-not-required")]
    [InlineData(ActivityKind.PartyLecture, 10, 0, true, "rules.reason.quorum-not-required")]
    public void The_quorum_of_each_kind_says_why(ActivityKind kind, int expected, int present, bool met, string reason)
    {
        var quorum = Rules[kind].Quorum(expected, present);
        Assert.Equal((met, reason), (quorum.Met, quorum.ReasonKey));
        Assert.Equal(Rules[kind].Rule, quorum.Rule);
    }

    [Fact]
    public void An_organisation_holds_only_the_kinds_that_are_its_own()
    {
        Assert.NotNull(Rules[ActivityKind.GeneralBranchMeeting].WhyNotHeldBy(OrganisationKind.Branch));
        Assert.Null(Rules[ActivityKind.GeneralBranchMeeting].WhyNotHeldBy(OrganisationKind.GeneralBranch));
        Assert.Contains(Rules.HeldBy(OrganisationKind.Branch), rule => rule.Kind == ActivityKind.BranchMembersMeeting);
        Assert.DoesNotContain(Rules.HeldBy(OrganisationKind.GeneralBranch), rule => rule.Kind == ActivityKind.BranchMembersMeeting);
        Assert.All(Enum.GetValues<OrganisationKind>(), kind => Assert.NotEmpty(Rules.HeldBy(kind)));
    }

    [Fact]
    public void Whatever_is_owed_may_also_be_held() =>
        Assert.All(RulebookTests.Today.Obligations.Rules, duty => Assert.All(duty.OwedBy, kind => Assert.Null(Rules[duty.Activity].WhyNotHeldBy(kind))));

    private static Guid[] Ids(params OrganisationMember[] people) => [.. people.Select(person => person.MemberId)];
}
