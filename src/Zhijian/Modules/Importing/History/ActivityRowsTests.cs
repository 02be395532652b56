using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Activities.Records;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Importing.History;

/// <summary>A list of past activities: judged by what the records' own module knows, reviewed, filed with its origin, counted, and undone without a trace.</summary>
public sealed class ActivityRowsTests(RoomyWorld world) : IClassFixture<RoomyWorld>
{
    private const string Head = "主办党组织,组织生活类别,日期,主题,地点,主持人,应到人数,实到人数\n";

    [Fact]
    public async Task A_list_files_what_was_held_says_no_more_than_it_says_counts_and_is_undone_without_a_trace()
    {
        var whole = await WholeDatabase.Read(world);
        var before = await Everything();
        var browser = await world.SignedIn(world.University.Secretary);
        var first = world.University.First.Name;
        var list = Head
            + $"{first},主题党日,2019年3月5日,学雷锋志愿服务,党员活动室,王 致远,１２,10\n"
            + ",党员大会,2019/6/20,讨论发展对象,,,,\n"
            + ",主题党日,2099-01-01,还没有到,,,,\n"
            + ",党总支会议,2019-04-04,不归支部开,,,,\n"
            + ",主题党日,2019-04-05,实到太多,,,5,9\n"
            + ",主题党日,2019-04-06,不是数,,,十二,9\n"
            + ",主题党日,2019-04-07,数太大,,,999999,9\n"
            + "没有的支部,主题党日,2019-04-08,没有的支部,,,,\n"
            + $"{first},主题党日,2019-03-05,学雷锋志愿服务,,,,\n"
            + ",看电影,2019-04-09,没有这一类,,,,\n"
            + ",主题党日,2019-04-10,,,,,\n";
        var batch = await Imports.Bring(browser, world, world.University.First, list, kind: ImportKind.Activities);
        await Imports.Check(browser, world, batch);
        await browser.Open($"/imports/{batch}/rows?show=faulty");
        foreach (var refusal in new[]
        {
            ImportRefusals.InFuture, ActivityRefusals.KindNotHeldHere, ActivityRefusals.MorePresentThanExpected, ImportRefusals.NotANumber.With("十二"), ImportRefusals.OutOfRange.With("999999"),
            ImportRefusals.NoSuchOrganisation.With("没有的支部"), ImportRefusals.UnknownName.With("看电影"), PlatformRefusals.Required,
        })
        {
            browser.Says(refusal);
        }
        var foreseen = await world.Read(db => db.Set<ImportBatch>().SingleAsync(b => b.Id == batch));
        Assert.Equal((2, 0, 9), (foreseen.Created, foreseen.Changed, foreseen.Faulty));
        await browser.Press(await browser.Open($"/imports/{batch}/rows/10"), "保存改正", ("Form.Cells[Title]", "另一场学雷锋"));
        Assert.Equal(before, await Everything());

        await Imports.Enter(browser, world, batch);
        Assert.Equal(ImportState.Entered, await Imports.StateOf(world, batch));
        var filed = await world.Read(db => db.ActivityRecords.Where(r => r.IsHistory && r.Path == world.University.First.Path).OrderBy(r => r.HeldOn).ThenBy(r => r.Number).ToListAsync());
        Assert.Equal([new DateOnly(2019, 3, 5), new DateOnly(2019, 3, 5), new DateOnly(2019, 6, 20)], filed.Select(r => r.HeldOn));
        Assert.Equal(["2019-ZT-0001", "2019-ZT-0002", "2019-DH-0001"], filed.Select(r => r.Number));
        await SaysNoMoreThanTheList(browser, filed[0], filed[2]);
        await Counts(browser, filed[0]);

        var entered = await Everything();
        var second = await Imports.Bring(browser, world, world.University.First, list, kind: ImportKind.Activities);
        await Imports.Check(browser, world, second);
        var again = await world.Read(db => db.Set<ImportBatch>().SingleAsync(b => b.Id == second));
        Assert.Equal((0, 0), (again.Created, again.Changed));
        Assert.Equal(entered, await Everything());

        await browser.Press(await browser.Open($"/imports/{batch}/undo"), "撤销这一批");
        await Imports.Work(world, batch);
        Assert.Equal(ImportState.Undone, await Imports.StateOf(world, batch));
        Assert.Equal(before, await Everything());
        // A trace that was taken back stays as one that was, sums stay as nought, and a number that was given is not given again.
        await whole.IsAsBefore(world, "trace", "figure_month", "record_number");
        Assert.Equal(0, await Imports.Count(world, "provenance", batch));
        Assert.Equal(3, await world.Read(db => db.Set<JournalEntry>().CountAsync(j => j.Fact == nameof(HistoryTakenOut))));
    }

    [Fact]
    public async Task A_day_on_which_another_was_held_waits_for_a_decision_and_a_correction_keeps_the_list()
    {
        var browser = await world.SignedIn(world.University.SecondSecretary);
        var batch = await Imports.Bring(browser, world, world.University.Second, Head + ",主题党日,2018-05-04,五四青年节,,,,\n", kind: ImportKind.Activities);
        await Imports.Check(browser, world, batch);
        await Imports.Enter(browser, world, batch);
        var record = await world.Read(db => db.ActivityRecords.SingleAsync(r => r.IsHistory && r.Path == world.University.Second.Path));

        var like = await Imports.Bring(browser, world, world.University.Second, Head + ",主题党日,2018-05-04,五四青年节主题党日,,,,\n", kind: ImportKind.Activities);
        await Imports.Check(browser, world, like);
        Assert.Equal((0, 1), await world.Read(async db => (await db.Set<ImportBatch>().SingleAsync(b => b.Id == like)) is var kept ? (kept.Created, kept.Waiting) : default));
        var row = await browser.Open($"/imports/{like}/rows/2");
        Assert.Contains("五四青年节", row.Body!.TextContent, StringComparison.Ordinal);
        await browser.Post($"/imports/{like}/rows/2", Imports.Fields(row, "decide-twin", ("Form.Decision", nameof(TwinDecision.Same))));
        Assert.Equal((0, 1), await world.Read(async db => (await db.Set<ImportBatch>().SingleAsync(b => b.Id == like)) is var kept ? (kept.Created, kept.Unchanged) : default));

        // What a list filed can't be taken out by any other way, and not at all once a correction stands on it.
        await Assert.ThrowsAnyAsync<Exception>(() => world.Inside(s => Run(s.GetRequiredService<Fence>(), "delete from activity_record where id = @Id", record.Id)));
        await browser.Press(await browser.Open($"/records/{record.Id}/addendum"), "提交更正", ("Form.Text", "地点在校史馆"));
        var page = await browser.Open($"/imports/{batch}/undo");
        await browser.Post($"/imports/{batch}/undo", Imports.Fields(page, "undo-import"));
        browser.Says(ImportRefusals.BuiltOn.With(1));
        Assert.Equal(0, await world.Inside(s => s.GetRequiredService<Fence>().Row<int>("select take_out_history(array[@ActivityId])", new { record.ActivityId }, default)));
        Assert.True(await world.Read(db => db.ActivityRecords.AnyAsync(r => r.Id == record.Id)));
    }

    [Fact]
    public async Task Nobody_files_history_of_others_and_what_was_written_here_never_goes_with_a_list()
    {
        var browser = await world.SignedIn(world.University.ThirdSecretary);
        var batch = await Imports.Bring(browser, world, world.University.Third, Head + $"{world.University.First.Name},主题党日,2017-05-04,别人的,,,,\n", kind: ImportKind.Activities);
        await Imports.Check(browser, world, batch);
        await browser.Open($"/imports/{batch}/rows?show=faulty");
        browser.Says(ImportRefusals.NoSuchOrganisation.With(world.University.First.Name));
        var submitted = await world.Submitted("本平台写的记录");
        await world.Approve(submitted.Id);
        Assert.Equal(0, await world.Inside(s => s.GetRequiredService<Fence>().Row<int>("select take_out_history(array[@ActivityId])", new { submitted.ActivityId }, default)));
    }

    /// <summary>The record holds what the list says; nothing stands where it says nothing, and its page leads back to the row.</summary>
    private async Task SaysNoMoreThanTheList(Browser browser, ActivityRecord whole, ActivityRecord bare)
    {
        var page = await browser.Open($"/activities/{whole.ActivityId}");
        Assert.Equal($"/records/{whole.Id}", browser.Path);
        var book = page.QuerySelector(".z-book")!.TextContent;
        foreach (var said in new[] { "学雷锋志愿服务", "2019-03-05", "党员活动室", "王致远", "12 人", "10 人", "由名单“list.csv”第 2 行导入" })
        {
            Assert.Contains(said, book, StringComparison.Ordinal);
        }
        book = (await browser.Open($"/records/{bare.Id}")).QuerySelector(".z-book")!.TextContent;
        Assert.DoesNotContain("地点", book, StringComparison.Ordinal);
        Assert.DoesNotContain("应到", book, StringComparison.Ordinal);
        await browser.Open($"/lineage/{whole.Id}");
        foreach (var said in new[] { "list.csv", "主持人姓名", "应到人数" })
        {
            Assert.Contains(said, WebUtility.HtmlDecode(browser.Text), StringComparison.Ordinal);
        }
        var transformed = await world.Inside(s => s.GetRequiredService<Fence>().Rows<string>("select unnest(transformed) from provenance where entity_id = @ActivityId", new { whole.ActivityId }, default));
        Assert.Contains("Expected:HalfWidth", transformed);
        Assert.Contains("HeldOn:DayForm", transformed);
        Assert.Equal(0, await world.Read(db => db.Attendances.CountAsync(a => a.ActivityId == whole.ActivityId)));
    }

    private async Task Counts(Browser browser, ActivityRecord record)
    {
        var rows = await browser.Open($"/figures/records?organisation={world.University.First.Id}&kind=ThemePartyDay&month=2019-03");
        Assert.NotNull(rows.QuerySelector($"a[href='/activities/{record.ActivityId}']"));
        Assert.Contains("导入的历史记录", (await browser.Open("/records?month=2019-03")).Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("学雷锋志愿服务", (await browser.Open("/activities?month=2019-03")).Body!.TextContent, StringComparison.Ordinal);
    }

    private static async Task<int> Run(Fence fence, string sql, Guid id)
    {
        await fence.Run(sql, new { Id = id }, default);
        return 0;
    }

    private async Task<string> Everything() => JsonSerializer.Serialize(new
    {
        Activities = (await world.Read(db => db.Activities.AsNoTracking().OrderBy(a => a.Id).ToListAsync())).Select(a => new { a.Id, a.Title, a.State, a.Version }),
        Records = (await world.Read(db => db.ActivityRecords.AsNoTracking().OrderBy(r => r.Id).ToListAsync())).Select(r => new { r.Id, r.Number, r.State, r.Version }),
        Filed = await world.Read(db => db.FiledRecords.CountAsync()),
        Parties = await world.Read(db => db.ActivityParties.CountAsync()),
        Figures = await Rows("select organisation_id, month, kind, filed, in_review from figure_month where filed <> 0 or in_review <> 0 order by 1, 2, 3"),
        Traces = await Rows("select record_id, organisation_id, held_on, kind, 0 from trace where reversed_at is null order by 1, 2"),
        Standing = await Rows("select subject_id, held_on, kind, 0, 0 from standing order by 1"),
    });

    private Task<string> Rows(string sql) => world.Inside(async s => JsonSerializer.Serialize((await s.GetRequiredService<Fence>().Rows<string>($"select (q)::text from ({sql}) q", null, default)).ToList()));
}
