namespace Zhijian.Modules.Rules;

public sealed class AttendanceRulesTests
{
    private static readonly RulesInForce Rules = RulebookTests.Today;

    [Theory]
    [InlineData("2026-09-30", LateEntryState.OnTime)]
    [InlineData("2026-10-12", LateEntryState.OnTime)] // the fifth working day over the holiday: 30 September, 8, 9, 10 (swapped Saturday), 12 October
    [InlineData("2026-10-13", LateEntryState.Late)]
    [InlineData("2027-09-29", LateEntryState.Late)]
    [InlineData("2027-09-30", LateEntryState.Closed)]
    public void A_record_is_late_after_five_working_days_and_closed_after_a_year(string entered, LateEntryState state)
    {
        var answer = Rules.Attendance.LateEntry.Judge(new DateOnly(2026, 9, 29), DateOnly.Parse(entered), Rules.Calendar);
        Assert.Equal(state, answer.State);
        if (answer.State == LateEntryState.Late) { Assert.Equal(new DateOnly(2026, 10, 12), answer.Limit); }
    }

    [Theory]
    [InlineData(AttendanceStatus.Present, true, true)]
    [InlineData(AttendanceStatus.PresentOnline, true, false)]
    [InlineData(AttendanceStatus.OnLeave, false, false)]
    [InlineData(AttendanceStatus.Absent, false, false)]
    [InlineData(AttendanceStatus.Exempt, false, false)]
    [InlineData(AttendanceStatus.MadeUp, false, false)]
    public void Being_there_online_counts_for_resolutions_and_not_for_secret_votes(AttendanceStatus status, bool resolution, bool development)
    {
        Assert.Equal(resolution, Rules.Attendance.IsPresentForVote(status, Rules.Votes.Resolution));
        Assert.Equal(development, Rules.Attendance.IsPresentForVote(status, Rules.Votes.Development));
        Assert.Equal(development, Rules.Attendance.IsPresentForVote(status, Rules.Votes.Election));
    }

    [Fact]
    public void Leave_is_granted_by_the_secretary_or_the_group_leader_and_needs_no_reason()
    {
        Assert.Contains(PostKind.Secretary, Rules.Attendance.Leave.Approvers);
        Assert.Contains(PostKind.GroupLeader, Rules.Attendance.Leave.Approvers);
        Assert.False(Rules.Attendance.Leave.ReasonRequired);
    }

    [Fact]
    public void The_check_in_code_changes_every_twenty_seconds() => Assert.Equal(20, Rules.Attendance.CheckInCode.RenewEverySeconds);

    [Fact]
    public void An_unnamed_field_is_treated_as_sensitive()
    {
        Assert.Equal(Sensitivity.S3, Rules.Sensitivity.Of("SomethingNew").Class);
        Assert.Equal(Sensitivity.S1, Rules.Sensitivity.Of("FullName").Class);
        Assert.True(Rules.Sensitivity.Of("IdentityNumber").Encrypted);
        Assert.False(Rules.Sensitivity.Of("MobileNumber").BulkApprovalAllowed);
    }
}
