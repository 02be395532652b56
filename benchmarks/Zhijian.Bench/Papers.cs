using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Zhijian.Bench;

/// <summary>Papers as members take them: the forms of their pages, sent by accounts with a token each.</summary>
internal static partial class Papers
{
    public const string Errors = "paper-start-errors", Seconds = "paper-start-seconds";

    /// <summary>As many as begin in the same minute.</summary>
    public const int Takers = 5000;

    /// <summary>Browsers that wait for an answer at the same time.</summary>
    private const int AtOnce = 64;

    /// <summary>How many members' papers take turns while answers are saved.</summary>
    private const int Writers = 40;

    /// <summary>Saves of answers: neighbours in the list are different people, and each question's answer changes every time.</summary>
    public static async Task<IReadOnlyList<Shot>> Answers(Server server, DataSet data)
    {
        using var http = Walker.Client(server);
        if (await OpenPaper(server, data) is not { } paper)
        {
            return [];
        }
        List<(string Attempt, IReadOnlyDictionary<string, string> Headers, string Field)> begun = [];
        IReadOnlyList<string> places = [];
        foreach (var member in data.Of("member").Take(Writers))
        {
            var walker = new Walker(http, member, byToken: true);
            if (await Begin(walker, paper) is { } attempt)
            {
                var page = await walker.Open(attempt);
                var (headers, field) = walker.Repeated(page);
                begun.Add((attempt, headers, field));
                places = places.Count > 0 ? places : [.. Place().Matches(page).Select(m => m.Groups[1].Value).Distinct()];
            }
        }
        return
        [
            .. from answer in Enumerable.Range(0, 2)
               from place in places
               from one in begun
               select new Shot("POST", $"{one.Attempt}/answers", one.Headers, $"place={place}&a0={answer}&{one.Field}", FreshKey: true),
        ];
    }

    /// <summary>Thousands of members open one paper and begin, all within a minute: errors, and how long each waited for the first page of questions.</summary>
    public static async Task Start(Server server, DataSet data, Options options, Report report)
    {
        if (!options.Wants(Errors, Seconds))
        {
            return;
        }
        using var http = Walker.Client(server);
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
            try
            {
                var walker = new Walker(http, taker, byToken: true);
                await walker.Open(await Begin(walker, paper) ?? throw new InvalidOperationException($"{taker.UserName} was led elsewhere."));
            }
            catch (Exception problem) when (problem is InvalidOperationException or HttpRequestException)
            {
                if (Interlocked.Increment(ref errors) == 1)
                {
                    report.Note("paper-start", "the first error: " + problem.Message);
                }
            }
            waited.Add(own.Elapsed.TotalMilliseconds);
        });
        report.AtMost(Errors, errors, 0, options.Only);
        report.AtMost(Seconds, watch.Elapsed.TotalSeconds, 60, options.Only);
        report.Note("paper-start", $"{waited.Count} members, first page of questions after {Quantile.Middle(waited):F0} ms (middle), {Quantile.Of(waited, 0.99):F0} ms (99 in 100)");
    }

    /// <summary>A paper that everybody may take: the committee's.</summary>
    private static async Task<string?> OpenPaper(Server server, DataSet data)
    {
        var (_, page) = await server.Get("/papers", data.Of("member").First(), byToken: true);
        return Paper().Match(page) is { Success: true } found ? found.Value : null;
    }

    /// <summary>As people do: the page with the button, then the button. The address of the copy that was begun, or of the one that is open already.</summary>
    private static async Task<string?> Begin(Walker member, string paper) => await member.SendAnyway(paper, paper + "/begin") is { } at && Attempt().IsMatch(at) ? at : null;

    [GeneratedRegex("/papers/[0-9a-f-]{36}(?=\")")]
    private static partial Regex Paper();

    [GeneratedRegex("^/papers/attempts/[0-9a-f-]{36}$")]
    private static partial Regex Attempt();

    [GeneratedRegex("name=\"place\" value=\"([0-9]+)\"")]
    private static partial Regex Place();
}
