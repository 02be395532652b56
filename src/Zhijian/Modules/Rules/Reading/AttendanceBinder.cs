namespace Zhijian.Modules.Rules.Reading;

/// <summary>Reads the pack <c>attendance</c>.</summary>
internal static class AttendanceBinder
{
    public static AttendanceRules Bind(IReadOnlyList<BoundRule> rules)
    {
        var late = rules.Single("late-entry");
        var leave = rules.Single("leave");
        var absence = rules.Single("absence");
        var lost = rules.Single("lost-contact");
        var code = rules.Single("check-in-code");
        return new AttendanceRules(
            rules.ByName("status", Status),
            new LateEntryRule(late.Values.Int("lateAfterWorkingDays"), late.Values.Int("closedAfterMonths"), late.Values.Flag("reasonRequired"), late.Reference),
            new LeaveRule(leave.Values.Names<PostKind>("approvers"), leave.Values.Flag("onlyBeforeStart"), leave.Values.Flag("reasonRequired"), leave.Reference),
            new AbsenceRule(absence.Values.Int("remindAfterMonths"), absence.Values.Int("caseAfterMonths"), absence.Reference),
            new LostContactRule(lost.Values.Int("remindAfterMonths"), lost.Reference),
            new CheckInCodeRule(code.Values.Int("renewEverySeconds"), code.Values.Int("graceSeconds"), code.Reference));
    }

    private static (AttendanceStatus, AttendanceStatusRule) Status(BoundRule bound)
    {
        var status = bound.Values.Name<AttendanceStatus>("status");
        return (status, new AttendanceStatusRule(status, bound.Values.Flag("countsAsPresent"), bound.Values.Flag("countsForQuorum"), bound.Reference));
    }
}
