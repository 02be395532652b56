using Zhijian.Modules.Rules;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Demonstration.Making;

/// <summary>What is going on just now: records in every state of their review, a meeting today, what is planned, what was forgotten.</summary>
internal sealed class Present(Content content, University university, DemonstrationSize size, int seed, DateOnly today, DateTimeOffset now, InstitutionTime time, WorkCalendar calendar)
{
    private readonly Dice _dice = Dice.For(seed, "present");
    private int _ordinal = 1000;

    public IEnumerable<Occasion> Occasions() => size.IsUsual ? [.. OfTheSecretary(), .. InReview(), .. Ahead()] : ShortPresent();

    /// <summary>The branch of the account "secretary" has one of everything.</summary>
    private IEnumerable<Occasion> OfTheSecretary()
    {
        var branch = university.BranchNamed("计算机系学生第二党支部");
        yield return On(branch, ActivityKind.ThemePartyDay, today, Stage.Announced, 2) with { At = NextHour() };
        yield return On(branch, ActivityKind.GroupMeeting, Workday(new DateOnly(today.Year, today.Month, 1), -6), Stage.Held, 1) with { Group = branch.Groups[1] };
        yield return On(branch, ActivityKind.ThemePartyDay, Workday(today, -4), Stage.Returned, 1);
        yield return On(branch, ActivityKind.BranchCommitteeMeeting, Workday(today, -3), Stage.Drafted, 0);
        yield return On(branch, ActivityKind.GroupMeeting, Workday(today, -4), Stage.WaitingAtFirst, 2) with { Group = branch.Groups[0] };
        yield return On(branch, ActivityKind.PartyLecture, Workday(today, -5), Stage.WaitingAtLast, 2);
        yield return On(branch, ActivityKind.BranchCommitteeMeeting, Workday(today, -5), Stage.WaitingAtSecond, 1);
        yield return On(branch, ActivityKind.LinkageActivity, Workday(today, 3), Stage.Announced, 4) with { Partners = [university.BranchNamed("图书信息党支部")] };
        yield return On(branch, ActivityKind.GroupMeeting, Workday(today, 6), Stage.Planned, 3) with { Group = branch.Groups[0] };
        yield return On(branch, ActivityKind.BranchMembersMeeting, Workday(today, 8), Stage.Announced, 1);
        yield return On(branch, ActivityKind.BranchCommitteeMeeting, Workday(today, 10), Stage.Planned, 3);
    }

    /// <summary>Every layer has something to decide, some of it for longer than its limit; some came back, some were taken back.</summary>
    private IEnumerable<Occasion> InReview()
    {
        var secretarys = university.BranchNamed("计算机系学生第二党支部");
        var kinds = new[] { ActivityKind.BranchCommitteeMeeting, ActivityKind.ThemePartyDay, ActivityKind.GroupMeeting };
        var n = 0;
        foreach (var branch in university.Branches.Where(b => b != secretarys))
        {
            var near = branch.Parent == secretarys.Parent;
            var stages = near ? new[] { Stage.WaitingAtFirst, Stage.WaitingAtFirst, n % 2 == 0 ? Stage.Resubmitted : Stage.WaitingAtSecond }
                : (n % 4) switch { 0 => [Stage.WaitingAtSecond, Stage.WaitingAtFirst], 1 => [Stage.WaitingAtLast], 2 => [Stage.WaitingAtFirst, Stage.Returned], _ => [Stage.WaitingAtSecond, Stage.WaitingAtLast, Stage.Withdrawn] };
            for (var i = 0; i < stages.Length; i++)
            {
                var kind = kinds[(n + i) % kinds.Length];
                yield return On(branch, kind, Workday(today, -(2 + ((n + (2 * i)) % 4))), stages[i], n + i) with { Group = kind == ActivityKind.GroupMeeting ? branch.Groups[0] : null };
            }
            n++;
        }
        foreach (var generalBranch in university.GeneralBranches)
        {
            yield return On(generalBranch, ActivityKind.GeneralBranchMeeting, Workday(today, -3), n++ % 2 == 0 ? Stage.WaitingAtFirst : Stage.WaitingAtSecond, n);
        }
    }

    /// <summary>What the next weeks bring.</summary>
    private IEnumerable<Occasion> Ahead()
    {
        var n = 0;
        foreach (var branch in university.Branches.Where(b => b.Name is not ("计算机系学生第二党支部" or "建筑系学生党支部")))
        {
            yield return On(branch, ActivityKind.ThemePartyDay, Workday(today, 2 + (n % 9)), n == 7 ? Stage.Cancelled : n % 3 == 0 ? Stage.Planned : Stage.Announced, n);
            if (n % 2 == 0)
            {
                yield return On(branch, ActivityKind.BranchCommitteeMeeting, Workday(today, 1 + (n % 5)), n % 4 == 0 ? Stage.Announced : Stage.Planned, n);
            }
            n++;
        }
        foreach (var generalBranch in university.GeneralBranches)
        {
            yield return On(generalBranch, ActivityKind.GeneralBranchMeeting, Workday(today, 2 + (n++ % 3)), Stage.Announced, n);
        }
    }

    /// <summary>In a large university every fourth branch has a record waiting and a theme day ahead.</summary>
    private IEnumerable<Occasion> ShortPresent()
    {
        for (var i = 0; i < university.Branches.Count; i++)
        {
            var branch = university.Branches[i];
            if (i % 4 == 0)
            {
                var stage = (i / 4 % 4) switch { 0 or 1 => Stage.WaitingAtFirst, 2 => Stage.WaitingAtSecond, _ => Stage.WaitingAtLast };
                yield return On(branch, ActivityKind.BranchCommitteeMeeting, Workday(today, -4), stage, i);
            }
            yield return On(branch, ActivityKind.ThemePartyDay, Workday(today, 2 + (i % 8)), Stage.Announced, i);
        }
    }

    private Occasion On(Unit host, ActivityKind kind, DateOnly day, Stage stage, int subject)
    {
        var subjects = content.Subjects[kind];
        return new Occasion(host, kind, day, subjects[subject % subjects.Count], stage) { Ordinal = ++_ordinal };
    }

    private DateOnly Workday(DateOnly from, int days) => calendar.AddWorkingDays(from, days).Date;

    /// <summary>Today's meeting begins soon, whenever the demonstration is loaded.</summary>
    private TimeOnly NextHour()
    {
        var hour = time.Local(now).Hour + 2;
        return new TimeOnly(Math.Clamp(hour, 9, 21), _dice.Pick([0, 30]));
    }
}
