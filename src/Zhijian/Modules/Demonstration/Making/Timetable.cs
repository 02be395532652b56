using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Demonstration.Making;

/// <summary>Decides who meets when. The usual demonstration spreads the trial's exact counts; a large one follows the frequencies of the rules.</summary>
internal sealed class Timetable(Content content, University university, DemonstrationSize size, int seed, DateOnly first, DateOnly last, WorkCalendar calendar)
{
    /// <summary>Branches that owe something on purpose: name, kind, how many months back, so that the homes have something to show.</summary>
    private static readonly (string Branch, ActivityKind Kind, int MonthsBack)[] Gaps =
    [
        ("计算机系学生第二党支部", ActivityKind.GroupMeeting, 1),
        ("土木系学生党支部", ActivityKind.BranchCommitteeMeeting, 1),
        ("土木系学生党支部", ActivityKind.GroupMeeting, 1),
        ("设计系学生党支部", ActivityKind.ThemePartyDay, 1),
        ("设计系学生党支部", ActivityKind.ThemePartyDay, 2),
        ("建筑系学生党支部", ActivityKind.GroupMeeting, 2),
        ("外语系学生党支部", ActivityKind.BranchCommitteeMeeting, 2),
    ];

    private readonly List<DateOnly> _workdays = [.. Days(first, last).Where(calendar.IsWorkday)];
    private readonly Dictionary<DateOnly, List<DateOnly>> _workdaysOf = Days(first, last).Where(calendar.IsWorkday).GroupBy(Month).ToDictionary(m => m.Key, m => m.ToList());

    /// <summary>Everything that was held and filed, by host.</summary>
    public IEnumerable<IGrouping<Unit, Occasion>> Filed() => (size.IsUsual ? Trial() : ByRule()).GroupBy(o => o.Host);

    private IEnumerable<Occasion> Trial()
    {
        var branches = university.Branches;
        foreach (var kind in new[] { ActivityKind.ThemePartyDay, ActivityKind.BranchMembersMeeting, ActivityKind.BranchCommitteeMeeting, ActivityKind.OrganizationalLifeMeeting })
        {
            foreach (var occasion in Shared(kind, DemonstrationSize.Trial[kind], [.. branches.Select(b => (b, (Unit?)null))]))
            {
                yield return occasion;
            }
        }
        foreach (var occasion in Shared(ActivityKind.GroupMeeting, DemonstrationSize.Trial[ActivityKind.GroupMeeting], [.. branches.SelectMany(b => b.Groups.Select(g => (b, (Unit?)g)))]))
        {
            yield return occasion;
        }
        // Each general branch gives one lecture for all its members.
        foreach (var occasion in Shared(ActivityKind.PartyLecture, DemonstrationSize.Trial[ActivityKind.PartyLecture] - university.GeneralBranches.Count, [.. branches.Select(b => (b, (Unit?)null))])
            .Concat(Shared(ActivityKind.PartyLecture, university.GeneralBranches.Count, [.. university.GeneralBranches.Select(b => (b, (Unit?)null))])))
        {
            yield return occasion;
        }
        foreach (var occasion in Shared(ActivityKind.GeneralBranchMeeting, DemonstrationSize.Trial[ActivityKind.GeneralBranchMeeting], [.. university.GeneralBranches.Select(b => (b, (Unit?)null))]))
        {
            yield return occasion;
        }
        var joint = Shared(ActivityKind.LinkageActivity, DemonstrationSize.Trial[ActivityKind.LinkageActivity], [.. branches.Select(b => (b, (Unit?)null))]).ToList();
        var taken = joint.Select(o => (o.Host, o.Day)).ToHashSet();
        foreach (var occasion in joint)
        {
            yield return Joint(occasion, taken);
        }
    }

    /// <summary>Exactly so many, shared out evenly; the first ones take the remainder.</summary>
    private IEnumerable<Occasion> Shared(ActivityKind kind, int total, IReadOnlyList<(Unit Host, Unit? Group)> among)
    {
        for (var i = 0; i < among.Count; i++)
        {
            var count = (total / among.Count) + (i < total % among.Count ? 1 : 0);
            foreach (var occasion in Spread(kind, among[i].Host, among[i].Group, count))
            {
                yield return occasion;
            }
        }
    }

    /// <summary>So many working days, as even as chance allows, none twice.</summary>
    private IEnumerable<Occasion> Spread(ActivityKind kind, Unit host, Unit? group, int count)
    {
        var dice = Dice.For(seed, $"days{host.Path}{group?.Path}{kind}");
        var days = _workdays.FindAll(d => !IsGap(host, kind, d));
        var subjects = content.Subjects[kind];
        var start = dice.Below(subjects.Count);
        for (var i = 0; i < count; i++)
        {
            var (from, until) = (i * days.Count / count, (i + 1) * days.Count / count);
            var day = days[Math.Min(days.Count - 1, from + dice.Below(Math.Max(1, until - from)))];
            yield return new Occasion(host, kind, day, subjects[(start + i) % subjects.Count], dice.Percent(4) && day < last.AddDays(-12) ? Stage.FiledAfterReturn : Stage.Filed)
            {
                Group = group,
                Ordinal = i,
                EnteredLate = dice.Percent(2) && day < last.AddDays(-25),
            };
        }
    }

    private bool IsGap(Unit host, ActivityKind kind, DateOnly day) =>
        size.IsUsual && Gaps.Any(g => g.Branch == host.Name && g.Kind == kind && Month(day) == Month(last).AddMonths(-g.MonthsBack));

    /// <summary>With a branch or two that have no other joint activity on that day.</summary>
    private Occasion Joint(Occasion occasion, HashSet<(Unit Host, DateOnly Day)> taken)
    {
        var dice = Dice.For(seed, $"partners{occasion.Host.Path}{occasion.Ordinal}{occasion.Day:yyyyMMdd}");
        var partners = dice.Draw(university.Branches.Where(b => !taken.Contains((b, occasion.Day))), dice.Percent(22) ? 2 : 1);
        taken.UnionWith(partners.Select(p => (p, occasion.Day)));
        return occasion with { Partners = partners };
    }

    /// <summary>Month by month what every branch owes, and now and then something together.</summary>
    private IEnumerable<Occasion> ByRule()
    {
        foreach (var generalBranch in university.GeneralBranches)
        {
            for (var month = Month(first); month <= last; month = month.AddMonths(1))
            {
                yield return InMonth(ActivityKind.GeneralBranchMeeting, generalBranch, null, month, generalBranch);
            }
            foreach (var branch in generalBranch.Children)
            {
                for (var month = Month(first); month <= last; month = month.AddMonths(1))
                {
                    foreach (var occasion in BranchMonth(branch, month, generalBranch))
                    {
                        yield return occasion;
                    }
                }
            }
        }
    }

    private IEnumerable<Occasion> BranchMonth(Unit branch, DateOnly month, Unit generalBranch)
    {
        // A few months lack one or the other, as in life.
        var skipped = Dice.For(seed, $"gap{branch.Path}{month:yyyyMM}").Below(60);
        foreach (var kind in new[] { ActivityKind.ThemePartyDay, ActivityKind.BranchCommitteeMeeting })
        {
            if (skipped != (int)kind)
            {
                yield return InMonth(kind, branch, null, month, branch);
            }
        }
        foreach (var group in branch.Groups)
        {
            yield return InMonth(ActivityKind.GroupMeeting, branch, group, month, branch);
        }
        if (month.Month % 3 == 2)
        {
            yield return InMonth(ActivityKind.BranchMembersMeeting, branch, null, month, branch);
        }
        if (month.Month % 3 == 0)
        {
            yield return InMonth(ActivityKind.PartyLecture, branch, null, month, branch);
        }
        if (month.Month == 12)
        {
            yield return InMonth(ActivityKind.OrganizationalLifeMeeting, branch, null, month, branch);
        }
        if (skipped % 6 == 5)
        {
            var partner = generalBranch.Children[(generalBranch.Children.IndexOf(branch) + 1) % generalBranch.Children.Count];
            if (partner != branch)
            {
                yield return InMonth(ActivityKind.LinkageActivity, branch, null, month, branch) with { Partners = [partner] };
            }
        }
    }

    private Occasion InMonth(ActivityKind kind, Unit host, Unit? group, DateOnly month, Unit seedOf)
    {
        var dice = Dice.For(seed, $"{seedOf.Path}{group?.Path}{kind}{month:yyyyMM}");
        var days = _workdaysOf.GetValueOrDefault(month) ?? [];
        var day = days.Count > 0 ? dice.Pick(days) : _workdays[^1];
        return new Occasion(host, kind, day, dice.Pick(content.Subjects[kind]), Stage.Filed) { Group = group };
    }

    private static DateOnly Month(DateOnly day) => new(day.Year, day.Month, 1);

    private static IEnumerable<DateOnly> Days(DateOnly from, DateOnly until)
    {
        for (var day = from; day <= until; day = day.AddDays(1))
        {
            yield return day;
        }
    }
}
