using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Review;
using Zhijian.Modules.Review.Decide;
using Zhijian.Modules.Review.Inbox;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Modules.Indicators;

/// <summary>An indicator from the trial of a formula to the pages of those below, as the analyst, the reviewers and the readers walk it without script.</summary>
public sealed class KeptIndicatorStoriesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task An_indicator_is_tried_kept_reviewed_published_renewed_and_withdrawn()
    {
        var u = world.University;
        var analyst = await world.SignedIn(u.OrganisationDepartment);
        var page = await analyst.Open("/indicators/workshop?formula=" + Uri.EscapeDataString("volunteerServices / branches"));
        page = await analyst.Open(page.QuerySelectorAll("main a").Single(a => a.TextContent.Contains("存为指标", StringComparison.Ordinal)).GetAttribute("href")!);
        Assert.Equal("volunteerServices / branches", page.QuerySelector("[name='Form.Formula']")!.TextContent);
        page = await analyst.Press(page, "存为草稿", ("Form.NameZh", "每支部服务"), ("Form.NameEn", "Services for each branch"), ("Form.Formula", "volunteerServices + met"), ("Form.AtLeast", "两"));
        Assert.Equal((int)HttpStatusCode.UnprocessableEntity, (int)analyst.Status);
        analyst.Says(IndicatorRefusals.BrokenFormula);
        Assert.Equal("volunteerServices + met", page.QuerySelector("[name='Form.Formula']")!.TextContent);
        Assert.NotNull(page.QuerySelector("#formula-place"));
        Assert.Contains("每支部服务", analyst.Text, StringComparison.Ordinal);
        var id = await Keep(analyst, "每支部服务", "volunteerServices / branches");
        Assert.Contains("草稿", analyst.Text, StringComparison.Ordinal);
        Assert.Contains("下级组织", analyst.Text, StringComparison.Ordinal);

        // A draft is nobody else's: not of those below, and it stands among no published ones.
        var below = await world.SignedIn(u.GeneralBranchReviewer);
        foreach (var address in new[] { $"/indicators/kept/{id}", $"/indicators/published/{id}", $"/indicators/kept/{id}/edit" })
        {
            await below.Open(address);
            Assert.Equal(HttpStatusCode.NotFound, below.Status);
        }
        await below.Open("/indicators");
        Assert.DoesNotContain("每支部服务", below.Text, StringComparison.Ordinal);

        await analyst.Press(await analyst.Open($"/indicators/kept/{id}"), "送审");
        Assert.Contains("审核中", analyst.Text, StringComparison.Ordinal);
        await analyst.Open($"/indicators/kept/{id}/edit");
        analyst.Says(IndicatorRefusals.NotADraft);
        await Return(id, u.Office, "请写明含义");
        await analyst.Open($"/indicators/kept/{id}");
        Assert.Contains("退回修改：请写明含义", analyst.Text, StringComparison.Ordinal);
        await analyst.Press(await analyst.Open($"/indicators/kept/{id}/edit"), "保存", ("Form.MeaningZh", "平均每个支部的志愿服务"));
        await Publish(analyst, id);

        // Those below see it with its author and edition, at their own organisation.
        page = await below.Open("/indicators");
        var row = page.QuerySelectorAll("section[aria-labelledby=published] tbody tr").Single();
        Assert.Contains("第 1 版", row.TextContent, StringComparison.Ordinal);
        Assert.Contains(u.OrganisationDepartment.DisplayName, row.TextContent, StringComparison.Ordinal);
        page = await below.Open(row.QuerySelector("a")!.GetAttribute("href")!);
        Assert.Contains("平均每个支部的志愿服务", below.Text, StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector("#trend-table"));
        var english = await world.SignedIn(u.Secretary, TextFiles.English);
        await english.Open($"/indicators/published/{id}");
        Assert.Contains("Services for each branch", english.Text, StringComparison.Ordinal);
        await english.Open($"/indicators/published/{id}?organisation={u.Third.Id}");
        Assert.Equal(HttpStatusCode.NotFound, english.Status);

        // The next edition is written while the first one is shown; an approval that is taken back gives the first one back.
        await analyst.Press(await analyst.Open($"/indicators/kept/{id}"), "编写新版");
        await analyst.Press(await analyst.Open($"/indicators/kept/{id}/edit"), "保存", ("Form.Formula", "volunteerServices / branches / months"));
        await Publish(analyst, id);
        await below.Open($"/indicators/published/{id}");
        Assert.Contains("第 2 版", below.Text, StringComparison.Ordinal);
        await world.Decide(id, u.Office, (s, c, a) => s.GetRequiredService<UndoAction>().Run(c.Id, c.Version, a, default));
        await below.Open($"/indicators/published/{id}");
        Assert.Contains("第 1 版", below.Text, StringComparison.Ordinal);
        await Accept(id, u.Office);
        Assert.Equal([IndicatorEditionState.Superseded, IndicatorEditionState.Withdrawn, IndicatorEditionState.Current], await world.Read(db => db.Set<IndicatorEdition>().Where(e => e.IndicatorId == id).OrderBy(e => e.Number).Select(e => e.State).ToListAsync()));

        await analyst.Press(await analyst.Open($"/indicators/kept/{id}/withdraw"), "撤下", ("Form.Reason", " "));
        analyst.Says(PlatformRefusals.Required);
        await analyst.Press(await analyst.Open($"/indicators/kept/{id}/withdraw"), "撤下", ("Form.Reason", "改用别的指标"));
        Assert.Contains("已撤下：改用别的指标", analyst.Text, StringComparison.Ordinal);
        await below.Open($"/indicators/published/{id}");
        Assert.Equal(HttpStatusCode.NotFound, below.Status);
    }

    [Fact]
    public async Task Who_calculates_for_nobody_keeps_no_indicator()
    {
        var secretary = await world.SignedIn(world.University.Secretary);
        await secretary.Open("/indicators/kept/new");
        Assert.Equal(HttpStatusCode.Forbidden, secretary.Status);
        var analyst = await world.SignedIn(world.University.OrganisationDepartment);
        var id = await Keep(analyst, "试一试", "themeDays / branches");
        await secretary.PostAnyway($"/indicators/kept/{id}/hand-in", ("version", "1"));
        Assert.NotEqual(IndicatorState.InReview, await world.Read(db => db.Set<KeptIndicator>().Where(i => i.Id == id).Select(i => i.State).SingleAsync()));
    }

    [Fact]
    public async Task Another_index_is_tried_with_other_weights_and_a_weight_that_is_none_is_said_at_its_field()
    {
        var reviewer = await world.SignedIn(world.University.GeneralBranchReviewer);
        var page = await reviewer.Open("/indicators/compare?period=month&weight-duties-met=100&weight-theme-days=abc");
        Assert.Equal("100", page.QuerySelector("#weight-duties-met")!.GetAttribute("value"));
        Assert.Equal("abc", page.QuerySelector("#weight-theme-days")!.GetAttribute("value"));
        Assert.Contains("0 到 100", page.QuerySelector("#weight-theme-days-error")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(world.University.First.Name, page.QuerySelector("section[aria-labelledby=moves]")!.TextContent, StringComparison.Ordinal);
        // Records for each branch are no plain number, so they can't be weighted.
        Assert.Null(page.QuerySelector("#weight-services-per-branch"));
        await reviewer.Open($"/indicators/compare?organisation={world.University.Committee.Id}");
        Assert.Equal(HttpStatusCode.NotFound, reviewer.Status);
    }

    private async Task<Guid> Keep(Browser analyst, string name, string formula)
    {
        await analyst.Press(await analyst.Open("/indicators/kept/new"), "存为草稿", ("Form.NameZh", name), ("Form.NameEn", "Services for each branch"), ("Form.Formula", formula), ("Form.Decimals", "1"));
        Assert.Equal(HttpStatusCode.OK, analyst.Status);
        return Guid.Parse(analyst.Path.Split('/', '?')[3]);
    }

    private async Task Publish(Browser analyst, Guid id)
    {
        await analyst.Press(await analyst.Open($"/indicators/kept/{id}"), "送审");
        while (await world.Read(db => db.ReviewCases.AsNoTracking().Where(c => c.SubjectId == id).OrderByDescending(c => c.Id).FirstAsync()) is { State: ReviewState.Waiting })
        {
            await Accept(id, world.University.Office);
        }
        Assert.True(await world.Read(db => db.Set<KeptIndicator>().Where(i => i.Id == id).Select(i => i.IsShown).SingleAsync()));
    }

    private async Task Accept(Guid id, Account by) => Assert.Null((await world.Decide(id, by, (s, c, a) => s.GetRequiredService<AcceptAction>().Run(c.Id, c.Version, null, a, default))).Refusal);

    private async Task Return(Guid id, Account by, string note) => Assert.Null((await world.Decide(id, by, (s, c, a) => s.GetRequiredService<ReturnAction>().Run(c.Id, c.Version, null, note, [], a, default))).Refusal);
}
