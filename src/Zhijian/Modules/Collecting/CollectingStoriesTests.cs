using System.Net;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Collecting.Rolling;
using Zhijian.Modules.Review;
using Zhijian.Modules.Review.Decide;
using Zhijian.Modules.Review.Inbox;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Modules.Collecting;

/// <summary>From the office's question to the branch's answer and back up the tree, as people walk it without script.</summary>
public sealed class CollectingStoriesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_form_is_designed_published_filled_in_reviewed_and_rolls_up()
    {
        var office = await world.SignedIn(world.University.Office);
        var form = await Designed(office, "场所核对", "Branch");
        await Ask(office, form, "organisation.name");
        await Ask(office, form, "organisation.room");
        await AskNew(office, form, "图书角册数", "Number");
        Assert.Contains("× 3 个组织", office.Text, StringComparison.Ordinal);
        await office.Press(await office.Open($"/collecting/forms/{form}"), "发出");
        Assert.Contains("收集中", office.Text, StringComparison.Ordinal);

        // It stands on the home of the organisation below, with what is known filled in.
        var secretary = await world.SignedIn(world.University.Secretary);
        var home = await secretary.Open("/");
        Assert.Contains("填写《场所核对》", secretary.Text, StringComparison.Ordinal);
        var entry = (await world.Read(db => db.Set<CollectionEntry>().SingleAsync(e => e.FormId == form && e.Path == world.University.First.Path))).Id;
        var address = $"/collecting/entries/{entry}";
        Assert.NotNull(home.QuerySelector($"a[href='{address}']"));
        var page = await secretary.Open(address);
        Assert.Contains("计算机第一党支部", page.QuerySelector("dl.z-kv")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("学校党委组织部", page.QuerySelector("dl.z-kv")!.TextContent, StringComparison.Ordinal);
        Assert.Single(page.QuerySelectorAll("main input[name='Form.Answers[0]']"));

        await secretary.Press(page, "提交审核", ("Form.Answers[0]", "主楼 301"), ("Form.Answers[1]", "很多"));
        Assert.Contains("不是数字", secretary.Text, StringComparison.Ordinal);
        Assert.Contains("主楼 301", secretary.Text, StringComparison.Ordinal);
        await secretary.Press(await secretary.Open(address), "先存着", ("Form.Answers[0]", "主楼 301"));
        Assert.Contains("主楼 301", secretary.Text, StringComparison.Ordinal);
        await secretary.Press(await secretary.Open(address), "提交审核", ("Form.Answers[1]", "120"));
        Assert.Contains("审核中", secretary.Text, StringComparison.Ordinal);
        await secretary.Open("/");
        Assert.DoesNotContain("填写《场所核对》", secretary.Text, StringComparison.Ordinal);

        // Completeness and timeliness, each number opening its rows, each row its record.
        var round = (await world.Read(db => db.Set<CollectionRound>().SingleAsync(r => r.FormId == form))).Id;
        var tree = await office.Open($"/collecting/rounds/{round}");
        Assert.Equal(["3", "1", "1", "2"], tree.QuerySelectorAll(".z-stats .z-num").Select(n => n.TextContent));
        var general = tree.QuerySelectorAll("tbody tr").Single(r => r.TextContent.Contains("信息学院党总支", StringComparison.Ordinal));
        Assert.Equal(["2", "1", "1", "1"], general.QuerySelectorAll("a.z-num").Select(n => n.TextContent));
        var rows = await office.Open(general.QuerySelectorAll("a.z-num")[1].GetAttribute("href")!);
        Assert.Equal(address, Assert.Single(rows.QuerySelectorAll("tbody a")).GetAttribute("href"));
        await office.Open(address);
        Assert.Contains("120", office.Text, StringComparison.Ordinal);
        Assert.Equal(2, (await office.Open($"/collecting/rows?round={round}&which=Missing")).QuerySelectorAll("tbody tr").Length);
        // What was answered is taken along with the columns of the form; what is not handed in yet stays with whoever types it.
        var program = await world.Program(world.University.Office);
        var taken = await program.GetStringAsync($"/api/v1/exports/collected-answers?format=csv&round={round}&which=Expected");
        Assert.Contains("主楼 301", taken, StringComparison.Ordinal);
        Assert.Contains("120", taken, StringComparison.Ordinal);
        Assert.Contains("待填写", taken, StringComparison.Ordinal);
        Assert.DoesNotContain("主楼 301", await program.GetStringAsync($"/api/v1/exports/collected-answers?format=csv&round={round}&which=Missing"), StringComparison.Ordinal);
        // Who stands between sees the same of their own part.
        var reviewer = await world.SignedIn(world.University.GeneralBranchReviewer);
        Assert.Equal(["2", "1", "1", "1"], (await reviewer.Open($"/collecting/rounds/{round}")).QuerySelectorAll(".z-stats .z-num").Select(n => n.TextContent));

        // Reviewed, its values are known; taken back, they are not.
        Assert.IsType<CaseAccepted>((await Accept(entry, world.University.GeneralBranchReviewer)).Fact);
        Assert.Empty(await Known("organisation.room"));
        Assert.IsType<CaseApproved>((await Accept(entry, world.University.OrganisationDepartment)).Fact);
        Assert.Equal("主楼 301", Assert.Single(await Known("organisation.room")).Value);
        await Undo(entry, world.University.OrganisationDepartment);
        Assert.Empty(await Known("organisation.room"));
        await Accept(entry, world.University.OrganisationDepartment);
        Assert.Equal(EntryState.Filed, (await Entry(entry)).State);

        // Asked again by a later form, it is filled in with its source; while this form runs it is not asked again.
        var again = await Designed(office, "再核对", "Branch");
        await Ask(office, again, "organisation.room");
        office.Says(CollectingRefusals.AskedAlready.With("场所核对"));
        await office.Press(await office.Open($"/collecting/forms/{form}"), "停止收集");
        await Ask(office, again, "organisation.room");
        await office.Press(await office.Open($"/collecting/forms/{again}"), "发出");
        var next = await world.Read(db => db.Set<CollectionEntry>().SingleAsync(e => e.FormId == again && e.Path == world.University.First.Path));
        var second = await secretary.Open($"/collecting/entries/{next.Id}");
        Assert.Equal("主楼 301", second.QuerySelector("input[name='Form.Answers[0]']")!.GetAttribute("value"));
        Assert.Contains("上次填在《场所核对》", secretary.Text, StringComparison.Ordinal);
        Assert.Contains("再核对", (await office.Open("/standard/elements/organisation.room")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        await office.Press(await office.Open($"/collecting/forms/{again}"), "停止收集");
    }

    [Fact]
    public async Task What_comes_back_is_filled_in_again_and_what_is_closed_no_more()
    {
        var office = await world.SignedIn(world.University.Office);
        var form = await Designed(office, "退回再填", "Branch");
        await AskNew(office, form, "结对社区名称", "Text");
        await office.Press(await office.Open($"/collecting/forms/{form}"), "发出");
        var entry = await world.Read(db => db.Set<CollectionEntry>().SingleAsync(e => e.FormId == form && e.Path == world.University.First.Path));
        var secretary = await world.SignedIn(world.University.Secretary);
        await secretary.Press(await secretary.Open($"/collecting/entries/{entry.Id}"), "提交审核", ("Form.Answers[0]", "东门社区"));

        await world.Decide(entry.Id, world.University.GeneralBranchReviewer, (s, c, a) => s.GetRequiredService<ReturnAction>().Run(c.Id, c.Version, null, "请写全称", [], a, default));
        Assert.Equal(EntryState.Returned, (await Entry(entry.Id)).State);
        var stale = await secretary.Open($"/collecting/entries/{entry.Id}");
        await secretary.Press(await secretary.Open($"/collecting/entries/{entry.Id}"), "提交审核", ("Form.Answers[0]", "东门街道东门社区"));
        Assert.Equal(EntryState.Waiting, (await Entry(entry.Id)).State);
        await secretary.Press(stale, "先存着", ("Form.Answers[0]", "别的"), ("_key", "another"));
        Assert.NotEqual(HttpStatusCode.OK, secretary.Status);
        await world.Decide(entry.Id, world.University.Secretary, (s, c, a) => s.GetRequiredService<WithdrawAction>().Run(c.Id, c.Version, a, default));
        Assert.Equal(EntryState.Open, (await Entry(entry.Id)).State);

        var open = await secretary.Open($"/collecting/entries/{entry.Id}");
        await office.Press(await office.Open($"/collecting/forms/{form}"), "停止收集");
        await secretary.Press(open, "提交审核", ("_key", "too-late"));
        Assert.NotEqual(HttpStatusCode.OK, secretary.Status);
        await secretary.Open($"/collecting/entries/{entry.Id}");
        secretary.Says(CollectingRefusals.AskedNoMore);
    }

    [Fact]
    public async Task A_form_above_the_budget_goes_to_the_committee_and_whoever_designed_it_does_not_approve_it()
    {
        var office = await world.SignedIn(world.University.Office);
        await office.Press(await office.Open("/collecting/burden"), "保存", ("Form.Minutes", "0"));
        office.Says(CollectingRefusals.BadBudget.With(10_000));
        await office.Press(await office.Open("/collecting/burden"), "保存", ("Form.Minutes", "3"));
        Assert.Contains("上限每月 3 分钟", office.Text, StringComparison.Ordinal);
        try
        {
            var department = await world.SignedIn(world.University.OrganisationDepartment);
            var form = await Designed(department, "总支大调查", "GeneralBranch");
            foreach (var question in new[] { "在读博士数", "在读硕士数", "在职教工数" })
            {
                await AskNew(department, form, question, "Number");
            }
            await department.Press(await department.Open($"/collecting/forms/{form}"), "提请批准");
            Assert.Contains("待批准", department.Text, StringComparison.Ordinal);
            Assert.Empty(await world.Read(db => db.Set<CollectionEntry>().Where(e => e.FormId == form).ToListAsync()));

            await world.Decide(form, world.University.Office, (s, c, a) => s.GetRequiredService<ReturnAction>().Run(c.Id, c.Version, null, "问题太多", [], a, default));
            await department.Open($"/collecting/forms/{form}");
            Assert.Contains("没有批准：问题太多", department.Text, StringComparison.Ordinal);
            await department.Press(await department.Open($"/collecting/forms/{form}"), "提请批准");
            Assert.IsType<CaseApproved>((await Accept(form, world.University.Office)).Fact);
            Assert.Equal(2, await world.Read(db => db.Set<CollectionEntry>().CountAsync(e => e.FormId == form)));
            // Taken back within its minutes: nobody has begun, so nobody is asked.
            await Undo(form, world.University.Office);
            Assert.Equal(0, await world.Read(db => db.Set<CollectionEntry>().CountAsync(e => e.FormId == form)));
            await Accept(form, world.University.Office);

            // What it costs the branches is seen by who asked, and each number opens its rows.
            var burden = await office.Open($"/collecting/burden?month={Due:yyyy-MM}");
            var row = burden.QuerySelectorAll("tbody tr").Single(r => r.TextContent.Contains("信息学院党总支", StringComparison.Ordinal));
            Assert.Contains("超出上限", row.TextContent, StringComparison.Ordinal);
            Assert.Contains("试验大学党委：1 张，6 分钟", row.TextContent, StringComparison.Ordinal);
            Assert.Contains("总支大调查", (await office.Open(row.QuerySelector("a.z-num")!.GetAttribute("href")!)).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        }
        finally
        {
            await office.Press(await office.Open("/collecting/burden"), "保存", ("Form.Minutes", "9000"), ("_key", Guid.NewGuid().ToString("N")));
        }
    }

    [Fact]
    public async Task The_next_round_opens_when_the_last_has_ended()
    {
        var office = await world.SignedIn(world.University.Office);
        var form = await Designed(office, "月报", "Branch", "Monthly");
        await AskNew(office, form, "本月谈心谈话人次", "Number");
        await office.Press(await office.Open($"/collecting/forms/{form}"), "发出");
        Task<int> Look() => world.Inside(s => s.GetRequiredService<OpenRoundsJob>().Look(default));
        Task<List<CollectionRound>> Rounds() => world.Read(db => db.Set<CollectionRound>().Where(r => r.FormId == form).OrderBy(r => r.Number).ToListAsync());

        await Look();
        Assert.Single(await Rounds());
        world.Clock.Move(TimeSpan.FromDays(Due.DayNumber - Today.DayNumber + 1));
        Assert.True(await Look() > 0);
        Assert.Equal(0, await Look());
        var rounds = await Rounds();
        Assert.Equal([Due, Due.AddMonths(1)], rounds.Select(r => r.DueOn));
        Assert.Equal(3, await world.Read(db => db.Set<CollectionEntry>().CountAsync(e => e.RoundId == rounds[1].Id)));
    }

    [Fact]
    public async Task Nobody_sees_or_fills_in_what_others_are_asked()
    {
        var office = await world.SignedIn(world.University.Office);
        var form = await Designed(office, "各填各的", "Branch");
        await AskNew(office, form, "联系社区数", "Number");
        var secretary = await world.SignedIn(world.University.Secretary);
        // A draft is nobody's business below.
        await secretary.Open($"/collecting/forms/{form}");
        Assert.Equal(HttpStatusCode.NotFound, secretary.Status);
        await secretary.Open("/collecting/new");
        Assert.Equal(HttpStatusCode.Forbidden, secretary.Status);
        await office.Press(await office.Open($"/collecting/forms/{form}"), "发出");
        await secretary.Open($"/collecting/forms/{form}");
        Assert.Equal(HttpStatusCode.OK, secretary.Status);
        var third = await world.Read(db => db.Set<CollectionEntry>().SingleAsync(e => e.FormId == form && e.Path == world.University.Third.Path));
        await secretary.Open($"/collecting/entries/{third.Id}");
        Assert.Equal(HttpStatusCode.NotFound, secretary.Status);
        await secretary.PostAnyway($"/collecting/forms/{form}/close", ("version", "9"));
        Assert.Equal(HttpStatusCode.Forbidden, secretary.Status);
        var member = await world.SignedIn(world.University.Member);
        await member.Open("/collecting");
        Assert.Equal(HttpStatusCode.Forbidden, member.Status);
        await office.Press(await office.Open($"/collecting/forms/{form}"), "停止收集");
    }

    private DateOnly Today => DateOnly.FromDateTime(world.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).DateTime);

    private DateOnly Due { get; } = DateOnly.FromDateTime(world.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).DateTime).AddDays(20);

    private async Task<Guid> Designed(Browser browser, string title, string kind, string frequency = "Once")
    {
        await browser.Press(await browser.Open("/collecting/new"), "下一步：选择要问的内容", ("Form.Title", title), ("Form.Purpose", "年底核对"), ("Form.Kinds", kind), ("Form.Frequency", frequency), ("Form.FirstDue", Due.ToString("yyyy-MM-dd")));
        Assert.StartsWith("/collecting/forms/", browser.Path, StringComparison.Ordinal);
        return Guid.Parse(browser.Path.Split('/')[^1]);
    }

    private static async Task Ask(Browser browser, Guid form, string element) => await browser.Press(await browser.Open($"/collecting/forms/{form}"), "加入", ("Form.Element", element));

    private static async Task AskNew(Browser browser, Guid form, string label, string type) => await browser.Press(await browser.Open($"/collecting/forms/{form}"), "加入新问题", ("Form.Label", label), ("Form.Type", type), ("Form.Required", "true"));

    private Task<CollectionEntry> Entry(Guid id) => world.Read(db => db.Set<CollectionEntry>().AsNoTracking().SingleAsync(e => e.Id == id));

    private Task<List<KnownValue>> Known(string element) => world.Read(db => db.Set<KnownValue>().AsNoTracking().Where(v => v.Element == element).ToListAsync());

    private Task<Decision<CaseFact>> Accept(Guid subject, Account by) => world.Decide(subject, by, (s, c, a) => s.GetRequiredService<AcceptAction>().Run(c.Id, c.Version, null, a, default));

    private Task<Decision<DecisionUndone>> Undo(Guid subject, Account by) => world.Decide(subject, by, (s, c, a) => s.GetRequiredService<UndoAction>().Run(c.Id, c.Version, a, default));
}
