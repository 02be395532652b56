using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Yearly;

/// <summary>How a year is counted and explained, and what of it is told to whom.</summary>
public sealed class YearlyTests
{
    private static readonly DateOnly Before = new(2025, 12, 31);
    private static readonly DateOnly Day = new(2026, 12, 31);
    private static readonly YearlyRules Rules = RulebookTests.Shipped.On(Day).Yearly;
    private static readonly Dictionary<(Guid, string), long> NothingFiled = [];
    private static readonly Dictionary<(Guid, string), FrozenBefore> NothingFrozen = [];
    private static readonly OrganisationOfTwoDays Root = Organisation("1.", OrganisationKind.UniversityCommittee);
    private static readonly OrganisationOfTwoDays General = Organisation("1.2.", OrganisationKind.GeneralBranch);
    private static readonly OrganisationOfTwoDays First = Organisation("1.2.3.", OrganisationKind.Branch);
    private static readonly OrganisationOfTwoDays Second = Organisation("1.2.4.", OrganisationKind.Branch);

    [Fact]
    public void Each_line_of_the_pack_is_named_once_and_its_measures_are_known()
    {
        Assert.Equal(Rules.Lines.Count, Rules.Lines.Select(l => l.Name).Distinct().Count());
        var measures = Figures.Measures.Load().All.Select(m => m.Name).ToHashSet();
        Assert.All(Rules.Lines.Where(l => l.Counts == YearlyCount.Measure), l => Assert.Contains(l.Measure!, measures));
        Assert.All(Rules.Lines.Where(l => l.By is not null), l => Assert.Equal(YearlyCount.People, l.Counts));
        // Which ways there are of no longer being a member is what the parts of movements name.
        Assert.All(Rules.Lines.Where(l => l.Counts == YearlyCount.Movements), l => Assert.Single(l.Parts));
    }

    public static TheoryData<string, string, long, long, YearlyPart?> Ways => new()
    {
        { "accepted in the year", "members", 0, 1, YearlyPart.Admitted },
        { "became a full member", "full-members", 0, 1, YearlyPart.BecameFull },
        { "became a full member", "probationary-members", 1, 0, YearlyPart.BecameFull },
        { "became a full member", "members", 1, 1, null },
        { "came from outside", "members", 0, 1, YearlyPart.CameIn },
        { "transferred out", "members", 1, 0, YearlyPart.TransferredOut },
        { "graduated", "members", 1, 0, YearlyPart.Graduated },
        { "died", "members", 1, 0, YearlyPart.Deceased },
        { "resigned", "members", 1, 0, YearlyPart.Ended },
        { "gone without a reason", "members", 1, 0, null },
        { "accepted in the year", "development-objects", 1, 0, YearlyPart.Admitted },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void What_changed_a_number_is_told_by_what_is_kept_of_people(string person, string line, long before, long now, YearlyPart? why)
    {
        var counted = Count([Person(person)])[First.Id].Single(l => l.Name == line);
        Assert.Equal((now, before), (counted.Value, counted.Last));
        Assert.Equal(why is null ? [] : [new YearlyPartCount(why.Value, now - before)], counted.Parts);
        Assert.Equal(why is null ? now - before : 0, counted.NotExplained);
    }

    [Fact]
    public void Who_moves_inside_the_institution_changes_the_branches_and_not_what_stands_above_both()
    {
        var lines = Count([new PeopleOfTwoDays { Before = First.Id, Now = Second.Id, Category = MemberCategory.FullMember, JoinDate = new(2010, 1, 1), Count = 7 }]);
        Assert.Equal([new YearlyPartCount(YearlyPart.MovedOut, -7)], Line(First, "members").Parts);
        Assert.Equal([new YearlyPartCount(YearlyPart.MovedIn, 7)], Line(Second, "members").Parts);
        Assert.Equal((7L, 7L, 0L, 0), (Line(General, "members").Value, Line(General, "members").Last, Line(General, "members").Own, Line(General, "members").Parts.Count));
        YearlyLine Line(OrganisationOfTwoDays o, string name) => lines[o.Id].Single(l => l.Name == name);
    }

    [Fact]
    public void Organisations_are_founded_dissolved_and_become_others()
    {
        var founded = Organisation("1.2.5.", OrganisationKind.Branch, foundedOn: new(2026, 3, 1), kindBefore: null);
        var dissolved = Organisation("1.2.6.", OrganisationKind.Branch, dissolvedOn: new(2026, 4, 1));
        var upgraded = Organisation("1.7.", OrganisationKind.GeneralBranch, kindBefore: OrganisationKind.Branch);
        var group = Organisation("1.2.3.8.", OrganisationKind.PartyGroup);
        var lines = new YearlyCounting(Rules, Before, Day, [Root, General, First, Second, founded, dissolved, upgraded, group], []).Lines(NothingFrozen, NothingFiled, NothingFiled);
        var branches = lines[Root.Id].Single(l => l.Name == "branches");
        Assert.Equal((3L, 4L, 0L), (branches.Value, branches.Last, branches.NotExplained));
        Assert.Equal([YearlyPart.Founded, YearlyPart.Dissolved, YearlyPart.KindChanged], branches.Parts.Select(p => p.Part));
        Assert.Equal((2L, 1L), (lines[Root.Id].Single(l => l.Name == "general-branches").Value, lines[First.Id].Single(l => l.Name == "party-groups").Own));
        // Neither a group nor what no longer stands has a table.
        Assert.False(lines.ContainsKey(group.Id) || lines.ContainsKey(dissolved.Id));
    }

    [Fact]
    public void What_was_frozen_is_compared_with_what_is_known_of_it_now_over_the_same_organisations()
    {
        // Frozen: the first branch with 10, the general branch with 10. The second, with 6, came from elsewhere; of the first 12 are known now.
        var frozen = new Dictionary<(Guid, string), FrozenBefore> { [(First.Id, "members")] = new(10, 10), [(General.Id, "members")] = new(10, 0), [(Second.Id, "members")] = new(6, 6) };
        PeopleOfTwoDays Staying(OrganisationOfTwoDays o, long count) => new() { Before = o.Id, Now = o.Id, Category = MemberCategory.FullMember, JoinDate = new(2010, 1, 1), Count = count };
        var lines = new YearlyCounting(Rules, Before, Day, [Root, General, First, Second], [Staying(First, 12), Staying(Second, 6)]).Lines(frozen, NothingFiled, NothingFiled);
        var above = lines[General.Id].Single(l => l.Name == "members");
        Assert.Equal((18L, 10L, true), (above.Value, above.Last, above.IsLastFrozen));
        Assert.Equal([new YearlyPartCount(YearlyPart.Tree, 6), new YearlyPartCount(YearlyPart.Corrected, 2)], above.Parts);
        Assert.Equal([new YearlyPartCount(YearlyPart.Corrected, 2)], lines[First.Id].Single(l => l.Name == "members").Parts);
        // The committee was not frozen: it is compared with what is known.
        Assert.Equal((18L, false), (lines[Root.Id].Single(l => l.Name == "members").Last, lines[Root.Id].Single(l => l.Name == "members").IsLastFrozen));
    }

    [Fact]
    public void What_happens_in_a_year_is_the_years_own_but_for_what_was_filed_late()
    {
        Dictionary<(Guid, string), long> filed = new() { [(First.Id, "themeDays")] = 12 }, before = new() { [(First.Id, "themeDays")] = 11 };
        var frozen = new Dictionary<(Guid, string), FrozenBefore> { [(First.Id, "theme-days")] = new(9, 0) };
        var line = new YearlyCounting(Rules, Before, Day, [First], []).Lines(frozen, filed, before)[First.Id].Single(l => l.Name == "theme-days");
        Assert.Equal([new YearlyPartCount(YearlyPart.Corrected, 2), new YearlyPartCount(YearlyPart.TheYear, 1)], line.Parts);
        Assert.Equal((12L, 9L, 0L), (line.Value, line.Last, line.NotExplained));
    }

    [Fact]
    public void Whatever_happened_last_year_the_parts_and_the_rest_are_this_year_and_below_adds_up_to_above()
    {
        var dice = new Random(300);
        T One<T>(params T[] of) => of[dice.Next(of.Length)];
        for (var round = 0; round < 60; round++)
        {
            Guid?[] places = [null, First.Id, Second.Id, Guid.NewGuid()];
            List<PeopleOfTwoDays> people = [.. Enumerable.Range(0, 40).Select(_ => new PeopleOfTwoDays
            {
                Before = One(places), Now = One(places), Category = One(Enum.GetValues<MemberCategory>()), Count = dice.Next(1, 9),
                JoinDate = One<DateOnly?>(null, new(2009, 5, 1), new(2025, 5, 1), new(2026, 5, 1), new(2027, 1, 5)), FullMemberDate = One<DateOnly?>(null, new(2010, 5, 1), new(2026, 6, 1), new(2027, 6, 1)),
                SexCode = One(null, "1", "2"), EducationCode = One(null, "14", "21", "61"), WorkPostCode = One(null, "T1", "U1", "R1"),
                LeaveReason = One<LeaveReason?>([null, .. Enum.GetValues<LeaveReason>().Select(r => (LeaveReason?)r)]),
            })];
            var frozen = (from o in new[] { Root, General, First, Second } from l in Rules.Lines where dice.Next(3) > 0 select (Key: (o.Id, l.Name), Value: (long)dice.Next(30)))
                .ToDictionary(f => f.Key, f => new FrozenBefore(f.Value, f.Value));
            var lines = new YearlyCounting(Rules, Before, Day, [Root, General, First, Second], people).Lines(frozen, NothingFiled, NothingFiled);
            Assert.All(lines.Values.SelectMany(l => l), line =>
            {
                Assert.True(line.Last is not null || line.Parts.Count == 0);
                Assert.Equal(line.Value, (line.Last ?? line.Value) + line.Parts.Sum(p => p.Count) + line.NotExplained);
                Assert.DoesNotContain(line.Parts, p => p.Count == 0);
            });
            Assert.All(Rules.Lines.Where(l => l.AddsUp && l.Counts != YearlyCount.Movements), rule =>
                Assert.Equal(Of(General, rule).Value, Of(First, rule).Value + Of(Second, rule).Value + Of(General, rule).Own));
            // Men, women and those whose sex is not known are all members.
            Assert.True(Of(Root, Rules.Find("women")!).Value + Of(Root, Rules.Find("men")!).Value <= Of(Root, Rules.Find("members")!).Value);
            YearlyLine Of(OrganisationOfTwoDays o, YearlyLineRule rule) => lines[o.Id].Single(l => l.Name == rule.Name);
        }
    }

    [Fact]
    public void A_few_people_are_not_told_and_neither_is_what_would_give_them_away()
    {
        YearlyLine Line(string name, long value) => new(name, value, 0, null, false, []);
        List<YearlyLine> lines = [Line("members", 23), Line("women", 3), Line("men", 20), Line("retired", 0), Line("teachers", 23), Line("branches", 2), Line("deceased", 1)];
        var hidden = SmallCells.Hidden(Rules, lines, l => l.Value, 5);
        Assert.Superset(new HashSet<string> { "women", "men", "deceased" }, hidden.ToHashSet());
        Assert.DoesNotContain("branches", hidden);
        Assert.DoesNotContain("retired", hidden);
        Assert.DoesNotContain("members", hidden);
        Assert.Empty(SmallCells.Hidden(Rules, lines, l => l.Value, null));
        // Parts: the one that is left out would follow from the difference and the others.
        var parts = SmallCells.HiddenParts(new YearlyLine("members", 40, 0, 20, true, [new(YearlyPart.Admitted, 12), new(YearlyPart.CameIn, 10), new(YearlyPart.Deceased, -2)]), 5);
        Assert.Equal([nameof(YearlyPart.CameIn), nameof(YearlyPart.Deceased)], parts.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_group_leaves_one_number_alone_unsaid()
    {
        var dice = new Random(11);
        for (var round = 0; round < 300; round++)
        {
            var values = Enumerable.Range(0, dice.Next(2, 8)).ToDictionary(i => $"n{i}", _ => (long)dice.Next(-12, 12));
            var names = values.Keys.ToList();
            var hidden = SmallCells.Hidden(values, [names], 5);
            Assert.All(values, v => Assert.True(hidden.Contains(v.Key) || v.Value == 0 || Math.Abs(v.Value) >= 5));
            Assert.True(hidden.Count != 1 || names.All(n => hidden.Contains(n) || values[n] == 0));
        }
    }

    [Fact]
    public void The_years_that_are_over_are_frozen_this_one_is_only_tried()
    {
        var today = new DateOnly(2026, 3, 15);
        Assert.Equal([new(2025, 12, 31), new(2024, 12, 31), new(2023, 12, 31), new(2022, 12, 31), new(2021, 12, 31), today, new(2026, 2, 28), new(2026, 1, 31)], YearlySheet.Days(today));
        Assert.Null(YearlySheet.WhyNot(Before, null, 0, today));
        Assert.Equal(YearlyRefusals.NoSuchDay, YearlySheet.WhyNot(null, null, 0, today));
        Assert.Equal(YearlyRefusals.NoSuchDay, YearlySheet.WhyNot(new(2026, 2, 27), null, 0, today));
        Assert.Equal(YearlyRefusals.ReasonNeeded.Code, YearlySheet.WhyNot(Before, " ", 1, today)!.Code);
        Assert.Null(YearlySheet.WhyNot(Before, "补录两人", 1, today));
        Assert.Null(YearlySheet.WhyNot(today, null, 3, today));
        Assert.Equal(PlatformRefusals.TooLong.Code, YearlySheet.WhyNot(Before, new string('长', 301), 1, today)!.Code);
    }

    private static IReadOnlyDictionary<Guid, IReadOnlyList<YearlyLine>> Count(IReadOnlyList<PeopleOfTwoDays> people) =>
        new YearlyCounting(Rules, Before, Day, [Root, General, First, Second], people).Lines(NothingFrozen, NothingFiled, NothingFiled);

    private static PeopleOfTwoDays Person(string what) => what switch
    {
        "accepted in the year" => new() { Before = First.Id, Now = First.Id, Category = MemberCategory.ProbationaryMember, JoinDate = new(2026, 5, 4), Count = 1 },
        "became a full member" => new() { Before = First.Id, Now = First.Id, Category = MemberCategory.FullMember, JoinDate = new(2025, 5, 4), FullMemberDate = new(2026, 5, 4), Count = 1 },
        "came from outside" => new() { Now = First.Id, Category = MemberCategory.FullMember, JoinDate = new(2010, 5, 4), FullMemberDate = new(2011, 5, 4), Count = 1 },
        _ => new()
        {
            Before = First.Id, Category = MemberCategory.FullMember, JoinDate = new(2010, 5, 4), FullMemberDate = new(2011, 5, 4), Count = 1,
            LeaveReason = what switch
            {
                "transferred out" => LeaveReason.TransferredOut, "graduated" => LeaveReason.Graduated, "died" => LeaveReason.Deceased, "resigned" => LeaveReason.Resigned, _ => null,
            },
        },
    };

    private static OrganisationOfTwoDays Organisation(string path, OrganisationKind kind, DateOnly? foundedOn = null, DateOnly? dissolvedOn = null) =>
        Organisation(path, kind, kind, foundedOn, dissolvedOn);

    private static OrganisationOfTwoDays Organisation(string path, OrganisationKind kind, OrganisationKind? kindBefore, DateOnly? foundedOn = null, DateOnly? dissolvedOn = null) => new()
    {
        Id = Guid.NewGuid(), Path = path, PathThen = path, Name = path, Kind = kind, Stands = dissolvedOn is null, FoundedOn = foundedOn ?? new(2000, 1, 1), DissolvedOn = dissolvedOn,
        KindBefore = kindBefore, StoodBefore = kindBefore is not null,
    };
}
