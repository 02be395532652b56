using System.Diagnostics;
using System.Text.Json;
using Zhijian.Modules.Activities;
using Zhijian.Testing;

namespace Zhijian.Journeys;

/// <summary>Lighthouse's phone on the three pages people open most. Takes a quiet minute, so it belongs to <c>./test --long</c>.</summary>
[Collection(BrowserJourneys.Name)]
public sealed class LighthouseTests(BrowserSession session)
{
    private const int Least = 95;
    private static readonly string[] Categories = ["performance", "accessibility", "best-practices"];

    [Fact]
    public async Task Home_an_activity_and_the_inbox_score_at_least_95_on_a_phone()
    {
        Assert.SkipUnless(TestRun.IsLong, "Runs with ./test --long.");
        var activity = await session.WithMinutes(Stories.NewTitle("灯塔"));
        await session.Submitted(Stories.NewTitle("灯塔待审"));
        List<string> problems = [];
        problems.AddRange(await Look("secretary", ("home", "/"), ("activity", $"/activities/{activity}")));
        problems.AddRange(await Look("generalbranch", ("inbox", "/review")));
        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    private async Task<List<string>> Look(string who, params (string Name, string Path)[] pages)
    {
        await using var person = await session.SignedIn(who, new Looks());
        var cookies = string.Join("; ", (await person.Page.Context.CookiesAsync()).Select(c => $"{c.Name}={c.Value}"));
        var start = new ProcessStartInfo("node", ["lighthouse.mjs", session.World.Address, cookies, BrowserSession.Chromium, "3", .. pages.Select(p => p.Path)])
        {
            WorkingDirectory = Path.Combine(World.Repository, "tests", "lighthouse"), RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["TMPDIR"] = session.Scratch;
        using var node = Process.Start(start)!;
        var errors = node.StandardError.ReadToEndAsync();
        List<string> problems = [];
        foreach (var (name, _) in pages)
        {
            if (await node.StandardOutput.ReadLineAsync() is not { } line)
            {
                problems.Add($"{name}: no scores. {await errors}");
                break;
            }
            using var seen = JsonDocument.Parse(line);
            foreach (var (category, score) in Categories.Zip(seen.RootElement.GetProperty("scores").EnumerateArray().Select(s => s.GetInt32())))
            {
                Console.WriteLine($"figure lighthouse-{name}-{category} {score} {Least} {(score >= Least ? "met" : "short")}");
                if (score < Least)
                {
                    problems.Add($"{name} {category} {score}: {seen.RootElement.GetProperty("costs")}");
                }
            }
        }
        await node.WaitForExitAsync();
        return problems;
    }
}
