namespace Zhijian.Modules.Rules;

public sealed class ObligationsTests
{
    private static readonly Obligations Rules = RulebookTests.Today.Obligations;
    private static readonly OrganisationProfile Branch = new(OrganisationKind.Branch, new DateOnly(2020, 1, 1), FullMembers: 12, AllMembers: 14, HasCommittee: true, Groups: 2);
    private static readonly ReportingPeriod Q3 = ReportingPeriod.Quarter(2026, 3);

    [Fact]
    public void A_branch_with_a_committee_and_two_groups_owes_this_in_a_quarter()
    {
        Assert.Equal(
            [
                "BranchCommitteeMeeting 2026-07 1", "BranchCommitteeMeeting 2026-08 1", "BranchCommitteeMeeting 2026-09 1",
                "BranchMembersMeeting 2026-Q3 1",
                "DemocraticAppraisal 2026 1",
                "GroupMeeting 2026-07 2", "GroupMeeting 2026-08 2", "GroupMeeting 2026-09 2",
                "OrganizationalLifeMeeting 2026 1",
                "PartyLecture 2026-Q3 1",
                "ThemePartyDay 2026-07 1", "ThemePartyDay 2026-08 1", "ThemePartyDay 2026-09 1",
            ],
            Told(Rules.Expected(Branch, Q3)));
    }

    [Fact]
    public void Within_a_quarter_only_what_ends_in_it_falls_due()
    {
        Assert.DoesNotContain(Rules.DueIn(Branch, Q3), obligation => obligation.Period.Kind == PeriodKind.Year);
        Assert.Contains(Rules.DueIn(Branch, ReportingPeriod.Quarter(2026, 4)), obligation => obligation.Activity == ActivityKind.DemocraticAppraisal);
        Assert.All(Rules.DueIn(Branch, Q3), obligation => Assert.Equal(obligation.Period.Last, obligation.DueOn));
    }

    [Fact]
    public void A_year_asks_for_twelve_theme_days_and_four_members_meetings()
    {
        var year = Rules.Expected(Branch, ReportingPeriod.WholeYear(2026));
        Assert.Equal(12, year.Where(o => o.Activity == ActivityKind.ThemePartyDay).Sum(o => o.Count));
        Assert.Equal(4, year.Where(o => o.Activity == ActivityKind.BranchMembersMeeting).Sum(o => o.Count));
        Assert.Equal(24, year.Where(o => o.Activity == ActivityKind.GroupMeeting).Sum(o => o.Count));
    }

    [Fact]
    public void Without_a_committee_or_groups_their_meetings_do_not_apply_and_are_not_missing()
    {
        var small = Branch with { HasCommittee = false, Groups = 0 };
        var obligations = Rules.Expected(small, ReportingPeriod.Month(2026, 7));
        var committee = Assert.Single(obligations, o => o.Activity == ActivityKind.BranchCommitteeMeeting);
        var groups = Assert.Single(obligations, o => o.Activity == ActivityKind.GroupMeeting);
        Assert.Equal((false, 0, "rules.reason.no-committee"), (committee.Applies, committee.Count, committee.ReasonKey));
        Assert.Equal((false, 0, "rules.reason.no-groups"), (groups.Applies, groups.Count, groups.ReasonKey));
        Assert.Equal(ObligationState.NotApplicable, committee.State(0, new DateOnly(2030, 1, 1)));
    }

    [Theory]
    [InlineData(2026, 7, 1, true, true)] // founded on the first day: owes from the start
    [InlineData(2026, 7, 2, false, false)] // a day later: first whole month and quarter come later
    [InlineData(2026, 6, 30, true, true)]
    public void A_branch_owes_from_its_first_whole_period(int year, int month, int day, bool owesJuly, bool owesQuarter)
    {
        var young = Branch with { FoundedOn = new DateOnly(year, month, day) };
        Assert.Equal(owesJuly, Single(young, ActivityKind.ThemePartyDay, ReportingPeriod.Month(2026, 7)).Applies);
        Assert.True(Single(young, ActivityKind.ThemePartyDay, ReportingPeriod.Month(2026, 8)).Applies);
        Assert.Equal(owesQuarter, Single(young, ActivityKind.BranchMembersMeeting, Q3).Applies);
        Assert.False(Single(young, ActivityKind.DemocraticAppraisal, ReportingPeriod.WholeYear(2026)).Applies);
        Assert.True(Single(young, ActivityKind.DemocraticAppraisal, ReportingPeriod.WholeYear(2027)).Applies);
    }

    [Theory]
    [InlineData(8, 31, true, false)] // gone from the last day of August on: August is not owed
    [InlineData(9, 1, true, true)] // existed to the end of August
    [InlineData(8, 1, true, null)] // no longer there in August at all
    public void A_dissolved_or_merged_branch_owes_up_to_its_last_whole_period(int month, int day, bool owesJuly, bool? owesAugust)
    {
        var gone = Branch with { DissolvedOn = new DateOnly(2026, month, day) };
        Assert.Equal(owesJuly, Single(gone, ActivityKind.ThemePartyDay, ReportingPeriod.Month(2026, 7)).Applies);
        var august = Rules.Expected(gone, ReportingPeriod.Month(2026, 8)).SingleOrDefault(o => o.Activity == ActivityKind.ThemePartyDay);
        Assert.Equal(owesAugust, august?.Applies);
        Assert.Equal("rules.reason.dissolved-in-period", Single(gone, ActivityKind.BranchMembersMeeting, Q3).ReasonKey);
        Assert.DoesNotContain(Rules.Expected(gone, ReportingPeriod.Quarter(2026, 4)), o => o.Period.Kind != PeriodKind.Year);
    }

    [Fact]
    public void A_branch_merged_in_the_quarter_owes_no_quarter_and_its_new_successor_neither()
    {
        var merged = Branch with { DissolvedOn = new DateOnly(2026, 8, 15) };
        var successor = Branch with { FoundedOn = new DateOnly(2026, 8, 15) };
        Assert.False(Single(merged, ActivityKind.BranchMembersMeeting, Q3).Applies);
        Assert.Equal("rules.reason.founded-in-period", Single(successor, ActivityKind.BranchMembersMeeting, Q3).ReasonKey);
        Assert.True(Single(successor, ActivityKind.BranchMembersMeeting, ReportingPeriod.Quarter(2026, 4)).Applies);
    }

    [Fact]
    public void A_branch_that_lived_within_one_month_owes_nothing()
    {
        var brief = Branch with { FoundedOn = new DateOnly(2026, 7, 5), DissolvedOn = new DateOnly(2026, 7, 20) };
        Assert.All(Rules.Expected(brief, ReportingPeriod.WholeYear(2026)), obligation => Assert.False(obligation.Applies));
    }

    [Theory]
    [InlineData(OrganisationKind.TemporaryBranch)]
    [InlineData(OrganisationKind.FloatingMembersOrganisation)]
    [InlineData(OrganisationKind.PartyGroup)]
    public void Members_of_these_have_their_duties_elsewhere(OrganisationKind kind) => Assert.Empty(Rules.Expected(Branch with { Kind = kind }, Q3));

    [Fact]
    public void A_general_branch_owes_its_meeting_and_one_lecture_a_year() =>
        Assert.Equal(["GeneralBranchMeeting 2026-Q3 1", "PartyLecture 2026 1"], Told(Rules.Expected(Branch with { Kind = OrganisationKind.GeneralBranch }, Q3)));

    [Theory]
    [InlineData(0, 31, ObligationState.Pending)]
    [InlineData(0, 32, ObligationState.Missing)]
    [InlineData(1, 32, ObligationState.Met)]
    [InlineData(3, 1, ObligationState.Met)]
    public void A_duty_is_pending_through_its_last_day_and_missing_after_it(int filed, int day, ObligationState state)
    {
        var july = Single(Branch, ActivityKind.ThemePartyDay, ReportingPeriod.Month(2026, 7));
        Assert.Equal(state, july.State(filed, new DateOnly(2026, 7, 1).AddDays(day - 1)));
    }

    [Fact]
    public void A_duty_names_its_rule_and_clause()
    {
        var duty = Single(Branch, ActivityKind.BranchMembersMeeting, Q3);
        Assert.Equal("organisational-life.duty.branch-members-meeting", duty.Rule.RuleId);
        Assert.StartsWith("第十一条", duty.Rule.Clause);
        Assert.Equal(new DateOnly(2026, 9, 30), duty.DueOn);
    }

    private static Obligation Single(OrganisationProfile organisation, ActivityKind kind, ReportingPeriod period) =>
        Assert.Single(Rules.Expected(organisation, period), obligation => obligation.Activity == kind);

    private static IEnumerable<string> Told(IEnumerable<Obligation> obligations) =>
        obligations.Select(o => $"{o.Activity} {o.Period} {o.Count}").Order(StringComparer.Ordinal);
}

public sealed class ReportingPeriodTests
{
    [Fact]
    public void Periods_know_their_days_and_neighbours()
    {
        Assert.Equal(new DateOnly(2028, 2, 29), ReportingPeriod.Month(2028, 2).Last);
        Assert.Equal((new DateOnly(2026, 10, 1), new DateOnly(2026, 12, 31)), (ReportingPeriod.Quarter(2026, 4).First, ReportingPeriod.Quarter(2026, 4).Last));
        Assert.Equal("2027-01", ReportingPeriod.Month(2026, 12).Next.ToString());
        Assert.Equal("2025-Q4", ReportingPeriod.Quarter(2026, 1).Previous.ToString());
        Assert.Equal(ReportingPeriod.Quarter(2026, 4), ReportingPeriod.Containing(new DateOnly(2026, 11, 21), PeriodKind.Quarter));
        Assert.Equal(["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"], ReportingPeriod.WholeYear(2026).Overlapping(PeriodKind.Quarter).Select(period => period.ToString()));
        Assert.Equal(["2026"], ReportingPeriod.Month(2026, 3).Overlapping(PeriodKind.Year).Select(period => period.ToString()));
    }
}
