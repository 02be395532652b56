using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Dapper;
using Npgsql;
using Zhijian.Modules.Importing;
using Zhijian.Modules.Importing.Reading;
using Zhijian.Modules.Rules;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Exports;
using Content = Zhijian.Modules.Demonstration.Making.Content;

namespace Zhijian.Bench;

/// <summary>
/// A list of members from the workbook to filed people with their provenance, through the pages of a real server: upload, columns, check, hand-in, acceptance. Beside it the same file read and its rows copied
/// as they stand into a table without indexes. The university is a copy made for it and thrown away, so that every run brings the same into the same.
/// </summary>
internal static class Imports
{
    public const string Ratio = "import-vs-copy", Memory = "import-memory-mb", Home = "import-home-p99-ratio";

    private const int MostRows = 100_000;
    private const int RowsOfWarmUp = 2000;
    private const int Columns = 12;
    private const int HomesPerSecond = 10;
    /// <summary>Born within thirty years, all of age when they joined. A prime: whoever is born on the same day has another name.</summary>
    private const int Births = 10_993;

    private static readonly Content Letters = Content.Load();
    private static readonly TimeSpan LongestStep = TimeSpan.FromMinutes(20);
    private static readonly string[] Headings = ["姓名", "党支部", "人员类别", "公民身份号码", "学号", "出生日期", "民族", "学历", "入党日期", "手机号", "年级", "班级"];

    public static async Task Measure(Options options, Report report)
    {
        if (!options.Wants(Ratio, Memory, Home))
        {
            return;
        }
        var university = await DataSet.Open(options.Cache, Math.Min(500, options.Organisations), Math.Min(10_000, options.Members), Math.Min(2, options.Months));
        await using var copy = await university.Copy();
        await using var server = await Server.Start(copy.Data.Folder, 18183);
        try
        {
            await Measure(server, copy.Data, options, report);
        }
        catch (Exception problem) when (problem is NpgsqlException or HttpRequestException or InvalidOperationException or IOException)
        {
            report.Missing(Ratio, 6);
            report.Missing(Memory, 150);
            report.Missing(Home, 3);
            report.Note("import", problem.Message);
        }
    }

    private static async Task Measure(Server server, DataSet data, Options options, Report report)
    {
        await Visits.SignInAll(server, data, null, null);
        await using var database = new NpgsqlConnection(data.AppConnection);
        await database.OpenAsync();
        await database.ExecuteAsync("set zhijian.scope1 = '1.'");
        var (place, branches) = await Place(database, data);
        var rows = Math.Min(MostRows, options.Members);
        // A server of some minutes, as for every other figure.
        await Bring(server, data, database, place, Book(0, Math.Min(rows, RowsOfWarmUp), branches));
        await Load.Run(server, [.. data.Of("secretary").Select(v => Figures.Page("/", v))], options.WarmUpSeconds, connections: 4);
        var book = Book(1, rows, branches);
        await Bare(database, book);
        var before = await Bare(database, book);
        var memory = server.ResidentMegabytes();
        var peak = memory;
        Timer watching = new(_ => peak = Math.Max(peak, server.ResidentMegabytes()), null, 0, 100);
        var clock = Stopwatch.StartNew();
        var (batch, steps) = await Bring(server, data, database, place, book);
        var took = clock.Elapsed;
        await watching.DisposeAsync();
        var after = await Bare(database, book);
        await Check(database, batch, rows);
        // As many others, while people open their homes.
        var quiet = await Homes.During(server, data, Task.Delay(TimeSpan.FromSeconds(Math.Max(20, 12 * options.Seconds))));
        var bringing = Bring(server, data, database, place, Book(2, rows, branches));
        var meanwhile = await Homes.During(server, data, bringing);
        (batch, _) = await bringing;
        await Check(database, batch, rows);
        report.AtMost(Ratio, took / ((before + after) / 2), 6, options.Only);
        report.AtMost(Memory, peak - memory, 150, options.Only);
        report.AtMost(Home, meanwhile.P99 / quiet.P99, 3, options.Only);
        report.Note("import", string.Create(CultureInfo.InvariantCulture, $"{rows} rows of {Columns} columns, {book.Length / 1048576.0:F1} MB, into {branches.Count} branches: {took.TotalSeconds:F1} s ({steps}), read and copied bare {before.TotalSeconds:F2} and {after.TotalSeconds:F2} s; ")
            + string.Create(CultureInfo.InvariantCulture, $"memory {memory} MB before; home {HomesPerSecond} a second: p99 {quiet.P99:F0} ms of {quiet.Count} quiet, {meanwhile.P99:F0} ms of {meanwhile.Count} meanwhile, {quiet.Errors + meanwhile.Errors} errors"));
    }

    /// <summary>The walk of the people: the general branch's commissioner brings, the organisation department accepts.</summary>
    private static async Task<(Guid Batch, string Steps)> Bring(Server server, DataSet data, NpgsqlConnection database, Guid place, byte[] book)
    {
        using var http = Walker.Client(server);
        var commissioner = new Walker(http, data.Of("reviewer").First());
        List<string> steps = [];
        var clock = Stopwatch.StartNew();
        void Done(string step)
        {
            steps.Add(string.Create(CultureInfo.InvariantCulture, $"{step} {clock.Elapsed.TotalSeconds:F1}"));
            clock.Restart();
        }
        var at = await commissioner.Submit("/imports/new", "name=\"file\"", new Dictionary<string, string> { ["Form.Kind"] = nameof(ImportKind.Members), ["Form.Organisation"] = place.ToString(), ["Form.Source"] = "organisation" }, ("file", "list.xlsx", book));
        var batch = Guid.Parse(at.Split('/')[^1]);
        Done("upload");
        await Until(database, batch, ImportState.Columns);
        Done("reading");
        await commissioner.Submit($"/imports/{batch}/columns", "Form.Columns");
        await Until(database, batch, ImportState.Ready);
        Done("check");
        await commissioner.Submit($"/imports/{batch}", $"/imports/{batch}/submit");
        await Accept(http, data, database, batch);
        Done("review");
        await Until(database, batch, ImportState.Entered);
        Done("filing");
        return (batch, string.Join(", ", steps));
    }

    private static async Task Accept(HttpClient http, DataSet data, NpgsqlConnection database, Guid batch)
    {
        var departments = (await database.QueryAsync<Guid>("select member_id from post_holding where post = 'OrganizationDepartment' and until is null")).ToHashSet();
        var department = new Walker(http, data.Of("committee").First(v => departments.Contains(v.MemberId)));
        var (id, version) = await database.QuerySingleAsync<(Guid, int)>("select id, version from review_case where subject_id = @batch and state = 'Waiting'", new { batch });
        await department.SendAnyway("/messages", $"/review/cases/{id}/accept", ("version", version.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>The batch as the database has it, looked at twenty times a second.</summary>
    private static async Task Until(NpgsqlConnection database, Guid batch, ImportState wanted)
    {
        var clock = Stopwatch.StartNew();
        while (Enum.Parse<ImportState>(await database.QuerySingleAsync<string>("select state from import_batch where id = @batch", new { batch })) is var state && state != wanted)
        {
            if (state is ImportState.Unreadable or ImportState.GivenUp || clock.Elapsed > LongestStep)
            {
                throw new InvalidOperationException($"The import stands at {state} and was to become {wanted}.");
            }
            await Task.Delay(50);
        }
    }

    private static async Task Check(NpgsqlConnection database, Guid batch, int rows)
    {
        var entered = await database.QuerySingleOrDefaultAsync<int>("select created from import_batch where id = @batch and faulty = 0", new { batch });
        var noted = await database.QuerySingleAsync<long>("select count(*) from provenance where batch_id = @batch", new { batch });
        // Who is born on the same day as a near namesake that is known waits for a decision, as at any import; many would make another import of it.
        if (entered < rows - (rows / 500) || noted != entered)
        {
            throw new InvalidOperationException($"Of {rows} rows {entered} were filed and {noted} have a provenance.");
        }
    }

    /// <summary>The general branch of the first commissioner, and the branches that its list names.</summary>
    private static async Task<(Guid Place, List<string> Branches)> Place(NpgsqlConnection database, DataSet data)
    {
        var commissioner = data.Of("reviewer").First().MemberId;
        var place = await database.QueryFirstAsync<Guid>(
            """
            select o.id from post_holding h join organisation o on o.id = h.organisation_id
            where h.member_id = @commissioner and h.post = 'OrganizationCommissioner' and o.kind = 'GeneralBranch' and h.until is null
            """, new { commissioner });
        return (place, [.. await database.QueryAsync<string>("select name from organisation where parent_id = @place and kind = 'Branch' and dissolved_on is null order by number", new { place })]);
    }

    /// <param name="n">Each book brings other people.</param>
    private static byte[] Book(int n, int rows, List<string> branches)
    {
        using var to = new MemoryStream();
        using (var book = new Workbook(to, "bench"))
        {
            book.Sheet("名单", Enumerable.Range(0, rows).Select(i => Line(n, i, branches[i % branches.Count])).Prepend(Headings));
        }
        return to.ToArray();
    }

    private static string[] Line(int n, int i, string branch)
    {
        var birth = new DateOnly(1960, 1, 1).AddDays((i + (n * 3671)) % Births);
        var (surname, rest) = (Letters.Surnames[i % Letters.Surnames.Length], i / Letters.Surnames.Length);
        var name = $"{surname}{Letters.GivenFirst[rest % Letters.GivenFirst.Length]}{Letters.GivenSecond[rest / Letters.GivenFirst.Length % Letters.GivenSecond.Length]}";
        var number = string.Create(CultureInfo.InvariantCulture, $"99{n:00}{i / 1000 % 100:00}{birth:yyyyMMdd}{i % 1000:000}");
        return [name, branch, "正式党员", number + IdentityNumber.CheckCharacter(number), $"B{n}N{i}", birth.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), "汉族", "大学本科毕业", "2010-07-01", $"{13_800_000_000L + i}", "2008", $"软件{i % 40}班"];
    }

    private static async Task<TimeSpan> Bare(NpgsqlConnection database, byte[] book)
    {
        await database.ExecuteAsync($"create temporary table bare ({string.Join(", ", Enumerable.Range(0, Columns).Select(i => $"c{i} text"))})");
        var clock = Stopwatch.StartNew();
        using var content = new MemoryStream(book);
        if (TableFile.Open(content, "list.xlsx", out var rows) is { } refusal)
        {
            throw new InvalidOperationException("The workbook was refused: " + refusal.Code);
        }
        await using (var copy = await database.BeginBinaryImportAsync("copy bare from stdin (format binary)"))
        {
            using (rows)
            {
                while (rows!.Next(out var row) is null && row is not null)
                {
                    await copy.StartRowAsync();
                    for (var i = 0; i < Columns; i++)
                    {
                        await copy.WriteAsync(row.Cell(i));
                    }
                }
            }
            await copy.CompleteAsync();
        }
        var took = clock.Elapsed;
        await database.ExecuteAsync("drop table bare");
        return took;
    }

    /// <summary>People who open their home while something else goes on, at an even pace: one that waits does not keep the next from coming.</summary>
    private static class Homes
    {
        public static async Task<(double P99, int Count, int Errors)> During(Server server, DataSet data, Task other)
        {
            var visitors = data.Of("secretary").ToList();
            var took = new ConcurrentBag<double>();
            var errors = 0;
            List<Task> open = [];
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(1000.0 / HomesPerSecond));
            for (var i = 0; !other.IsCompleted; i++)
            {
                await pace.WaitForNextTickAsync();
                var visitor = visitors[i % visitors.Count];
                open.Add(Task.Run(async () =>
                {
                    var clock = Stopwatch.StartNew();
                    if ((await server.Get("/", visitor, byToken: false)).Status != 200)
                    {
                        Interlocked.Increment(ref errors);
                    }
                    took.Add(clock.Elapsed.TotalMilliseconds);
                }));
            }
            await Task.WhenAll(open);
            return (took.IsEmpty ? 0 : Quantile.Of(took, 0.99), took.Count, errors);
        }
    }
}
