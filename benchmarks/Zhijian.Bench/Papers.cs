using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace Zhijian.Bench;

/// <summary>Papers as members take them: the forms of their pages, sent by accounts with a token each.</summary>
internal static partial class Papers
{
    private const string FormToken = "__RequestVerificationToken";

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
        List<(string Attempt, OpenPage Page)> begun = [];
        foreach (var member in data.Of("member").Take(Writers))
        {
            if (await Begin(http, paper, member) is { } attempt)
            {
                begun.Add((attempt, await Open(http, attempt, member)));
            }
        }
        if (begun.Count == 0)
        {
            return [];
        }
        var places = Place().Matches(begun[0].Page.Text).Select(m => m.Groups[1].Value).Distinct().ToList();
        return
        [
            .. from answer in Enumerable.Range(0, 2)
               from place in places
               from one in begun
               select new Shot("POST", $"{one.Attempt}/answers", one.Page.Headers, $"place={place}&a0={answer}&{FormToken}={Uri.EscapeDataString(one.Page.Token)}", FreshKey: true),
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
            if (await Begin(http, paper, taker) is not { } attempt || (await Open(http, attempt, taker)).Status != HttpStatusCode.OK)
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

    /// <summary>As people do: the page with the button, then the button. The address of the copy that was begun, or of the one that is open already.</summary>
    private static async Task<string?> Begin(HttpClient http, string paper, Visitor member)
    {
        var page = await Open(http, paper, member);
        using var request = Request(HttpMethod.Post, paper + "/begin", page.Headers);
        request.Content = new FormUrlEncodedContent([new(FormToken, page.Token)]);
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        using var answer = await http.SendAsync(request);
        return answer.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.SeeOther && answer.Headers.Location?.ToString() is { } at && Attempt().IsMatch(at) ? at : null;
    }

    /// <summary>A page with a form, and what its form needs to be sent: the cookie and the field that belong together.</summary>
    private static async Task<OpenPage> Open(HttpClient http, string path, Visitor member)
    {
        var headers = new Dictionary<string, string> { ["Authorization"] = "Bearer " + member.Token };
        using var request = Request(HttpMethod.Get, path, headers);
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        if (answer.Headers.TryGetValues("Set-Cookie", out var set))
        {
            headers["Cookie"] = string.Join("; ", set.Select(c => c.Split(';')[0]));
        }
        headers["Content-Type"] = "application/x-www-form-urlencoded";
        headers["HX-Request"] = "true";
        return new OpenPage(answer.StatusCode, text, FormTokenValue().Match(text).Groups[1].Value, headers);
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, IReadOnlyDictionary<string, string> headers)
    {
        var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers.Where(h => h.Key != "Content-Type"))
        {
            request.Headers.Add(name, value);
        }
        return request;
    }

    private sealed record OpenPage(HttpStatusCode Status, string Text, string Token, IReadOnlyDictionary<string, string> Headers);


    private static HttpClient Client(Server server) => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(server.Address), Timeout = TimeSpan.FromMinutes(2) };

    [GeneratedRegex("name=\"" + FormToken + "\" value=\"([^\"]+)\"")]
    private static partial Regex FormTokenValue();

    [GeneratedRegex("/papers/[0-9a-f-]{36}(?=\")")]
    private static partial Regex Paper();

    [GeneratedRegex("^/papers/attempts/[0-9a-f-]{36}$")]
    private static partial Regex Attempt();

    [GeneratedRegex("name=\"place\" value=\"([0-9]+)\"")]
    private static partial Regex Place();
}
