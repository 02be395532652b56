using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Zhijian.Modules.Publishing;
using Zhijian.Modules.Rules;
using Zhijian.Testing;

namespace Zhijian.Journeys;

[Collection(BrowserJourneys.Name)]
public sealed class NewsJourneyTests(BrowserSession session)
{
    [Fact]
    public async Task Whoever_passes_by_reads_the_portal_on_a_phone_and_on_a_desk()
    {
        foreach (var (name, looks) in new[] { ("phone", new Looks { Width = BrowserSession.Phone }), ("desk", new Looks { Width = BrowserSession.Desk }) })
        {
            await using var visitor = await session.Visitor(looks);
            Assert.Equal(200, await visitor.Go("/portal"));
            await visitor.Picture($"portal-{name}");
            await visitor.TapTo("展览", "kind=Exhibition", ".z-newsnav");
            await visitor.Picture($"portal-list-{name}");
            await visitor.Tap(visitor.Page.Locator(".z-item a").First);
            await visitor.Sees("第 1 厅，共 4 厅");
            await visitor.Tap("下一厅");
            await visitor.Sees("第 2 厅，共 4 厅");
            await visitor.Picture($"portal-exhibition-{name}");
            var news = await session.World.Read(db => db.Set<PublicArticle>().Where(p => p.Kind == ArticleKind.News && p.Language == "zh-CN").OrderBy(p => p.ArticleId).FirstAsync());
            await visitor.Go($"/portal/{news.ArticleId}");
            await visitor.Sees(news.Title);
            await visitor.Picture($"portal-article-{name}");
            await visitor.Go($"/portal/of/{news.OrganisationId}");
            await visitor.Picture($"portal-organisation-{name}");
            Assert.Empty(visitor.Complaints);
        }
    }

    [Fact]
    public async Task A_notice_is_found_on_the_home_page_of_a_phone_and_confirmed_once()
    {
        var notice = await session.World.Read(db => db.Set<ArticleEdition>().Where(e => e.State == ShowingState.Current && e.NeedsReceipt && e.Audience == OpenScope.Own).OrderBy(e => e.ArticleId).FirstAsync());
        await using var member = await session.SignedInApart("member", new Looks { Width = BrowserSession.Phone });
        await member.Go("/");
        await member.Picture("news-home-phone");
        await member.Go($"/news/{notice.ArticleId}");
        await member.Picture("news-notice-phone");
        await member.Tap("我已阅读");
        await member.Said("已确认");
        await Assertions.Expect(member.Page.Locator("form[action$='/confirm']")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_secretary_writes_news_on_a_phone_and_sees_them_before_handing_in()
    {
        await using var secretary = await session.SignedInApart("secretary", new Looks { Width = BrowserSession.Phone });
        await secretary.Go("/news/new");
        await secretary.Picture("news-new-phone");
        await secretary.Type("[name='Form.Title']", "手机上写的一条");
        await secretary.Type("[name='Form.Text']", "# 经过\n\n写完就看。");
        await secretary.Tap("存为草稿");
        await secretary.Said("已存为草稿");
        await secretary.Sees("写完就看", ".z-prose");
        await secretary.Picture("news-draft-phone");
        foreach (var (path, name) in new[] { ("/news", "news"), ("/news/work", "news-work"), ("/news/open-affairs", "open-affairs") })
        {
            await secretary.Go(path);
            await secretary.Picture($"{name}-phone");
        }
        await using var above = await session.SignedInApart("organisation", new Looks { Width = BrowserSession.Desk });
        foreach (var (path, name) in new[] { ("/", "home"), ("/news", "news"), ("/news/work", "news-work"), ("/news/open-affairs?state=Due", "open-affairs"), ("/news/new?kind=Disclosure", "news-new") })
        {
            await above.Go(path);
            await above.Picture($"{name}-desk");
        }
    }
}
