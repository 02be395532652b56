using System.Net;
using AngleSharp.Dom;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Figures;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Modules.Spaces.Home;

public sealed class HomeTests(World world) : IClassFixture<World>, IAsyncLifetime
{
    private static readonly CancellationToken Cancel = CancellationToken.None;

    private DateOnly Today => world.Services.GetRequiredService<InstitutionTime>().Today;

    private DateOnly LastMonth => new DateOnly(Today.Year, Today.Month, 1).AddMonths(-1);

    public async ValueTask InitializeAsync()
    {
        _ = world.University;
        await world.Inside(async s =>
        {
            await s.GetRequiredService<ObligationBook>().Open(LastMonth, Today, null, Cancel);
            await s.GetRequiredService<Fence>().Commit(Cancel);
            return 0;
        });
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_branchs_home_says_what_to_do_first_and_shows_the_quarter()
    {
        var page = await Home(world.University.Secretary);
        Assert.Matches("今天有 [0-9]+ 件事，约 [0-9]+ 分钟", page.QuerySelector("h1")!.TextContent);
        Assert.NotNull(page.QuerySelector(".z-next a.btn-primary[href^='/activities/new?kind=']"));
        Assert.Contains(page.QuerySelectorAll(".z-matrix tbody th"), th => th.TextContent.Contains("主题党日", StringComparison.Ordinal));
        Assert.All(page.QuerySelectorAll(".z-matrix .z-cell"), cell => Assert.False(string.IsNullOrWhiteSpace(cell.TextContent)));
        Assert.Single(page.QuerySelectorAll("h1"));
    }

    [Fact]
    public async Task A_filed_theme_day_turns_its_cell_green_and_opens_the_activity()
    {
        var u = world.University;
        var record = await File(ActivityKind.ThemePartyDay, Today, u.Third);
        var page = await Home(u.ThirdSecretary);
        Assert.NotNull(page.QuerySelector($".z-matrix a.z-cell.ok[href='/activities/{record.SubjectId}']"));
    }

    [Fact]
    public async Task A_duty_that_does_not_apply_is_neither_missing_nor_to_plan()
    {
        var page = await Home(world.University.SecondSecretary);
        var row = page.QuerySelectorAll(".z-matrix tbody tr").Single(tr => tr.TextContent.Contains("支部委员会会议", StringComparison.Ordinal));
        Assert.All(row.QuerySelectorAll(".z-cell"), cell => Assert.Contains("none", cell.ClassList));
    }

    [Fact]
    public async Task The_committees_home_shows_who_is_late_and_every_number_opens()
    {
        var page = await Home(world.University.Office);
        Assert.Matches("[0-9]+ 个组织逾期，其余 [0-9]+ 个组织按计划推进", page.QuerySelector("h1")!.TextContent);
        Assert.Equal("6", page.QuerySelector(".z-stats .z-num")!.TextContent);
        Assert.All(page.QuerySelectorAll(".z-num"), number => Assert.StartsWith("/", number.GetAttribute("href"), StringComparison.Ordinal));
        Assert.NotEmpty(page.QuerySelectorAll(".z-heat a.c.gap"));
        Assert.All(page.QuerySelectorAll(".z-heat a.c.gap"), gap => Assert.True(int.Parse(gap.TextContent, System.Globalization.CultureInfo.InvariantCulture) > 0));
        Assert.NotNull(page.QuerySelector("[data-chart='#monthly-table']"));
    }

    [Fact]
    public async Task A_general_branchs_home_shows_only_its_own_branches()
    {
        var u = world.University;
        var page = await Home(u.GeneralBranchReviewer);
        var heat = page.QuerySelector(".z-heat")!.TextContent;
        Assert.Contains(u.First.Name, heat, StringComparison.Ordinal);
        Assert.DoesNotContain(u.Third.Name, page.DocumentElement.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_members_home_has_no_ranking_and_says_when_nothing_is_planned()
    {
        var page = await Home(world.University.Member);
        Assert.Contains("近期没有安排", page.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        foreach (var word in new[] { "排名", "积分", "中位" })
        {
            Assert.DoesNotContain(word, page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_administrators_home_shows_no_figures()
    {
        var page = await Home(world.University.Admin);
        Assert.Null(page.QuerySelector(".z-heat"));
        Assert.Contains("这个岗位不查看组织数字", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_branch_without_obligations_gets_an_empty_state_and_no_table()
    {
        var page = await Home(await InNewGroup(1001, PostKind.Secretary));
        Assert.Null(page.QuerySelector(".z-matrix"));
        Assert.Contains("本季度没有规定动作", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("今天没有要办的事", page.QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task A_groups_leader_sees_their_own_home()
    {
        var page = await Home(await InNewGroup(1002, PostKind.GroupLeader));
        Assert.Contains("近期没有安排", page.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        Assert.Null(page.QuerySelector(".z-matrix"));
    }

    [Fact]
    public async Task The_wall_and_its_panel_show_the_whole_small_tree()
    {
        var u = world.University;
        var browser = await world.SignedIn(u.Office);
        var wall = await browser.Open("/wall");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Equal(6, wall.QuerySelectorAll(".z-wall .z-heat tbody tr").Length);
        var panel = await browser.Open("/wall/panel");
        Assert.Null(panel.QuerySelector(".z-wall"));
        Assert.Contains(u.Third.Name, panel.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plain_member_gets_no_wall_and_no_figures()
    {
        var browser = await world.SignedIn(world.University.Member);
        foreach (var path in new[] { "/wall", "/wall/panel", "/figures", "/figures/records", "/figures/obligations" })
        {
            await browser.Open(path);
            Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
        }
    }

    [Fact]
    public async Task Homes_are_complete_in_English()
    {
        var u = world.University;
        foreach (var account in new[] { u.Secretary, u.GeneralBranchReviewer, u.Office, u.Member })
        {
            var browser = await world.SignedIn(account, TextFiles.English);
            var page = await browser.Open("/");
            Assert.Equal("en", page.DocumentElement.GetAttribute("lang"));
            Assert.DoesNotMatch("(spaces|figures|board-state|heat-level|activity-kind)\\.[a-z-]+", page.QuerySelector("main")!.TextContent);
        }
    }

    private async Task<IDocument> Home(Account account)
    {
        var browser = await world.SignedIn(account);
        var page = await browser.Open("/");
        Assert.True(browser.Status == HttpStatusCode.OK, browser.Text);
        return page;
    }

    private async Task<FiledRecord> File(ActivityKind kind, DateOnly heldOn, params Organisation[] parties) => await world.Inside(async s =>
    {
        var record = new FiledRecord(Guid.NewGuid(), Guid.NewGuid(), kind, heldOn, world.Clock.GetUtcNow(), [.. parties.Select(p => new Party(p.Id, p.Path))]);
        await s.GetRequiredService<TraceBook>().Filed(record, Cancel);
        await s.GetRequiredService<Fence>().Commit(Cancel);
        return record;
    });

    /// <summary>A Party group owes nothing itself, and is not counted as an organisation.</summary>
    private async Task<Account> InNewGroup(int number, PostKind post)
    {
        var u = world.University;
        var member = await world.Given(db =>
        {
            var group = new Organisation { Number = number, Path = $"{u.Third.Path}{number}.", ParentId = u.Third.Id, Kind = OrganisationKind.PartyGroup, Name = $"第 {number} 党小组", FoundedOn = Today };
            var made = new People.Member { OrganisationId = u.Third.Id, Path = u.Third.Path, Name = "时新雨", Category = MemberCategory.FullMember, InstitutionNumber = $"T{number}" };
            db.Add(group);
            db.Add(made);
            db.Add(new People.PostHolding { OrganisationId = group.Id, Path = group.Path, MemberId = made.Id, Post = post, From = Today });
            return made;
        });
        return await world.AccountOf(member);
    }
}
