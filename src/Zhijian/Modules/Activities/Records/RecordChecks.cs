using System.Globalization;
using Zhijian.Modules.Review;
using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Activities.Records;

/// <summary>What the program compares before a person looks.</summary>
internal static class RecordChecks
{
    public static IReadOnlyList<AutomaticCheck> Of(Meeting meeting, int files, int readableFiles, RulesInForce rules)
    {
        var counts = meeting.Counts;
        var expected = meeting.Roll.Where(a => !a.IsObserver).ToList();
        var withoutSource = expected.Count(a => a.IsPresent && a.MarkedBy is null);
        var ungranted = expected.Count(a => a.Status == AttendanceStatus.OnLeave && !a.HasLeave);
        var pointless = meeting.Agenda.Count(i => Meeting.Lines(i.Discussion).Count == 0);
        var points = meeting.Agenda.Sum(i => Meeting.Lines(i.Discussion).Count);
        var quorum = meeting.Quorum(rules);
        List<AutomaticCheck> checks =
        [
            AutomaticCheck.Of("record.check.roll", withoutSource == 0 && counts.Open == 0, Text(counts.Expected), Text(counts.Present), Text(counts.OnLeave), Text(counts.Absent)),
            new AutomaticCheck(quorum.ReasonKey, quorum.Met, [.. quorum.ReasonValues.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture)!)]),
            AutomaticCheck.Of(ungranted == 0 ? "record.check.leave" : "record.check.leave-missing", ungranted == 0, Text(ungranted)),
            AutomaticCheck.Of(files == readableFiles ? "record.check.files" : "record.check.files-broken", files == readableFiles, Text(files), Text(files - readableFiles)),
            AutomaticCheck.Of(pointless == 0 ? "record.check.discussion" : "record.check.discussion-missing", pointless == 0 && points > 0, Text(points), Text(pointless)),
        ];
        if (meeting.Motions.Count > 0)
        {
            var undecided = meeting.Motions.Count(m => meeting.ResultOf(m, rules).Outcome is VoteOutcome.NoQuorum or VoteOutcome.NumbersContradict);
            checks.Add(AutomaticCheck.Of(undecided == 0 ? "record.check.votes" : "record.check.votes-undecided", undecided == 0, Text(meeting.Motions.Count), Text(undecided)));
        }
        return checks;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
