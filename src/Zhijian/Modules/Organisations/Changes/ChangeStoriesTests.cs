using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.People;
using Zhijian.Modules.Review.Inbox;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Organisations.Changes;

public sealed class ChangeStoriesTests
{
    private const string Preview = "看看会带来什么变化";

    [Fact]
    public async Task A_new_name_is_previewed_confirmed_and_leaves_the_old_day_as_it_was()
    {
        await using var world = await Begin();
        var u = world.University;
        var browser = await world.SignedIn(u.OrganisationDepartment);
        var page = await browser.Open($"/organisations/{u.First.Id}/change/rename");
        var yesterday = Today(world).AddDays(-1);

        page = await browser.Press(page, Preview, ("Form.Name", "人工智能党支部"), ("Form.Reason", "学院批复〔2026〕1号"), ("Form.On", Today(world).ToString("yyyy-MM-dd")));
        Assert.Contains("沿革新增一条", browser.Text, StringComparison.Ordinal);
        Assert.Equal("计算机第一党支部", await NameOf(world, u.First.Id));
        await browser.Press(page, "确认更名");

        Assert.Equal("人工智能党支部", await NameOf(world, u.First.Id));
        Assert.Contains("已更名", browser.Text, StringComparison.Ordinal);
        Assert.Contains("学院批复〔2026〕1号", browser.Text, StringComparison.Ordinal);
        Assert.Contains("顾文澜", browser.Text, StringComparison.Ordinal);
        var then = await browser.Open($"/organisations?q=党支部&asOf={yesterday:yyyy-MM-dd}");
        Assert.Contains("计算机第一党支部", then.QuerySelector("#results")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("人工智能党支部", then.QuerySelector("#results")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_back_dated_move_takes_every_row_along_and_earlier_days_keep_the_old_tree()
    {
        await using var world = await Begin();
        var u = world.University;
        var day = Today(world).AddDays(-30);
        var oldPath = u.GeneralBranch.Path;
        await world.Given(db => db.Add(new JournalEntry { At = world.Clock.GetUtcNow(), Path = u.First.Path, Fact = "Planted", SubjectId = u.First.Id, Body = "{}", MemberId = Guid.Empty, ActorName = "" }));
        var college = await world.Given(db => Found(db, world, 50, u.Committee, OrganisationKind.CollegeCommittee, "工学部党委"));
        var browser = await world.SignedIn(u.OrganisationDepartment);
        var page = await browser.Open($"/organisations/{u.GeneralBranch.Id}/change/move");

        page = await browser.Press(page, Preview, ("Form.Target", college.Id.ToString()), ("Form.Reason", "学部成立"), ("Form.On", day.ToString("yyyy-MM-dd")));
        Assert.Contains("2 个下级组织随同调整", browser.Text, StringComparison.Ordinal);
        await browser.Press(page, "确认调整");

        Assert.Equal(HttpStatusCode.OK, browser.Status);
        var tables = await world.Inside(s => PathRewrite.Tables(s.GetRequiredService<Fence>(), default));
        foreach (var table in tables)
        {
            var left = await world.Inside(s => s.GetRequiredService<Fence>().Row<int>($"select count(*)::int from {table} where path >= @oldPath and path < @oldPath || '~'", new { oldPath }, default));
            Assert.True(left == 0, $"{left} rows of {table} stayed behind.");
        }
        Assert.True(await world.Read(db => db.Set<JournalEntry>().AnyAsync(j => j.Fact == "Planted" && j.Path == $"1.50.2.4.")));
        Assert.Equal("1.50.2.4.", await world.Read(db => db.Members.Where(m => m.Id == u.FirstMembers[0].Id).Select(m => m.Path).FirstAsync()));
        Assert.Equal(("1.2.4.", "1.50.2.4."), (await PathOn(world, u.First.Id, day.AddDays(-1)), await PathOn(world, u.First.Id, day)));
        var secretary = await world.SignedIn(u.Secretary);
        await secretary.Open($"/organisations/{u.First.Id}");
        Assert.Equal(HttpStatusCode.OK, secretary.Status);
    }

    [Fact]
    public async Task A_record_under_review_goes_on_at_the_new_general_branch()
    {
        await using var world = await Begin();
        var u = world.University;
        var submitted = await world.Submitted("搬迁途中的记录");
        var browser = await world.SignedIn(u.OrganisationDepartment);
        var page = await browser.Open($"/organisations/{u.First.Id}/change/move");

        page = await browser.Press(page, Preview, ("Form.Target", u.OtherGeneralBranch.Id.ToString()), ("Form.Reason", "调整"));
        Assert.Contains("1 件待审核的记录改由新的上级审核", browser.Text, StringComparison.Ordinal);
        await browser.Press(page, "确认调整");

        var reviewer = await world.SignedIn(u.OtherGeneralBranchReviewer);
        await reviewer.Open($"/review?case={submitted.Case.CaseId}");
        Assert.Contains("搬迁途中的记录", reviewer.Text, StringComparison.Ordinal);
        var before = await world.SignedIn(u.GeneralBranchReviewer);
        await before.Open("/review");
        Assert.DoesNotContain("搬迁途中的记录", before.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_table_with_a_path_stands_behind_the_fence_and_follows_a_move()
    {
        await using var world = await Begin();

        var withPath = await world.Inside(s => s.GetRequiredService<Fence>().Rows<string>(
            "select quote_ident(c.relname) from pg_attribute a join pg_class c on c.oid = a.attrelid where a.attname = 'path' and not a.attisdropped and c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = current_schema()::regnamespace order by 1", null, default));
        var following = await world.Inside(s => PathRewrite.Tables(s.GetRequiredService<Fence>(), default));

        Assert.Equal(withPath, following);
        Assert.Contains("journal", following);
    }

    [Fact]
    public async Task A_split_needs_three_full_members_and_takes_the_chosen_ones_without_a_gap()
    {
        await using var world = await Begin();
        var u = world.University;
        var browser = await world.SignedIn(u.OrganisationDepartment);
        var page = await browser.Open($"/organisations/{u.First.Id}/change/split");

        page = await Send(browser, page, "preview", u.FirstMembers.Take(2), ("Form.Name", "计算机第三党支部"), ("Form.Reason", "人数增加"));
        Assert.Equal(HttpStatusCode.Conflict, browser.Status);
        Assert.Contains("正式党员 2 人，至少须 3 人", browser.Text, StringComparison.Ordinal);
        page = await Send(browser, page, "preview", u.FirstMembers.Take(4));
        Assert.Contains("4 名党员转入计算机第三党支部", browser.Text, StringComparison.Ordinal);
        Assert.Contains("3 项职务从这一天起终止", browser.Text, StringComparison.Ordinal);
        await Send(browser, page, "confirm", u.FirstMembers.Take(4));

        var made = await world.Read(db => db.Organisations.FirstAsync(o => o.Name == "计算机第三党支部"));
        Assert.EndsWith(made.Id.ToString(), browser.Path, StringComparison.Ordinal);
        Assert.Equal((4, 5), (await MembersOf(world, made.Id), await MembersOf(world, u.First.Id)));
        var memberships = await world.Read(db => db.Memberships.Where(m => m.MemberId == u.FirstMembers[0].Id).OrderBy(m => m.From).ToListAsync());
        Assert.Equal([u.First.Id, made.Id], memberships.Select(m => m.OrganisationId));
        Assert.Equal((memberships[1].From, (DateOnly?)null), (memberships[0].Until, memberships[1].Until));
        Assert.Equal(made.Path, await world.Read(db => db.Set<Platform.Identity.Account>().Where(a => a.MemberId == u.FirstMembers[0].Id).Select(a => a.Path).FirstAsync()));
        Assert.False(await world.Read(db => db.PostHoldings.AnyAsync(h => h.OrganisationId == u.First.Id && h.Until == null)));
    }

    [Fact]
    public async Task A_merged_branch_ends_with_its_posts_and_its_members_belong_to_the_other()
    {
        await using var world = await Begin();
        var u = world.University;
        var program = await world.SignedIn(u.SecondSecretary);
        var browser = await world.SignedIn(u.OrganisationDepartment);
        var page = await browser.Open($"/organisations/{u.Second.Id}/change/merge");

        page = await browser.Press(page, Preview, ("Form.Target", u.First.Id.ToString()), ("Form.Reason", "合并设置"), ("Form.On", Today(world).ToString("yyyy-MM-dd")));
        Assert.Contains("9 名党员转入计算机第一党支部", browser.Text, StringComparison.Ordinal);
        Assert.Contains("1 项职务从这一天起终止", browser.Text, StringComparison.Ordinal);
        await browser.Press(page, "确认合并");

        Assert.Equal((0, 18), (await MembersOf(world, u.Second.Id), await MembersOf(world, u.First.Id)));
        Assert.Equal(Today(world), await world.Read(db => db.Organisations.Where(o => o.Id == u.Second.Id).Select(o => o.DissolvedOn).FirstAsync()));
        Assert.Contains("已合并", browser.Text, StringComparison.Ordinal);
        await program.Open($"/organisations/{u.Second.Id}");
        Assert.Equal(HttpStatusCode.Forbidden, program.Status);
        await browser.Open($"/organisations/{u.Second.Id}/change/rename");
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
    }

    [Fact]
    public async Task An_upgrade_of_a_small_branch_asks_for_a_reason_and_keeps_the_branch_below()
    {
        await using var world = await Begin();
        var u = world.University;
        var browser = await world.SignedIn(u.OrganisationDepartment);
        var page = await browser.Open($"/organisations/{u.First.Id}/change/upgrade");

        page = await browser.Press(page, Preview, ("Form.Name", "计算机教工党支部"), ("Form.Reason", "发展需要"), ("Form.On", Today(world).ToString("yyyy-MM-dd")));
        Assert.Contains("党员 9 人，一般须 50 人", browser.Text, StringComparison.Ordinal);
        page = await browser.Press(page, "确认改设");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("请写明仍要办理的理由", browser.Text, StringComparison.Ordinal);
        await browser.Press(page, "确认改设", ("Form.WarningReason", "经学校党委批准"));

        var branch = await world.Read(db => db.Organisations.FirstAsync(o => o.Name == "计算机教工党支部"));
        Assert.Equal(OrganisationKind.GeneralBranch, await world.Read(db => db.Organisations.Where(o => o.Id == u.First.Id).Select(o => o.Kind).FirstAsync()));
        Assert.Equal((9, 3), (await MembersOf(world, branch.Id), await world.Read(db => db.PostHoldings.CountAsync(h => h.OrganisationId == branch.Id && h.Until == null))));
        Assert.Contains("经学校党委批准", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_left_without_a_branch_when_one_is_dissolved()
    {
        await using var world = await Begin();
        var u = world.University;
        var browser = await world.SignedIn(u.OrganisationDepartment, "en");
        var page = await browser.Open($"/organisations/{u.Second.Id}/change/dissolve");

        page = await browser.Press(page, "Show what will follow", ("Form.Reason", "everybody graduated"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("9 members still belong to it", browser.Text, StringComparison.Ordinal);
        page = await browser.Press(page, "Show what will follow", ("Form.Target", u.Third.Id.ToString()));
        await browser.Press(page, "Dissolve it");

        Assert.Equal(9 + 15, await MembersOf(world, u.Third.Id));
        await browser.Open($"/organisations/{u.Second.Id}");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Contains("计算机第二党支部", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_branch_is_founded_from_people_named_one_a_line()
    {
        await using var world = await Begin();
        var u = world.University;
        var browser = await world.SignedIn(u.OrganisationDepartment);
        var page = await browser.Open($"/organisations/{u.GeneralBranch.Id}/change/found");

        page = await browser.Press(page, Preview, ("Form.Kind", "Branch"), ("Form.Name", "新支部"), ("Form.Reason", "新设"), ("Form.People", "顾念安\n无此人"));
        Assert.Contains("无此人", browser.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        page = await browser.Press(page, Preview, ("Form.Kind", "Branch"), ("Form.People", "顾念安\n林知夏\n白秋练"));
        Assert.Contains("3 名党员转入新支部", browser.Text, StringComparison.Ordinal);
        await browser.Press(page, "确认新建", ("Form.Kind", "Branch"));

        var made = await world.Read(db => db.Organisations.FirstAsync(o => o.Name == "新支部"));
        Assert.Equal(3, await MembersOf(world, made.Id));
        Assert.Equal(u.GeneralBranch.Id, made.ParentId);
    }

    [Fact]
    public async Task Without_the_post_a_change_is_forbidden_and_without_the_organisation_it_is_missing()
    {
        await using var world = await Begin();
        var u = world.University;
        var secretary = await world.SignedIn(u.Secretary);
        await secretary.Open($"/organisations/{u.First.Id}/change/rename");
        Assert.Equal(HttpStatusCode.Forbidden, secretary.Status);

        var browser = await world.SignedIn(u.OrganisationDepartment);
        await browser.Open($"/organisations/{Guid.NewGuid()}/change/rename");
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
        await browser.Open($"/organisations/{u.First.Id}/change/abolish");
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
    }

    [Fact]
    public async Task Who_saw_an_older_version_is_told_so()
    {
        await using var world = await Begin();
        var u = world.University;
        var browser = await world.SignedIn(u.OrganisationDepartment);
        var page = await browser.Open($"/organisations/{u.First.Id}/change/rename");
        page = await browser.Press(page, Preview, ("Form.Name", "甲"), ("Form.Reason", "批复"));
        var other = await world.SignedIn(u.OrganisationDepartment);
        await other.Press(await other.Press(await other.Open($"/organisations/{u.First.Id}/change/rename"), Preview, ("Form.Name", "乙"), ("Form.Reason", "批复")), "确认更名");

        await browser.Press(page, "确认更名");

        Assert.Equal(HttpStatusCode.PreconditionFailed, browser.Status);
        Assert.Equal("乙", await NameOf(world, u.First.Id));
    }

    private static async Task<World> Begin()
    {
        var world = new World();
        await world.InitializeAsync();
        return world;
    }

    private static DateOnly Today(World world) => DateOnly.FromDateTime(world.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).DateTime);

    private static Organisation Found(ZhijianDb db, World world, int number, Organisation parent, OrganisationKind kind, string name)
    {
        var made = new Organisation { Number = number, Path = $"{parent.Path}{number}.", ParentId = parent.Id, Kind = kind, Name = name, FoundedOn = Today(world).AddYears(-1) };
        db.Add(made);
        db.Add(new OrganisationVersion { OrganisationId = made.Id, Path = made.Path, PathThen = made.Path, ValidFrom = made.FoundedOn, Name = name, Kind = kind, ParentId = parent.Id, Reason = "成立", RecordedAt = world.Clock.GetUtcNow(), RecordedBy = Guid.Empty });
        return made;
    }

    private static Task<string> NameOf(World world, Guid id) => world.Read(db => db.Organisations.Where(o => o.Id == id).Select(o => o.Name).FirstAsync());

    private static Task<int> MembersOf(World world, Guid id) => world.Read(db => db.Members.CountAsync(m => m.OrganisationId == id));

    private static Task<string?> PathOn(World world, Guid id, DateOnly day) => world.Inside(async s => (await s.GetRequiredService<OrganisationTreeQuery>().Find(id, default, day))?.Path);

    /// <summary>Ticks people and sends the form.</summary>
    private static Task<IDocument> Send(Browser browser, IDocument page, string step, IEnumerable<Member> people, params (string Name, string Value)[] typed)
    {
        var fields = Browser.Fields(page.QuerySelectorAll<IHtmlFormElement>("form").First(f => f.QuerySelector("[name='Form.Reason']") is not null));
        fields.RemoveAll(f => f.Key == "Form.Members" || typed.Any(t => t.Name == f.Key));
        fields.AddRange(typed.Select(t => new KeyValuePair<string, string>(t.Name, t.Value)));
        fields.AddRange(people.Select(p => new KeyValuePair<string, string>("Form.Members", p.Id.ToString())));
        fields.Add(new("Form.Step", step));
        return browser.Post(browser.Path, fields);
    }
}
