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
        if (data.Paper is not { } paper)
        {
            return [];
        }
        // One list per member: each choice of each question that is answered by choosing.
        List<List<Shot>> begun = [];
        foreach (var member in data.Of("member").Take(Writers))
        {
            var walker = new Walker(http, member, byToken: true);
            if (await Begin(walker, paper) is { } attempt)
            {
                var page = await walker.Open(attempt);
                var (headers, field) = walker.Repeated(page);
                begun.Add(
                [
                    .. from question in page.Split("name=\"place\"").Skip(1)
                       let place = Value().Match(question).Groups[1].Value
                       from choice in Choice().Matches(question).Take(2)
                       select new Shot("POST", $"{attempt}/answers", headers, $"place={place}&a0={choice.Groups[1].Value}&{field}", FreshKey: true),
                ]);
            }
        }
        return [.. from turn in Enumerable.Range(0, begun.Select(b => b.Count).DefaultIfEmpty().Max()) from one in begun where turn < one.Count select one[turn]];
    }

    /// <summary>Thousands of members open one paper and begin, all within a minute: errors, and how long each waited for the first page of questions.</summary>
    public static async Task Start(Server server, DataSet data, Options options, Report report)
    {
        if (!options.Wants(Errors, Seconds))
        {
            return;
        }
        using var http = Walker.Client(server);
        if (data.Paper is not { } paper)
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

    /// <summary>As people do: the page with the button, then the button. The address of the copy that was begun, or of the one that is open already.</summary>
    private static async Task<string?> Begin(Walker member, string paper) => await member.SendAnyway(paper, paper + "/begin") is { } at && Attempt().IsMatch(at) ? at : null;

    [GeneratedRegex("^/papers/attempts/[0-9a-f-]{36}$")]
    private static partial Regex Attempt();

    [GeneratedRegex("value=\"([0-9]+)\"")]
    private static partial Regex Value();

    [GeneratedRegex("name=\"a0\"[^>]* value=\"([^\"]+)\"")]
    private static partial Regex Choice();
}
