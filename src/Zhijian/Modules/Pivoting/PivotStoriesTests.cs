using System.Net;
using AngleSharp.Dom;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Organisations;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Modules.Pivoting;

/// <summary>The page over a small university: its numbers, how far each opens, what is not told, and views.</summary>
public sealed class PivotStoriesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Records_are_told_apart_and_each_cell_opens_to_its_rows()
    {
        var u = world.University;
        await world.Counted(u.GeneralBranch, "ThemePartyDay", 5);
        await world.Counted(u.First, "ThemePartyDay", 3);
        await world.Counted(u.Second, "ThemePartyDay", 3);
        await world.Counted(u.First, "LinkageActivity", 2);
        var reviewer = await world.SignedIn(u.GeneralBranchReviewer);
        var page = await reviewer.Open("/pivot?measure=themeDays&rows=organisation&columns=month");
        Assert.Equal(u.First.Name, Row(page, u.First.Name).QuerySelector("th")!.TextContent.Trim());
        Assert.Equal("3", Row(page, u.First.Name).QuerySelectorAll("td")[^1].TextContent.Trim());
        // A record of both branches counts once above them.
        Assert.Equal("5", page.QuerySelectorAll("section[aria-labelledby=table] tfoot td")[^1].TextContent.Trim());
        await reviewer.Open(Row(page, u.First.Name).QuerySelectorAll("td a")[^1].GetAttribute("href")!);
        Assert.Equal(HttpStatusCode.OK, reviewer.Status);
        Assert.Contains("/figures/records", reviewer.Path, StringComparison.Ordinal);

        page = await reviewer.Open($"/pivot?organisation={u.First.Id}&measure=records&rows=kind&columns=none");
        Assert.Equal(["3", "2"], page.QuerySelectorAll("section[aria-labelledby=table] .z-scroll tbody")[0].QuerySelectorAll("tr td:nth-child(2)").Select(c => c.TextContent.Trim()));
        Assert.Contains("kind=LinkageActivity", page.QuerySelectorAll("tbody a.z-num").Select(a => a.GetAttribute("href")!).Single(h => h.Contains("Linkage", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Empty((await reviewer.Open($"/pivot?organisation={u.First.Id}&measure=members&rows=organisation")).QuerySelectorAll("section[aria-labelledby=table] table"));
        Assert.NotNull((await reviewer.Open("/pivot?measure=missing&rows=month&columns=none")).QuerySelector("[data-chart='#pivot-chart']"));

        var english = await world.SignedIn(u.GeneralBranchReviewer, TextFiles.English);
        await english.Open("/pivot?measure=themeDays&rows=month&columns=organisation");
        Assert.Contains("The total is that of the organisation itself", english.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Few_people_are_told_only_in_ones_own_branch_neither_on_the_page_nor_in_the_file()
    {
        var u = world.University;
        var above = await world.SignedIn(u.GeneralBranchReviewer);
        var page = await above.Open($"/pivot?organisation={u.First.Id}&measure=members&rows=category&columns=none");
        var told = page.QuerySelectorAll("section[aria-labelledby=table] tbody")[0].QuerySelectorAll("td").Select(c => c.TextContent.Trim()).ToList();
        Assert.Contains("不显示", told);
        Assert.DoesNotContain(told, t => int.TryParse(t, out var number) && number is > 0 and < 5);
        var own = await (await world.SignedIn(u.Secretary)).Open($"/pivot?organisation={u.First.Id}&measure=members&rows=category&columns=none");
        Assert.DoesNotContain("不显示", own.QuerySelector("section[aria-labelledby=table]")!.TextContent, StringComparison.Ordinal);

        using var taken = await above.Raw(new HttpRequestMessage(HttpMethod.Get, $"/api/v1/exports/pivot?format=csv&organisation={u.First.Id}&measure=members&rows=category&columns=none"));
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        Assert.Contains("不显示", await taken.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_view_is_kept_shared_within_the_scope_and_dropped()
    {
        var u = world.University;
        var (owner, below, beside) = (await world.SignedIn(u.GeneralBranchReviewer), await world.SignedIn(u.Secretary), await world.SignedIn(u.OtherGeneralBranchReviewer));
        await owner.Press(await owner.Open("/pivot?measure=themeDays&rows=month&columns=kind"), "保存视图", ("Form.Name", ""));
        owner.Says(PlatformRefusals.Required);
        await owner.Press(await owner.Open("/pivot?measure=themeDays&rows=month&columns=kind"), "保存视图", ("Form.Name", "只我自己看"));
        await owner.Press(await owner.Open("/pivot?measure=met&rows=month&columns=none"), "保存视图", ("Form.Name", "每月完成"), ("Form.Shared", "true"));
        var page = await below.Open("/pivot");
        Assert.DoesNotContain("只我自己看", below.Text, StringComparison.Ordinal);
        page = await below.Open(page.QuerySelectorAll("section[aria-labelledby=views] a").Single(a => a.TextContent == "每月完成").GetAttribute("href")!);
        Assert.Equal("met", page.QuerySelector("#measure option[selected]")!.GetAttribute("value"));
        await beside.Open("/pivot");
        Assert.DoesNotContain("每月完成", beside.Text, StringComparison.Ordinal);
        await owner.Press(await owner.Open("/pivot"), "删除");
        Assert.DoesNotContain("只我自己看", owner.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_asks_about_what_lies_outside_their_scope()
    {
        var u = world.University;
        var secretary = await world.SignedIn(u.Secretary);
        await secretary.Open($"/pivot?organisation={u.Third.Id}");
        Assert.Equal(HttpStatusCode.NotFound, secretary.Status);
        await secretary.Open($"/pivot?organisation={u.GeneralBranch.Id}&measure=members");
        Assert.Equal(HttpStatusCode.NotFound, secretary.Status);
    }

    private static IElement Row(IDocument page, string head) => page.QuerySelectorAll("section[aria-labelledby=table] tbody tr").First(r => r.QuerySelector("th")!.TextContent.Contains(head, StringComparison.Ordinal));
}
