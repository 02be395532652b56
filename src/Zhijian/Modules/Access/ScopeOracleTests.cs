using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Access;

/// <summary>What the database's fence shows must be what brute force over the tree expects, and what the explanation says.</summary>
public sealed class ScopeOracleTests(World world) : IClassFixture<World>
{
    private static readonly bool Long = TestRun.IsLong;
    private static readonly int Organisations = Long ? 200 : 60;
    private static readonly int Members = Long ? 800 : 240;

    /// <summary>With six trees and two questions each, 10,000 questions in the long run.</summary>
    private static readonly int Rounds = Long ? 834 : 25;

    private static readonly int Alternating = Long ? 1000 : 100;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task The_fence_brute_force_and_the_explanation_agree_for_random_trees_and_posts(int seed)
    {
        var random = new Random(seed);
        var (organisations, members) = await Plant(random, seed);
        for (var round = 0; round < Rounds; round++)
        {
            if (round % 5 == 4)
            {
                await Move(random, organisations, members);
            }
            var who = Somebody(random, organisations, members);
            var (seenOrganisations, seenMembers) = await Seen(who);

            // More than four disjoint posts are cut to four; the rest of the oracle follows the same rule.
            var ranges = Disjoint(who).Take(FencedScope.MostRanges).ToList();
            var expectedMembers = members.Where(m => m.Id == who.MemberId || ranges.Any(r => m.Path.StartsWith(r, StringComparison.Ordinal))).Select(m => m.Id).ToHashSet();
            var home = who.HomePath.Length > 0 ? who.HomePath : who.Space?.Path ?? "";
            var expectedOrganisations = organisations.Where(o => ranges.Any(r => o.Path.StartsWith(r, StringComparison.Ordinal)) || (home.Length > 0 && home.StartsWith(o.Path, StringComparison.Ordinal))).Select(o => o.Id).ToHashSet();
            Assert.True(expectedMembers.SetEquals(seenMembers.Intersect(members.Select(m => m.Id))), $"members, seed {seed}, round {round}");
            Assert.True(expectedOrganisations.SetEquals(seenOrganisations.Intersect(organisations.Select(o => o.Id))), $"organisations, seed {seed}, round {round}");

            Assert.All(members, m => Assert.Equal(seenMembers.Contains(m.Id), SightReasons.Of(who, new SeenThing(m.Path, m.Id)).Count > 0));
            Assert.All(organisations, o => Assert.Equal(seenOrganisations.Contains(o.Id), SightReasons.Of(who, new SeenThing(o.Path, null, true)).Count > 0));
        }
        Console.WriteLine($"figure scope-oracle-questions-tree-{seed} {Rounds * 2}");
    }

    [Fact]
    public async Task People_who_alternate_over_few_connections_never_see_foreign_rows()
    {
        var random = new Random(99);
        var (organisations, members) = await Plant(random, 99);
        await using var pools = new FencedPools(world.Database.AppConnection, 4);
        var people = Enumerable.Range(0, Alternating).Select(_ => Somebody(random, organisations, members)).ToList();
        var foreign = 0;
        await Task.WhenAll(Enumerable.Range(0, Alternating * 3).Select(async i =>
        {
            var who = people[i % people.Count];
            var ranges = Disjoint(who).Take(FencedScope.MostRanges).ToList();
            await using var fence = new Fence(pools);
            fence.Enclose(FencedScope.Of(who));
            var seen = i % 2 == 0
                ? await fence.Rows<string>("select path from member where id <> @own", new { own = who.MemberId }, default)
                : await fence.Once("select path from member where id <> $1", p => p.Add(new NpgsqlParameter<Guid> { TypedValue = who.MemberId }), async (reader, stop) =>
                {
                    List<string> paths = [];
                    while (await reader.ReadAsync(stop))
                    {
                        paths.Add(reader.GetString(0));
                    }
                    return paths;
                }, default);
            Interlocked.Add(ref foreign, seen.Count(path => !ranges.Any(r => path.StartsWith(r, StringComparison.Ordinal))));
        }));
        Console.WriteLine($"figure scope-people-alternating-over-four-connections {people.Count}");
        Console.WriteLine($"figure scope-foreign-rows-seen {foreign} 0 {(foreign == 0 ? "met" : "short")}");
        Assert.Equal(0, foreign);
    }

    [Fact]
    public async Task A_connection_on_which_a_scope_was_set_shows_nothing_after_the_transaction()
    {
        await Plant(new Random(7), 7);
        await using var source = NpgsqlDataSource.Create(world.Database.AppConnection);
        await using var connection = await source.OpenConnectionAsync();
        async Task<object?> Ask(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            return await command.ExecuteScalarAsync();
        }
        await Ask("begin");
        await Ask("call enclose('1.', '~', '~', '~', '', '', '', '')");
        Assert.NotEqual(0L, await Ask("select count(*) from member"));
        await Ask("commit");

        Assert.Equal("", await Ask("select current_setting('zhijian.scope1', true)"));
        Assert.Equal(0L, await Ask("select count(*) from member"));
        Assert.Equal(0L, await Ask("select count(*) from account"));
    }

    /// <summary>An organisation goes elsewhere with everything below it; what is seen follows at once.</summary>
    private async Task Move(Random random, List<Organisation> organisations, List<Member> members)
    {
        var moved = organisations[random.Next(2, organisations.Count)];
        var parent = organisations[random.Next(organisations.Count)];
        var (from, to) = (moved.Path, $"{parent.Path}{moved.Number}.");
        if (parent.Path.StartsWith(from, StringComparison.Ordinal) || to == from)
        {
            return;
        }
        foreach (var place in organisations.Where(o => o.Path.StartsWith(from, StringComparison.Ordinal)))
        {
            place.Path = to + place.Path[from.Length..];
        }
        foreach (var member in members.Where(m => m.Path.StartsWith(from, StringComparison.Ordinal)))
        {
            member.Path = to + member.Path[from.Length..];
        }
        await world.Inside(async s =>
        {
            var fence = s.GetRequiredService<Fence>();
            await fence.Run(
                """
                update organisation set path = @to || substr(path, length(@from) + 1) where starts_with(path, @from);
                update member set path = @to || substr(path, length(@from) + 1) where starts_with(path, @from)
                """, new { from, to }, default);
            await fence.Commit(default);
            return 0;
        });
    }

    [Fact]
    public async Task A_pass_opens_one_record_and_nothing_else()
    {
        var (_, members) = await Plant(new Random(8), 8);
        await using var scope = world.Services.CreateAsyncScope();
        var fence = scope.ServiceProvider.GetRequiredService<Fence>();
        fence.Enclose(FencedScope.Nothing);
        Assert.Empty(await fence.Rows<Guid>("select id from member", null, default));
        fence.Admit(members[7].Id);

        Assert.Equal([members[7].Id], await fence.Rows<Guid>("select id from member", null, default));
    }

    private async Task<(HashSet<Guid> Organisations, HashSet<Guid> Members)> Seen(Actor who)
    {
        await using var scope = world.Services.CreateAsyncScope();
        var fence = scope.ServiceProvider.GetRequiredService<Fence>();
        fence.Enclose(FencedScope.Of(who));
        var organisations = await fence.Rows<Guid>("select id from organisation", null, default);
        return ([.. organisations], [.. await fence.Rows<Guid>("select id from member", null, default)]);
    }

    private static Actor Somebody(Random random, List<Organisation> organisations, List<Member> members)
    {
        var member = members[random.Next(members.Count)];
        var posts = Enumerable.Range(0, random.Next(0, 7)).Select(_ =>
        {
            // Mostly deep in the tree: a post at the root would make every oracle say yes.
            var at = organisations[random.Next(random.Next(4) == 0 ? 0 : organisations.Count / 4, organisations.Count)];
            return new HeldPost(Guid.NewGuid(), nameof(PostKind.Secretary), at.Id, at.Name, at.Path, nameof(SpaceLevel.Branch), [new Grant(PeopleActs.See, (Reach)random.Next(3))]);
        }).ToList();
        return new Actor { AccountId = Guid.NewGuid(), MemberId = random.Next(5) == 0 ? Guid.Empty : member.Id, Name = member.Name, HomePath = random.Next(5) == 0 ? "" : member.Path, Posts = posts, Space = posts.Count > 0 && random.Next(3) > 0 ? posts[random.Next(posts.Count)] : null };
    }

    /// <summary>The tops of the posts' subtrees, the open space's first, without those inside another.</summary>
    private static List<string> Disjoint(Actor who)
    {
        List<string> kept = [];
        foreach (var path in who.Posts.OrderByDescending(p => p == who.Space).Select(p => p.Path))
        {
            if (!kept.Exists(k => path.StartsWith(k, StringComparison.Ordinal)))
            {
                kept.RemoveAll(k => k.StartsWith(path, StringComparison.Ordinal));
                kept.Add(path);
            }
        }
        return kept;
    }

    private async Task<(List<Organisation> Organisations, List<Member> Members)> Plant(Random random, int seed) => await Plant(random, seed, world.University.Committee.Id);

    private async Task<(List<Organisation> Organisations, List<Member> Members)> Plant(Random random, int seed, Guid root) => await world.Given(db =>
    {
        List<Organisation> organisations = [];
        List<Member> members = [];
        for (var i = 0; i < Organisations; i++)
        {
            var parent = i < 2 ? null : organisations[random.Next(Math.Max(1, i / 2))];

            // Numbers like 1, 10 and 100 side by side: prefixes of texts that are no ancestors.
            var number = (seed * 1000) + (i % 3 == 0 ? 100 + i : 10 + i) + (i % 2 * 500);
            var made = new Organisation { Number = number, Path = $"{parent?.Path ?? FencedScope.WholeInstitution}{number}.", ParentId = parent?.Id ?? root, Kind = OrganisationKind.Branch, Name = $"O{number}", FoundedOn = new DateOnly(2020, 1, 1) };
            organisations.Add(made);
        }
        for (var i = 0; i < Members; i++)
        {
            var at = organisations[random.Next(organisations.Count)];
            members.Add(new Member { Name = $"M{i}", OrganisationId = at.Id, Path = at.Path, Category = MemberCategory.FullMember });
        }
        db.AddRange(organisations);
        db.AddRange(members);
        return (organisations, members);
    });
}
