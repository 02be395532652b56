using System.Diagnostics;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Zhijian.Bench;
using Zhijian.Platform.Identity;

if (Zhijian.Bench.Options.Read(args) is not { } options)
{
    Console.WriteLine(Zhijian.Bench.Options.Help);
    return args is ["--help"] ? 0 : 2;
}
var report = new Report();
var data = await DataSet.Open(options.Cache, options.Organisations, options.Members, options.Months, LargeLibrary.Items(options));
if (options.Wants(Served()))
{
    await Serve();
}
// What is asked of the code itself, with nobody else at the data.
if (options.Wants(Twins.Seconds, Twins.Recall, Twins.Precision, Recomputing.Name, Increments.Name, Reminders.Name))
{
    await using var program = await Inside.Open(data);
    report.Note("on disk", await program.Sizes());
    await Twins.Measure(program, options, report);
    await Recomputing.Measure(program, options, report);
    await Increments.Measure(program, options, report);
    await Reminders.Measure(program, options, report);
}
await Imports.Measure(options, report);
if (options.WithHistory && options.Wants(Figures.All.Select(f => f.Name)))
{
    await History.Measure(options, report);
}
report.PrintTable();
return 0;

// Figures for which a server must run.
static IEnumerable<string> Served() =>
[
    .. Figures.All.Select(f => $"{f.Name}-vs-{f.Yardstick}"), "second-start-s", "sign-in-vs-hash", Searches.OfLibrary, Searches.OfEverything, Pivots.Name, Exports.FirstByte, Exports.BareWrite,
    Papers.Errors, Papers.Seconds, "memory-mb",
];

async Task Serve()
{
    await using (var first = await Server.Start(data.Folder, 18180))
    {
        // Only so that the next start is a second one, on a database that was shut down cleanly.
    }
    await using var server = await Server.Start(data.Folder, 18180);
    report.AtMost("second-start-s", server.ToFirstPage.TotalSeconds, 3, options.Only);
    await Visits.SignInAll(server, data, null, null);
    var figures = Figures.All.Where(f => options.Wants(f.Name)).ToLookup(f => f.Writes);
    // Pages first, all of them warm, on the data as they were loaded; then what writes, which leaves tens of thousands of applicants of one name behind.
    await Turns.WarmUp(server, data, figures[false], options);
    await Visits.SignInAll(server, data, report, options.Only);
    await Turns.Measure(server, data, figures[false], options, report);
    await Searches.Measure(server, data, options, report);
    await Pivots.Measure(server, data, options, report);
    await Exports.Measure(server, data, options, report);
    await Turns.WarmUp(server, data, figures[true], options);
    await Turns.Measure(server, data, figures[true], options, report);
    await Papers.Start(server, data, options, report);
    report.AtMost("memory-mb", server.ResidentMegabytes(), 350, options.Only);
}

/// <summary>Signing in, and what it costs beside the bare password hash.</summary>
internal static class Visits
{
    public static async Task SignInAll(Server server, DataSet data, Report? report, string? only)
    {
        var took = new List<double>();
        foreach (var visitor in data.Visitors.Where(v => v.Part is not ("member" or "taker")))
        {
            took.Add((await server.SignIn(visitor, data.Password)).TotalMilliseconds);
        }
        if (report is null)
        {
            return;
        }
        var hash = BareHash(data.Password);
        report.AtMost("sign-in-vs-hash", Quantile.Middle(took) / hash, 1.1, only);
        report.Note("sign-in", $"{Quantile.Middle(took):F1} ms, bare hash {hash:F1} ms");
    }

    /// <summary>The same work factor as the program's, in a process without anything else to do.</summary>
    private static double BareHash(string password)
    {
        var hasher = new PasswordHasher<Account>(Microsoft.Extensions.Options.Options.Create(new PasswordHasherOptions { IterationCount = 210_000 }));
        var hash = hasher.HashPassword(null!, password);
        var took = new List<double>();
        for (var i = 0; i < 15; i++)
        {
            var watch = Stopwatch.StartNew();
            hasher.VerifyHashedPassword(null!, hash, password);
            took.Add(watch.Elapsed.TotalMilliseconds);
        }
        return Quantile.Middle(took);
    }
}

/// <summary>Page and yardstick take turns, so that a machine that slows down slows both.</summary>
internal static class Turns
{
    /// <summary>
    /// A server of some minutes: the yardstick answers thousands of requests a second and is compiled at its best at once, a page needs longer for as many.
    /// Both are measured after that, as they stand for the weeks a server runs.
    /// </summary>
    public static async Task WarmUp(Server server, DataSet data, IEnumerable<Figure> figures, Zhijian.Bench.Options options)
    {
        foreach (var figure in figures.Where(f => f.ShotsPerTurn is null))
        {
            if (await figure.Shots(server, data) is { Count: > 0 } shots)
            {
                await Load.Run(server, shots, options.WarmUpSeconds);
                await Load.Run(server, Figures.Yardstick(figure.Yardstick, data), 1);
            }
        }
    }

    public static async Task Measure(Server server, DataSet data, IEnumerable<Figure> figures, Zhijian.Bench.Options options, Report report)
    {
        foreach (var figure in figures)
        {
            try
            {
                await Measure(server, data, figure, options, report);
            }
            catch (Exception problem) when (problem is Npgsql.NpgsqlException or HttpRequestException or InvalidOperationException or IOException)
            {
                // One that can't be asked any more is said so and leaves the others their turn.
                report.Missing(figure.Name, figure.Target);
                report.Note(figure.Name, problem.Message);
            }
        }
    }

    private static async Task Measure(Server server, DataSet data, Figure figure, Zhijian.Bench.Options options, Report report)
    {
        var shots = await figure.Shots(server, data);
        if (shots.Count == 0)
        {
            report.Missing(figure.Name, figure.Target);
            return;
        }
        var yardstick = Figures.Yardstick(figure.Yardstick, data);
        await Load.Run(server, shots, Math.Min(2, options.Seconds));
        await Load.Run(server, yardstick, 1);
        List<Measured> pages = [], sticks = [];
        List<double> ratios = [];
        for (var round = 0; round < options.Rounds; round++)
        {
            var before = await Load.Run(server, yardstick, options.Seconds);
            var page = await Load.Run(server, figure.ShotsPerTurn is { } fresh ? await fresh(server, data, options.Seconds) : shots, options.Seconds);
            var after = await Load.Run(server, yardstick, options.Seconds);
            pages.Add(page);
            sticks.Add(before);
            sticks.Add(after);
            ratios.Add(page.PerSecond / Math.Max(1, (before.PerSecond + after.PerSecond) / 2));
        }
        var middle = Measured.Middle(pages);
        report.AtLeast($"{figure.Name}-vs-{figure.Yardstick}", middle.Errors > 0 ? 0 : ratios.Order().ElementAt(ratios.Count / 2), figure.Target, options.Only);
        report.Row(figure.Name, middle);
        report.Row(figure.Yardstick, Measured.Middle(sticks));
    }
}

/// <summary>The same requests on two universities that differ in their history only, taking turns.</summary>
internal static class History
{
    public static async Task Measure(Zhijian.Bench.Options options, Report report)
    {
        var (organisations, members) = (Math.Min(500, options.Organisations), Math.Min(10_000, options.Members));
        var young = await DataSet.Open(options.Cache, organisations, members, 2);
        var old = await DataSet.Open(options.Cache, organisations, members, 20);
        await using var one = await Server.Start(young.Folder, 18181);
        await using var ten = await Server.Start(old.Folder, 18182);
        await Visits.SignInAll(one, young, null, null);
        await Visits.SignInAll(ten, old, null, null);
        foreach (var figure in Figures.All.Where(f => options.Wants(f.Name)))
        {
            var (shots, older) = (await figure.Shots(one, young), await figure.Shots(ten, old));
            if (shots.Count == 0 || older.Count == 0)
            {
                report.Missing($"{figure.Name}-10x-history", 1.15);
                continue;
            }
            await Load.Run(one, shots, 1);
            await Load.Run(ten, older, 1);
            List<double> costs = [];
            for (var round = 0; round < options.Rounds + 2; round++)
            {
                if (figure.ShotsPerTurn is { } fresh)
                {
                    (shots, older) = (await fresh(one, young, options.Seconds), await fresh(ten, old, options.Seconds));
                }
                costs.Add((await Load.Run(one, shots, options.Seconds)).PerSecond / (await Load.Run(ten, older, options.Seconds)).PerSecond);
            }
            report.AtMost($"{figure.Name}-10x-history", costs.Order().ElementAt(costs.Count / 2), 1.15, options.Only);
        }
    }
}
