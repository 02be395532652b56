using System.Text;
using System.Text.Json;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Collecting;
using Zhijian.Modules.Review.Decide;
using Zhijian.Modules.Review.Inbox;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Importing.Answers;

/// <summary>A list of answers to a collection form: judged by the form's own rules, reviewed, filed as answers that were typed are, and undone without a trace.</summary>
public sealed class AnswerRowsTests(RoomyWorld world) : IClassFixture<RoomyWorld>
{
    [Fact]
    public async Task A_list_answers_for_branches_counts_as_in_is_known_afterwards_and_is_undone_without_a_trace()
    {
        var office = await world.SignedIn(world.University.Office);
        var (form, round) = await Published(office, "名单核对", [("图书角册数", "Number"), ("是否有图书角", "YesNo")], "organisation.name", "organisation.room");
        var whole = await WholeDatabase.Read(world);
        var before = await Everything();
        var browser = await world.SignedIn(world.University.GeneralBranchReviewer);
        var (first, second) = (world.University.First, world.University.Second);
        var list = "党支部名称,党员活动室,图书角册数,是否有图书角\n"
            + $"{first.Name}, 主楼 301,１２０,是\n"
            + $"{second.Name},主楼 302,很多,否\n"
            + $"{world.University.Third.Name},主楼 303,1,是\n"
            + $"{world.University.GeneralBranch.Name},主楼 304,1,是\n"
            + $"{first.Name},主楼 305,1,是\n"
            + $"{second.Number},,,\n"
            + $"{second.Number},主楼 306,5,也许\n"
            + $"{second.Number},主楼 307,,是\n";
        var batch = await Bring(browser, round, list);
        await Imports.Check(browser, world, batch);
        await browser.Open($"/imports/{batch}/rows?show=faulty");
        foreach (var refusal in new[]
        {
            ImportRefusals.NotANumber.With("很多"), ImportRefusals.NoSuchOrganisation.With(world.University.Third.Name), CollectingRefusals.NotAsked, ImportRefusals.TwiceInFile, PlatformRefusals.Required, ImportRefusals.UnknownName.With("也许"),
        })
        {
            browser.Says(refusal);
        }
        Assert.Equal((1, 0, 7), await Foreseen(batch));
        var books = FormQuestion.IdOf(form, 3);
        await browser.Press(await browser.Open($"/imports/{batch}/rows/3"), "保存改正", ($"Form.Cells[{books}]", "30"));
        Assert.Equal((2, 0, 6), await Foreseen(batch));
        Assert.Equal(before, await Everything());

        await Imports.Enter(browser, world, batch);
        Assert.Equal(ImportState.Entered, await Imports.StateOf(world, batch));
        var filed = await Entry(round, first.Id);
        Assert.Equal((EntryState.Filed, true, world.University.GeneralBranchReviewer.MemberId), (filed.State, filed.IsInTime, filed.HandedInBy));
        Assert.Equal([("organisation.name", first.Name, true), ("organisation.room", "主楼 301", false), (books, "120", false), (FormQuestion.IdOf(form, 4), "yes", false)], filed.Answers.Select(a => (a.Element, a.Value, a.WasKnown)));
        var sums = await office.Open($"/collecting/rounds/{round}");
        Assert.Equal(["3", "2", "2", "1"], sums.QuerySelectorAll(".z-stats .z-num").Select(n => n.TextContent));
        await TellsItsSource(batch, filed, books);

        // Brought twice it changes nothing; what was handed in is not changed by a list.
        var entered = await Everything();
        var again = await Bring(browser, round, list);
        await Imports.Check(browser, world, again);
        Assert.Equal((0, 0), (await Foreseen(again)) is var (created, changed, _) ? (created, changed) : default);
        var other = await Bring(browser, round, $"党支部名称,党员活动室\n{first.Name},别处\n");
        await Imports.Check(browser, world, other);
        await browser.Open($"/imports/{other}/rows?show=faulty");
        browser.Says(CollectingRefusals.HandedInAlready);
        Assert.Equal(entered, await Everything());

        await browser.Press(await browser.Open($"/imports/{batch}/undo"), "撤销这一批");
        await Imports.Work(world, batch);
        Assert.Equal(ImportState.Undone, await Imports.StateOf(world, batch));
        Assert.Equal(before, await Everything());
        await whole.IsAsBefore(world);
        Assert.Equal(0, await Imports.Count(world, "provenance", batch));
        Assert.Equal(2, await world.Read(db => db.Set<JournalEntry>().CountAsync(j => j.Fact == nameof(EntryTakenOut))));
        await Close(office, form);
    }

    [Fact]
    public async Task What_was_typed_so_far_is_completed_what_came_back_is_left_to_people_and_what_was_built_on_stays()
    {
        var office = await world.SignedIn(world.University.Office);
        var (form, round) = await Published(office, "名单补全", [("结对社区数", "Number")], "organisation.contact-person");
        var count = FormQuestion.IdOf(form, 2);
        var (first, second) = (world.University.First, world.University.Second);
        var secretary = await world.SignedIn(world.University.Secretary);
        await secretary.Press(await secretary.Open($"/collecting/entries/{(await Entry(round, first.Id)).Id}"), "先存着", ("Form.Answers[0]", "何文"));
        var returned = await Entry(round, second.Id);
        var other = await world.SignedIn(world.University.SecondSecretary);
        await other.Press(await other.Open($"/collecting/entries/{returned.Id}"), "提交审核", ("Form.Answers[0]", "于清"), ("Form.Answers[1]", "1"));
        await world.Decide(returned.Id, world.University.GeneralBranchReviewer, (s, c, a) => s.GetRequiredService<ReturnAction>().Run(c.Id, c.Version, null, "再核一下", [], a, default));
        var before = await Everything();

        var browser = await world.SignedIn(world.University.GeneralBranchReviewer);
        var batch = await Bring(browser, round, $"组织名称,结对社区数\n{first.Name},2\n{second.Name},3\n");
        await Imports.Check(browser, world, batch);
        await browser.Open($"/imports/{batch}/rows?show=faulty");
        browser.Says(CollectingRefusals.CameBack);
        Assert.Equal((0, 1, 1), await Foreseen(batch));
        await Imports.Enter(browser, world, batch);
        var filed = await Entry(round, first.Id);
        Assert.Equal([("organisation.contact-person", "何文"), (count, "2")], filed.Answers.Select(a => (a.Element, a.Value)));
        await browser.Press(await browser.Open($"/imports/{batch}/undo"), "撤销这一批");
        await Imports.Work(world, batch);
        Assert.Equal(before, await Everything());

        // A batch that waits while the form is closed does not answer any more; and none is begun.
        var late = await Bring(browser, round, $"组织名称,结对社区数\n{first.Name},2\n");
        var entering = await Bring(browser, round, $"组织名称,结对社区数\n{first.Name},4\n");
        await Imports.Check(browser, world, entering);
        await Imports.Enter(browser, world, entering);
        await Close(office, form);
        await Imports.Check(browser, world, late);
        await browser.Open($"/imports/{late}/rows?show=faulty");
        browser.Says(CollectingRefusals.HandedInAlready);
        await Imports.Upload(browser, world, world.University.GeneralBranch, Encoding.UTF8.GetBytes($"组织名称,结对社区数\n{first.Name},2\n"), "late.csv", kind: ImportKind.CollectedAnswers, round: round);
        browser.Says(CollectingRefusals.AskedNoMore);
        await Imports.Upload(browser, world, world.University.GeneralBranch, Encoding.UTF8.GetBytes($"组织名称,结对社区数\n{first.Name},2\n"), "none.csv", kind: ImportKind.CollectedAnswers);
        browser.Says(PlatformRefusals.Required);

        // Another form took the contact over: the list can't be undone under it.
        var (next, nextRound) = await Published(office, "名单再用", [("帮扶人数", "Number")], "organisation.contact-person");
        await secretary.Press(await secretary.Open($"/collecting/entries/{(await Entry(nextRound, first.Id)).Id}"), "提交审核", ("Form.Answers[1]", "6"));
        var page = await browser.Open($"/imports/{entering}/undo");
        await browser.Post($"/imports/{entering}/undo", Imports.Fields(page, "undo-import"));
        browser.Says(ImportRefusals.BuiltOn.With(1));
        Assert.Equal(EntryState.Filed, (await Entry(round, first.Id)).State);
        await Close(office, next);
    }

    [Fact]
    public async Task Nobody_answers_for_others_and_a_round_that_closes_meanwhile_takes_no_more()
    {
        var office = await world.SignedIn(world.University.Office);
        var (form, round) = await Published(office, "各答各的", [("志愿服务次数", "Number")]);
        var browser = await world.SignedIn(world.University.SecondSecretary);
        var batch = await Imports.Bring(browser, world, world.University.Second, $"填报组织,志愿服务次数\n{world.University.First.Name},1\n,7\n", kind: ImportKind.CollectedAnswers, round: round);
        await Imports.Check(browser, world, batch);
        await browser.Open($"/imports/{batch}/rows?show=faulty");
        browser.Says(ImportRefusals.NoSuchOrganisation.With(world.University.First.Name));
        Assert.Equal((1, 0, 1), await Foreseen(batch));
        await Close(office, form);
        await Imports.Enter(browser, world, batch);
        Assert.Equal(EntryState.Open, (await Entry(round, world.University.Second.Id)).State);
        await browser.Open($"/imports/{batch}/rows?show=faulty");
        browser.Says(CollectingRefusals.AskedNoMore);
        Assert.Equal(0, await Imports.Count(world, "provenance", batch));
        Assert.Equal(PlatformRefusals.NotYours, ListedAnswers.WhyNot(new AskedRound(round, new CollectionForm { Path = "1.", OrganisationId = Guid.Empty, OrganisationName = "", Title = "", Purpose = "", Kinds = [], Frequency = FormFrequency.Once, FirstDue = default, CreatedBy = Guid.Empty, CreatedAt = default }), new AskedEntry(await Entry(round, world.University.Second.Id), new Dictionary<string, KnownAnswer>()), new Actor { MemberId = Guid.NewGuid(), Name = "别人", Posts = [] }));
    }

    [Fact]
    public async Task What_a_column_holds_is_remembered_for_its_form_and_no_other()
    {
        var office = await world.SignedIn(world.University.Office);
        var (form, round) = await Published(office, "记住的列", [("走访户数", "Number")], "organisation.room");
        var (other, otherRound) = await Published(office, "别的表", [("慰问人数", "Number")], "organisation.contact-person");
        var browser = await world.SignedIn(world.University.GeneralBranchReviewer);
        var list = $"组织名称,党员活动室,联系人,做了几次\n{world.University.First.Name},主楼,何文,3\n";
        var batch = await Bring(browser, round, list);
        await Imports.Work(world, batch);
        Assert.Equal([AnswerColumns.Organisation, "organisation.room", "", ""], await Mapping(batch));
        await browser.Post($"/imports/{batch}/columns", Imports.Columns(await browser.Open($"/imports/{batch}/columns"), AnswerColumns.Organisation, "organisation.room", "", FormQuestion.IdOf(form, 2)));
        await Imports.Work(world, batch);
        Assert.Equal((1, 0, 0), await Foreseen(batch));
        Assert.Equal([AnswerColumns.Organisation, "organisation.room", "", FormQuestion.IdOf(form, 2)], await Mapping(await Bring(browser, round, list)));
        Assert.Equal([AnswerColumns.Organisation, "", "organisation.contact-person", ""], await Mapping(await Bring(browser, otherRound, list)));
        await Close(office, form);
        await Close(office, other);
    }

    private Task<IReadOnlyList<string>> Mapping(Guid batch) => world.Read(db => db.Set<ImportBatch>().AsNoTracking().Where(b => b.Id == batch).Select(b => b.Mapping).SingleAsync());

    /// <summary>The answer is known from now on, its page leads back to the row, and the organisation's own page tells from where each value came.</summary>
    private async Task TellsItsSource(Guid batch, CollectionEntry filed, string books)
    {
        Assert.Equal(["主楼 301", "主楼 302"], await world.Read(db => db.Set<KnownValue>().Where(v => v.Element == "organisation.room").Select(v => v.Value).Order().ToListAsync()));
        var note = Assert.Single(await world.Inside(s => s.GetRequiredService<Fence>().Rows<(string[] Elements, string[] Transformed, int Row, string Source)>(
            "select elements, transformed, row_number, source from provenance where batch_id = @batch and entity_id = @OrganisationId", new { batch, filed.OrganisationId }, default)));
        Assert.Equal((2, "organisation"), (note.Row, note.Source));
        Assert.Contains("organisation.room", note.Elements);
        Assert.Contains(books + ":HalfWidth", note.Transformed);
        var secretary = await world.SignedIn(world.University.Secretary);
        Assert.Contains("由名单“list.csv”第 2 行导入", (await secretary.Open($"/collecting/entries/{filed.Id}")).Body!.TextContent, StringComparison.Ordinal);
        // Its lineage says the same, and nobody is said to have typed it.
        var source = (await secretary.Open($"/lineage/{filed.Id}")).QuerySelector("section[aria-labelledby=source]")!.TextContent;
        Assert.Contains("由名单“list.csv”第 2 行导入", source, StringComparison.Ordinal);
        Assert.DoesNotContain("手工填写", source, StringComparison.Ordinal);
        var reviewer = await world.SignedIn(world.University.GeneralBranchReviewer);
        Assert.NotNull((await reviewer.Open($"/collecting/entries/{filed.Id}")).QuerySelector($"main a[href='/imports/{batch}']"));
        var origin = (await reviewer.Open($"/organisations/{filed.OrganisationId}/origin")).Body!.TextContent;
        Assert.Contains("党员活动室", origin, StringComparison.Ordinal);
        Assert.DoesNotContain(books, origin, StringComparison.Ordinal);
    }

    private Task<Guid> Bring(Browser browser, Guid round, string list) => Imports.Bring(browser, world, world.University.GeneralBranch, list, kind: ImportKind.CollectedAnswers, round: round);

    private async Task<(int Created, int Changed, int Faulty)> Foreseen(Guid batch)
    {
        var kept = await world.Read(db => db.Set<ImportBatch>().AsNoTracking().SingleAsync(b => b.Id == batch));
        return (kept.Created, kept.Changed, kept.Faulty);
    }

    private Task<CollectionEntry> Entry(Guid round, Guid organisation) => world.Read(db => db.Set<CollectionEntry>().AsNoTracking().SingleAsync(e => e.RoundId == round && e.OrganisationId == organisation));

    private async Task<(Guid Form, Guid Round)> Published(Browser office, string title, (string Label, string Type)[] own, params string[] elements)
    {
        var due = DateOnly.FromDateTime(world.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).DateTime).AddDays(20);
        await office.Press(await office.Open("/collecting/new"), "下一步：选择要问的内容", ("Form.Title", title), ("Form.Purpose", "年底核对"), ("Form.Kinds", "Branch"), ("Form.Frequency", "Once"), ("Form.FirstDue", due.ToString("yyyy-MM-dd")));
        var address = office.Path;
        foreach (var element in elements)
        {
            await office.Press(await office.Open(address), "加入", ("Form.Element", element));
        }
        foreach (var (label, type) in own)
        {
            await office.Press(await office.Open(address), "加入新问题", ("Form.Label", label), ("Form.Type", type), ("Form.Required", "true"));
        }
        await office.Press(await office.Open(address), "发出");
        var form = Guid.Parse(address.Split('/')[^1]);
        return (form, await world.Read(db => db.Set<CollectionRound>().Where(r => r.FormId == form).Select(r => r.Id).SingleAsync()));
    }

    private static async Task Close(Browser office, Guid form) => await office.Press(await office.Open($"/collecting/forms/{form}"), "停止收集");

    /// <summary>All entries and all that is known from them, but for what only counts changes.</summary>
    private async Task<string> Everything() => JsonSerializer.Serialize(new
    {
        Entries = (await world.Read(db => db.Set<CollectionEntry>().AsNoTracking().OrderBy(e => e.Id).ToListAsync())).Select(e => new { e.Id, e.State, e.Answers, e.FirstHandedInOn, e.HandedInAt, e.HandedInBy, e.FiledAt }),
        Known = await world.Read(db => db.Set<KnownValue>().AsNoTracking().OrderBy(v => v.OrganisationId).ThenBy(v => v.Element).ToListAsync()),
    });
}
