using System.Net;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Conversation.Following;
using Zhijian.Modules.People;
using Zhijian.Modules.Publishing;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Writing;
using Zhijian.Testing;

namespace Zhijian.Modules.Conversation;

/// <summary>What readers, those who answer and those who decide do below an article, walked without script against the real database.</summary>
public sealed class ConversationStoriesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Comments_stand_under_their_writers_names_for_whoever_reads_the_article_and_for_nobody_else()
    {
        var article = await Told("留言的文章", OpenScope.Public);
        var (member, beside) = (await world.SignedIn(world.University.Member), await world.SignedIn(world.University.SecondMember));
        await member.Press(await member.Open($"/news/{article}"), "发表留言", ("Form.Text", ""));
        member.Says(PlatformRefusals.Required);
        await member.Press(await member.Open($"/news/{article}"), "发表留言", ("Form.Text", "第一行\n第二行 <b>粗</b>"));
        Assert.Contains("留言已发表", member.Text, StringComparison.Ordinal);
        await beside.Press(await beside.Open($"/news/{article}"), "发表留言", ("Form.Text", "旁边支部的留言"));
        var said = (await beside.Open($"/news/{article}")).QuerySelectorAll(".z-sayings > li");
        Assert.Equal(["顾念安", "白秋练"], said.Select(s => s.QuerySelector("b")!.TextContent));
        Assert.Contains("第二行 <b>粗</b>", said[0].TextContent, StringComparison.Ordinal);
        Assert.NotNull(said[0].QuerySelector(".z-said br"));
        Assert.DoesNotContain("旁边支部的留言", (await world.Visitor().Open($"/portal/{article}")).Body!.TextContent, StringComparison.Ordinal);

        // A key sent twice writes once; somebody else's comment is neither changed nor taken back.
        var page = await member.Open($"/news/{article}");
        var form = Browser.Fields(page.QuerySelectorAll<AngleSharp.Html.Dom.IHtmlFormElement>("form").First(f => f.QuerySelector("[name='Form.Text']") is not null)).Select(f => f.Key == "Form.Text" ? new KeyValuePair<string, string>(f.Key, "只写一次") : f).ToList();
        await member.Post($"/news/{article}", form);
        await member.Post($"/news/{article}", form);
        Assert.Equal(1, await world.Read(db => db.Set<ArticleComment>().CountAsync(c => c.ArticleId == article && c.Text == "只写一次")));
        var first = (await Of(article))[0];
        await beside.Open($"/comments/{first.Id}/edit");
        Assert.Equal(HttpStatusCode.NotFound, beside.Status);
        await beside.PostAnyway($"/comments/{first.Id}/withdraw");
        Assert.Equal(HttpStatusCode.NotFound, beside.Status);

        await member.Press(await member.Open($"/comments/{first.Id}/edit"), "保存", ("Form.Text", "改过的话"));
        Assert.Contains("已修改", member.Text, StringComparison.Ordinal);
        world.Clock.Move(TimeSpan.FromMinutes(11));
        await member.Open($"/comments/{first.Id}/edit");
        member.Says(ConversationRefusals.TooLateToChange);
        await member.PostAnyway($"/comments/{first.Id}/withdraw");
        Assert.Contains("已由本人撤回", member.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("改过的话", member.Text, StringComparison.Ordinal);
        await member.PostAnyway($"/comments/{first.Id}/withdraw");
        member.Says(ConversationRefusals.WithdrawnAlready);

        // What is told to the own people only is commented by them only, and where nothing is opened nothing stands.
        var own = await Told("只给本支部", OpenScope.Own);
        await beside.PostAnyway($"/news/{own}", ("_handler", "comment"), ("Form.Text", "闯进来"));
        Assert.NotEqual(HttpStatusCode.OK, beside.Status);
        Assert.Empty(await Of(own));
        var closed = await Told("不开放", OpenScope.Public, Conversing.Nothing);
        Assert.Null((await member.Open($"/news/{closed}")).QuerySelector("#s-talk"));
        await member.Open($"/news/{closed}/ask");
        member.Says(ConversationRefusals.QuestionsClosed);
        await member.PostAnyway($"/news/{closed}/thanks");
        member.Says(ConversationRefusals.ThanksClosed);
        var answers = await Told("只能提问", OpenScope.Public, Conversing.Questions);
        Assert.Null((await member.Open($"/news/{answers}")).QuerySelector("[name='Form.Text']"));
        Assert.Equal(0, await Seen(world.University.SecondMember, "select count(*)::int from article_comment where article_id = @article", own));
    }

    [Fact]
    public async Task Many_comments_come_page_by_page_in_their_turn_and_one_person_writes_only_so_many()
    {
        var article = await Told("很多留言", OpenScope.Own);
        await world.Given(db =>
        {
            for (var i = 0; i < 45; i++)
            {
                db.Add(Comment(article, $"第{i:00}条", Guid.NewGuid(), seconds: i - 100));
            }
            return 0;
        });
        var member = await world.SignedIn(world.University.Member);
        List<string> seen = [];
        for (var page = await member.Open($"/news/{article}"); ; page = await member.Open(page.QuerySelector(".z-talk a[rel=next]")!.GetAttribute("href")!))
        {
            seen.AddRange(page.QuerySelectorAll(".z-sayings .z-said").Select(s => s.TextContent));
            if (page.QuerySelector(".z-talk a[rel=next]") is null)
            {
                break;
            }
        }
        Assert.Equal(Enumerable.Range(0, 45).Select(i => $"第{i:00}条"), seen);
        for (var i = 0; i < 10; i++)
        {
            await member.Press(await member.Open($"/news/{article}"), "发表留言", ("Form.Text", $"又一条{i}"));
        }
        await member.Press(await member.Open($"/news/{article}"), "发表留言", ("Form.Text", "太多了"));
        member.Says(ConversationRefusals.TooMany);
        Assert.Contains("太多了", member.Text, StringComparison.Ordinal);
        world.Clock.Move(TimeSpan.FromMinutes(11));
    }

    [Fact]
    public async Task A_question_is_between_its_asker_and_the_organisation_until_the_answer_shows_it()
    {
        var article = await Told("提问的文章", OpenScope.Public, Conversing.Questions);
        var (asker, other, secretary) = (await world.SignedIn(world.University.SecondMember), await world.SignedIn(world.University.Member), await world.SignedIn(world.University.Secretary));
        await asker.Press(await asker.Open($"/news/{article}/ask"), "提交问题", ("Form.Text", "几点开始？"));
        Assert.True(asker.Text.Contains("等待答复", StringComparison.Ordinal), System.Net.WebUtility.HtmlDecode(asker.Text[asker.Text.IndexOf("<main", StringComparison.Ordinal)..]));
        var id = Guid.Parse(asker.Path.Split('/')[^1]);
        Assert.Contains("几点开始", (await asker.Open($"/news/{article}")).QuerySelector(".z-talk")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("几点开始", (await other.Open($"/news/{article}")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        foreach (var stranger in new[] { other, await world.SignedIn(world.University.ThirdSecretary), await world.SignedIn(world.University.SecondSecretary) })
        {
            await stranger.Open($"/conversation/asked/{id}");
            Assert.Equal(HttpStatusCode.NotFound, stranger.Status);
        }
        Assert.Equal(0, await Seen(world.University.Member, "select count(*)::int from article_question where article_id = @article", article));
        Assert.Contains("几点开始", (await secretary.Open("/conversation/asked")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("答复读者：《提问的文章》", (await secretary.Open("/")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);

        // Its author was told once; the answer is the organisation's, and readers see it without a name that wasn't offered.
        Assert.Equal(1, await Told(world.University.Secretary, "conversation.message-asked", $"/conversation/asked/{id}"));
        await secretary.Press(await secretary.Open($"/conversation/asked/{id}"), "答复", ("Form.Text", ""));
        secretary.Says(PlatformRefusals.Required);
        await secretary.Press(await secretary.Open($"/conversation/asked/{id}"), "答复", ("Form.Text", "下午三点"), ("Form.Shown", "true"));
        Assert.Contains("本文读者能看到", secretary.Text, StringComparison.Ordinal);
        Assert.Equal(1, await Told(world.University.SecondMember, "conversation.message-answered", $"/conversation/asked/{id}"));
        var shown = (await other.Open($"/news/{article}")).QuerySelector(".z-talk")!;
        Assert.Contains("下午三点", shown.TextContent, StringComparison.Ordinal);
        Assert.Contains("正式答复", shown.TextContent, StringComparison.Ordinal);
        Assert.Contains("一位读者", shown.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("白秋练", shown.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("下午三点", (await world.Visitor().Open($"/portal/{article}")).Body!.TextContent, StringComparison.Ordinal);

        await asker.PostAnyway($"/conversation/asked/{id}/withdraw");
        Assert.DoesNotContain("下午三点", (await other.Open($"/news/{article}")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        await asker.PostAnyway($"/conversation/asked/{id}/withdraw");
        asker.Says(ConversationRefusals.WithdrawnAlready);

        // A comment is answered likewise, by those who may and by nobody else.
        var open = await Told("答复留言", OpenScope.Public);
        await asker.Press(await asker.Open($"/news/{open}"), "发表留言", ("Form.Text", "能带家属吗"));
        var comment = (await Of(open))[0].Id;
        await other.Open($"/comments/{comment}/answer");
        Assert.NotEqual(HttpStatusCode.OK, other.Status);
        var third = await world.SignedIn(world.University.ThirdSecretary);
        await third.Open($"/comments/{comment}/answer");
        Assert.Equal(HttpStatusCode.NotFound, third.Status);
        await secretary.Press(await secretary.Open($"/comments/{comment}/answer"), "答复", ("Form.Text", "可以，提前说一声"));
        Assert.Contains("可以，提前说一声", (await other.Open($"/news/{open}")).QuerySelector(".z-official")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(1, await Told(world.University.SecondMember, "conversation.message-comment-answered", null));
        await secretary.Open($"/comments/{comment}/answer");
        secretary.Says(ConversationRefusals.AnsweredAlready);
    }

    [Fact]
    public async Task Thanks_reach_the_author_once_and_are_counted_for_nobody()
    {
        var article = await Told("感谢的文章", OpenScope.Public);
        var (reader, secretary) = (await world.SignedIn(world.University.SecondMember), await world.SignedIn(world.University.Secretary));
        await reader.Press(await reader.Open($"/news/{article}"), "感谢作者");
        Assert.Contains("已感谢", reader.Text, StringComparison.Ordinal);
        await reader.PostAnyway($"/news/{article}/thanks");
        reader.Says(ConversationRefusals.ThankedAlready);
        await reader.Press(await reader.Open($"/news/{article}"), "收回感谢");
        await reader.PostAnyway($"/news/{article}/thanks/take-back");
        reader.Says(ConversationRefusals.NoThanks);
        await reader.Press(await reader.Open($"/news/{article}"), "感谢作者");
        Assert.Equal(1, await Told(world.University.Secretary, "conversation.message-thanks", $"/news/{article}"));
        await secretary.PostAnyway($"/news/{article}/thanks");
        secretary.Says(ConversationRefusals.OwnArticle);
        // Nobody but whoever gave them finds the row, whatever they ask.
        Assert.Equal(0, await Seen(world.University.Member, "select count(*)::int from article_thanks where article_id = @article", article));
        Assert.Equal(0, await Seen(world.University.Secretary, "select count(*)::int from article_thanks where article_id = @article", article));
    }

    [Fact]
    public async Task A_report_is_decided_with_a_reason_and_an_appeal_above_whoever_decided()
    {
        var article = await Told("被举报的文章", OpenScope.Public);
        var (writer, reporter, secretary, general) = (await world.SignedIn(world.University.SecondMember), await world.SignedIn(world.University.Member), await world.SignedIn(world.University.Secretary), await world.SignedIn(world.University.GeneralBranchReviewer));
        await writer.Press(await writer.Open($"/news/{article}"), "发表留言", ("Form.Text", "王某的手机号是一三八零零零零"));
        var comment = (await Of(article))[0].Id;
        await writer.Open($"/comments/{comment}/report");
        writer.Says(ConversationRefusals.OwnComment);
        await reporter.Press(await reporter.Open($"/comments/{comment}/report"), "举报");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, reporter.Status);
        await reporter.Press(await reporter.Open($"/comments/{comment}/report"), "举报", ("Form.Reason", "WrongOpinion"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, reporter.Status);
        await reporter.Press(await reporter.Open($"/comments/{comment}/report"), "举报", ("Form.Reason", "PersonalData"), ("Form.Note", "第一句有手机号"));
        Assert.Contains("因举报被隐藏", reporter.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("手机号是", reporter.Text, StringComparison.Ordinal);
        var it = await Case(comment);
        Assert.Equal(1, await Told(world.University.SecondMember, "conversation.message-hidden-at-once", $"/conversation/reports/{it.Id}"));
        Assert.Equal("", (await Of(article))[0].Text);

        // The writer sees their words and neither who reported nor what they said; those elsewhere see nothing.
        var own = (await writer.Open($"/conversation/reports/{it.Id}")).QuerySelector("main")!.TextContent;
        Assert.Contains("手机号是", own, StringComparison.Ordinal);
        Assert.DoesNotContain("第一句有手机号", own, StringComparison.Ordinal);
        Assert.DoesNotContain("顾念安", own, StringComparison.Ordinal);
        foreach (var stranger in new[] { reporter, await world.SignedIn(world.University.ThirdSecretary), await world.SignedIn(world.University.SecondSecretary) })
        {
            await stranger.Open($"/conversation/reports/{it.Id}");
            Assert.Equal(HttpStatusCode.NotFound, stranger.Status);
        }
        Assert.Equal(0, await Seen(world.University.SecondMember, "select count(*)::int from misuse_report where case_id = (select id from misuse_case where article_id = @article)", article));

        Assert.Contains("被举报的文章", (await secretary.Open("/conversation/reports")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("处理留言举报：《被举报的文章》", (await secretary.Open("/")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        var page = await secretary.Open($"/conversation/reports/{it.Id}");
        Assert.Contains("第一句有手机号", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        await secretary.Press(page, "决定", ("Form.Outcome", "Hide"), ("Form.Why", ""));
        secretary.Says(PlatformRefusals.Required);
        await secretary.Press(await secretary.Open($"/conversation/reports/{it.Id}"), "决定", ("Form.Outcome", "Hide"), ("Form.Why", "第一句公开了他人的手机号"));
        Assert.Contains("已隐藏", secretary.Text, StringComparison.Ordinal);
        Assert.Equal(1, await Told(world.University.SecondMember, "conversation.message-decided-writer", $"/conversation/reports/{it.Id}"));
        Assert.Equal(1, await Told(world.University.Member, "conversation.message-decided-reporter", $"/news/{article}"));

        // The writer reads why, and appeals once; the branch doesn't decide that, the general branch above does.
        Assert.Contains("第一句公开了他人的手机号", (await writer.Open($"/conversation/reports/{it.Id}")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        await writer.Press(await writer.Open($"/conversation/reports/{it.Id}"), "提交申诉", ("Form.Why", "那是本人公布的值班电话"));
        Assert.Contains("申诉中", writer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("提交申诉", writer.Text, StringComparison.Ordinal);
        Assert.Null((await secretary.Open($"/conversation/reports/{it.Id}")).QuerySelector("[name='Form.Why']"));
        Assert.Contains("处理申诉：《被举报的文章》", (await general.Open("/")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        await general.Press(await general.Open($"/conversation/reports/{it.Id}"), "决定", ("Form.Outcome", "Keep"), ("Form.Why", "值班电话已在校内公布"));
        Assert.Contains("申诉后恢复", general.Text, StringComparison.Ordinal);
        Assert.Contains("手机号是", (await reporter.Open($"/news/{article}")).QuerySelector(".z-talk")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(2, await Told(world.University.SecondMember, "conversation.message-decided-writer", $"/conversation/reports/{it.Id}"));
        await reporter.Press(await reporter.Open($"/comments/{comment}/report"), "举报", ("Form.Reason", "Insult"));
        reporter.Says(ConversationRefusals.DecidedAlready);
        Assert.Equal(
            [nameof(CommentReported), nameof(ReportDecided), nameof(DecisionAppealed), nameof(AppealDecided)],
            await world.Read(db => db.Set<JournalEntry>().Where(j => j.SubjectId == it.Id).OrderBy(j => j.Id).Select(j => j.Fact).ToListAsync()));
        Assert.DoesNotContain("手机号是", string.Concat(await world.Read(db => db.Set<JournalEntry>().Where(j => j.SubjectId == it.Id || j.SubjectId == comment).Select(j => j.Body).ToListAsync())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_comment_that_is_taken_back_ends_its_report_and_erased_people_leave_no_words()
    {
        var article = await Told("撤回的文章", OpenScope.Public);
        var (writer, reporter) = (await world.SignedIn(world.University.SecondMember), await world.SignedIn(world.University.Member));
        await writer.Press(await writer.Open($"/news/{article}"), "发表留言", ("Form.Text", "说过的话"));
        var comment = (await Of(article))[0].Id;
        await reporter.Press(await reporter.Open($"/comments/{comment}/report"), "举报", ("Form.Reason", "OffTopic"));
        await reporter.Press(await reporter.Open($"/comments/{comment}/report"), "举报", ("Form.Reason", "Insult"));
        reporter.Says(ConversationRefusals.ReportedAlready);
        Assert.Contains("说过的话", (await reporter.Open($"/news/{article}")).QuerySelector(".z-talk")!.TextContent, StringComparison.Ordinal);
        await writer.PostAnyway($"/comments/{comment}/withdraw");
        Assert.Equal((MisuseState.Ended, ""), ((await Case(comment)).State, (await Case(comment)).Text));

        var gone = world.University.FirstMembers[6];
        await world.Given(db => db.Add(Comment(article, "离开的人说的", gone.Id)));
        await world.Inside(async s =>
        {
            await s.GetRequiredService<OwnWordsBook>().TakeBack(gone.Id, world.Clock.GetUtcNow(), default);
            await s.GetRequiredService<Fence>().Commit(default);
            return 0;
        });
        var left = (await Of(article)).Single(c => c.MemberId == gone.Id);
        Assert.Equal(("", "", CommentState.Withdrawn), (left.Text, left.MemberName, left.State));
        // One's own data hold what one said and reported.
        await reporter.Open("/me/data");
        Assert.Contains("举报", reporter.Text, StringComparison.Ordinal);
    }

    /// <summary>Every field of a conversation holds script; each page that shows one of them shows the characters it was.</summary>
    [Fact]
    public async Task Nothing_that_is_written_here_runs()
    {
        var payloads = SafeTextTests.Payloads().Select(p => p.Data).Take(60).ToList();
        Assert.Equal(60, payloads.Count);
        List<Guid> articles = [], questions = [], cases = [];
        foreach (var portion in payloads.Chunk(15))
        {
            var article = await Told("脚本", OpenScope.Own);
            articles.Add(article);
            await world.Given(db =>
            {
                foreach (var payload in portion)
                {
                    var comment = Comment(article, payload, Guid.NewGuid(), payload);
                    (comment.Answer, comment.AnsweredFor, comment.AnsweredAt) = (payload, payload, comment.At);
                    var question = new ArticleQuestion
                    {
                        ArticleId = article, ArticleTitle = payload, Path = comment.Path, OrganisationId = comment.OrganisationId, OrganisationName = payload, MemberId = Guid.NewGuid(), MemberName = payload, Text = payload, MayBeNamed = true, State = QuestionState.Answered,
                        At = comment.At, Answer = payload, AnsweredAt = comment.At, IsShown = true,
                    };
                    var it = new MisuseCase
                    {
                        Path = comment.Path, OrganisationId = comment.OrganisationId, CommentId = comment.Id, ArticleId = article, ArticleTitle = payload, Reason = MisuseReason.Insult, WriterId = comment.MemberId, WriterName = payload, Text = "原文", State = MisuseState.Upheld,
                        OpenedAt = comment.At, Decision = payload, DecidedByName = payload, DecidedAt = comment.At, Appeal = payload, AppealedAt = comment.At, AppealDecision = payload, AppealDecidedByName = payload, AppealDecidedAt = comment.At,
                    };
                    db.AddRange(comment, question, it, new MisuseReport { CaseId = it.Id, MemberId = Guid.NewGuid(), Path = it.Path, Reason = it.Reason, Note = payload, At = it.OpenedAt });
                    questions.Add(question.Id);
                    cases.Add(it.Id);
                }
                return 0;
            });
        }
        var secretary = await world.SignedIn(world.University.Secretary);
        var bare = Shapes(await secretary.Open($"/news/{await Told("空的", OpenScope.Own)}"));
        foreach (var article in articles)
        {
            Harmless(await secretary.Open($"/news/{article}"), bare);
        }
        foreach (var path in questions.Select(q => $"/conversation/asked/{q}").Concat(cases.Select(c => $"/conversation/reports/{c}")).Append("/conversation/asked?state=Answered").Append("/conversation/reports?state=Upheld"))
        {
            Harmless(await secretary.Open(path), bare);
            Assert.Equal(HttpStatusCode.OK, secretary.Status);
        }
        // Typed in and refused, it comes back into its field as it was.
        foreach (var payload in payloads.Take(5))
        {
            var page = await secretary.Press(await secretary.Open($"/comments/{(await Of(articles[0]))[0].Id}/report"), "举报", ("Form.Note", payload));
            Harmless(page, bare);
            Assert.Equal(payload, ((AngleSharp.Html.Dom.IHtmlTextAreaElement)page.QuerySelector("[name='Form.Note']")!).Value);
        }
    }

    /// <summary>No element and no attribute that only a payload could have put there.</summary>
    private static void Harmless(IDocument page, IReadOnlySet<string> bare)
    {
        Assert.Empty(page.All.SelectMany(e => e.Attributes.Where(a => a.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase) || a.Value.TrimStart().StartsWith("javascript:", StringComparison.OrdinalIgnoreCase) || a.Name is "style" or "srcdoc").Select(a => $"{e.LocalName}[{a.Name}]")));
        Assert.DoesNotContain(page.All, e => e.LocalName is "iframe" or "object" or "embed" or "base" or "math" or "marquee" or "style" || (e.LocalName == "script" && !bare.Contains(e.OuterHtml)));
        Assert.DoesNotContain(page.QuerySelectorAll("main img, main svg script, main svg image"), _ => true);
    }

    private static HashSet<string> Shapes(IDocument page) => [.. page.All.Where(e => e.LocalName == "script").Select(e => e.OuterHtml)];

    private ArticleComment Comment(Guid article, string text, Guid writer, string name = "甲乙", int seconds = 0) => new()
    {
        Id = Guid.CreateVersion7(world.Clock.GetUtcNow().AddSeconds(seconds)), ArticleId = article, ArticleTitle = "文章", Path = world.University.First.Path, OrganisationId = world.University.First.Id, MemberId = writer, MemberName = name, Text = text, At = world.Clock.GetUtcNow(),
    };

    /// <summary>An article of the first branch that its secretary wrote and readers see.</summary>
    private Task<Guid> Told(string title, OpenScope audience, Conversing choice = Conversing.CommentsAndQuestions) => world.Given(db =>
    {
        var (branch, now) = (world.University.First, world.Clock.GetUtcNow());
        var article = new Article { Path = branch.Path, OrganisationId = branch.Id, OrganisationName = branch.Name, Kind = ArticleKind.News, Title = title, Text = "正文", Audience = audience, Conversing = choice, CreatedBy = world.University.Secretary.MemberId!.Value, CreatedAt = now };
        article.Approve([], null, now, out var edition);
        article.Publish();
        edition.State = ShowingState.Current;
        db.AddRange(article, edition);
        if (PublicArticle.Of(edition) is { } open)
        {
            db.Add(open);
        }
        return article.Id;
    });

    /// <summary>How often somebody was told something.</summary>
    private Task<int> Told(Account who, string key, string? href) => world.Read(db => db.Messages.CountAsync(m => m.MemberId == who.MemberId && m.TextKey == key && (href == null || m.Href == href)));

    private Task<List<ArticleComment>> Of(Guid article) => world.Read(db => db.Set<ArticleComment>().AsNoTracking().Where(c => c.ArticleId == article).OrderBy(c => c.Id).ToListAsync());

    private Task<MisuseCase> Case(Guid comment) => world.Read(db => db.Set<MisuseCase>().AsNoTracking().SingleAsync(c => c.CommentId == comment));

    /// <summary>What this person's scope answers, without any page between.</summary>
    private async Task<int> Seen(Account who, string sql, Guid article)
    {
        var member = await world.Read(db => db.Members.SingleAsync(m => m.Id == who.MemberId));
        await using var scope = world.Services.CreateAsyncScope();
        var fence = scope.ServiceProvider.GetRequiredService<Fence>();
        fence.Enclose(FencedScope.Of(new Platform.Deciding.Actor { Name = member.Name, AccountId = who.Id, MemberId = member.Id, HomePath = member.Path }));
        return await fence.Row<int>(sql, new { article }, default);
    }
}
