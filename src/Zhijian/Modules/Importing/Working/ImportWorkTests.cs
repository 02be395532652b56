using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Zhijian.Modules.Importing.Reading;
using Zhijian.Modules.People;
using Zhijian.Modules.Review;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Importing.Working;

/// <summary>The work beside the requests goes on where a stop left it, is seen while it runs, goes back when the approval does, and is quick enough.</summary>
public sealed class ImportWorkTests(RoomyWorld world) : IClassFixture<RoomyWorld>
{
    private const int Portion = 2000;

    [Fact]
    public async Task A_stop_in_the_middle_loses_nothing_and_the_bar_survives_a_reload()
    {
        var browser = await world.SignedIn(world.University.Secretary);
        const int rows = 4500;
        var batch = await Imports.Bring(browser, world, world.University.First, "姓名,人员类别\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"停电{i},入党积极分子\n")));
        await browser.Open($"/imports/{batch}");
        Assert.Contains("正在读取文件", browser.Text, StringComparison.Ordinal);
        await world.Inside(s => Done(s.GetRequiredService<ImportJob>().Run(default)));
        await browser.Press(await browser.Open($"/imports/{batch}/columns"), "清洗并校验");

        // One portion is done, then the program stops.
        await world.Inside(async s =>
        {
            var checking = await s.GetRequiredService<ZhijianDb>().Set<ImportBatch>().AsNoTracking().SingleAsync(b => b.Id == batch);
            Assert.True(await s.GetRequiredService<CheckBatchAction>().Run(checking, default));
            await s.GetRequiredService<Fence>().Commit(default);
            return 0;
        });
        foreach (var page in new[] { $"/imports/{batch}", $"/imports/{batch}/panel", $"/imports/{batch}" })
        {
            var shown = await browser.Open(page);
            Assert.Contains($"已处理 {Portion + 1:N0} / {rows + 1:N0} 行", browser.Text, StringComparison.Ordinal);
            Assert.Equal($"{Portion + 1}", shown.QuerySelector("progress")!.GetAttribute("value"));
        }
        await world.Inside(s => Done(s.GetRequiredService<ImportJob>().Run(default)));
        var kept = await world.Read(db => db.Set<ImportBatch>().SingleAsync(b => b.Id == batch));
        Assert.Equal((ImportState.Ready, rows, 0), (kept.State, kept.Created, kept.Faulty));
    }

    [Fact]
    public async Task An_approval_that_is_taken_back_takes_the_rows_out_again_and_a_return_opens_them()
    {
        var browser = await world.SignedIn(world.University.Secretary);
        var before = await Imports.Everything(world);
        var batch = await Imports.Bring(browser, world, world.University.First, "姓名,人员类别,学号\n收回来,正式党员,Z1\n");
        await Imports.Check(browser, world, batch);
        await Imports.Enter(browser, world, batch);
        Assert.Equal(ImportState.Entered, await Imports.StateOf(world, batch));

        var @case = await world.Read(db => db.ReviewCases.SingleAsync(c => c.SubjectId == batch));
        var department = await world.SignedIn(world.University.OrganisationDepartment);
        await department.PostAnyway($"/review/cases/{@case.Id}/undo", ("version", @case.Version.ToString(CultureInfo.InvariantCulture)));
        await Imports.Work(world, batch);
        Assert.Equal(ImportState.InReview, await Imports.StateOf(world, batch));
        Assert.Equal(before, await Imports.Everything(world));

        @case = await world.Read(db => db.ReviewCases.SingleAsync(c => c.SubjectId == batch));
        await browser.PostAnyway($"/review/cases/{@case.Id}/withdraw", ("version", @case.Version.ToString(CultureInfo.InvariantCulture)));
        Assert.Equal(ImportState.Ready, await Imports.StateOf(world, batch));
        await Imports.Enter(browser, world, batch);
        Assert.True(await world.Read(db => db.Members.AnyAsync(m => m.InstitutionNumber == "Z1")));
    }

    [Fact]
    public async Task An_approval_that_is_taken_back_leaves_those_on_whom_something_was_built_and_looks_at_each_portion_once()
    {
        var browser = await world.SignedIn(world.University.SecondSecretary);
        const int rows = 1100;
        var batch = await Imports.Bring(browser, world, world.University.Second, "姓名,人员类别,学号\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"一批{i},正式党员,Y{i}\n")));
        await Imports.Check(browser, world, batch);
        await Imports.Enter(browser, world, batch);
        // One in the portion that is looked at first, one in the last.
        var kept = await world.Read(db => db.Members.Where(m => m.InstitutionNumber == $"Y{rows - 1}" || m.InstitutionNumber == "Y0").ToListAsync());
        await world.Given(db =>
        {
            db.AddRange(kept.Select((m, i) => new PostHolding { OrganisationId = m.OrganisationId, Path = m.Path, MemberId = m.Id, Post = i == 0 ? Rules.PostKind.PublicityCommissioner : Rules.PostKind.YouthCommissioner, From = new DateOnly(2026, 1, 1) }));
            return 0;
        });
        var @case = await world.Read(db => db.ReviewCases.SingleAsync(c => c.SubjectId == batch));
        var department = await world.SignedIn(world.University.OrganisationDepartment);
        await department.PostAnyway($"/review/cases/{@case.Id}/undo", ("version", @case.Version.ToString(CultureInfo.InvariantCulture)));
        await Imports.Work(world, batch);
        Assert.Equal(ImportState.Entered, await Imports.StateOf(world, batch));
        Assert.Equal(kept.Select(m => m.Id).Order(), await world.Read(db => db.Members.Where(m => m.Name.StartsWith("一批")).Select(m => m.Id).OrderBy(m => m).ToListAsync()));
        Assert.Equal(2, await Imports.Count(world, "provenance", batch));
        Assert.Null(await world.Read(db => db.Set<ImportBatch>().Where(b => b.Id == batch).Select(b => b.LookedTo).SingleAsync()));
    }

    /// <summary>A sample in every run; a hundred thousand rows in the long one.</summary>
    [Fact]
    public async Task From_the_file_to_filed_rows_costs_little_more_than_reading_and_copying_them()
    {
        var rows = TestRun.IsLong ? 100_000 : 3000;
        var (branch, browser) = (world.University.First.Name, await world.SignedIn(world.University.GeneralBranchReviewer));
        var book = Xlsx.Book(Xlsx.Rows([["姓名", "党支部", "人员类别", "公民身份号码", "学号", "出生日期", "民族", "学历", "入党日期", "手机号", "年级", "班级"], .. Enumerable.Range(0, rows).Select(i => Line(i, branch))]));
        var bare = await Bare(book);
        using var memory = new PeakMemory();
        var clock = Stopwatch.StartNew();
        var batch = await Imports.Bring(browser, world, world.University.GeneralBranch, book, "list.xlsx", "organisation");
        await Imports.Check(browser, world, batch);
        await Imports.Enter(browser, world, batch);
        var took = clock.Elapsed;
        var kept = await world.Read(db => db.Set<ImportBatch>().SingleAsync(b => b.Id == batch));
        Assert.Equal((ImportState.Entered, rows, 0), (kept.State, kept.Created, kept.Faulty));
        Assert.Equal(rows, await Imports.Count(world, "provenance", batch));
        var ratio = took / bare;
        Console.WriteLine($"figure import-vs-copy {ratio:F1} 6 {(ratio <= 6 ? "met" : "short")}");
        Console.WriteLine($"figure import-rows {rows}");
        Console.WriteLine($"figure import-seconds {took.TotalSeconds:F1}");
        Console.WriteLine($"figure import-memory-mb {memory.Megabytes} 150 {(memory.Megabytes <= 150 ? "met" : "short")}");
    }

    private static string[] Line(int i, string branch)
    {
        var birth = new DateOnly(1960, 1, 1).AddDays(i % 15_000);
        return [$"速度{i}", branch, "正式党员", Imports.IdentityOf(birth, i), $"S{i}", birth.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), "汉族", "大学本科毕业", "2010-07-01", $"{13_800_000_000L + i}", "2008", $"软件{i % 40}班"];
    }

    /// <summary>The yardstick: the same file read, and its rows copied as they stand into a table without indexes.</summary>
    private async Task<TimeSpan> Bare(byte[] book)
    {
        var clock = Stopwatch.StartNew();
        await using var connection = new NpgsqlConnection(world.Database.OwnerConnection);
        await connection.OpenAsync();
        await using (var table = new NpgsqlCommand("create temp table bare (a text, b text, c text, d text, e text, f text, g text, h text, i text, j text, k text, l text)", connection))
        {
            await table.ExecuteNonQueryAsync();
        }
        using var content = new MemoryStream(book);
        Assert.Null(TableFile.Open(content, "a.xlsx", out var rows));
        await using var copy = await connection.BeginBinaryImportAsync("copy bare from stdin (format binary)");
        using (rows)
        {
            while (rows!.Next(out var row) is null && row is not null)
            {
                await copy.StartRowAsync();
                for (var i = 0; i < 12; i++)
                {
                    await copy.WriteAsync(row.Cell(i));
                }
            }
        }
        await copy.CompleteAsync();
        return clock.Elapsed;
    }

    private static async Task<int> Done(Task work)
    {
        await work;
        return 0;
    }

    /// <summary>How far the live memory rose above where it stood.</summary>
    private sealed class PeakMemory : IDisposable
    {
        private readonly long _before = GC.GetTotalMemory(forceFullCollection: true);
        private readonly Timer _timer;
        private long _peak;

        public PeakMemory() => _timer = new Timer(_ => _peak = Math.Max(_peak, GC.GetTotalMemory(forceFullCollection: false)), null, 0, 50);

        public long Megabytes => Math.Max(0, _peak - _before) / 1048576;

        public void Dispose() => _timer.Dispose();
    }
}
