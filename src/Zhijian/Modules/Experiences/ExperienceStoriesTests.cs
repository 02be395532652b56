using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Activities.Records;
using Zhijian.Modules.Experiences.Following;
using Zhijian.Modules.Experiences.Gathering;
using Zhijian.Modules.Publishing;
using Zhijian.Modules.Publishing.Showing;
using Zhijian.Modules.Review;
using Zhijian.Modules.Review.Decide;
using Zhijian.Modules.Review.Inbox;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Experiences;

/// <summary>What the host of an activity and those who took part do with experience reports, walked without script against the real database.</summary>
public sealed class ExperienceStoriesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task The_host_asks_those_who_took_part_once_and_nobody_else()
    {
        var activity = (await world.Held("联学征文", ActivityKind.LinkageActivity, partner: world.University.Second)).Id;
        await Joins(activity, world.University.SecondMember);
        var (secretary, member, joined) = (await world.SignedIn(world.University.Secretary), await world.SignedIn(world.University.Member), await world.SignedIn(world.University.SecondMember));
        foreach (var stranger in new[] { member, joined, await world.SignedIn(world.University.SecondSecretary), await world.SignedIn(world.University.ThirdSecretary), await world.SignedIn(world.University.GeneralBranchReviewer) })
        {
            await stranger.Open($"/activities/{activity}/experiences/ask");
            Assert.NotEqual(HttpStatusCode.OK, stranger.Status);
        }
        await member.Open($"/activities/{activity}/experience");
        Assert.Equal(HttpStatusCode.NotFound, member.Status);

        await secretary.Press(await secretary.Open($"/activities/{activity}/experiences/ask"), "邀请参加者", ("Form.Until", "昨天"), ("Form.Question", "学到了什么？"));
        secretary.Says(PlatformRefusals.NotReadable);
        Assert.Contains("学到了什么？", secretary.Text, StringComparison.Ordinal);
        await secretary.Press(await secretary.Open($"/activities/{activity}/experiences/ask"), "邀请参加者", ("Form.Until", Day(7)), ("Form.Question", "学到了什么？"));
        Assert.Contains("已邀请参加者", secretary.Text, StringComparison.Ordinal);
        await secretary.Press(await secretary.Open($"/activities/{activity}/experiences/ask"), "保存", ("Form.Until", Day(9)));
        Assert.Contains("已保存", secretary.Text, StringComparison.Ordinal);

        // Once, to those who were there: not to who was absent or on leave, of the partner too.
        Assert.Equal((1, 1), (await Told(world.University.Member, "experiences.message-asked", activity), await Told(world.University.SecondMember, "experiences.message-asked", activity)));
        var invited = await world.Read(db => db.Set<ExperienceInvitation>().AsNoTracking().Where(i => i.ActivityId == activity).ToListAsync());
        Assert.DoesNotContain(invited, i => i.MemberId == world.University.FirstMembers[5].Id || i.MemberId == world.University.FirstMembers[7].Id || i.MemberId == world.University.Secretary.MemberId);
        Assert.Equal(7, invited.Count);
        Assert.All(invited, i => Assert.Equal(Day(9), i.WelcomeUntil.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Contains("谈谈《联学征文》", (await joined.Open("/")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        var page = await joined.Open($"/activities/{activity}/experience");
        Assert.Contains("学到了什么？", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("不列未写名单", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        await joined.Press(page, "不写，收起邀请");
        Assert.DoesNotContain("谈谈《联学征文》", (await joined.Open("/")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        await joined.PostAnyway($"/activities/{activity}/experience/put-away");
        Assert.Equal(HttpStatusCode.NotFound, joined.Status);
        Assert.Contains("我的心得", (await joined.Open($"/activities/{activity}")).QuerySelector("main aside")!.TextContent, StringComparison.Ordinal);

        // Who was on the roll and did not come has nothing to write; an activity that is still ahead neither.
        var absent = await world.SignedIn(await world.AccountOf(world.University.FirstMembers[5]));
        await absent.Open($"/activities/{activity}/experience");
        Assert.Equal(HttpStatusCode.NotFound, absent.Status);
        var ahead = await world.Held("还没开始", state: ActivityState.RollOpen);
        await secretary.Open($"/activities/{ahead.Id}/experiences/ask");
        secretary.Says(ExperienceRefusals.NotHeld);
    }

    [Fact]
    public async Task A_report_is_its_writers_until_it_is_handed_in_and_the_hosts_to_read_until_it_is_taken_back()
    {
        var activity = await Asked("参观旧址");
        var (writer, other, secretary) = (await world.SignedIn(world.University.Member), await world.SignedIn(await world.AccountOf(world.University.FirstMembers[3])), await world.SignedIn(world.University.Secretary));
        await writer.Press(await writer.Open($"/activities/{activity}/experience"), "存草稿", ("Form.Title", "一点体会"), ("Form.Text", ""));
        Assert.Contains("草稿已保存", writer.Text, StringComparison.Ordinal);
        await writer.Press(await writer.Open($"/activities/{activity}/experience"), "提交");
        writer.Says(PlatformRefusals.Required);
        Assert.Contains("一点体会", writer.Text, StringComparison.Ordinal);
        await writer.Press(await writer.Open($"/activities/{activity}/experience"), "存草稿", ("Form.Text", "草稿里的话"));
        Assert.Equal(0, await Seen(world.University.Secretary, activity));
        Assert.Equal(1, await Seen(world.University.Member, activity));
        Assert.DoesNotContain("一点体会", (await secretary.Open($"/experiences?activity={activity}")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);

        var old = await writer.Open($"/activities/{activity}/experience");
        await writer.Press(await writer.Open($"/activities/{activity}/experience"), "提交", ("Form.Text", "走进旧址 <b>很</b> 静\n\n<script>alert(1)</script>"), ("Form.Consent", "Maybe"));
        writer.Says(PlatformRefusals.Required);
        await writer.Press(await writer.Open($"/activities/{activity}/experience"), "提交", ("Form.Text", "走进旧址 <script>alert(1)</script>"));
        Assert.Contains("已提交", writer.Text, StringComparison.Ordinal);
        await writer.Press(old, "存草稿", ("Form.Text", "旧页面"));
        writer.Says(PlatformRefusals.Stale);
        var report = await Own(activity, world.University.Member);
        Assert.Empty(await world.Read(db => db.Set<ExperienceInvitation>().Where(i => i.ActivityId == activity && i.MemberId == report.MemberId).ToListAsync()));

        // The host reads it; other participants, siblings and those above without these duties do not.
        Assert.Contains("走进旧址", (await secretary.Open($"/experiences/{report.Id}")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Null((await secretary.Open($"/experiences/{report.Id}")).QuerySelector("main script"));
        Assert.Contains("一点体会", (await secretary.Open($"/experiences?activity={activity}")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        foreach (var stranger in new[] { other, await world.SignedIn(world.University.SecondSecretary), await world.SignedIn(world.University.ThirdSecretary), await world.SignedIn(world.University.SecondMember) })
        {
            foreach (var path in new[] { $"/experiences/{report.Id}", $"/experiences?activity={activity}" })
            {
                await stranger.Open(path);
                Assert.NotEqual(HttpStatusCode.OK, stranger.Status);
            }
            await stranger.PostAnyway($"/activities/{activity}/experience/take-back", ("version", "3"));
            Assert.Equal(HttpStatusCode.NotFound, stranger.Status);
        }
        Assert.Equal((0, 0), (await Seen(world.University.SecondSecretary, activity), await Seen(world.University.SecondMember, activity)));

        await writer.Press(await writer.Open($"/activities/{activity}/experience"), "撤回");
        Assert.Contains("已撤回", writer.Text, StringComparison.Ordinal);
        await secretary.Open($"/experiences/{report.Id}");
        Assert.Equal(HttpStatusCode.NotFound, secretary.Status);
        Assert.Equal(0, await Seen(world.University.Secretary, activity));
        await writer.PostAnyway($"/activities/{activity}/experience/take-back", ("version", (await Own(activity, world.University.Member)).Version.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        writer.Says(ExperienceRefusals.NotHandedIn);
        Assert.Contains("心得", (await writer.Open("/me/data")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);

        // After the last day nothing is taken any more; what was kept is still its writer's to delete.
        world.Clock.Move(TimeSpan.FromDays(8));
        writer = await world.SignedIn(world.University.Member);
        await writer.Open($"/activities/{activity}/experience");
        writer.Says(ExperienceRefusals.TimeOver);
        await writer.Press(await writer.Open($"/activities/{activity}/experience"), "删除");
        Assert.Empty(await world.Read(db => db.Set<ExperienceReport>().Where(r => r.ActivityId == activity).ToListAsync()));
    }

    [Fact]
    public async Task An_article_tells_what_was_agreed_to_and_waits_where_somebody_changes_their_mind()
    {
        var activity = await Asked("公开的活动");
        var (named, unnamed, closed) = (world.University.Member, world.University.BranchCommittee, await world.AccountOf(world.University.FirstMembers[2]));
        var secretary = await world.SignedIn(world.University.Secretary);
        await HandIn(activity, named, "有名字的", "Named");
        await HandIn(activity, unnamed, "没名字的", "Unnamed");
        await HandIn(activity, closed, "不公开的", "NotPublished");
        var ids = await world.Read(db => db.Set<ExperienceReport>().Where(r => r.ActivityId == activity).ToDictionaryAsync(r => r.Title, r => r.Id));
        var list = await secretary.Open($"/experiences?activity={activity}");
        Assert.Equal(2, list.QuerySelectorAll("input[name='Form.Reports']").Length);
        await secretary.Press(list, "生成文章草稿");
        secretary.Says(ExperienceRefusals.NothingChosen);
        await secretary.Press(await secretary.Open($"/experiences?activity={activity}"), "生成文章草稿", ("Form.Reports", ids["不公开的"].ToString()));
        secretary.Says(ExperienceRefusals.NotToBeChosen);
        var article = await Choose(secretary, activity, ids["有名字的"], ids["没名字的"]);
        var text = (await Of(article)).Text;
        Assert.Contains("— 顾念安", text, StringComparison.Ordinal);
        Assert.Contains("— 一位参加者", text, StringComparison.Ordinal);
        Assert.DoesNotContain("许清禾", text, StringComparison.Ordinal);
        Assert.Equal((ArticleState.Draft, OpenScope.Own), ((await Of(article)).State, (await Of(article)).Audience));

        // One agrees to less: the draft says so and is not handed in before it is taken out.
        var writer = await world.SignedIn(unnamed);
        await writer.Press(await writer.Open($"/activities/{activity}/experience"), "保存选择", ("Form.Consent", "NotPublished"));
        Assert.Contains("选择已保存", writer.Text, StringComparison.Ordinal);
        Assert.Equal(1, await Told(world.University.Secretary, "experiences.message-withdrawn", activity));
        Assert.Contains("《没名字的》的作者已不再同意", (await secretary.Open($"/news/work/{article}")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        await secretary.PostAnyway($"/news/work/{article}/hand-in", ("version", (await Of(article)).Version.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        secretary.Says(PublishingRefusals.HeldBack);
        await secretary.Press(await secretary.Open($"/experiences?activity={activity}"), "已从正文取出");
        secretary.Says(ExperienceRefusals.StillInText);
        await secretary.Press(await secretary.Open($"/news/work/{article}/edit"), "保存", ("Form.Text", text[..text.IndexOf("## 没名字的", StringComparison.Ordinal)]));
        await (await world.SignedIn(world.University.SecondSecretary)).PostAnyway($"/experiences/{ids["没名字的"]}/taken-out");
        await secretary.Press(await secretary.Open($"/experiences?activity={activity}"), "已从正文取出");
        Assert.DoesNotContain("已不再同意", (await secretary.Open($"/news/work/{article}")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);

        // The other changes their mind while the reviewers have it: it isn't shown.
        await secretary.Press(await secretary.Open($"/news/work/{article}"), "送审");
        var first = await world.SignedIn(named);
        await first.Press(await first.Open($"/activities/{activity}/experience"), "撤回");
        await Reviewed(article);
        await world.Inside(s => s.GetRequiredService<ShowOnTimeJob>().Look(default));
        Assert.Equal((ArticleState.Scheduled, false), ((await Of(article)).State, (await Of(article)).IsShown));
        await secretary.Open($"/news/{article}");
        Assert.Equal(HttpStatusCode.NotFound, secretary.Status);
    }

    [Fact]
    public async Task Once_it_is_published_its_writer_asks_for_removal_and_gets_it_back()
    {
        var activity = await Asked("发布的活动");
        var (secretary, writer) = (await world.SignedIn(world.University.Secretary), await world.SignedIn(world.University.Member));
        await HandIn(activity, world.University.Member, "公开的心得", "Named");
        var report = await Own(activity, world.University.Member);
        // An article is the branch's: in their own space nobody writes one for it.
        Assert.Equal(ExperienceRefusals.OtherSpace, await world.Inside(async s => (await s.GetRequiredService<ChooseExperiencesAction>().Choose(
            activity, "收获", [report.Id], (await s.GetRequiredService<ActorCache>().Find(world.University.Secretary.Id, default))!.Actor, default)).Refusal));
        var article = await Choose(secretary, activity, report.Id);
        await secretary.Press(await secretary.Open($"/news/work/{article}"), "送审");
        await Reviewed(article);
        Assert.True((await Own(activity, world.University.Member)).IsPublished);
        Assert.Equal(1, await Told(world.University.Member, "experiences.message-published", activity));
        var version = ("version", (await Own(activity, world.University.Member)).Version.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await writer.PostAnyway($"/activities/{activity}/experience/take-back", version);
        writer.Says(ExperienceRefusals.PublishedAlready);
        var own = await writer.Open($"/activities/{activity}/experience");
        Assert.NotNull(own.QuerySelector($"main a[href='/news/{article}']"));
        await writer.Press(own, "请求撤下");
        Assert.Equal(1, await Told(world.University.Secretary, "experiences.message-removal", activity));
        await secretary.Press(await secretary.Open($"/news/work/{article}/withdraw"), "撤下", ("Form.Reason", "作者请求"));
        Assert.Equal(ArticleState.Withdrawn, (await Of(article)).State);
        Assert.False((await Own(activity, world.University.Member)).IsPublished);
        await secretary.Press(await secretary.Open($"/news/work/{article}"), "编写新版");
        await secretary.Press(await secretary.Open($"/news/work/{article}/edit"), "保存", ("Form.Text", "换成别的话"));
        await secretary.Press(await secretary.Open($"/experiences?activity={activity}"), "已从正文取出");
        Assert.Equal(1, await Told(world.University.Member, "experiences.message-taken-out", activity));
        Assert.Null((await Own(activity, world.University.Member)).ArticleId);
        await writer.Press(await writer.Open($"/activities/{activity}/experience"), "删除");
        Assert.Contains("已删除", writer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_somebody_told_goes_with_their_data()
    {
        var activity = await Asked("离开的人");
        var gone = world.University.FirstMembers[6];
        var report = await world.Given(db => db.Add(Report(activity, gone.Id, "离开的人说的")).Entity);
        var secretary = await world.SignedIn(world.University.Secretary);
        var article = await Choose(secretary, activity, report.Id);
        await world.Inside(async s =>
        {
            await s.GetRequiredService<OwnExperiencesBook>().Delete(gone.Id, world.Clock.GetUtcNow(), default);
            await s.GetRequiredService<Fence>().Commit(default);
            return 0;
        });
        Assert.False(await world.Read(db => db.Set<ExperienceReport>().AnyAsync(r => r.MemberId == gone.Id)));
        Assert.False(await world.Read(db => db.Set<ExperienceInvitation>().AnyAsync(i => i.MemberId == gone.Id)));
        Assert.NotNull((await world.Read(db => db.Set<ExperienceChoice>().AsNoTracking().SingleAsync(c => c.ArticleId == article))).WithdrawnAt);
    }

    [Fact]
    public async Task Many_reports_come_page_by_page_and_whole_in_a_file_and_only_so_many_fit_into_an_article()
    {
        var activity = await Asked("很多心得");
        await world.Given(db =>
        {
            for (var i = 0; i < 45; i++)
            {
                db.Add(Report(activity, Guid.NewGuid(), $"第{i:00}篇", i < 13 ? new string('长', 4_900) : "正文", i));
            }
            return 0;
        });
        var secretary = await world.SignedIn(world.University.Secretary);
        List<string> seen = [];
        for (var page = await secretary.Open($"/experiences?activity={activity}"); ; page = await secretary.Open(page.QuerySelector("a[rel=next]")!.GetAttribute("href")!))
        {
            seen.AddRange(page.QuerySelectorAll(".z-list li b").Select(b => b.TextContent));
            if (page.QuerySelector("a[rel=next]") is null)
            {
                break;
            }
        }
        Assert.Equal(Enumerable.Range(0, 45).Select(i => $"第{i:00}篇"), seen);
        var long13 = await world.Read(db => db.Set<ExperienceReport>().Where(r => r.ActivityId == activity).OrderBy(r => r.Id).Select(r => r.Id).Take(13).ToListAsync());
        await Ticked(secretary, activity, [.. long13]);
        secretary.Says(ExperienceRefusals.TooMuch);
    }

    private string Day(int ahead) => world.Clock.GetUtcNow().AddHours(8).AddDays(ahead).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A held activity of the first branch whose participants are asked for a week.</summary>
    private async Task<Guid> Asked(string title)
    {
        var activity = (await world.Held(title)).Id;
        var secretary = await world.SignedIn(world.University.Secretary);
        await secretary.Press(await secretary.Open($"/activities/{activity}/experiences/ask"), "邀请参加者", ("Form.Until", Day(7)));
        return activity;
    }

    private Task<int> Joins(Guid activity, Account who) => world.Given(db =>
    {
        var member = world.University.SecondMembers.First(m => m.Id == who.MemberId);
        db.Add(new Attendance { ActivityId = activity, MemberId = member.Id, Path = member.Path, OrganisationId = member.OrganisationId, Name = member.Name, IsObserver = false, Votes = false, Status = AttendanceStatus.PresentOnline, MarkedAt = world.Clock.GetUtcNow(), MarkedBy = PresenceBy.Code });
        return 0;
    });

    private async Task HandIn(Guid activity, Account who, string title, string consent)
    {
        var writer = await world.SignedIn(who);
        await writer.Press(await writer.Open($"/activities/{activity}/experience"), "提交", ("Form.Title", title), ("Form.Text", title + "的正文"), ("Form.Consent", consent));
        Assert.Contains("已提交", writer.Text, StringComparison.Ordinal);
    }

    private async Task<Guid> Choose(Browser secretary, Guid activity, params Guid[] reports)
    {
        await Ticked(secretary, activity, reports);
        Assert.Contains("草稿已生成", secretary.Text, StringComparison.Ordinal);
        return Guid.Parse(secretary.Path.Split('/')[^1].Split('?')[0]);
    }

    private static async Task Ticked(Browser secretary, Guid activity, Guid[] reports)
    {
        var form = (await secretary.Open($"/experiences?activity={activity}")).QuerySelectorAll<IHtmlFormElement>("form").First(f => f.QuerySelector("[name='Form.Title']") is not null);
        await secretary.Post($"/experiences?activity={activity}", [.. Browser.Fields(form), .. reports.Select(r => new KeyValuePair<string, string>("Form.Reports", r.ToString()))]);
    }

    /// <summary>Takes an article through all layers.</summary>
    private async Task Reviewed(Guid id)
    {
        while (await world.Read(db => db.ReviewCases.AsNoTracking().Where(c => c.SubjectId == id).OrderByDescending(c => c.Id).FirstAsync()) is { State: ReviewState.Waiting } waiting)
        {
            var layer = waiting.WaitingLayer!;
            var by = layer.OrganisationId == world.University.GeneralBranch.Id ? world.University.GeneralBranchReviewer : layer.Posts.Contains(PostKind.OrganizationDepartment) ? world.University.OrganisationDepartment : world.University.Office;
            await world.Decide(id, by, (s, c, a) => s.GetRequiredService<AcceptAction>().Run(c.Id, c.Version, null, a, default));
        }
    }

    private ExperienceReport Report(Guid activity, Guid member, string title, string text = "正文", int seconds = 0) => new()
    {
        Id = Guid.CreateVersion7(world.Clock.GetUtcNow().AddSeconds(seconds - 100)), ActivityId = activity, ActivityTitle = "活动", Path = world.University.First.Path, MemberId = member, MemberName = "甲乙", Title = title, Text = text,
        Consent = ExperienceConsent.Unnamed, State = ExperienceState.HandedIn, HandedInAt = world.Clock.GetUtcNow(),
    };

    private Task<Article> Of(Guid article) => world.Read(db => db.Set<Article>().AsNoTracking().SingleAsync(a => a.Id == article));

    private Task<ExperienceReport> Own(Guid activity, Account who) => world.Read(db => db.Set<ExperienceReport>().AsNoTracking().SingleAsync(r => r.ActivityId == activity && r.MemberId == who.MemberId));

    private Task<int> Told(Account who, string key, Guid activity) => world.Read(db => db.Messages.CountAsync(m => m.MemberId == who.MemberId && m.TextKey == key && m.Href.Contains(activity.ToString())));

    /// <summary>How many reports of an activity this person's scope answers, without any page between.</summary>
    private Task<int> Seen(Account who, Guid activity) => world.As(who, async s => await s.GetRequiredService<Fence>().Row<int>("select count(*)::int from experience_report where activity_id = @activity", new { activity }, default));
}
