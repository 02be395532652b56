using System.Globalization;

namespace Zhijian.Modules.Rules;

public sealed class OrganisationRulesTests
{
    private static readonly OrganisationRules Rules = RulebookTests.Today.Organisations;

    [Theory]
    [InlineData(OrganisationKind.Branch, OrganisationKind.GeneralBranch, null)]
    [InlineData(OrganisationKind.Branch, OrganisationKind.CollegeCommittee, null)]
    [InlineData(OrganisationKind.DirectBranch, OrganisationKind.UniversityCommittee, null)]
    [InlineData(OrganisationKind.GeneralBranch, OrganisationKind.UniversityCommittee, null)]
    [InlineData(OrganisationKind.PartyGroup, OrganisationKind.JointBranch, null)]
    [InlineData(OrganisationKind.UniversityCommittee, null, null)]
    [InlineData(OrganisationKind.Branch, OrganisationKind.Branch, "rules.reason.wrong-parent")]
    [InlineData(OrganisationKind.GeneralBranch, OrganisationKind.GeneralBranch, "rules.reason.wrong-parent")]
    [InlineData(OrganisationKind.PartyGroup, OrganisationKind.GeneralBranch, "rules.reason.wrong-parent")]
    [InlineData(OrganisationKind.DirectBranch, OrganisationKind.GeneralBranch, "rules.reason.wrong-parent")]
    [InlineData(OrganisationKind.Branch, null, "rules.reason.needs-parent")]
    [InlineData(OrganisationKind.UniversityCommittee, OrganisationKind.GeneralBranch, "rules.reason.only-root")]
    public void A_kind_stands_only_under_the_kinds_its_rule_names(OrganisationKind kind, OrganisationKind? parent, string? reason)
    {
        var finding = Rules.WhyNotUnder(kind, parent);
        Assert.Equal(reason, finding?.ReasonKey);
        Assert.True(finding is null || finding.Blocks);
    }

    [Fact]
    public void The_only_root_is_the_university_committee_and_no_kind_can_stand_under_itself()
    {
        Assert.Equal([OrganisationKind.UniversityCommittee], Rules.Kinds.Values.Where(rule => rule.Parents.Count == 0).Select(rule => rule.Kind));
        Assert.All(Enum.GetValues<OrganisationKind>(), kind => Assert.DoesNotContain(kind, Rules.ChildrenOf(kind)));
        Assert.Empty(Rules.ChildrenOf(OrganisationKind.PartyGroup));
        Assert.Contains(OrganisationKind.Branch, Rules.ChildrenOf(OrganisationKind.GeneralBranch));
    }

    [Theory]
    [InlineData(2, 2, true)]
    [InlineData(3, 3, false)]
    [InlineData(2, 30, true)] // probationary members don't make a branch
    public void A_branch_is_founded_by_at_least_three_full_members(int full, int all, bool blocked) =>
        Assert.Equal(blocked, Rules.CheckSize(OrganisationKind.Branch, new OrganisationSize(full, all), SizeMoment.Creation).Any(finding => finding.Blocks));

    [Fact]
    public void A_branch_that_shrank_is_warned_and_not_blocked()
    {
        var finding = Assert.Single(Rules.CheckSize(OrganisationKind.Branch, new OrganisationSize(2, 2)));
        Assert.Equal((Severity.Warn, "rules.reason.too-few-full-members"), (finding.Severity, finding.ReasonKey));
        Assert.Equal([2, 3, OrganisationKind.Branch], finding.ReasonValues);
    }

    [Theory]
    [InlineData(50, false)]
    [InlineData(51, true)]
    public void A_branch_of_more_than_fifty_is_warned(int members, bool warned) =>
        Assert.Equal(warned, Told(OrganisationKind.Branch, new OrganisationSize(members, members, CommitteeMembers: 5)).Contains("Warn rules.reason.too-many-members"));

    [Theory]
    [InlineData(6, 0, null)]
    [InlineData(7, 0, "Warn rules.reason.committee-required")]
    [InlineData(7, 2, "Warn rules.reason.committee-small")]
    [InlineData(7, 3, null)]
    [InlineData(7, 5, null)]
    [InlineData(7, 6, "Info rules.reason.committee-larger-than-usual")]
    [InlineData(7, 7, "Info rules.reason.committee-larger-than-usual")]
    [InlineData(7, 8, "Warn rules.reason.committee-large")]
    public void From_seven_full_members_on_a_committee_of_three_to_five_and_at_most_seven(int full, int committee, string? told) =>
        Assert.Equal(told is null ? [] : [told], Told(OrganisationKind.Branch, new OrganisationSize(full, full, CommitteeMembers: committee)));

    [Theory]
    [InlineData(5, false)]
    [InlineData(6, true)]
    public void A_joint_branch_covers_at_most_five_units(int units, bool warned) =>
        Assert.Equal(warned, Told(OrganisationKind.JointBranch, new OrganisationSize(4, 4, units)).Contains("Warn rules.reason.too-many-units"));

    [Theory]
    [InlineData(OrganisationKind.GeneralBranch, 49, true)]
    [InlineData(OrganisationKind.GeneralBranch, 50, false)]
    [InlineData(OrganisationKind.CollegeCommittee, 99, true)]
    [InlineData(OrganisationKind.CollegeCommittee, 100, false)]
    public void General_branches_and_college_committees_have_a_usual_size_at_founding(OrganisationKind kind, int members, bool warned)
    {
        Assert.Equal(warned, Rules.CheckSize(kind, new OrganisationSize(members, members), SizeMoment.Creation).Any(finding => finding.ReasonKey == "rules.reason.too-few-members"));
        Assert.Empty(Rules.CheckSize(kind, new OrganisationSize(members, members)));
    }

    [Theory]
    [InlineData(OrganisationKind.Branch, OrganisationKind.GeneralBranch, 50, null)]
    [InlineData(OrganisationKind.Branch, OrganisationKind.GeneralBranch, 49, "Warn rules.reason.upgrade-small")]
    [InlineData(OrganisationKind.GeneralBranch, OrganisationKind.CollegeCommittee, 100, null)]
    [InlineData(OrganisationKind.Branch, OrganisationKind.CollegeCommittee, 200, "Block rules.reason.no-such-upgrade")]
    [InlineData(OrganisationKind.CollegeCommittee, OrganisationKind.GeneralBranch, 60, "Block rules.reason.no-such-upgrade")]
    public void A_branch_becomes_a_general_branch_and_that_a_college_committee(OrganisationKind from, OrganisationKind to, int members, string? told) =>
        Assert.Equal(told is null ? [] : [told], Rules.CheckUpgrade(from, to, members).Select(finding => $"{finding.Severity} {finding.ReasonKey}"));

    [Fact]
    public void Only_committees_approve_members_a_college_only_where_authorised_and_a_temporary_branch_may_nothing()
    {
        Assert.Equal(CapabilityGrant.Yes, Rules.May(OrganisationKind.UniversityCommittee, Capability.ApproveMembers));
        Assert.Equal(CapabilityGrant.ByAuthorisation, Rules.May(OrganisationKind.CollegeCommittee, Capability.ApproveMembers));
        Assert.Equal(CapabilityGrant.No, Rules.May(OrganisationKind.GeneralBranch, Capability.ApproveMembers));
        Assert.Equal(CapabilityGrant.Yes, Rules.May(OrganisationKind.GeneralBranch, Capability.ReviewMembers));
        Assert.All(Enum.GetValues<Capability>(), capability => Assert.Equal(CapabilityGrant.No, Rules.May(OrganisationKind.TemporaryBranch, capability)));
    }

    [Theory]
    [InlineData(OrganisationKind.UniversityCommittee, 2031, 3, 14)]
    [InlineData(OrganisationKind.CollegeCommittee, 2031, 3, 14)]
    [InlineData(OrganisationKind.GeneralBranch, 2029, 3, 14)]
    [InlineData(OrganisationKind.Branch, 2029, 3, 14)]
    public void Committees_serve_five_years_and_branches_three(OrganisationKind kind, int year, int month, int day)
    {
        var term = Rules.Term(kind)!;
        Assert.Equal(new DateOnly(year, month, day), term.EndOf(new DateOnly(2026, 3, 15)));
        Assert.Equal(new DateOnly(year + 1, month, day), term.LatestEndOf(new DateOnly(2026, 3, 15)));
    }

    [Fact]
    public void Groups_and_temporary_branches_have_no_term()
    {
        Assert.Null(Rules.Term(OrganisationKind.PartyGroup));
        Assert.Null(Rules.Term(OrganisationKind.TemporaryBranch));
    }

    [Theory]
    [InlineData("2026-02-27", null, null)]
    [InlineData("2026-02-28", "2026-02-28", "term-ends-in-months")]
    [InlineData("2026-05-30", "2026-02-28", "term-ends-in-months")]
    [InlineData("2026-05-31", "2026-05-31", "term-ends-in-months")]
    [InlineData("2026-07-31", "2026-07-31", "term-ends-in-months")]
    [InlineData("2026-08-31", "2026-08-31", "term-ends-today")]
    [InlineData("2026-09-01", "2026-08-31", "term-overdue")]
    [InlineData("2026-09-06", "2026-08-31", "term-overdue")]
    [InlineData("2026-09-07", "2026-09-07", "term-overdue")]
    [InlineData("2026-09-14", "2026-09-14", "term-overdue")]
    public void Reminders_come_six_three_one_months_before_on_the_day_and_weekly_after_it(string today, string? on, string? reason)
    {
        var reminder = Rules.Term(OrganisationKind.Branch)!.LastReminder(new DateOnly(2026, 8, 31), Day(today));
        Assert.Equal(on is null ? null : Day(on), reminder?.On);
        Assert.Equal(reason is null ? null : $"rules.reason.{reason}", reminder?.ReasonKey);

        static DateOnly Day(string text) => DateOnly.Parse(text, CultureInfo.InvariantCulture);
    }

    private static List<string> Told(OrganisationKind kind, OrganisationSize size) =>
        [.. Rules.CheckSize(kind, size).Select(finding => $"{finding.Severity} {finding.ReasonKey}")];
}
