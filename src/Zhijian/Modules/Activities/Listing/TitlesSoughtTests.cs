using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dapper;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Review.Inbox;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;
using Zhijian.Platform.Writing;
using Zhijian.Testing;

namespace Zhijian.Modules.Activities.Listing;

/// <summary>What the index of letters finds is what comparing every title in sight finds, in the same order, for whoever asks.</summary>
public sealed class TitlesSoughtTests(RoomyDemonstrationWorld world) : IClassFixture<RoomyDemonstrationWorld>
{
    private const int Texts = 25;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    [Theory]
    [InlineData("organisation")]
    [InlineData("generalbranch")]
    [InlineData("secretary")]
    [InlineData(null)]
    public async Task Every_title_in_sight_that_holds_the_text_is_found_and_no_other(string? userName)
    {
        var account = userName is null ? await world.AccountOf(await SomebodyTold()) : await world.Read(db => db.Set<Account>().SingleAsync(a => a.UserName == userName));
        var program = await world.Program(account);
        var all = await world.Read(db => db.Activities.Where(a => !a.IsHistory).Select(a => a.Title).ToListAsync());
        var seen = await Listed(program, "limit=200");
        Assert.NotEmpty(seen);
        var random = new Random(38);
        List<string> sought = ["%", "_", "\\", "查无此词", "党", "主题党日", "组织生活会", .. Enumerable.Range(0, Texts).Select(_ => Piece(all[random.Next(all.Count)], random)), .. Enumerable.Range(0, Texts).Select(_ => Piece(seen[random.Next(seen.Count)].Title, random))];
        foreach (var text in sought)
        {
            var found = await Listed(program, $"limit=60&text={Uri.EscapeDataString(text)}");
            Assert.Equal(seen.Where(a => a.Title.Contains(text, StringComparison.OrdinalIgnoreCase)).Select(a => a.Id), found.Select(a => a.Id));
        }
    }

    [Theory]
    [InlineData("organisation", 1000)]
    [InlineData("organisation", 30)]
    [InlineData("generalbranch", 1000)]
    [InlineData("generalbranch", 10)]
    public async Task Titles_that_hold_a_text_and_those_that_nearly_do_are_the_newest_of_all_in_sight_however_few_are_looked_through_first(string userName, int lookedThrough)
    {
        const int Most = 3;
        var account = await world.Read(db => db.Set<Account>().SingleAsync(a => a.UserName == userName));
        await world.As(account, async s =>
        {
            var (query, actor) = (s.GetRequiredService<ActivityListQuery>(), await ReviewStories.ActorOf(s, account));
            query.LookedThrough = lookedThrough;
            var seen = (await query.Page(new ActivityFilter(), actor, 10_000, default)).Items;
            Assert.True(seen.Count > 30);
            var random = new Random(41);
            var nearFound = 0;
            foreach (var text in (string[])["党", "主题党日", "组织生活会", "查无此词", .. Enumerable.Range(0, Texts * 2).Select(_ => Slip(seen[random.Next(seen.Count)].Title, random)), .. Enumerable.Range(0, Texts).Select(_ => Piece(seen[random.Next(seen.Count)].Title, random))])
            {
                var page = await query.Page(new ActivityFilter(Text: text), actor, Most, default);
                var near = await query.Near(text, actor, Most, default);
                var holding = seen.Where(a => a.Title.Contains(text, StringComparison.OrdinalIgnoreCase)).Select(a => a.Id).ToList();
                Assert.Equal(holding.Take(Most), page.Items.Select(a => a.Id));
                Assert.Equal(holding.Count > Most, page.Next is not null);
                var nearly = seen.Where(a => NearTitle.Holds(a.Title, text)).Select(a => a.Id).ToList();
                Assert.True((LettersSought.Near(text).IsAny ? nearly.Take(Most) : []).SequenceEqual(near.Select(a => a.Id)), text);
                nearFound += near.Count;
            }
            Assert.True(nearFound > 0);
            return 0;
        });
    }

    /// <summary>A piece of a title with one letter left out, doubled or put for another.</summary>
    private static string Slip(string title, Random random)
    {
        var piece = title.Substring(random.Next(Math.Max(1, title.Length - 7)), Math.Min(7, title.Length));
        var at = random.Next(piece.Length);
        return random.Next(3) switch { 0 => piece.Remove(at, 1), 1 => piece.Insert(at, "的"), _ => piece.Remove(at, 1).Insert(at, "错") };
    }

    [Fact]
    public async Task Kinds_states_months_and_organisations_narrow_what_is_found()
    {
        var program = await world.Program(await world.Read(db => db.Set<Account>().SingleAsync(a => a.UserName == "organisation")));
        var seen = await Listed(program, "limit=200");
        foreach (var some in seen.Where((_, n) => n % (seen.Count / 8) == 0))
        {
            var text = some.Title[..2];
            var month = world.Services.GetRequiredService<InstitutionTime>().DayOf(some.StartsAt).ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);
            foreach (var (narrow, holds) in new (string, Func<ActivityView, bool>)[]
            {
                ($"kind={some.Kind}", a => a.Kind == some.Kind), ($"state={some.State}", a => a.State == some.State), ($"organisation={some.OrganisationId}", a => a.OrganisationId == some.OrganisationId),
                ($"month={month}&kind={some.Kind}", a => a.Kind == some.Kind && world.Services.GetRequiredService<InstitutionTime>().DayOf(a.StartsAt).ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture) == month),
            })
            {
                var found = await Listed(program, $"limit=60&text={Uri.EscapeDataString(text)}&{narrow}");
                Assert.Equal(seen.Where(a => a.Title.Contains(text, StringComparison.OrdinalIgnoreCase) && holds(a)).Select(a => a.Id), found.Select(a => a.Id));
            }
        }
    }

    [Fact]
    public async Task A_title_is_found_as_it_is_called_now()
    {
        var program = await world.Program(await world.Read(db => db.Set<Account>().SingleAsync(a => a.UserName == "organisation")));
        var activity = await world.Read(db => db.Activities.Where(a => !a.IsHistory).OrderBy(a => a.StartsAt).FirstAsync());
        await Name("罕见之名甲乙");
        Assert.Equal(activity.Id, Assert.Single(await Listed(program, "text=见之名甲")).Id);
        await Name("另一称呼丙丁");
        Assert.Empty(await Listed(program, "text=见之名甲"));
        Assert.Equal(activity.Id, Assert.Single(await Listed(program, "text=一称呼丙")).Id);
        await Name(activity.Title);
        Assert.Empty(await Listed(program, "text=一称呼丙"));

        Task<int> Name(string title) => world.Inside(async s =>
        {
            var fence = s.GetRequiredService<Fence>();
            var changed = await fence.Run("update activity set title = @title where id = @Id", new { title, activity.Id }, default);
            await fence.Commit(default);
            return changed;
        });
    }

    [Fact]
    public async Task Names_of_organisations_are_found_as_by_comparing_each()
    {
        await world.Inside(async s =>
        {
            var tree = s.GetRequiredService<OrganisationTreeQuery>();
            var day = s.GetRequiredService<InstitutionTime>().Today;
            var names = await s.GetRequiredService<Fence>().Rows<string>("select name from organisation order by number", null, default);
            var random = new Random(38);
            var spelled = await s.GetRequiredService<Fence>().Rows<string>("select spelled from organisation where spelled is not null order by number", null, default);
            Assert.NotEmpty(spelled);
            foreach (var text in (string[])["", "党支部", "xinxi", "dzb", "xinxigongcheng", "%", .. Enumerable.Range(0, Texts).Select(_ => Syllables(spelled[random.Next(spelled.Count)], random)), .. Enumerable.Range(0, Texts).Select(_ => Piece(names[random.Next(names.Count)], random))])
            {
                var called = NameSought.Of(text);
                var asked = new NamedValues { { "day", day }, { "from", (int?)null }, { "most", int.MaxValue } };
                var found = await tree.Called(called, "true", asked, default);
                var compared = await tree.Rows("strpos(v.name, @text) > 0 or o.spelled ~ any(@spelled)", called.Values.And(asked).ForDapper(), default);
                Assert.Equal(compared.Select(o => o.Id), found.Select(o => o.Id));
            }
            return 0;
        });
    }

    /// <summary>A few neighbouring syllables as somebody types them: whole, begun, or by their first letter.</summary>
    private static string Syllables(string spelled, Random random)
    {
        var all = spelled.Split(' ');
        var from = random.Next(all.Length);
        var typed = all[from..Math.Min(all.Length, from + random.Next(1, 5))].Select(syllable => syllable[..random.Next(1, syllable.Length + 1)]);
        return string.Join(random.Next(3) == 0 ? " " : "", typed);
    }

    [Fact]
    public async Task The_index_of_letters_holds_behind_the_fence()
    {
        await using var app = new NpgsqlConnection(world.Database.AppConnection);
        await app.OpenAsync();
        await using var transaction = await app.BeginTransactionAsync();
        await app.ExecuteAsync("call enclose('1.', '~', '~', '~', '', '', '', ''); set local enable_seqscan = off", transaction: transaction);
        foreach (var (table, column, index) in new[] { ("activity", "title", "activity_title_parts"), ("organisation_version", "name", "organisation_version_parts"), ("organisation", "spelled_parts", "organisation_spelled_parts") })
        {
            var plan = string.Join('\n', await app.QueryAsync<string>($"explain select id from {table} where text_parts({column}) @> parts_sought('查无此词')", transaction: transaction));
            Assert.Contains($"Bitmap Index Scan on {index}", plan, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task No_other_function_is_asked_before_the_fence_than_those_named()
    {
        await using var owner = new NpgsqlConnection(world.Database.OwnerConnection);
        var told = await owner.QueryAsync<string>("select n.nspname || '.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.proleakproof and (p.oid >= 16384 or p.proname = 'arraycontains')");
        var named = LeakproofFunctions.All.Order(StringComparer.Ordinal);
        Assert.Equal(named, told.Select(f => f.Replace("(held ", "(", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Whatever_holds_a_text_has_all_its_parts_and_no_value_makes_them_fail()
    {
        await using var app = new NpgsqlConnection(world.Database.AppConnection);
        await app.OpenAsync();
        var random = new Random(38);
        string[] signs = ["党", "日", "a", "B", "É", " ", "\u0001", "\n", "%", "'", "\\", "🎓", "1", "，"];
        foreach (var length in Enumerable.Range(0, 200).Select(n => n % 40))
        {
            var letters = Enumerable.Range(0, length).Select(_ => signs[random.Next(signs.Length)]).ToList();
            var from = random.Next(length + 1);
            var (held, typed) = (string.Concat(letters), string.Concat(letters.Skip(from).Take(random.Next(length - from + 1))).ToUpperInvariant());
            Assert.True(await app.ExecuteScalarAsync<bool>("select text_parts(@held) @> parts_sought(@typed) and @held ilike @like", new { held, typed, like = LikePattern.Holding(typed) }), $"{held} | {typed}");
        }
    }

    /// <summary>Somebody without a post who was told of activities: only those are in sight.</summary>
    private Task<Member> SomebodyTold() => world.Read(async db =>
    {
        var busy = await db.Set<PostHolding>().Select(h => h.MemberId).ToListAsync();
        var known = await db.Set<Account>().Where(a => a.MemberId != null).Select(a => a.MemberId!.Value).ToListAsync();
        var told = await db.Set<Attendance>().Where(a => a.NotifiedAt != null).GroupBy(a => a.MemberId).Where(g => g.Count() > 3).Select(g => g.Key).ToListAsync();
        var id = told.Except(busy).Except(known).Order().First();
        return await db.Set<Member>().SingleAsync(m => m.Id == id);
    });

    /// <summary>Some letters that stand side by side in a title; every third time two of them changed over, so that few titles or none hold them.</summary>
    private static string Piece(string title, Random random)
    {
        var runes = title.EnumerateRunes().ToList();
        var from = random.Next(runes.Count);
        var piece = runes.Skip(from).Take(random.Next(1, 7)).ToList();
        if (piece.Count > 1 && random.Next(3) == 0)
        {
            (piece[0], piece[1]) = (piece[1], piece[0]);
        }
        var text = piece.Aggregate(new StringBuilder(), (built, rune) => built.Append(rune.ToString())).ToString();
        return text.Trim().Length == 0 ? "党" : text.Trim();
    }

    private static async Task<List<ActivityView>> Listed(HttpClient program, string question)
    {
        List<ActivityView> all = [];
        for (string? after = "", address = $"/api/v1/activities?{question}"; after is not null;)
        {
            var answer = await program.GetAsync(after.Length == 0 ? address : $"{address}&after={Uri.EscapeDataString(after)}");
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            var page = (await answer.Content.ReadFromJsonAsync<Listing<ActivityView>>(Json))!;
            all.AddRange(page.Items);
            after = page.Next;
        }
        return all;
    }
}
