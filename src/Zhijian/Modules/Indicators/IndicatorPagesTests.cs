using System.Net;
using AngleSharp.Dom;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Organisations;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Modules.Indicators;

/// <summary>The pages over a small university: what they calculate, how far each number opens, and who may look.</summary>
public sealed class IndicatorPagesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_general_branch_sees_its_index_explained_and_every_number_opens_down_to_the_records()
    {
        var u = world.University;
        await world.Counted(u.GeneralBranch, "ThemePartyDay", 6, (12, 9));
        await world.Counted(u.First, "ThemePartyDay", 4, (6, 6));
        var reviewer = await world.SignedIn(u.GeneralBranchReviewer);
        var page = await reviewer.Open("/indicators?period=month");
        Assert.Equal("75", Row(page, "应开展的完成情况").QuerySelector("td span")!.TextContent);
        Assert.Contains("67–83", Row(page, "应开展的完成情况").TextContent, StringComparison.Ordinal);
        var adds = page.QuerySelectorAll("section[aria-labelledby=index] tbody tr td:last-child").Select(c => c.TextContent.Trim()).Where(t => t != "—").Sum(int.Parse);
        Assert.InRange(int.Parse(page.QuerySelector(".z-big span")!.TextContent.Trim()), adds - 1, adds + 1);
        Assert.Equal("100", Row(page, u.First.Name).QuerySelectorAll("td")[1].TextContent.Trim());

        page = await reviewer.Open(Row(page, "应开展的完成情况").QuerySelector("a")!.GetAttribute("href")!);
        Assert.Equal("share(met + excused, expected)", page.QuerySelector("section[aria-labelledby=how] code")!.TextContent);
        Assert.Contains($"/figures/obligations?organisation={u.GeneralBranch.Id}", page.QuerySelector("table a.z-num")!.GetAttribute("href")!, StringComparison.Ordinal);
        page = await reviewer.Open("/indicators/theme-days?period=month");
        await reviewer.Open(page.QuerySelector("table a.z-num")!.GetAttribute("href")!);
        Assert.Equal(HttpStatusCode.OK, reviewer.Status);
    }

    [Fact]
    public async Task A_formula_is_tried_at_once_its_mistake_is_shown_at_its_place_and_what_was_typed_stays()
    {
        var u = world.University;
        await world.Counted(u.Second, "VolunteerService", 5, (4, 1));
        var secretary = await world.SignedIn(u.SecondSecretary);
        var page = await secretary.Open($"/indicators/workshop?period=month&formula={Uri.EscapeDataString("volunteerServices / branches + 1[record] / 1[organisation]")}");
        Assert.Equal("6", page.QuerySelector(".z-big span")!.TextContent);
        Assert.Contains("条记录 / 个组织", secretary.Text, StringComparison.Ordinal);

        page = await secretary.Open($"/indicators/workshop?formula={Uri.EscapeDataString("volunteerServices + <b>met")}");
        Assert.Contains("这里不该出现", page.QuerySelector("#formula-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("<", page.QuerySelector("#formula-place mark")!.TextContent);
        Assert.Equal("volunteerServices + <b>met", page.QuerySelector("textarea")!.TextContent);
        Assert.Null(page.QuerySelector(".z-big"));

        var english = await world.SignedIn(u.SecondSecretary, "en");
        await english.Open($"/indicators/workshop?formula={Uri.EscapeDataString("met + volunteerServices")}");
        Assert.Contains("one is duties, the other records", english.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_calculates_over_what_lies_outside_their_scope()
    {
        var u = world.University;
        foreach (var address in new[] { "/indicators", "/indicators/duties-met", "/indicators/workshop" })
        {
            Assert.Equal(HttpStatusCode.NotFound, await Status(u.Secretary, $"{address}?organisation={u.Third.Id}"));
            Assert.Equal(HttpStatusCode.NotFound, await Status(u.GeneralBranchReviewer, $"{address}?organisation={u.Committee.Id}"));
            Assert.Equal(HttpStatusCode.OK, await Status(u.GeneralBranchReviewer, $"{address}?organisation={u.First.Id}"));
        }
        Assert.Equal(HttpStatusCode.NotFound, await Status(u.GeneralBranchReviewer, "/indicators/no-such-number"));
    }

    private static IElement Row(IDocument page, string head) => page.QuerySelectorAll("tbody tr").First(r => r.QuerySelector("th")!.TextContent.Contains(head, StringComparison.Ordinal));

    private async Task<HttpStatusCode> Status(Platform.Identity.Account account, string address)
    {
        var browser = await world.SignedIn(account);
        await browser.Open(address);
        return browser.Status;
    }
}
