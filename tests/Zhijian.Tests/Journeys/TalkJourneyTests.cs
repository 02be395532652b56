using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Zhijian.Modules.Conversation;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Publishing;
using Zhijian.Platform.Identity;
using Zhijian.Testing;

namespace Zhijian.Journeys;

/// <summary>A reader comments, asks and thanks on a phone; the secretary answers and decides about a report on a PC.</summary>
[Collection(BrowserJourneys.Name)]
public sealed class TalkJourneyTests(BrowserSession session)
{
    [Fact]
    public async Task Below_an_article_people_talk_on_a_phone_and_are_answered_on_a_pc()
    {
        var repairs = await session.World.Read(db => db.Set<ArticleComment>().OrderBy(c => c.Id).Select(c => c.ArticleId).FirstAsync());
        var member = await session.World.Read(db => db.Accounts.SingleAsync(a => a.UserName == "member"));
        var home = await session.World.Read(db => db.Members.Where(m => m.Id == member.MemberId).Select(m => m.OrganisationId).SingleAsync());
        var branch = await session.World.Read(db => db.Set<Organisation>().SingleAsync(o => o.Id == home));
        var secretaryId = (await session.World.Read(db => db.Accounts.SingleAsync(a => a.UserName == "secretary"))).MemberId!.Value;
        var made = await session.World.Given(db => TalkSamples.Add(db, branch, member.MemberId!.Value, secretaryId, session.World.Clock.GetUtcNow(), 1));

        await using var phone = await session.SignedInApart("member", new Looks { Width = BrowserSession.Phone });
        await phone.Go($"/news/{repairs}");
        await phone.Sees("正式答复");
        await phone.Picture("talk-article-phone");
        await phone.Type("[name='Form.Text']", "手机上写的一句");
        await phone.Tap("发表留言");
        await phone.Said("留言已发表");
        await phone.Sees("手机上写的一句", ".z-sayings");
        await phone.Picture("talk-commented-phone");
        await phone.Tap("感谢作者");
        await phone.Said("已感谢");
        await phone.Go($"/news/{repairs}/ask");
        await phone.Picture("talk-ask-phone");
        await phone.Type("[name='Form.Text']", "下次什么时候？");
        await phone.Tap("提交问题");
        await phone.Sees("等待答复");
        await phone.Picture("talk-asked-phone");
        foreach (var (path, name) in new[] { ($"/comments/{made.OfOthers[0]}/report", "report"), ($"/comments/{made.OfMember[0]}/edit", "edit"), ($"/conversation/reports/{made.HiddenOfMember[0]}", "appeal") })
        {
            await phone.Go(path);
            await phone.Picture($"talk-{name}-phone");
        }
        Assert.Empty(phone.Complaints);

        await using var secretary = await session.SignedInApart("secretary", new Looks { Width = BrowserSession.Desk });
        foreach (var (path, name) in new[] { ("/", "home"), ($"/news/{repairs}", "article"), ("/conversation/asked", "questions"), ($"/conversation/asked/{made.Asked[0]}", "answer"), ("/conversation/reports", "reports"), ($"/conversation/reports/{made.Open[0]}", "case") })
        {
            await secretary.Go(path);
            await secretary.Picture($"talk-{name}-desk");
        }
        await secretary.Page.Locator("input[value=Hide]").CheckAsync();
        await secretary.Type("[name='Form.Why']", "是广告");
        await secretary.Tap(secretary.Page.Locator("main form:has([name='Form.Why']) button[type=submit]"));
        await secretary.Said("已处理");
        await secretary.Picture("talk-decided-desk");
        await secretary.Go("/conversation/asked");
        await Assertions.Expect(secretary.Page.Locator(".z-list")).ToBeVisibleAsync();
        await using var small = await session.SignedInApart("secretary", new Looks { Width = BrowserSession.Phone });
        foreach (var (path, name) in new[] { ("/conversation/asked", "questions"), ("/conversation/reports", "reports"), ($"/conversation/reports/{made.Appealed[0]}", "case") })
        {
            await small.Go(path);
            await small.Picture($"talk-{name}-phone");
        }
        Assert.Empty(secretary.Complaints);
    }
}
