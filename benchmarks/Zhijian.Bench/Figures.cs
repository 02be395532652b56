using System.Text.Json;
using System.Text.RegularExpressions;

namespace Zhijian.Bench;

/// <summary>One measured request against its yardstick.</summary>
/// <param name="Target">Requests a second, as a part of the yardstick's.</param>
/// <param name="Shots">The requests of the load; empty where this build does not answer them.</param>
internal sealed record Figure(string Name, string Yardstick, double Target, Func<Server, DataSet, Task<IReadOnlyList<Shot>>> Shots)
{
    /// <summary>Made anew before every turn, for requests that count once only.</summary>
    public Func<Server, DataSet, int, Task<IReadOnlyList<Shot>>>? ShotsPerTurn { get; init; }

    /// <summary>Whether the data are others after it.</summary>
    public bool Writes => Yardstick == "insert";
}

/// <summary>Everything that is measured, in the words of the issue.</summary>
internal static partial class Figures
{
    /// <summary>The applicants that the load adds, by which they are found again.</summary>
    public const string NewMember = "测试新人";

    public static IReadOnlyList<Shot> Yardstick(string name, DataSet data) => [.. data.Of("secretary").Select(v => Page("/yardstick/" + name, v))];

    public static IReadOnlyList<Figure> All { get; } =
    [
        new("branch-home", "one", 0.15, Pages("secretary", (_, _) => ["/"])),
        new("inbox", "one", 0.12, Pages("reviewer", (_, _) => ["/review"])),
        new("difference", "one", 0.12, Differences),
        new("members", "one", 0.15, Pages("committee", (_, _) => ["/people", "/people?Search=%E6%B8%85", "/people?Order=Joined", "/people?Search=%E5%AE%81&Order=Joined"])),
        new("committee-home", "one", 0.06, Pages("committee", (_, _) => ["/"])),
        new("dashboard-committee", "one", 0.06, Pages("committee", (_, _) => ["/figures"])),
        new("dashboard-general-branch", "one", 0.06, Pages("reviewer", (_, _) => ["/figures"])),
        new("indicators", "one", 0.06, Pages("committee", (_, _) => ["/indicators"])),
        new("lesson", "one", 0.2, Linked("secretary", "/library", Items())),
        new("task-roll-up", "one", 0.06, Linked("committee", "/learning/tasks", Tasks())),
        new("api-one", "one", 0.6, Records),
        new("api-create", "insert", 0.4, Creates),
        new("answer", "insert", 0.6, Papers.Answers),
        new("check-ins", "insert", 1.0, (server, data) => CheckIns.Shots(server, data, 1)) { ShotsPerTurn = CheckIns.Shots },
    ];

    private static Func<Server, DataSet, Task<IReadOnlyList<Shot>>> Pages(string part, Func<Server, Visitor, string[]> paths) => async (server, data) =>
    {
        var shots = data.Of(part).SelectMany(v => paths(server, v).Select(p => Page(p, v))).ToList();
        return await Answers(server, data.Of(part), shots);
    };

    /// <summary>The comparison page of cases that wait at each reviewer.</summary>
    private static Task<IReadOnlyList<Shot>> Differences(Server server, DataSet data) => Linked("reviewer", "/review", Cases())(server, data);

    /// <summary>The first few pages of a kind that a list links to, for each visitor.</summary>
    private static Func<Server, DataSet, Task<IReadOnlyList<Shot>>> Linked(string part, string list, Regex address) => async (server, data) =>
    {
        List<Shot> shots = [];
        foreach (var visitor in data.Of(part))
        {
            var (_, page) = await server.Get(list, visitor, byToken: false);
            shots.AddRange(address.Matches(page).Select(m => m.Value).Distinct().Take(5).Select(path => Page(path, visitor)));
        }
        return shots;
    };

    /// <summary>Filed records by their id: what programs read. Records on their way are put together from the activity and cost several times as much.</summary>
    private static async Task<IReadOnlyList<Shot>> Records(Server server, DataSet data)
    {
        List<Shot> shots = [];
        foreach (var secretary in data.Of("secretary"))
        {
            var (status, text) = await server.Get("/api/v1/records?state=Filed", secretary, byToken: true);
            if (status != 200)
            {
                return [];
            }
            using var json = JsonDocument.Parse(text);
            shots.AddRange(json.RootElement.GetProperty("items").EnumerateArray().Take(10).Select(i => Api("GET", $"/api/v1/records/{i.GetProperty("id").GetString()}", secretary)));
        }
        return shots;
    }

    private static async Task<IReadOnlyList<Shot>> Creates(Server server, DataSet data)
    {
        List<Shot> shots = [];
        foreach (var secretary in data.Of("secretary"))
        {
            var (status, text) = await server.Get("/api/v1/organisations", secretary, byToken: true);
            if (status != 200)
            {
                return [];
            }
            using var json = JsonDocument.Parse(text);
            var branch = json.RootElement.GetProperty("items").EnumerateArray().First(i => i.GetProperty("kind").GetString() == "Branch").GetProperty("id").GetString()!;
            var body = JsonSerializer.Serialize(new { organisationId = branch, name = NewMember, category = "Applicant" });
            shots.Add(Api("POST", "/api/v1/members", secretary) with { Body = body, FreshKey = true });
        }
        return shots;
    }

    internal static Shot Page(string path, Visitor visitor) =>
        new("GET", path, new Dictionary<string, string> { ["Cookie"] = visitor.Cookie, ["Accept-Language"] = "zh-CN" });

    internal static Shot Api(string method, string path, Visitor visitor) =>
        new(method, path, new Dictionary<string, string> { ["Authorization"] = "Bearer " + visitor.Token, ["Content-Type"] = "application/json" });

    /// <summary>The shots, if the first of each kind is answered with a page.</summary>
    private static async Task<IReadOnlyList<Shot>> Answers(Server server, IEnumerable<Visitor> visitors, IReadOnlyList<Shot> shots)
    {
        foreach (var path in shots.Select(s => s.Path).Distinct().Take(4))
        {
            var (status, _) = await server.Get(path, visitors.First(), byToken: false);
            if (status != 200)
            {
                return [];
            }
        }
        return shots;
    }

    [GeneratedRegex(@"/review\?case=[0-9a-f-]{36}")]
    private static partial Regex Cases();

    [GeneratedRegex("/library/[0-9a-f-]{36}(?=[\"?#])")]
    private static partial Regex Items();

    [GeneratedRegex("/learning/tasks/[0-9a-f-]{36}(?=[\"?#])")]
    private static partial Regex Tasks();
}
