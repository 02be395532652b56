using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Modules.Figures.Tree;

/// <summary>Random trees with random records, of which random parts move, are merged and end: what was counted anew for the places concerned is what a whole rebuild finds.</summary>
public sealed class RandomMovesTests(World world) : IClassFixture<World>
{
    private const int Changes = 12;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Random_moves_and_ends_give_the_same_as_a_whole_rebuild(int seed)
    {
        var report = await world.Inside(async s =>
        {
            var story = new Story(new Random(seed), s, world.University.Committee, world.Clock.GetUtcNow());
            await story.Begin();
            for (var i = 0; i < Changes; i++)
            {
                var what = await story.Change();
                var found = await s.GetRequiredService<FigureRebuild>().Rebuild(write: false, default);
                Assert.True(found.Differences == 0, $"After change {i + 1}, {what}: {found}");
            }
            return await s.GetRequiredService<FigureRebuild>().Rebuild(write: false, default);
        });
        Assert.True(report.Figures > 30 && report.Obligations > 100, report.ToString());
    }

    [Fact]
    public async Task A_place_above_both_ends_of_a_move_is_not_counted_anew()
    {
        await world.Inside(async s =>
        {
            var story = new Story(new Random(9), s, world.University.Committee, world.Clock.GetUtcNow());
            await story.Begin();
            var fence = s.GetRequiredService<Fence>();
            await fence.Run("update figure_month set filed = filed + 1000 where organisation_id = @Id", new { world.University.Committee.Id }, default);
            await story.Move();
            Assert.True(await fence.Row<int>("select min(filed) from figure_month where organisation_id = @Id", new { world.University.Committee.Id }, default) >= 1000);
            return 0;
        });
    }

    private sealed class Story(Random random, IServiceProvider services, Organisation root, DateTimeOffset now)
    {
        private readonly List<Organisation> _organisations = [];
        private readonly Fence _fence = services.GetRequiredService<Fence>();
        private readonly ZhijianDb _db = services.GetRequiredService<ZhijianDb>();
        private readonly DateOnly _today = services.GetRequiredService<InstitutionTime>().Today;

        private IFollowsOrganisationChanges Follower => services.GetServices<IFollowsOrganisationChanges>().OfType<FollowTheTree>().Single();

        private List<Organisation> Living => _organisations.FindAll(o => o.DissolvedOn is null);

        public async Task Begin()
        {
            var number = 1000;
            Add(root, OrganisationKind.GeneralBranch, ref number);
            for (var i = 0; i < 24; i++)
            {
                var parent = random.Next(4) == 0 ? root : _organisations[random.Next(_organisations.Count)];
                Add(parent, parent.Kind switch { OrganisationKind.GeneralBranch => OrganisationKind.Branch, OrganisationKind.Branch => OrganisationKind.PartyGroup, OrganisationKind.PartyGroup => OrganisationKind.PartyGroup, _ => OrganisationKind.GeneralBranch }, ref number);
            }
            await _db.SaveChangesAsync();
            var book = services.GetRequiredService<TraceBook>();
            await book.FiledInBulk(Enumerable.Range(0, 120).Select(_ => Record()), intoEmpty: false, default);
            await book.UnderwayInBulk(Enumerable.Range(0, 40).Select(i => (Planned(), (Guid?)Guid.NewGuid(), i % 2 == 0 ? "InReview" : "Planned")), default);
            await services.GetRequiredService<ObligationBook>().Open(_today.AddMonths(-4), _today, null, default);
            await services.GetRequiredService<FigureRebuild>().Rebuild(default);
        }

        public async Task<string> Change() => random.Next(3) == 0 && Living.Count > 6 ? await End() : await Move();

        public async Task<string> Move()
        {
            var it = Living[random.Next(Living.Count)];
            var parents = Living.Where(o => !o.Path.StartsWith(it.Path, StringComparison.Ordinal) && o.Id != it.ParentId).Append(root).Where(o => o.Id != it.ParentId).ToList();
            if (parents.Count == 0)
            {
                return "nothing";
            }
            var move = await Place(it, parents[random.Next(parents.Count)]);
            await Apply(new TreeChange(OrganisationChangeKind.Move, _today, "调整", OrganisationPlace.Of(it), null, [], []) { Moves = [move] });
            return $"{move}";
        }

        /// <summary>What stands below goes to another one, as in a merger.</summary>
        private async Task<string> End()
        {
            var it = Living[random.Next(Living.Count)];
            var receivers = Living.Where(o => !o.Path.StartsWith(it.Path, StringComparison.Ordinal) && o.Id != it.Id).ToList();
            if (receivers.Count == 0)
            {
                return "nothing";
            }
            var into = receivers[random.Next(receivers.Count)];
            List<PathMove> moves = [];
            foreach (var below in Living.Where(o => o.ParentId == it.Id).ToList())
            {
                moves.Add(await Place(below, into));
            }
            it.DissolvedOn = _today;
            await _fence.Run("update organisation set dissolved_on = @_today where id = @Id", new { _today, it.Id }, default);
            await Apply(new TreeChange(OrganisationChangeKind.Merge, _today, "合并", OrganisationPlace.Of(it), OrganisationPlace.Of(into), [], [OrganisationPlace.Of(it)]) { Moves = moves });
            return $"end of {it.Path} into {into.Path} with {string.Join(", ", moves)}";
        }

        private Task Apply(TreeChange change) => Follower.Apply(change, SystemActors.SetUp.Actor, now, default);

        private async Task<PathMove> Place(Organisation it, Organisation parent)
        {
            var move = new PathMove(it.Path, $"{parent.Path}{it.Number}.");
            await PathRewrite.Run(_fence, [move], default);
            await _fence.Run("update organisation set parent_id = @parentId where id = @Id", new { parentId = parent.Id, it.Id }, default);
            foreach (var along in _organisations.Where(o => move.Concerns(o.Path)))
            {
                along.Path = move.Of(along.Path);
            }
            it.ParentId = parent.Id;
            return move;
        }

        private void Add(Organisation parent, OrganisationKind kind, ref int number)
        {
            var made = new Organisation { Number = ++number, Path = $"{parent.Path}{number}.", ParentId = parent.Id, Kind = kind, Name = $"{kind}{number}", FoundedOn = _today.AddYears(-1) };
            _db.Add(made);
            _organisations.Add(made);
        }

        private FiledRecord Record() => new(Guid.NewGuid(), Guid.NewGuid(), Kind(), _today.AddDays(-random.Next(120)), now, Parties());

        private PlannedActivity Planned() => new(Guid.NewGuid(), Kind(), now.AddDays(-random.Next(60)), "会议", Parties());

        private ActivityKind Kind() => random.Next(3) switch { 0 => ActivityKind.ThemePartyDay, 1 => ActivityKind.BranchMembersMeeting, _ => ActivityKind.LinkageActivity };

        /// <summary>One to three of them: a joint record still counts where one of its participants stays.</summary>
        private List<Party> Parties() =>
            [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => _organisations[random.Next(_organisations.Count)]).DistinctBy(o => o.Id).Select(o => new Party(o.Id, o.Path))];
    }
}
