using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Figures.Numbers;
using Zhijian.Modules.Library;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Modules.Learning;

/// <summary>From the task that is issued to what was studied, as issuers, members and branches walk it without script.</summary>
public sealed class LearningStoriesTests(World world) : IClassFixture<World>
{
    private DateOnly Today => world.Services.GetRequiredService<InstitutionTime>().Today;

    [Fact]
    public async Task A_task_is_issued_after_a_look_at_whom_it_reaches_and_studied_by_each_person()
    {
        var item = await Released(world.University.Committee, "座位互助怎么做");
        var general = await world.SignedIn(world.University.GeneralBranchReviewer);
        Assert.Contains("座位互助怎么做", (await general.Open("/learning/new?search=" + Uri.EscapeDataString("互助怎么"))).QuerySelector("#items")!.TextContent, StringComparison.Ordinal);
        var form = await general.Open($"/learning/new?item={item}");
        await general.Press(form, "布置给 18 人", ("Form.DueOn", Form(Today.AddDays(-1))));
        general.Says(LearningRefusals.DueInThePast);
        await general.Press(form, "布置给 18 人", ("Form.Kinds", "Everybody"));
        general.Says(PlatformRefusals.NotReadable);
        var preview = await general.Open($"/learning/new?item={item}&chosen=1");
        // Two branches of nine people each; nobody of the other general branch.
        Assert.Contains("18 人", preview.QuerySelector(".z-note")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("2 个支部", preview.QuerySelector(".z-note")!.TextContent, StringComparison.Ordinal);
        await general.Press(preview, "布置给 18 人", ("Form.Seen", "17"));
        general.Says(LearningRefusals.ReachChanged.With(18));
        await general.Press(preview, "布置给 18 人", ("Form.Units", "2"), ("Form.DueOn", Form(Today.AddDays(1))));
        Assert.Contains("已布置", general.Text, StringComparison.Ordinal);
        var task = IdIn(general.Path);

        var member = await world.SignedIn(await world.AccountOf(world.University.FirstMembers[7]));
        var mine = await member.Open("/learning");
        Assert.Contains("座位互助怎么做", mine.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await Opened(member, $"/library/{item}")));
        Assert.Contains("学《座位互助怎么做》", (await member.Open("/")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        await member.Press(Only(await member.Open("/learning"), "座位互助怎么做"), "已学");
        Assert.Contains("已记下", member.Text, StringComparison.Ordinal);
        await member.PostAnyway($"/learning/{task}/studied");
        member.Says(LearningRefusals.DoneAlready);
        // Studied alone does not count towards the plan, but it stands beside it.
        Assert.Contains("自学 2 学时", (await member.Open("/learning")).QuerySelector("#units")!.ParentElement!.TextContent, StringComparison.Ordinal);
        Assert.Contains("座位互助怎么做", (await member.Open("/learning/year")).QuerySelector("table")!.TextContent, StringComparison.Ordinal);

        Assert.Equal((18, 1, 0, 17, 0), await Numbers(general, task));
        var secretary = await world.SignedIn(world.University.Secretary);
        Assert.Equal((9, 1, 0, 8, 0), await Numbers(secretary, task));
        var rows = await secretary.Open($"/learning/rows?task={task}&which=Done");
        Assert.Equal("韩序川", rows.QuerySelector("tbody th")!.TextContent);
        // Each number opens as many rows as it says, and the branch beside it is not theirs.
        Assert.Equal(8, (await secretary.Open($"/learning/rows?task={task}&which=Open")).QuerySelectorAll("tbody tr").Length);
        Assert.Equal(HttpStatusCode.NotFound, await Opened(secretary, $"/learning/rows?task={task}&organisation={world.University.Second.Id}"));
        Assert.Equal(HttpStatusCode.NotFound, await Opened(await world.SignedIn(world.University.ThirdSecretary), $"/learning/tasks/{task}"));
        Assert.Equal(HttpStatusCode.NotFound, await Opened(secretary, $"/learning/tasks/{task}/postpone"));

        await member.Press(await member.Open("/learning"), "撤回");
        Assert.Equal((9, 0, 0, 9, 0), await Numbers(secretary, task));
        await member.PostAnyway($"/learning/{task}/take-back");
        member.Says(LearningRefusals.NotDone);
        // Nobody studies what they were not asked.
        var outside = await world.SignedIn(world.University.Admin);
        await outside.PostAnyway($"/learning/{task}/studied");
        Assert.Equal(HttpStatusCode.NotFound, outside.Status);
    }

    [Fact]
    public async Task Only_some_kinds_are_reached()
    {
        var item = await Released(world.University.Committee, "书记第一周");
        var office = await world.SignedIn(world.University.Office);
        var preview = await office.Open($"/learning/new?item={item}&chosen=1&kinds={nameof(PostKind.Secretary)}");
        Assert.Contains("3 人", preview.QuerySelector(".z-note")!.TextContent, StringComparison.Ordinal);
        await office.Press(preview, Primary(preview), ("Form.Kinds", nameof(MemberCategory.Applicant)));
        office.Says(LearningRefusals.ReachesNobody);
        Assert.Null((await office.Open($"/learning/new?item={item}&chosen=1&kinds={nameof(MemberCategory.Applicant)}")).QuerySelector("form[method=post].z-medium"));
        preview = await office.Open($"/learning/new?item={item}&chosen=1&kinds={TaskReach.PostHolder}");
        await office.Press(preview, Primary(preview), ("Form.DueOn", Form(Today)));
        var task = IdIn(office.Path);
        Assert.DoesNotContain("书记第一周", (await (await world.SignedIn(world.University.Member)).Open("/learning")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        var secretary = await world.SignedIn(world.University.Secretary);
        Assert.DoesNotContain("学《书记第一周》", (await secretary.Open("/")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        var home = await (await world.SignedIn(world.University.BranchCommittee)).Open("/learning");
        Assert.Contains("书记第一周", home.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await Opened(office, $"/learning/tasks/{task}"));
    }

    [Fact]
    public async Task A_branch_records_what_it_studied_together_and_takes_it_back()
    {
        var task = await Issued(world.University.GeneralBranchReviewer, await Released(world.University.Committee, "主题党日怎么开"), LearningMode.Collective);
        var member = await world.SignedIn(world.University.Member);
        Assert.Contains("支部登记", Only(await member.Open("/learning"), "主题党日怎么开").QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        await member.PostAnyway($"/learning/{task}/studied");
        member.Says(LearningRefusals.StudiedTogether);
        var secretary = await world.SignedIn(world.University.Secretary);
        Assert.Contains("登记《主题党日怎么开》的集体学习", (await secretary.Open("/")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        var form = await secretary.Open($"/learning/tasks/{task}/together");
        Assert.Equal(9, form.QuerySelectorAll("input[name='Form.People']:checked").Length);
        await secretary.Press(form, "登记", ("Form.HeldOn", Form(Today.AddDays(1))));
        secretary.Says(LearningRefusals.HeldOutsideTask);
        foreach (var away in form.QuerySelectorAll<AngleSharp.Html.Dom.IHtmlInputElement>("input[name='Form.People']").Take(2))
        {
            away.IsChecked = false;
        }
        await secretary.Press(form, "登记", ("Form.Note", "逐段读，谈两件事"));
        Assert.Contains("集体学习已登记", secretary.Text, StringComparison.Ordinal);
        Assert.Equal((9, 7, 0, 2, 0), await Numbers(secretary, task));
        var done = await world.Read(db => db.Set<LearningAssignment>().Where(a => a.TaskId == task && a.StudyId != null).ToListAsync());
        Assert.Equal(7, done.Count);
        // Another general branch can't record for it.
        var beside = await world.SignedIn(world.University.SecondSecretary);
        Assert.Equal(HttpStatusCode.NotFound, await Opened(beside, $"/learning/tasks/{task}/together?organisation={world.University.First.Id}"));

        var home = await secretary.Open($"/learning/tasks/{task}");
        await secretary.Press(home, "撤回");
        Assert.Contains("集体学习已撤回", secretary.Text, StringComparison.Ordinal);
        Assert.Equal((9, 0, 0, 9, 0), await Numbers(secretary, task));
        Assert.All(await world.Read(db => db.Set<LearningAssignment>().Where(a => a.TaskId == task).ToListAsync()), a => Assert.Null(a.DoneOn));
    }

    [Fact]
    public async Task Units_studied_together_make_up_the_year_and_its_plan()
    {
        var task = await Issued(world.University.GeneralBranchReviewer, await Released(world.University.Committee, "学时怎么算"), LearningMode.Collective, ("Form.Units", "5"));
        var secretary = await world.SignedIn(world.University.ThirdSecretary);
        Assert.Equal(HttpStatusCode.NotFound, await Opened(secretary, $"/learning/tasks/{task}/together"));
        var own = await world.SignedIn(world.University.SecondSecretary);
        await own.Press(await own.Open($"/learning/tasks/{task}/together"), "登记");
        var member = await world.SignedIn(world.University.SecondMember);
        Assert.Equal($"{Today.Year} 年已学 5 / 32 学时", (await member.Open("/learning")).QuerySelector("#units")!.TextContent);
        Assert.Equal($"{Today.Year} 年已学 5 / 56 学时", (await own.Open("/learning")).QuerySelector("#units")!.TextContent);
        Assert.Contains("学时怎么算", (await member.Open($"/learning/year?year={Today.Year}")).QuerySelector("table")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Learning in", (await (await world.SignedIn(world.University.SecondMember, TextFiles.English)).Open($"/learning/year?year={Today.Year - 1}")).QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_secretary_excuses_with_a_reason_and_asks_again()
    {
        var task = await Issued(world.University.GeneralBranchReviewer, await Released(world.University.Committee, "实验室安全"));
        var (secretary, member) = (await world.SignedIn(world.University.Secretary), world.University.Member.MemberId!.Value);
        var form = await secretary.Open($"/learning/tasks/{task}/excuse/{member}");
        await secretary.Press(form, "免学", ("Form.Reason", ""));
        secretary.Says(PlatformRefusals.Required);
        await secretary.Press(form, "免学", ("Form.Reason", "外出实习"));
        Assert.Equal((9, 0, 0, 8, 1), await Numbers(secretary, task));
        var own = await world.SignedIn(world.University.Member);
        Assert.Contains("外出实习", (await own.Open("/learning")).QuerySelector("#excused")!.ParentElement!.ParentElement!.TextContent, StringComparison.Ordinal);
        // A committee member of the branch records, but doesn't excuse; neither does another branch's secretary.
        Assert.NotEqual(HttpStatusCode.OK, await Opened(await world.SignedIn(world.University.BranchCommittee), $"/learning/tasks/{task}/excuse/{member}"));
        Assert.NotEqual(HttpStatusCode.OK, await Opened(await world.SignedIn(world.University.SecondSecretary), $"/learning/tasks/{task}/excuse/{member}"));
        await secretary.Press(await secretary.Open($"/learning/rows?task={task}&which=Excused"), "恢复");
        Assert.Equal((9, 0, 0, 9, 0), await Numbers(secretary, task));
        await secretary.PostAnyway($"/learning/tasks/{task}/excuse/{member}/undo");
        secretary.Says(LearningRefusals.NotExcused);
    }

    [Fact]
    public async Task Another_date_decides_anew_what_is_late_and_a_withdrawn_task_keeps_what_was_studied()
    {
        var before = await Figures();
        var task = await Issued(world.University.GeneralBranchReviewer, await Released(world.University.Committee, "用好图书馆"));
        Assert.Equal(before + 1, await Figures());
        var member = await world.SignedIn(world.University.Member);
        await Overdue(task);
        Assert.Contains("到期，可补学", Only(await member.Open("/learning"), "用好图书馆").QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        await member.Press(Only(await member.Open("/learning"), "用好图书馆"), "已学");
        var general = await world.SignedIn(world.University.GeneralBranchReviewer);
        Assert.Equal((18, 0, 1, 17, 0), await Numbers(general, task));
        Assert.Equal(17, (await general.Open($"/learning/rows?task={task}&which=Overdue")).QuerySelectorAll("tbody tr").Length);
        var form = await general.Open($"/learning/tasks/{task}/postpone");
        await general.Press(form, "改期", ("Form.DueOn", Form(Today.AddDays(3))), ("Form.Reason", "考试周"));
        Assert.Contains("考试周", general.Text, StringComparison.Ordinal);
        Assert.Equal((18, 1, 0, 17, 0), await Numbers(general, task));
        await general.Press(await general.Open($"/learning/tasks/{task}/postpone"), "改期", ("Form.DueOn", Form(Today.AddDays(4))), ("Form.Reason", "考试周"), ("Form.Version", "1"));
        general.Says(PlatformRefusals.Stale);

        await general.Press(await general.Open($"/learning/tasks/{task}/withdraw"), "撤回任务", ("Form.Reason", "内容过时"));
        Assert.Equal((1, 1, 0, 0, 0), await Numbers(general, task));
        Assert.Equal(before, await Figures());
        await member.PostAnyway($"/learning/{task}/take-back");
        member.Says(LearningRefusals.Withdrawn);
        Assert.Contains("用好图书馆", (await member.Open("/learning/year")).QuerySelector("table")!.TextContent, StringComparison.Ordinal);
        var second = await world.SignedIn(world.University.SecondMember);
        Assert.DoesNotContain("用好图书馆", (await second.Open("/learning")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_comes_later_is_taken_in_and_who_moves_takes_along_what_is_still_theirs()
    {
        var u = world.University;
        var (fromBranch, fromGeneral) = (await Issued(u.Secretary, await Released(u.Committee, "支部自己的任务")), await Issued(u.GeneralBranchReviewer, await Released(u.Committee, "总支的任务")));
        var (studied, mover) = (await Issued(u.Secretary, await Released(u.Committee, "学过的任务")), u.FirstMembers[6]);
        var own = await world.SignedIn(await world.AccountOf(mover));
        await own.Press(Only(await own.Open("/learning"), "学过的任务"), "已学");
        await world.Inside(async s =>
        {
            await s.GetRequiredService<Fence>().Run("update member set organisation_id = @Id, path = @Path where id = @mover", new { u.Second.Id, u.Second.Path, mover = mover.Id }, default);
            await s.GetRequiredService<Journal>().Also(new MemberMoved(mover.Id, u.Second.Path, u.First.Id, u.Second.Id, Today, "换支部"), SystemActors.SetUp.Actor, default);
            await s.GetRequiredService<Fence>().Commit(default);
            return 0;
        });
        var general = await world.SignedIn(u.GeneralBranchReviewer);
        Assert.Equal((18, 0, 0, 18, 0), await Numbers(general, fromGeneral));
        Assert.Equal((8, 0, 0, 8, 0), await Numbers(general, fromGeneral, u.First.Id));
        Assert.Equal((10, 0, 0, 10, 0), await Numbers(general, fromGeneral, u.Second.Id));
        Assert.Equal((8, 0, 0, 8, 0), await Numbers(await world.SignedIn(u.Secretary), fromBranch));
        Assert.Contains("学过的任务", (await own.Open("/learning/year")).QuerySelector("table")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("支部自己的任务", (await own.Open("/learning")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);

        await general.Press(await general.Open($"/learning/tasks/{fromGeneral}"), "补布置给新来的人");
        general.Says(LearningRefusals.NobodyCame);
        var came = await world.Given(db => db.Add(new Member { OrganisationId = u.First.Id, Path = u.First.Path, Name = "新来的", Category = MemberCategory.FullMember, JoinDate = Today.AddYears(-1) }).Entity);
        await general.Press(await general.Open($"/learning/tasks/{fromGeneral}"), "补布置给新来的人");
        Assert.Equal((19, 0, 0, 19, 0), await Numbers(general, fromGeneral));
        await world.Inside(async s =>
        {
            await s.GetRequiredService<Fence>().Run("update member set left_on = @Today where id = @Id", new { Today, came.Id }, default);
            await s.GetRequiredService<Journal>().Also(new MemberDeparted(came.Id, u.First.Path, Today, default), SystemActors.SetUp.Actor, default);
            await s.GetRequiredService<Fence>().Commit(default);
            return 0;
        });
        Assert.Equal((18, 0, 0, 18, 0), await Numbers(general, fromGeneral));
        await world.Inside(async s =>
        {
            await s.GetRequiredService<Fence>().Run("update member set organisation_id = @Id, path = @Path where id = @mover", new { u.First.Id, u.First.Path, mover = mover.Id }, default);
            await s.GetRequiredService<Fence>().Commit(default);
            return 0;
        });
    }

    [Fact]
    public async Task People_who_press_at_once_are_all_counted()
    {
        var u = world.University;
        var task = await Issued(u.OtherGeneralBranchReviewer, await Released(u.Committee, "一起点"));
        var people = new List<Browser>();
        foreach (var member in u.ThirdMembers.Skip(1))
        {
            people.Add(await world.SignedIn(await world.AccountOf(member)));
        }
        var pages = await System.Threading.Tasks.Task.WhenAll(people.Select(async p => (Browser: p, Page: Only(await p.Open("/learning"), "一起点"))));
        await System.Threading.Tasks.Task.WhenAll(pages.Select(p => p.Browser.Press(p.Page, "已学")));
        Assert.Equal((15, 8, 0, 7, 0), await Numbers(await world.SignedIn(u.OtherGeneralBranchReviewer), task));
    }

    /// <summary>The page with the one row of a title, so that its button is the one that is pressed.</summary>
    private static IDocument Only(IDocument page, string title)
    {
        foreach (var row in page.QuerySelectorAll("main .z-list > li").Where(li => !li.TextContent.Contains(title, StringComparison.Ordinal)).ToList())
        {
            row.Remove();
        }
        return page;
    }

    private static string Primary(IDocument page) => page.QuerySelector(".z-actions .btn-primary")!.TextContent;

    private static async Task<HttpStatusCode> Opened(Browser browser, string path)
    {
        await browser.Open(path);
        return browser.Status;
    }

    private static Guid IdIn(string path) => Guid.Parse(path.Split('?')[0].Split('/')[^1]);

    private static string Form(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static async Task<(int Assigned, int Done, int Late, int Open, int Excused)> Numbers(Browser browser, Guid task, Guid? organisation = null)
    {
        var page = await browser.Open($"/learning/tasks/{task}" + (organisation is null ? "" : $"?organisation={organisation}"));
        var all = page.QuerySelectorAll(".z-stats .z-num").Select(n => int.Parse(n.TextContent, CultureInfo.InvariantCulture)).ToList();
        return (all[0], all[1], all[2], all[3], all[4]);
    }

    private async Task<int> Figures()
    {
        using var program = await world.Program(world.University.GeneralBranchReviewer);
        return (await program.GetFromJsonAsync<FiguresView>("/api/v1/figures"))!.LearningTasks!.Value;
    }

    /// <summary>As if its date had passed yesterday.</summary>
    private Task<int> Overdue(Guid task) => world.Inside(async s =>
    {
        await s.GetRequiredService<Fence>().Run("update learning_task set due_on = @day where id = @task; update learning_assignment set due_on = @day where task_id = @task", new { task, day = Today.AddDays(-1) }, default);
        await s.GetRequiredService<Fence>().Commit(default);
        return 0;
    });

    private async Task<Guid> Issued(Account by, Guid item, LearningMode mode = LearningMode.Individual, params (string Name, string Value)[] more)
    {
        var browser = await world.SignedIn(by);
        var preview = await browser.Open($"/learning/new?item={item}");
        await browser.Press(preview, Primary(preview), [("Form.Mode", mode.ToString()), .. more]);
        Assert.Contains("已布置", browser.Text, StringComparison.Ordinal);
        return IdIn(browser.Path);
    }

    private Task<Guid> Released(Organisation by, string title) => world.Given(db =>
    {
        var now = world.Clock.GetUtcNow();
        var item = new LibraryItem { Path = by.Path, OrganisationId = by.Id, OrganisationName = by.Name, Kind = LibraryKind.Article, Title = title, Rights = "自编", Text = "# 一\n\n读", CreatedBy = Guid.NewGuid(), CreatedAt = now };
        item.Release([], now, out var edition);
        db.AddRange(item, edition, LibrarySearch.Of(edition, null));
        return item.Id;
    });
}
