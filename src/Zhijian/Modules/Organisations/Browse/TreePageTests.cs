using System.Net;
using Zhijian.Testing;

namespace Zhijian.Modules.Organisations.Browse;

public sealed class TreePageTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_secretary_sees_their_own_branch_and_the_names_above_it_and_nothing_else()
    {
        var u = world.University;
        var browser = await world.SignedIn(u.Secretary);

        var page = await browser.Open("/organisations");

        var text = page.QuerySelector("#results")!.TextContent;
        Assert.All([u.Committee.Name, u.GeneralBranch.Name, u.First.Name], name => Assert.Contains(name, text, StringComparison.Ordinal));
        Assert.All([u.Second.Name, u.Third.Name, u.OtherGeneralBranch.Name], name => Assert.DoesNotContain(name, browser.Text, StringComparison.Ordinal));
        await browser.Open($"/organisations/{u.Second.Id}");
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
        await browser.Open($"/organisations/{u.GeneralBranch.Id}");
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
    }

    [Fact]
    public async Task The_committee_opens_the_tree_row_by_row()
    {
        var u = world.University;
        var browser = await world.SignedIn(u.OrganisationDepartment);

        var page = await browser.Open("/organisations");
        Assert.Contains(u.OtherGeneralBranch.Name, browser.Text, StringComparison.Ordinal);
        var opener = page.QuerySelector($"#o-{u.OtherGeneralBranch.Id} a[hx-get]")!.GetAttribute("hx-get")!;
        await browser.Open(opener);

        Assert.Contains(u.Third.Name, browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<html", browser.Text, StringComparison.Ordinal);
        await browser.Open($"/organisations?open={u.OtherGeneralBranch.Id}");
        Assert.Contains(u.Third.Name, browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_lists_what_holds_the_words_and_kind()
    {
        var u = world.University;
        var browser = await world.SignedIn(u.OrganisationDepartment);

        var page = await browser.Open("/organisations?q=中文&kind=Branch");

        Assert.Equal([u.Third.Name], page.QuerySelectorAll("#results tbody th").Select(h => h.TextContent.Trim()));
        await browser.Open("/organisations?q=没有这样的名称");
        Assert.Contains("没有找到组织", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_says_what_a_rule_has_to_say_with_its_clause()
    {
        var u = world.University;
        var browser = await world.SignedIn(u.OrganisationDepartment);

        await browser.Open($"/organisations/{u.Second.Id}");

        Assert.Contains("正式党员 8 人，达到 7 人应当设立支部委员会", browser.Text, StringComparison.Ordinal);
        Assert.Contains("支部委员会的设置", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_term_that_ends_within_half_a_year_is_marked()
    {
        var u = world.University;
        var today = DateOnly.FromDateTime(world.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).DateTime);
        await world.Given(db =>
        {
            var third = db.Organisations.First(o => o.Id == u.Third.Id);
            third.TermEndPlanned = today.AddMonths(2);
            return 0;
        });
        var browser = await world.SignedIn(u.OrganisationDepartment);

        var page = await browser.Open("/organisations?q=中文");

        Assert.Contains("届满", page.QuerySelector("#results")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plain_member_has_no_page_of_organisations()
    {
        var browser = await world.SignedIn(world.University.Member);

        await browser.Open("/organisations");

        Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
    }
}
