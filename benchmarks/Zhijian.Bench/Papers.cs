using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace Zhijian.Bench;

/// <summary>Papers as members take them: the forms of their pages, sent by accounts with a token each.</summary>
internal static partial class Papers
{
    /// <summary>As many as begin in the same minute.</summary>
    public const int Takers = 5000;

    /// <summary>Browsers that wait for an answer at the same time.</summary>
    private const int AtOnce = 64;

    /// <summary>How many members' papers take turns while answers are saved.</summary>
    private const int Writers = 40;

    /// <summary>Saves of answers: neighbours in the list are different people, and each question's answer changes every time.</summary>
    public static async Task<IReadOnlyList<Shot>> Answers(Server server, DataSet data)
    {
        using var http = Client(server);
        if (await OpenPaper(server, data) is not { } paper)
        {
            return [];
        }
        List<(string Attempt, Visitor Member)> begun = [];
        foreach (var member in data.Of("member").Take(Writers))
        {
            if (await Begin(http, paper, member) is { } attempt)
            {
                begun.Add((attempt, member));
            }
        }
        if (begun.Count == 0)
        {
            return [];
        }
        var (_, page) = await server.Get(begun[0].Attempt, begun[0].Member, byToken: true);
        var places = Place().Matches(page).Select(m => m.Groups[1].Value).Distinct().ToList();
        return
        [
            .. from answer in Enumerable.Range(0, 2)
               from place in places
               from one in begun
               select new Shot("POST", $"{one.Attempt}/answers", Headers(one.Member), $"place={place}&a0={answer}", FreshKey: true),
        ];
    }

    /// <summary>Thousands of members open one paper and begin, all within a minute: errors, and how long each waited for the first page of questions.</summary>
    public static async Task Start(Server server, DataSet data, Options options, Report report)
    {
        const string Errors = "paper-start-errors", Seconds = "paper-start-seconds";
        if (options.Only is not null && !Errors.Contains(options.Only, StringComparison.Ordinal) && !Seconds.Contains(options.Only, StringComparison.Ordinal))
        {
            return;
        }
        using var http = Client(server);
        if (await OpenPaper(server, data) is not { } paper)
        {
            report.Missing(Errors, 0);
            report.Missing(Seconds, 60);
            return;
        }
        var waited = new ConcurrentBag<double>();
        var errors = 0;
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(data.Of("taker"), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (taker, _) =>
        {
            var own = Stopwatch.StartNew();
            if (await Begin(http, paper, taker) is not { } attempt || (await server.Get(attempt, taker, byToken: true)).Status != 200)
            {
                Interlocked.Increment(ref errors);
            }
            waited.Add(own.Elapsed.TotalMilliseconds);
        });
        report.AtMost(Errors, errors, 0, options.Only);
        report.AtMost(Seconds, watch.Elapsed.TotalSeconds, 60, options.Only);
        var sorted = waited.Order().ToList();
        report.Note("paper-start", $"{sorted.Count} members, first page of questions after {sorted[sorted.Count / 2]:F0} ms (middle), {sorted[(int)(sorted.Count * 0.99)]:F0} ms (99 in 100)");
    }

    /// <summary>A paper that everybody may take: the committee's.</summary>
    private static async Task<string?> OpenPaper(Server server, DataSet data)
    {
        var (_, page) = await server.Get("/papers", data.Of("member").First(), byToken: true);
        return Paper().Match(page) is { Success: true } found ? found.Value : null;
    }

    /// <summary>The address of the copy that was begun, or of the one that is open already.</summary>
    private static async Task<string?> Begin(HttpClient http, string paper, Visitor member)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, paper + "/begin") { Content = new FormUrlEncodedContent([]) };
        foreach (var (name, value) in Headers(member).Where(h => h.Key != "Content-Type"))
        {
            request.Headers.Add(name, value);
        }
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        using var answer = await http.SendAsync(request);
        return answer.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.SeeOther && answer.Headers.Location?.ToString() is { } at && Attempt().IsMatch(at) ? at : null;
    }

    private static Dictionary<string, string> Headers(Visitor member) => new()
    {
        ["Authorization"] = "Bearer " + member.Token,
        ["Content-Type"] = "application/x-www-form-urlencoded",
        ["Accept"] = "application/json",
        ["HX-Request"] = "true",
    };

    private static HttpClient Client(Server server) => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(server.Address), Timeout = TimeSpan.FromMinutes(2) };

    [GeneratedRegex("/papers/[0-9a-f-]{36}(?=\")")]
    private static partial Regex Paper();

    [GeneratedRegex("^/papers/attempts/[0-9a-f-]{36}$")]
    private static partial Regex Attempt();

    [GeneratedRegex("name=\"place\" value=\"([0-9]+)\"")]
    private static partial Regex Place();
}
