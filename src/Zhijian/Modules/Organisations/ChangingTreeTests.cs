using FsCheck;
using FsCheck.Fluent;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Organisations;

public sealed class ChangingTreeTests
{
    private static readonly OrganisationRules Rules = Rulebook.Load(Rulebook.ShippedFolder).On(Day(0)).Organisations;
    private static readonly OrganisationSize Enough = new(20, 60);

    private static DateOnly Day(int day) => new DateOnly(2026, 3, 1).AddDays(day);

    [Fact]
    public void A_branch_with_two_full_members_cannot_be_founded()
    {
        var world = new SmallTree();

        var decision = world.Tree.Found(world.General, 90, "第四支部", OrganisationKind.Branch, null, [], new OrganisationSize(2, 9), world.Note(40));

        Assert.Equal(OrganisationRefusals.TooFewFullMembers.Code, decision.Refusal?.Code);
        Assert.Equal([2, 3], decision.Refusal!.Values.Take(2));
        Assert.Contains(world.Tree.Findings, f => f.Rule.Clause == "第四条");
    }

    [Fact]
    public void What_a_rule_advises_against_needs_a_written_reason()
    {
        var world = new SmallTree();

        var without = world.Tree.Found(world.Root, 90, "小总支", OrganisationKind.GeneralBranch, null, [], new OrganisationSize(5, 9), world.Note(40));
        var with = world.Tree.Found(world.Root, 90, "小总支", OrganisationKind.GeneralBranch, null, [], new OrganisationSize(5, 9), world.Note(40) with { WarningReason = "经上级批准" });

        Assert.Equal(OrganisationRefusals.WarningNeedsReason.Code, without.Refusal?.Code);
        Assert.Null(with.Refusal);
        Assert.Equal("经上级批准", world.Tree.Versions.Single(v => v.OrganisationId == with.Fact!.SubjectId).WarningReason);
    }

    [Fact]
    public void A_move_takes_what_stands_below_along_from_its_day_on_and_leaves_earlier_days_alone()
    {
        var world = new SmallTree();

        var decision = world.Tree.Move(world.Branch, world.OtherGeneral, world.Note(10));

        Assert.Null(decision.Refusal);
        Assert.Equal("1.3.4.7.", world.Group.Path);
        Assert.Equal("1.2.4.7.", world.VersionOn(world.Group, 9).PathThen);
        Assert.Equal("1.3.4.7.", world.VersionOn(world.Group, 10).PathThen);
        Assert.Equal([new PathMove("1.2.4.", "1.3.4.")], world.Tree.Moves);
    }

    [Fact]
    public void A_back_dated_move_is_put_before_later_changes_below_it()
    {
        var world = new SmallTree();
        world.Tree.Rename(world.Group, "第一小组（新）", world.Note(20));

        var decision = world.Tree.Move(world.Branch, world.OtherGeneral, world.Note(10));

        Assert.Null(decision.Refusal);
        Assert.Equal(("第一小组", "1.2.4.7."), Seen(9));
        Assert.Equal(("第一小组", "1.3.4.7."), Seen(15));
        Assert.Equal(("第一小组（新）", "1.3.4.7."), Seen(20));

        (string, string) Seen(int day) => world.VersionOn(world.Group, day) is var v ? (v.Name, v.PathThen) : default;
    }

    [Fact]
    public void A_change_before_the_last_one_of_the_same_organisation_is_refused_and_so_is_one_in_the_future()
    {
        var world = new SmallTree();
        world.Tree.Rename(world.Branch, "新名", world.Note(20));

        Assert.Equal(OrganisationRefusals.BeforeLastChange.Code, world.Tree.Rename(world.Branch, "更新的名", world.Note(19)).Refusal?.Code);
        Assert.Equal(OrganisationRefusals.DateInFuture.Code, world.Tree.Rename(world.Branch, "更新的名", world.Note(101)).Refusal?.Code);
        Assert.Equal(OrganisationRefusals.SameName.Code, world.Tree.Rename(world.Branch, "新名", world.Note(30)).Refusal?.Code);
        Assert.Equal(OrganisationRefusals.NameTaken.Code, world.Tree.Rename(world.Branch, "第二支部", world.Note(30)).Refusal?.Code);
    }

    [Fact]
    public void The_tree_keeps_its_shape()
    {
        var world = new SmallTree();

        Assert.Equal(OrganisationRefusals.RootStays.Code, world.Tree.Move(world.Root, world.General, world.Note(9)).Refusal?.Code);
        Assert.Equal(OrganisationRefusals.GroupStays.Code, world.Tree.Move(world.Group, world.Second, world.Note(9)).Refusal?.Code);
        Assert.Equal(OrganisationRefusals.BelowItself.Code, world.Tree.Move(world.General, world.Branch, world.Note(9)).Refusal?.Code);
        Assert.Equal(OrganisationRefusals.AlreadyThere.Code, world.Tree.Move(world.Branch, world.General, world.Note(9)).Refusal?.Code);
        Assert.Equal(OrganisationRefusals.WrongParent.Code, world.Tree.Move(world.Branch, world.Root, world.Note(9)).Refusal?.Code);
        Assert.Equal(OrganisationRefusals.IntoItself.Code, world.Tree.Merge(world.Branch, world.Branch, Enough, world.Note(9)).Refusal?.Code);
        Assert.Equal(OrganisationRefusals.OtherLevel.Code, world.Tree.Merge(world.Branch, world.OtherGeneral, Enough, world.Note(9)).Refusal?.Code);
        Assert.Equal(OrganisationRefusals.CannotSplit.Code, world.Tree.Split(world.General, 90, "新", [Guid.NewGuid()], Enough, Enough, world.Note(9)).Refusal?.Code);
        Assert.Equal(OrganisationRefusals.NobodyChosen.Code, world.Tree.Split(world.Branch, 90, "新", [], Enough, Enough, world.Note(9)).Refusal?.Code);
        Assert.Equal(OrganisationRefusals.NoSuchUpgrade.Code, world.Tree.Upgrade(world.Branch, OrganisationKind.UniversityCommittee, 90, "一", Enough, world.Note(9)).Refusal?.Code);
        Assert.Equal(OrganisationRefusals.FirstBranchMissing.Code, world.Tree.Upgrade(world.Branch, OrganisationKind.GeneralBranch, 90, " ", Enough, world.Note(9)).Refusal?.Code);
        Assert.Equal(OrganisationRefusals.HasOrganisationsBelow.Code, world.Tree.Dissolve(world.General, null, Enough, world.Note(9)).Refusal?.Code);
        Assert.Equal(OrganisationRefusals.ReceiverMissing.Code, world.Tree.Dissolve(world.Branch, null, Enough, world.Note(9)).Refusal?.Code);
        Assert.Equal(OrganisationRefusals.FoundedThatDay.Code, world.Tree.Dissolve(world.Branch, world.Second, Enough, world.Note(0)).Refusal?.Code);
        Assert.Equal(OrganisationRefusals.RuleForbids.Code, OrganisationRefusals.OfRule(new RuleFinding(Severity.Block, "rules.reason.other", [], Rules[OrganisationKind.Branch].Rule)).Code);
    }

    [Fact]
    public void A_merged_organisation_ends_and_hands_over_what_stands_below_it()
    {
        var world = new SmallTree();

        var decision = world.Tree.Merge(world.Branch, world.Second, new OrganisationSize(12, 20), world.Note(10));

        Assert.Null(decision.Refusal);
        Assert.Equal(Day(10), world.Branch.DissolvedOn);
        Assert.Equal((world.Second.Id, "1.2.5.7."), (world.Group.ParentId, world.Group.Path));
        Assert.Equal(OrganisationRefusals.Dissolved.Code, world.Tree.Rename(world.Branch, "还在", world.Note(12)).Refusal?.Code);
    }

    [Fact]
    public void An_organisation_that_still_had_others_below_on_that_day_cannot_have_ended_on_it()
    {
        var world = new SmallTree();
        world.Tree.Move(world.Branch, world.OtherGeneral, world.Note(20));
        world.Tree.Move(world.Second, world.OtherGeneral, world.Note(20));

        Assert.Equal(OrganisationRefusals.HadOrganisationsBelow.Code, world.Tree.Dissolve(world.General, null, new OrganisationSize(0, 0), world.Note(15)).Refusal?.Code);
        Assert.Null(world.Tree.Dissolve(world.General, null, new OrganisationSize(0, 0), world.Note(20)).Refusal);
    }

    [Fact]
    public void An_upgraded_branch_has_its_people_and_groups_in_a_first_branch_below()
    {
        var world = new SmallTree();

        var decision = world.Tree.Upgrade(world.Branch, OrganisationKind.GeneralBranch, 90, "第一支部", Enough, world.Note(10));

        Assert.Null(decision.Refusal);
        Assert.Equal(OrganisationKind.GeneralBranch, world.Branch.Kind);
        // A general branch does not stand below another one: it rises to the committee.
        Assert.Equal(("1.4.", "1.4.90.", "1.4.90.7."), (world.Branch.Path, decision.Fact!.FirstBranchPath, world.Group.Path));
        Assert.Equal(OrganisationKind.Branch, world.VersionOn(world.Branch, 9).Kind);
    }

    [Fact]
    public void Whatever_changes_in_whatever_order_every_day_shows_the_tree_of_that_day()
    {
        var act = from what in Gen.Choose(0, 6)
                  from it in Gen.Choose(0, 30)
                  from other in Gen.Choose(0, 30)
                  from day in Gen.Choose(0, 40)
                  from full in Gen.Choose(0, 12)
                  from reasoned in Gen.Elements(true, true, false)
                  select (what, it, other, day, full, reasoned);

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000).WithEndSize(40), Prop.ForAll(Gen.ListOf(act).ToArbitrary(), acts =>
        {
            var world = new SmallTree();
            var oracle = new Replay(world.Tree);
            foreach (var (what, it, other, day, full, reasoned) in acts)
            {
                var all = world.Tree.Organisations.OrderBy(o => o.Number).ToList();
                var (thing, second) = (all[it % all.Count], all[other % all.Count]);
                var size = new OrganisationSize(full, full * 5);
                var note = world.Note(day) with { WarningReason = reasoned ? "经批准" : null };
                var number = all.Count + 10;
                var refused = what switch
                {
                    0 => world.Tree.Found(thing, number, $"组织{number}", (OrganisationKind)(other % 10), null, [], size, note).Refusal,
                    1 => world.Tree.Rename(thing, $"名称{other}", note).Refusal,
                    2 => world.Tree.Move(thing, second, note).Refusal,
                    3 => world.Tree.Split(thing, number, $"分出{number}", [Guid.NewGuid()], size, size, note).Refusal,
                    4 => world.Tree.Merge(thing, second, size, note).Refusal,
                    5 => world.Tree.Upgrade(thing, (OrganisationKind)(other % 4), number, $"下设{number}", size, note).Refusal,
                    _ => world.Tree.Dissolve(thing, other % 2 == 0 ? null : second, size, note).Refusal,
                };
                oracle.Note(Day(day), refused);
            }
            KeepsItsPromises(world.Tree);
            for (var day = 0; day <= 45; day++)
            {
                Assert.Equal(oracle.On(Day(day)), [.. world.Tree.Versions.Where(v => v.HoldsOn(Day(day))).Select(v => (v.OrganisationId, v.Name, v.Kind, v.ParentId, v.PathThen)).OrderBy(v => v.PathThen, StringComparer.Ordinal)]);
            }
            return true;
        }));
    }

    private static void KeepsItsPromises(ChangingTree tree)
    {
        foreach (var it in tree.Organisations)
        {
            var versions = tree.Versions.Where(v => v.OrganisationId == it.Id).OrderBy(v => v.ValidFrom).ToList();
            Assert.Equal(it.DissolvedOn is null ? 1 : 0, versions.Count(v => v.ValidUntil is null));
            Assert.All(versions, v => Assert.True(v.ValidUntil is null || v.ValidUntil > v.ValidFrom));
            Assert.Equal(versions.Skip(1).Select(v => (DateOnly?)v.ValidFrom), versions.SkipLast(1).Select(v => v.ValidUntil));
            Assert.All(versions, v => Assert.Equal(it.Path, v.Path));
            var parent = it.ParentId is { } id ? tree.Find(id)! : null;
            Assert.Equal($"{parent?.Path}{it.Number}.", it.Path);
            Assert.True(it.DissolvedOn is not null || parent?.DissolvedOn is null, "Nothing living stands below something that ended.");
            Assert.True(it.DissolvedOn is not null || parent is null || Rules.WhyNotUnder(it.Kind, parent.Kind) is null);
        }
    }

    /// <summary>A committee, two general branches, two branches of the first, a group of the first branch.</summary>
    private sealed class SmallTree
    {
        public SmallTree()
        {
            List<OrganisationVersion> versions = [];
            List<Organisation> organisations = [];
            Organisation Add(int number, Organisation? parent, OrganisationKind kind, string name)
            {
                var made = new Organisation { Number = number, Path = $"{parent?.Path}{number}.", ParentId = parent?.Id, Kind = kind, Name = name, FoundedOn = Day(0) };
                versions.Add(new OrganisationVersion { OrganisationId = made.Id, Path = made.Path, PathThen = made.Path, ValidFrom = Day(0), Name = name, Kind = kind, ParentId = parent?.Id, Reason = "成立", RecordedAt = default, RecordedBy = Guid.Empty });
                organisations.Add(made);
                return made;
            }
            Root = Add(1, null, OrganisationKind.UniversityCommittee, "党委");
            General = Add(2, Root, OrganisationKind.GeneralBranch, "第一总支");
            OtherGeneral = Add(3, Root, OrganisationKind.GeneralBranch, "第二总支");
            Branch = Add(4, General, OrganisationKind.Branch, "第一支部");
            Second = Add(5, General, OrganisationKind.Branch, "第二支部");
            Group = Add(7, Branch, OrganisationKind.PartyGroup, "第一小组");
            Tree = new ChangingTree(organisations, versions, Rules);
        }

        public Organisation Root { get; }

        public Organisation General { get; }

        public Organisation OtherGeneral { get; }

        public Organisation Branch { get; }

        public Organisation Second { get; }

        public Organisation Group { get; }

        public ChangingTree Tree { get; }

        public ChangeNote Note(int day) => new(Day(day), "批复", null, Day(100), new DateTimeOffset(2026, 6, 9, 8, 0, 0, TimeSpan.Zero), Guid.Empty, "组织部");

        public OrganisationVersion VersionOn(Organisation it, int day) => Tree.Versions.Single(v => v.OrganisationId == it.Id && v.HoldsOn(Day(day)));
    }

    /// <summary>The naive answer: all changes written down, replayed for each day in the order of their days.</summary>
    private sealed class Replay
    {
        private readonly List<(DateOnly On, int Order, Guid Id, string Name, OrganisationKind Kind, Guid? ParentId, bool Exists)> _changes = [];
        private readonly ChangingTree _tree;
        private readonly Dictionary<Guid, (string, OrganisationKind, Guid?, bool)> _last = [];

        public Replay(ChangingTree tree)
        {
            _tree = tree;
            Note(Day(0), null);
        }

        public void Note(DateOnly on, Refusal? refused)
        {
            foreach (var it in _tree.Organisations)
            {
                var now = (it.Name, it.Kind, it.ParentId, it.DissolvedOn is null);
                if (_last.TryGetValue(it.Id, out var before) && before == now) { continue; }
                Assert.Null(refused);
                _last[it.Id] = now;
                _changes.Add((on, _changes.Count, it.Id, it.Name, it.Kind, it.ParentId, it.DissolvedOn is null));
            }
        }

        public List<(Guid, string, OrganisationKind, Guid?, string)> On(DateOnly day)
        {
            var then = _changes.Where(c => c.On <= day).GroupBy(c => c.Id).Select(g => g.OrderBy(c => c.On).ThenBy(c => c.Order).Last()).ToDictionary(c => c.Id);
            string PathOf(Guid id) => (then[id].ParentId is { } parent ? PathOf(parent) : "") + _tree.Find(id)!.Number + ".";
            return [.. then.Values.Where(c => c.Exists).Select(c => (c.Id, c.Name, c.Kind, c.ParentId, PathOf(c.Id))).OrderBy(c => c.Item5, StringComparer.Ordinal)];
        }
    }
}
