using System.Net;
using System.Xml.Linq;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Publishing.OpenAffairs;
using Zhijian.Modules.Publishing.Showing;
using Zhijian.Modules.Review;
using Zhijian.Modules.Review.Decide;
using Zhijian.Modules.Review.Inbox;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Modules.Publishing;

/// <summary>From a draft to its readers inside and outside and back, as authors, reviewers, readers and passers-by walk it without script.</summary>
public sealed class PublishingStoriesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task News_are_written_reviewed_told_renewed_and_withdrawn()
    {
        var secretary = await world.SignedIn(world.University.Secretary);
        await secretary.Press(await secretary.Open("/news/new"), "存为草稿", ("Form.Title", ""), ("Form.Text", "写到一半"));
        secretary.Says(PlatformRefusals.Required);
        Assert.Contains("写到一半", secretary.Text, StringComparison.Ordinal);
        await secretary.Press(await secretary.Open("/news/new"), "存为草稿", ("Form.Title", "时间"), ("Form.ShownUntil", "下周三"));
        secretary.Says(PlatformRefusals.NotReadable);
        var id = await Draft(secretary, "宿舍报修上门", "# 经过\n\n周三下午**报修**上门。\n\n<script>alert(1)</script> [点我](javascript:alert(1))");
        Assert.DoesNotContain("<script>alert", secretary.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("javascript:", secretary.Text, StringComparison.Ordinal);

        // A draft and what waits is nobody else's, inside and outside.
        await Nowhere(id);
        await secretary.Press(await secretary.Open($"/news/work/{id}"), "送审");
        Assert.Contains("审核中", secretary.Text, StringComparison.Ordinal);
        await secretary.Open($"/news/work/{id}/edit");
        secretary.Says(PublishingRefusals.NotADraft);
        await secretary.PostAnyway($"/news/work/{id}/revise", ("version", "99"));
        secretary.Says(PlatformRefusals.Stale);
        await world.Decide(id, world.University.GeneralBranchReviewer, (s, c, a) => s.GetRequiredService<ReturnAction>().Run(c.Id, c.Version, null, "请写明地点", [], a, default));
        await secretary.Open($"/news/work/{id}");
        Assert.Contains("退回修改：请写明地点", secretary.Text, StringComparison.Ordinal);
        await secretary.Press(await secretary.Open($"/news/work/{id}/edit"), "保存", ("Form.Text", "# 经过\n\n周三下午在七号楼报修。"));
        await Nowhere(id);
        await Release(secretary, id);

        // Told to everybody: those beside the branch read it, and whoever passes by.
        var beside = await world.SignedIn(world.University.SecondMember);
        Assert.Contains("七号楼", (await beside.Open($"/news/{id}")).QuerySelector(".z-prose")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("宿舍报修上门", (await beside.Open("/news")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("宿舍报修上门", (await beside.Open("/")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("七号楼", (await world.Visitor().Open($"/portal/{id}")).QuerySelector(".z-prose")!.TextContent, StringComparison.Ordinal);
        await beside.Open($"/news/work/{id}");
        Assert.NotEqual(HttpStatusCode.OK, beside.Status);

        // A new edition is written while readers see the old one.
        await secretary.Press(await secretary.Open($"/news/work/{id}"), "编写新版");
        await secretary.Press(await secretary.Open($"/news/work/{id}/edit"), "保存", ("Form.Text", "# 经过\n\n周三下午在七号楼和八号楼报修。"));
        Assert.DoesNotContain("八号楼", (await world.Visitor().Open($"/portal/{id}")).QuerySelector(".z-prose")!.TextContent, StringComparison.Ordinal);
        await Release(secretary, id);
        Assert.Contains("八号楼", (await world.Visitor().Open($"/portal/{id}")).QuerySelector(".z-prose")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("和八号楼", Assert.Single((await secretary.Open($"/news/work/{id}/changes")).QuerySelectorAll("ins")).TextContent);

        // An approval that is taken back gives readers the edition before, outside too.
        await world.Decide(id, world.University.Office, (s, c, a) => s.GetRequiredService<UndoAction>().Run(c.Id, c.Version, a, default));
        Assert.DoesNotContain("八号楼", (await world.Visitor().Open($"/portal/{id}")).QuerySelector(".z-prose")!.TextContent, StringComparison.Ordinal);
        await Accept(id, world.University.Office);
        Assert.Equal([ShowingState.Superseded, ShowingState.Withdrawn, ShowingState.Current], (await world.Read(db => db.Set<ArticleEdition>().Where(e => e.ArticleId == id).OrderBy(e => e.Number).ToListAsync())).Select(e => e.State));

        await secretary.Press(await secretary.Open($"/news/work/{id}/withdraw"), "撤下", ("Form.Reason", ""));
        secretary.Says(PlatformRefusals.Required);
        await secretary.Press(await secretary.Open($"/news/work/{id}/withdraw"), "撤下", ("Form.Reason", "时间变了"));
        Assert.Contains("已撤下：时间变了", secretary.Text, StringComparison.Ordinal);
        await Nowhere(id);
    }

    [Fact]
    public async Task What_is_told_to_ones_own_people_is_seen_by_them_and_by_nobody_outside()
    {
        var secretary = await world.SignedIn(world.University.Secretary);
        var own = await Draft(secretary, "只告诉本支部", "本支部周五搬活动室", "News", ("Form.Audience", "Own"));
        var inside = await Draft(secretary, "告诉全校登录的人", "会议室可以预约", "News", ("Form.Audience", "Members"));
        await Release(secretary, own);
        await Release(secretary, inside);
        var (member, beside) = (await world.SignedIn(world.University.Member), await world.SignedIn(world.University.SecondMember));
        Assert.Equal(HttpStatusCode.OK, await StatusOf(member, $"/news/{own}"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusOf(beside, $"/news/{own}"));
        Assert.Equal(HttpStatusCode.OK, await StatusOf(beside, $"/news/{inside}"));
        Assert.DoesNotContain("只告诉本支部", (await beside.Open("/news")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        foreach (var hidden in new[] { own, inside })
        {
            Assert.Equal(HttpStatusCode.NotFound, await StatusOf(world.Visitor(), $"/portal/{hidden}"));
            Assert.Equal("/sign-in", (await world.Visitor().Open($"/news/{hidden}")).QuerySelector("form[method=post]") is null ? "" : "/sign-in");
        }
        var visitor = world.Visitor();
        foreach (var page in new[] { "/portal", "/portal/all", "/portal/all?search=" + Uri.EscapeDataString("活动室"), "/portal/feed.xml", "/portal/sitemap.xml" })
        {
            using var answer = await visitor.Raw(new HttpRequestMessage(HttpMethod.Get, page));
            var text = await answer.Content.ReadAsStringAsync();
            Assert.DoesNotContain("只告诉本支部", text, StringComparison.Ordinal);
            Assert.DoesNotContain(own.ToString(), text, StringComparison.Ordinal);
            Assert.DoesNotContain(inside.ToString(), text, StringComparison.Ordinal);
        }
        await secretary.Open($"/news/work/{own}/channels");
        secretary.Says(PublishingRefusals.NotPublic);
        // Somebody who is nobody sees no row of what is fenced, whatever they ask.
        Assert.Equal(0, await Unsigned<int>("select (select count(*) from article_edition)::int + (select count(*) from article)::int + (select count(*) from article_receipt)::int + (select count(*) from open_entry)::int"));
    }

    [Fact]
    public async Task Its_moment_comes_and_goes_by_itself()
    {
        var secretary = await world.SignedIn(world.University.Secretary);
        var time = world.Services.GetRequiredService<InstitutionTime>();
        var (from, until) = (time.Today.AddDays(2), time.Today.AddDays(4));
        var id = await Draft(secretary, "下周讲座", "周二晚上", "Notice", ("Form.ShownFrom", $"{from:yyyy-MM-dd}T08:00"), ("Form.ShownUntil", $"{until:yyyy-MM-dd}"));
        await Release(secretary, id, shown: false);
        await Nowhere(id);
        Assert.Contains("待发布", (await secretary.Open($"/news/work/{id}")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(0, await Look());
        world.Clock.Move(TimeSpan.FromDays(3));
        Assert.Equal(1, await Look());
        Assert.Equal(0, await Look());
        Assert.Equal(HttpStatusCode.OK, await StatusOf(world.Visitor(), $"/portal/{id}"));
        world.Clock.Move(TimeSpan.FromDays(3));
        Assert.Equal(1, await Look());
        await Nowhere(id);
        Assert.Equal(ArticleState.Expired, (await world.Read(db => db.Set<Article>().SingleAsync(a => a.Id == id))).State);

        // Withdrawn before its moment, it never comes.
        secretary = await world.SignedIn(world.University.Secretary);
        var never = await Draft(secretary, "不办了", "取消", "Notice", ("Form.ShownFrom", $"{time.Today.AddDays(2):yyyy-MM-dd}T08:00"));
        await Release(secretary, never, shown: false);
        await secretary.Press(await secretary.Open($"/news/work/{never}/withdraw"), "撤下", ("Form.Reason", "取消了"));
        world.Clock.Move(TimeSpan.FromDays(3));
        Assert.Equal(0, await Look());
        await Nowhere(never);
    }

    [Fact]
    public async Task A_notice_is_confirmed_once_and_who_has_not_is_seen_within_the_scope()
    {
        var secretary = await world.SignedIn(world.University.Secretary);
        var id = await Draft(secretary, "安全须知", "请阅读", "Notice", ("Form.NeedsReceipt", "true"), ("Form.Audience", "Own"));
        await Release(secretary, id);
        var other = await Draft(secretary, "不用回执", "知道就行", "Notice", ("Form.Audience", "Own"));
        await Release(secretary, other);
        var member = await world.SignedIn(world.University.Member);
        Assert.Contains("阅读并确认：安全须知", (await member.Open("/")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        await member.Press(await member.Open($"/news/{id}"), "我已阅读");
        Assert.Contains("已确认", member.Text, StringComparison.Ordinal);
        await member.PostAnyway($"/news/{id}/confirm");
        member.Says(PublishingRefusals.ConfirmedAlready);
        await member.PostAnyway($"/news/{other}/confirm");
        member.Says(PublishingRefusals.NoReceiptAsked);
        Assert.DoesNotContain("阅读并确认：安全须知", (await member.Open("/")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        var beside = await world.SignedIn(world.University.SecondMember);
        await beside.PostAnyway($"/news/{id}/confirm");
        Assert.Equal(HttpStatusCode.NotFound, beside.Status);

        var name = (await world.Read(db => db.Members.SingleAsync(m => m.Id == world.University.Member.MemberId))).Name;
        var missing = await secretary.Open($"/news/receipts?article={id}");
        var rows = missing.QuerySelectorAll("tbody th").Select(r => r.TextContent).ToList();
        Assert.DoesNotContain(name, rows);
        var all = await world.Read(db => db.Members.CountAsync(m => m.OrganisationId == world.University.First.Id));
        Assert.Equal(all - 1, rows.Count);
        Assert.Contains($"{all} 人中 1 人已确认", secretary.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, await StatusOf(secretary, $"/news/receipts?article={other}"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusOf(await world.SignedIn(world.University.ThirdSecretary), $"/news/receipts?article={id}"));
        Assert.NotEqual(HttpStatusCode.OK, await StatusOf(member, $"/news/receipts?article={id}"));
        // Those above see it too; one's own data holds one's own.
        Assert.Equal(HttpStatusCode.OK, await StatusOf(await world.SignedIn(world.University.OrganisationDepartment), $"/news/receipts?article={id}"));
        await member.Open("/me/data");
        Assert.Contains("通知", member.Text, StringComparison.Ordinal);

        // A slip mended asks nobody again; something new asks everybody.
        foreach (var (text, again) in new[] { ("请阅读。", false), ("请阅读，集合地点改到东门。", true) })
        {
            await secretary.Press(await secretary.Open($"/news/work/{id}"), "编写新版");
            await secretary.Press(await secretary.Open($"/news/work/{id}/edit"), "保存", [("Form.Text", text), .. again ? [("Form.AsksAgain", "true")] : Array.Empty<(string, string)>()]);
            Assert.Equal(again, (await secretary.Open($"/news/work/{id}")).QuerySelector("main")!.TextContent.Contains($"将送达 {all} 人", StringComparison.Ordinal));
            await Release(secretary, id);
            await secretary.Open($"/news/receipts?article={id}");
            Assert.Contains($"{all} 人中 {(again ? 0 : 1)} 人已确认", secretary.Text, StringComparison.Ordinal);
            Assert.Equal(again, (await member.Open("/")).QuerySelector("main")!.TextContent.Contains("阅读并确认：安全须知", StringComparison.Ordinal));
        }
        Assert.Contains("内容改过", (await member.Open($"/news/{id}")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        await member.Press(await member.Open($"/news/{id}"), "我已阅读");
        await secretary.Open($"/news/receipts?article={id}");
        Assert.Contains($"{all} 人中 1 人已确认", secretary.Text, StringComparison.Ordinal);
        await member.PostAnyway($"/news/{id}/confirm");
        member.Says(PublishingRefusals.ConfirmedAlready);
    }

    [Fact]
    public async Task The_portal_is_calm_for_people_and_exact_for_programs()
    {
        var office = await world.SignedIn(world.University.OrganisationDepartment);
        var news = await Draft(office, "图书馆延长开放 <b>", "# 时间\n\n考试周到二十三点。\u0001\n\n[首页](/portal)", "News", ("Form.Summary", "考试周延长"));
        await Release(office, news);
        var topic = await Draft(office, "考试周服务", "都在这里", "Topic", ("Form.Related", $"/news/{news}"));
        await Release(office, topic);
        var rooms = await Draft(office, "校史小展", "# 建校\n\n一九五八\n\n# 今天\n\n三个校区", "Exhibition");
        await Release(office, rooms);
        var visitor = world.Visitor();
        var page = await visitor.Open($"/portal/{news}");
        Assert.Equal("图书馆延长开放 <b>", page.QuerySelector("meta[property='og:title']")!.GetAttribute("content"));
        Assert.Equal("考试周延长", page.QuerySelector("meta[property='og:description']")!.GetAttribute("content"));
        Assert.EndsWith($"/portal/{news}", page.QuerySelector("link[rel=canonical]")!.GetAttribute("href"), StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("form[method=post], [style], script:not([src])"));
        using (var answer = await world.Visitor().Raw(new HttpRequestMessage(HttpMethod.Get, $"/portal/{news}")))
        {
            Assert.Equal("public, max-age=60", answer.Headers.CacheControl!.ToString());
            Assert.False(answer.Headers.Contains("Set-Cookie"));
            Assert.Contains("script-src 'self'", string.Join(';', answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        }
        using (var own = await office.Raw(new HttpRequestMessage(HttpMethod.Get, $"/portal/{news}")))
        {
            Assert.True(own.Headers.CacheControl!.NoStore);
        }
        Assert.Contains("图书馆延长开放", (await visitor.Open($"/portal/{topic}")).QuerySelector(".z-item")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("一九五八", (await visitor.Open($"/portal/{rooms}")).QuerySelector("section .z-prose")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("三个校区", (await visitor.Open($"/portal/{rooms}?part=2")).QuerySelector("section .z-prose")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("图书馆延长开放", (await visitor.Open("/portal/all?search=" + Uri.EscapeDataString("二十三点"))).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("图书馆延长开放", (await visitor.Open("/portal/all?search=" + Uri.EscapeDataString("二十四点"))).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("图书馆延长开放", (await visitor.Open($"/portal/of/{world.University.Committee.Id}")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, await StatusOf(visitor, $"/portal/of/{Guid.NewGuid()}"));
        Assert.Equal("en", (await world.Visitor(TextFiles.English).Open("/portal")).DocumentElement.GetAttribute("lang"));
        await visitor.Open("/language/en");
        Assert.Equal("en", (await visitor.Open("/portal")).DocumentElement.GetAttribute("lang"));

        XNamespace atom = "http://www.w3.org/2005/Atom", map = "http://www.sitemaps.org/schemas/sitemap/0.9";
        using var feed = await world.Visitor().Raw(new HttpRequestMessage(HttpMethod.Get, $"/portal/feed.xml?organisation={world.University.Committee.Id}"));
        var entries = XDocument.Parse(await feed.Content.ReadAsStringAsync()).Root!.Elements(atom + "entry").ToList();
        Assert.Contains(entries, e => e.Element(atom + "title")!.Value == "图书馆延长开放 <b>" && e.Element(atom + "content")!.Value.Contains("考试周到二十三点", StringComparison.Ordinal));
        Assert.Equal("application/atom+xml", feed.Content.Headers.ContentType!.MediaType);
        using var again = await world.Visitor().Raw(new HttpRequestMessage(HttpMethod.Get, $"/portal/feed.xml?organisation={world.University.Committee.Id}") { Headers = { IfNoneMatch = { feed.Headers.ETag! } } });
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        using var sitemap = await world.Visitor().Raw(new HttpRequestMessage(HttpMethod.Get, "/portal/sitemap.xml"));
        Assert.Contains(XDocument.Parse(await sitemap.Content.ReadAsStringAsync()).Root!.Elements(map + "url"), u => u.Element(map + "loc")!.Value.EndsWith($"/portal/{topic}", StringComparison.Ordinal));

        var channels = await office.Open($"/news/work/{news}/channels");
        Assert.Contains("style=", channels.QuerySelector("#editor")!.TextContent, StringComparison.Ordinal);
        Assert.Contains($"/portal/{news}", channels.QuerySelector("#group")!.TextContent, StringComparison.Ordinal);
        using var html = await office.Raw(new HttpRequestMessage(HttpMethod.Get, $"/news/work/{news}/channels/html"));
        Assert.Equal("attachment", html.Content.Headers.ContentDisposition!.DispositionType);
    }

    [Fact]
    public async Task Pictures_of_public_articles_are_open_to_everybody_and_others_are_not()
    {
        var secretary = await world.SignedIn(world.University.Secretary);
        var id = await Draft(secretary, "图片新闻", "看图");
        await Bring(secretary, id, "会场.png", Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="));
        var page = await secretary.Open($"/news/work/{id}");
        secretary.Says(PublishingRefusals.PictureWithoutWords);
        var address = page.QuerySelector(".z-coverpicture img")!.GetAttribute("src")!;
        Assert.Equal(HttpStatusCode.NotFound, await StatusOf(world.Visitor(), address));
        await secretary.Press(await secretary.Open($"/news/work/{id}/edit"), "保存", ("Form.CoverText", "坐满人的会场"));
        await Release(secretary, id);
        using var open = await world.Visitor().Raw(new HttpRequestMessage(HttpMethod.Get, address));
        Assert.Equal((HttpStatusCode.OK, "image/png", "public, max-age=3600"), (open.StatusCode, open.Content.Headers.ContentType!.MediaType, open.Headers.CacheControl!.ToString()));
        var portal = await world.Visitor().Open($"/portal/{id}");
        Assert.Equal("坐满人的会场", portal.QuerySelector(".z-coverpicture img")!.GetAttribute("alt"));
        Assert.EndsWith(address, portal.QuerySelector("meta[property='og:image']")!.GetAttribute("content"), StringComparison.Ordinal);
        await secretary.Press(await secretary.Open($"/news/work/{id}/withdraw"), "撤下", ("Form.Reason", "换图"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusOf(world.Visitor(), address));
    }

    [Fact]
    public async Task What_must_be_open_is_asked_for_opened_by_facts_and_by_articles_and_ends()
    {
        var time = world.Services.GetRequiredService<InstitutionTime>();
        var branch = world.University.First;
        var secretary = await world.SignedIn(world.University.Secretary);

        // A term began: open by itself, for everybody who is signed in.
        await Hear(new TermBegun(branch.Id, branch.Path, Guid.NewGuid(), time.Today, time.Today.AddYears(3).AddDays(-1), "选举", null));
        var beside = await world.SignedIn(world.University.ThirdSecretary);
        Assert.Contains("换届选举", (await beside.Open("/news/open-affairs?state=Open")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);

        // A meeting decided something: open to one's own people, until the record leaves the files again.
        var meeting = new Activity { Path = branch.Path, OrganisationId = branch.Id, Kind = ActivityKind.BranchMembersMeeting, Title = "十一月党员大会", StartsAt = time.Now, EndsAt = time.Now.AddHours(2), HostMemberId = Guid.NewGuid(), CodeSecret = new byte[32], CreatedBy = Guid.NewGuid(), CreatedAt = time.Now };
        await world.Given(db =>
        {
            db.AddRange(meeting, new AgendaItem { ActivityId = meeting.Id, Path = branch.Path, Ordinal = 1, Title = "活动室", Resolution = "周五开放" });
            return 0;
        });
        var filed = new RecordFiled(meeting.Id, branch.Path, Guid.NewGuid(), "2026-007", ActivityKind.BranchMembersMeeting, time.Today, false, null);
        await Hear(filed);
        await Hear(filed);
        Assert.Contains("十一月党员大会", (await (await world.SignedIn(world.University.Member)).Open("/news/open-affairs")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("十一月党员大会", (await beside.Open("/news/open-affairs")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        await Hear(new RecordUnfiled(meeting.Id, branch.Path, filed.RecordId, filed.Number));
        Assert.DoesNotContain("十一月党员大会", (await secretary.Open("/news/open-affairs?state=Open")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        await Hear(new PostTaken(Guid.NewGuid(), branch.Path, Guid.NewGuid(), branch.Id, PostKind.DeputySecretary, time.Today, null, null));
        await Hear(new PostTaken(Guid.NewGuid(), branch.Path, Guid.NewGuid(), branch.Id, PostKind.PublicityCommissioner, time.Today, null, null));
        Assert.Equal(1, await world.Read(db => db.Set<OpenEntry>().CountAsync(e => e.Item == OpenItem.Appointment)));

        // What comes back is asked for once, in its time; whoever writes and those above see it.
        var quarter = ReportingPeriod.Containing(time.Today, PeriodKind.Quarter).Next;
        world.Clock.Move(quarter.First.AddDays(4).ToDateTime(TimeOnly.MinValue) - time.Today.ToDateTime(TimeOnly.MinValue));
        (secretary, beside) = (await world.SignedIn(world.University.Secretary), await world.SignedIn(world.University.ThirdSecretary));
        Assert.NotEqual(0, await world.Inside(s => s.GetRequiredService<AskForPeriodsJob>().Ask(default)));
        Assert.Equal(0, await world.Inside(s => s.GetRequiredService<AskForPeriodsJob>().Ask(default)));
        var due = await world.Read(db => db.Set<OpenEntry>().SingleAsync(e => e.OrganisationId == branch.Id && e.Item == OpenItem.OrganisationalLife));
        Assert.Contains("组织生活情况", (await secretary.Open("/news/open-affairs?state=Due")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        var above = await world.SignedIn(world.University.GeneralBranchReviewer);
        Assert.Contains(branch.Name, (await above.Open("/news/open-affairs?state=Due")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(branch.Name, (await beside.Open("/news/open-affairs?state=Due")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("公开", (await secretary.Open("/")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);

        // One tap writes it, prefilled; the entry is open with the article, owed again when it is withdrawn, ended when its time is over.
        var page = await secretary.Open($"/news/new?entry={due.Id}");
        Assert.Contains("| 会议 | 次数 |", page.QuerySelector("textarea[name='Form.Text']")!.TextContent, StringComparison.Ordinal);
        await secretary.Press(page, "存为草稿");
        var id = IdOf(secretary);
        Assert.Contains("正在编写", (await secretary.Open("/news/open-affairs?state=Due")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        await secretary.Press(await secretary.Open($"/news/work/{id}/edit"), "保存", ("Form.ShownUntil", $"{time.Today.AddDays(1):yyyy-MM-dd}"));
        await secretary.Open($"/news/work/{id}");
        secretary.Says(PublishingRefusals.ShownTooShortly.With(5));
        await secretary.Press(await secretary.Open($"/news/work/{id}/edit"), "保存", ("Form.ShownUntil", $"{time.Today.AddDays(20):yyyy-MM-dd}"));
        await Release(secretary, id);
        Assert.Equal(OpenEntryState.Open, await State(due.Id));
        await secretary.Press(await secretary.Open($"/news/work/{id}/withdraw"), "撤下", ("Form.Reason", "数字错了"));
        Assert.Equal(OpenEntryState.Due, await State(due.Id));
        await secretary.Press(await secretary.Open($"/news/work/{id}"), "编写新版");
        await Release(secretary, id);
        Assert.Equal(OpenEntryState.Open, await State(due.Id));
        world.Clock.Move(TimeSpan.FromDays(100));
        await Look();
        Assert.Equal(OpenEntryState.Ended, await State(due.Id));
        beside = await world.SignedIn(world.University.ThirdSecretary);
        Assert.DoesNotContain("换届选举", (await beside.Open("/news/open-affairs?state=Open")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);

        // An article of another organisation can't take the entry.
        await beside.Open($"/news/new?entry={due.Id}");
        Assert.DoesNotContain("这一篇公开的是", beside.Text, StringComparison.Ordinal);
    }

    private Task<OpenEntryState> State(Guid entry) => world.Read(db => db.Set<OpenEntry>().Where(e => e.Id == entry).Select(e => e.State).SingleAsync());

    private Task<int> Look() => world.Inside(s => s.GetRequiredService<ShowOnTimeJob>().Look(default));

    /// <summary>This module's own listeners hear a fact, and what they do is committed.</summary>
    private Task<int> Hear<TFact>(TFact fact)
        where TFact : class, IFact => world.Inside(async s =>
        {
            foreach (var listener in s.GetServices<IWhen<TFact>>().Where(l => l.GetType().Namespace!.StartsWith("Zhijian.Modules.Publishing", StringComparison.Ordinal)))
            {
                await listener.Handle(fact, SystemActors.SetUp.Actor, world.Clock.GetUtcNow(), default);
            }
            await s.GetRequiredService<ZhijianDb>().SaveChangesAsync();
            await s.GetRequiredService<Fence>().Commit(default);
            return 0;
        });

    private async Task<T> Unsigned<T>(string sql)
    {
        await using var scope = world.Services.CreateAsyncScope();
        var fence = scope.ServiceProvider.GetRequiredService<Fence>();
        fence.Enclose(FencedScope.Of(Actor.Nobody));
        return (await fence.Row<T>(sql, null, default))!;
    }

    /// <summary>Nobody who only reads finds it.</summary>
    private async Task Nowhere(Guid id)
    {
        Assert.Equal(HttpStatusCode.NotFound, await StatusOf(world.Visitor(), $"/portal/{id}"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusOf(await world.SignedIn(world.University.Member), $"/news/{id}"));
        Assert.Equal(0, await Unsigned<int>($"select count(*)::int from public_article where article_id = '{id}'"));
    }

    private static async Task<HttpStatusCode> StatusOf(Browser browser, string path)
    {
        await browser.Open(path);
        return browser.Status;
    }

    private static Guid IdOf(Browser author) => Guid.Parse(author.Path.Split('/')[^1].Split('?')[0]);

    private static async Task<Guid> Draft(Browser author, string title, string text, string kind = "News", params (string Name, string Value)[] more)
    {
        await author.Press(await author.Open($"/news/new?kind={kind}"), "存为草稿", [("Form.Title", title), ("Form.Text", text), .. more]);
        Assert.Contains("草稿", author.Text, StringComparison.Ordinal);
        return IdOf(author);
    }

    private static async Task Bring(Browser author, Guid id, string name, byte[] content)
    {
        var page = await author.Open($"/news/work/{id}");
        var body = new MultipartFormDataContent();
        foreach (var (field, value) in Browser.Fields(page.QuerySelector<AngleSharp.Html.Dom.IHtmlFormElement>("form[data-upload]")!))
        {
            body.Add(new StringContent(value), field);
        }
        body.Add(new ByteArrayContent(content), "file", name);
        using var answer = await author.Raw(new HttpRequestMessage(HttpMethod.Post, $"/files/news/{id}") { Content = body });
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
    }

    /// <summary>Hands it in and takes it through all layers.</summary>
    private async Task Release(Browser author, Guid id, bool shown = true)
    {
        await author.Press(await author.Open($"/news/work/{id}"), "送审");
        Assert.Equal(HttpStatusCode.OK, author.Status);
        while (await world.Read(db => db.ReviewCases.AsNoTracking().Where(c => c.SubjectId == id).OrderByDescending(c => c.Id).FirstAsync()) is { State: ReviewState.Waiting } waiting)
        {
            var layer = waiting.WaitingLayer!;
            await Accept(id, layer.OrganisationId == world.University.GeneralBranch.Id ? world.University.GeneralBranchReviewer : layer.Posts.Contains(PostKind.OrganizationDepartment) ? world.University.OrganisationDepartment : world.University.Office);
        }
        Assert.Equal(shown, (await world.Read(db => db.Set<Article>().SingleAsync(a => a.Id == id))).IsShown);
    }

    private Task<Decision<CaseFact>> Accept(Guid subject, Account by) => world.Decide(subject, by, (s, c, a) => s.GetRequiredService<AcceptAction>().Run(c.Id, c.Version, null, a, default));
}
