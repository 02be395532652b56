using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Architecture;
using Zhijian.Platform.Exchange;
using Zhijian.Platform.Exports;
using Zhijian.Testing;

namespace Zhijian.Modules.Points;

/// <summary>
/// People are never put in an order by points, compared by them or looked up by them: no endpoint, page, list, interface, listener's statement or question to the database does, and this fails where one appears.
/// Each guard is shown a breach first.
/// </summary>
public sealed partial class NoComparisonTests(World world) : IClassFixture<World>
{
    private const string Ledger = "points_posting";

    /// <summary>Everything of points that can be asked for, by what its ids name. A new address has to be thought about here.</summary>
    private static readonly Dictionary<string, string> Addresses = new()
    {
        ["/me/points"] = "one's own postings",
        ["/me/points/file"] = "the same as a file",
        ["/me/points/{Id:guid}/contest"] = "one of one's own postings",
        ["/points/contests"] = "contests that one answers, without points",
        ["/points/contests/{Id:guid}"] = "one contest",
        ["/points/records/{Id:guid}/reverse"] = "an activity",
        ["/points/branch"] = "sums of one's own branch",
    };

    /// <summary>Parameters that could name a person.</summary>
    private static readonly string[] Persons = ["member", "person", "people", "account", "who", "of", "user", "name", "search", "order", "sort", "by"];

    private static readonly List<Type> Module = [.. Code.Program.Where(t => t.Namespace?.StartsWith("Zhijian.Modules.Points", StringComparison.Ordinal) == true && !t.Name.EndsWith("Tests", StringComparison.Ordinal))];

    [Fact]
    public void Only_listed_addresses_are_about_points_and_none_names_a_person()
    {
        var routes = world.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/')).Distinct().ToList();
        Assert.NotEmpty(Unlisted(["/api/v1/points"]));
        Assert.NotEmpty(Unlisted(["/people/{member:guid}/points"]));
        Breaches.None(Unlisted(routes));
        Breaches.None(Addresses.Keys.Except(routes).Select(a => $"{a} is listed and not there"));
        Breaches.None(Addresses.Keys.SelectMany(a => Parameter().Matches(a).Select(m => m.Groups[1].Value).Where(p => Persons.Contains(p.ToLowerInvariant())).Select(p => $"{a} takes {p}")));
    }

    [Fact]
    public void No_page_of_points_takes_a_person_or_an_order()
    {
        var pages = Module.Where(t => t.IsAssignableTo(typeof(IComponent)) && t.GetCustomAttributes<RouteAttribute>().Any()).ToList();
        Assert.Equal(6, pages.Count);
        Assert.NotEmpty(Asked(typeof(Breach)));
        Breaches.None(pages.SelectMany(Asked));
    }

    [Fact]
    public async Task No_list_but_ones_own_holds_points_and_no_system_takes_them_along()
    {
        await world.Inside(s =>
        {
            var lists = s.GetServices<IListExport>().ToList();
            // A paper's points are marks of a paper.
            var holding = lists.Where(l => l.Columns.Any(c => c.TextKey is "points.points" or "points.formula" || (c.Name.Contains("points", StringComparison.OrdinalIgnoreCase) && l.Page != "/papers/set"))).Select(l => l.Name);
            Assert.Equal(["own-points"], holding);
            // Whoever asks is whose ledger it is: the list has no filter at all, so it can't be asked for somebody else.
            Assert.Empty(lists.Single(l => l.Name == "own-points").Acts);
            Assert.DoesNotContain(lists.Single(l => l.Name == "points-contests").Columns, c => c.TextKey is "points.points" or "points.formula");
            Breaches.None(s.GetServices<IExchangedKind>().Where(k => k.GetType().Namespace!.StartsWith("Zhijian.Modules.Points", StringComparison.Ordinal)).Select(k => k.GetType().Name));
            return Task.FromResult(0);
        });
    }

    [Theory]
    [InlineData("select member_id, sum(points) from points_posting group by member_id order by sum(points) desc")]
    [InlineData("select p.member_id, rank() over (order by p.points) from points_posting p")]
    [InlineData("select percentile_cont(0.5) within group (order by points) from points_posting")]
    [InlineData("select avg(p.points) from points_posting p")]
    [InlineData("select sum(p.points) as Total from points_posting p group by p.member_id order by Total")]
    [InlineData("select row_number() over () from points_posting")]
    public void The_guard_sees_a_comparison(string sql) => Assert.NotEmpty(Comparisons("x", sql));

    [Fact]
    public void No_question_to_the_database_puts_people_in_an_order_or_compares_them()
    {
        var texts = Module.Select(t => (t.Name, Sql: string.Join('\n', Code.Steps(t).Select(s => s.Text).OfType<string>()))).Where(t => t.Sql.Contains(Ledger, StringComparison.Ordinal)).ToList();
        Assert.True(texts.Count >= 3);
        Breaches.None(texts.SelectMany(t => Comparisons(t.Name, t.Sql)));
        // Orders over objects: by when, never by how much.
        Breaches.None(Module.Where(t => !t.IsAssignableTo(typeof(IComponent))).SelectMany(t => Code.Steps(t).Where(s => s.Member is MethodInfo { Name: "Max" or "Min" or "Average" or "MaxBy" or "MinBy" }).Select(s => $"{t.Name} calls {s.Member!.Name}")));
    }

    [Fact]
    public void Whoever_shows_rows_of_the_ledger_asks_for_one_person_by_who_asks_or_for_a_sum_of_enough_people()
    {
        // What works the ledger out shows nothing: it answers numbers of rows, ids of whom to lock, and fingerprints.
        string[] works = ["PostingSql", "PointsBook"];
        var showing = Module.Where(t => !works.Contains(t.Name)).Select(t => (Type: t, Sql: string.Join('\n', Code.Steps(t).Select(s => s.Text).OfType<string>()))).Where(t => t.Sql.Contains(Ledger, StringComparison.Ordinal)).ToList();
        Assert.Equal(["BranchSumsQuery", "OwnPointsQuery"], showing.Select(t => t.Type.Name).Order(StringComparer.Ordinal));
        var own = showing.Single(t => t.Type.Name == "OwnPointsQuery");
        Assert.Equal(3, Own().Count(own.Sql));
        Assert.DoesNotContain(own.Type.GetMethods().SelectMany(m => m.GetParameters()), p => p.Name is "member" or "memberId" or "person");
        var sums = showing.Single(t => t.Type.Name == "BranchSumsQuery").Sql;
        Assert.Contains("group by 1, 2 having count(distinct p.member_id) >= @least", sums, StringComparison.Ordinal);
        Assert.DoesNotContain("member_id", sums[..sums.IndexOf("from points_posting", StringComparison.Ordinal)], StringComparison.Ordinal);
        // And no other part of the program reads the ledger at all.
        Breaches.None(Code.Program.Except(Module).Where(t => t.Namespace?.StartsWith("Zhijian.Modules", StringComparison.Ordinal) == true && !t.Name.EndsWith("Tests", StringComparison.Ordinal) && t.Name is not ("Loader" or "Story"))
            .SelectMany(t => Code.Steps(t).Where(s => s.Text?.Contains(Ledger, StringComparison.Ordinal) == true).Select(_ => $"{t} reads {Ledger}")));
    }

    private static IEnumerable<string> Unlisted(IEnumerable<string> routes) => routes.Where(r => r.Contains("points", StringComparison.OrdinalIgnoreCase) && !Addresses.ContainsKey(r)).Select(r => $"{r} is about points and not listed");

    private static IEnumerable<string> Asked(Type page) =>
        page.GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance).Where(p => p.GetCustomAttribute<SupplyParameterFromQueryAttribute>() is not null || p.GetCustomAttribute<ParameterAttribute>() is not null)
            .Where(p => Persons.Contains(p.Name.ToLowerInvariant())).Select(p => $"{page.Name} takes {p.Name}");

    /// <summary>An order is by what was done when, by place or by id; within the working out also by deed and record.</summary>
    private static IEnumerable<string> Comparisons(string where, string sql) =>
        Comparing().Matches(sql).Select(m => $"{where}: {m.Value}")
            .Concat(Order().Matches(sql).Where(m => !m.Groups[1].Value.Split(',').All(by => InTime().IsMatch(by.Trim()))).Select(m => $"{where}: {m.Value}"));

    [GeneratedRegex(@"\{\*{0,2}(\w+)")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\b(rank|dense_rank|percent_rank|cume_dist|row_number|ntile|percentile_cont|percentile_disc|mode|median|avg|stddev|lag|lead|first_value|nth_value)\s*\(", RegexOptions.IgnoreCase)]
    private static partial Regex Comparing();

    [GeneratedRegex(@"\border by ([^)\n]+?)(?= rows | limit |\)|\n|$)", RegexOptions.IgnoreCase)]
    private static partial Regex Order();

    [GeneratedRegex(@"^([a-z]\.)?(1|id|member_id|deed|about|filed_at|done_on)( desc)?$", RegexOptions.IgnoreCase)]
    private static partial Regex InTime();

    [GeneratedRegex(@"p\.member_id = @member\b")]
    private static partial Regex Own();

    private sealed class Breach : ComponentBase
    {
        [SupplyParameterFromQuery] public string? Member { get; set; }
    }
}
