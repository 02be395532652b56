using Zhijian.Modules.Publishing;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Conversation;

/// <summary>Who may say what and for how long, and how a report is decided, without a clock and without a database.</summary>
public sealed class ConversationTests
{
    private const string Branch = "1.2.3.";
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 2, 0, 0, TimeSpan.Zero);
    private static readonly ConversationRules Rules = RulebookTests.Shipped.On(new DateOnly(2026, 11, 21)).Conversation;
    private static readonly WritingRule Writing = Rules.Writing;
    private static readonly Actor Reader = Person("林知夏");
    private static readonly Actor Other = Person("韩序川");

    [Theory]
    [InlineData(Conversing.Nothing, "conversation.comments-closed", "conversation.questions-closed", "conversation.thanks-closed")]
    [InlineData(Conversing.Questions, "conversation.comments-closed", null, null)]
    [InlineData(Conversing.CommentsAndQuestions, null, null, null)]
    public void Readers_write_what_the_editor_opened(Conversing choice, string? comment, string? question, string? thanks)
    {
        var article = Told(choice);
        Assert.Equal(comment, ArticleComment.Write(article, "好", 0, Writing, Reader, Now, out _).Refusal?.Code);
        Assert.Equal(question, ArticleQuestion.Ask(article, "几点？", false, 0, Writing, Reader, Now, out _).Refusal?.Code);
        Assert.Equal(thanks, ArticleThanks.Give(article, Guid.NewGuid(), null, Reader, Now, out _).Refusal?.Code);
        article.State = ShowingState.Withdrawn;
        Assert.Equal("conversation.comments-closed", ArticleComment.Write(article, "好", 0, Writing, Reader, Now, out _).Refusal?.Code);
        Assert.Equal("conversation.questions-closed", ArticleQuestion.Ask(article, "几点？", false, 0, Writing, Reader, Now, out _).Refusal?.Code);
        Assert.Equal("conversation.thanks-closed", ArticleThanks.Give(article, Guid.NewGuid(), null, Reader, Now, out _).Refusal?.Code);
    }

    [Fact]
    public void A_comment_has_a_name_words_and_a_length()
    {
        var article = Told();
        Refusal? Wrong(string? text, int written = 0, Actor? by = null) => ArticleComment.Write(article, text, written, Writing, by ?? Reader, Now, out _).Refusal;
        Assert.Null(Wrong(new string('长', Writing.LongestText)));
        Assert.Equal(PlatformRefusals.Required.At("Form.Text"), Wrong(" \n"));
        Assert.Equal(PlatformRefusals.TooLong.Code, Wrong(new string('长', Writing.LongestText + 1))?.Code);
        Assert.Equal(ConversationRefusals.TooMany.Code, Wrong("好", Writing.MostWritten)?.Code);
        Assert.Equal(ConversationRefusals.MembersOnly, Wrong("好", by: new Actor { Name = "值班", AccountId = Guid.NewGuid() }));
        Assert.Equal(PlatformRefusals.NotReadable.At("Form.Named"), ArticleQuestion.Ask(article, "几点？", null, 0, Writing, Reader, Now, out _).Refusal);
        Assert.Equal(ConversationRefusals.TooMany.Code, ArticleQuestion.Ask(article, "几点？", true, Writing.MostWritten, Writing, Reader, Now, out _).Refusal?.Code);
        Assert.Equal("林知夏", Said().MemberName);
    }

    [Fact]
    public void Its_writer_mends_it_for_some_minutes_and_takes_it_back_at_any_time()
    {
        var comment = Said();
        Assert.Equal(PlatformRefusals.Stale, comment.Change("改", Writing, 9, Now).Refusal);
        Assert.NotNull(comment.Change("改一改", Writing, 1, Now.AddMinutes(Writing.EditMinutes)).Fact);
        Assert.Equal(("改一改", Now.AddMinutes(Writing.EditMinutes)), (comment.Text, comment.EditedAt));
        Assert.Equal(ConversationRefusals.TooLateToChange.Code, comment.Change("再改", Writing, 1, Now.AddMinutes(Writing.EditMinutes).AddSeconds(1)).Refusal?.Code);
        Assert.NotNull(comment.AnswerIt("收到", "第一党支部", Writing, 1, Other, Now).Fact);
        Assert.Equal(ConversationRefusals.AnsweredAlready, comment.Change("再改", Writing, 1, Now).Refusal);
        Assert.Equal(ConversationRefusals.AnsweredAlready, comment.AnswerIt("再答", "第一党支部", Writing, 1, Other, Now).Refusal);
        Assert.NotNull(comment.Withdraw().Fact);
        Assert.Equal(("", CommentState.Withdrawn), (comment.Text, comment.State));
        Assert.Equal(ConversationRefusals.WithdrawnAlready, comment.Withdraw().Refusal);
        Assert.Equal(ConversationRefusals.NotShown, comment.Change("再改", Writing, 1, Now).Refusal);
        Assert.Equal(ConversationRefusals.NotShown, comment.AnswerIt("再答", "第一党支部", Writing, 1, Other, Now).Refusal);
    }

    [Fact]
    public void A_question_is_answered_once_and_shown_only_where_the_answer_says_so()
    {
        ArticleQuestion.Ask(Told(), "几点？\r\n在哪？", true, 0, Writing, Reader, Now, out var question);
        Assert.Equal("几点？\n在哪？", question!.Text);
        Assert.Equal(PlatformRefusals.Stale, question.AnswerIt("三点", true, Writing, 2, Other, Now).Refusal);
        Assert.Equal(PlatformRefusals.NotReadable.At("Form.Shown"), question.AnswerIt("三点", null, Writing, 1, Other, Now).Refusal);
        Assert.NotNull(question.AnswerIt("三点", false, Writing, 1, Other, Now).Fact);
        Assert.False(question.IsShown);
        Assert.Equal(ConversationRefusals.AnsweredAlready, question.AnswerIt("四点", true, Writing, 1, Other, Now).Refusal);
        Assert.NotNull(question.Withdraw().Fact);
        Assert.Equal(("", (string?)null, false), (question.Text, question.Answer, question.IsShown));
        Assert.Equal(ConversationRefusals.WithdrawnAlready, question.Withdraw().Refusal);
        Assert.Equal(ConversationRefusals.WithdrawnAlready, question.AnswerIt("四点", true, Writing, 1, Other, Now).Refusal);
    }

    [Fact]
    public void Thanks_are_given_once_and_can_be_taken_back()
    {
        var article = Told();
        Assert.Equal(ConversationRefusals.OwnArticle, ArticleThanks.Give(article, Reader.MemberId, null, Reader, Now, out _).Refusal);
        Assert.Equal(ConversationRefusals.MembersOnly, ArticleThanks.Give(article, Guid.NewGuid(), null, Actor.Nobody, Now, out _).Refusal);
        ArticleThanks.Give(article, Guid.NewGuid(), null, Reader, Now, out var thanks);
        Assert.Equal(ConversationRefusals.ThankedAlready, ArticleThanks.Give(article, Guid.NewGuid(), thanks, Reader, Now, out _).Refusal);
        Assert.NotNull(ArticleThanks.TakeBack(thanks).Fact);
        Assert.Equal(ConversationRefusals.NoThanks, ArticleThanks.TakeBack(thanks).Refusal);
        Assert.Equal(ConversationRefusals.NoThanks, ArticleThanks.TakeBack(null).Refusal);
        Assert.NotNull(ArticleThanks.Give(article, Guid.NewGuid(), thanks, Reader, Now, out var again).Fact);
        Assert.Same(thanks, again);
    }

    [Theory]
    [InlineData(MisuseReason.PersonalData, true)]
    [InlineData(MisuseReason.Insult, false)]
    [InlineData(MisuseReason.Advertisement, false)]
    [InlineData(MisuseReason.OffTopic, false)]
    public void A_reason_says_whether_a_comment_is_out_of_sight_at_once(MisuseReason reason, bool hidden)
    {
        var comment = Said();
        Assert.NotNull(MisuseCase.Report(comment, Rules.Reasons[reason], "第二句", null, false, Other, Now, out var it, out var report).Fact);
        Assert.Equal(hidden ? CommentState.Hidden : CommentState.Shown, comment.State);
        Assert.Equal(("收到。", MisuseState.Open, "第二句"), (it!.Text, it.State, report!.Note));
    }

    [Fact]
    public void A_report_names_a_reason_and_is_made_once_by_somebody_else()
    {
        var comment = Said();
        Refusal? Wrong(Actor by, MisuseRule? rule, MisuseCase? open = null, bool before = false, string note = "") => MisuseCase.Report(comment, rule, note, open, before, by, Now, out _, out _).Refusal;
        var rule = Rules.Reasons[MisuseReason.Insult];
        Assert.Equal(ConversationRefusals.OwnComment, Wrong(Reader, rule));
        Assert.Equal(ConversationRefusals.MembersOnly, Wrong(Actor.Nobody, rule));
        Assert.Equal(PlatformRefusals.Required.At("Form.Reason"), Wrong(Other, null));
        Assert.Equal(PlatformRefusals.TooLong.Code, Wrong(Other, rule, note: new string('长', MisuseCase.LongestReason + 1))?.Code);
        Assert.Equal(ConversationRefusals.ReportedAlready, Wrong(Other, rule, before: true));
        var it = Reported(comment);
        it.State = MisuseState.Kept;
        Assert.Equal(ConversationRefusals.DecidedAlready, Wrong(Other, rule, it));
        comment.Withdraw();
        Assert.Equal(ConversationRefusals.NotShown, Wrong(Other, rule));
    }

    [Fact]
    public void Somebody_who_had_no_part_in_it_decides_and_says_why()
    {
        var comment = Said();
        var it = Reported(comment);
        var moderator = Moderating(Branch);
        Assert.Equal(PlatformRefusals.NotYours, it.Decide(comment, true, "广告", false, 1, Other, Now).Refusal);
        Assert.Equal(PlatformRefusals.Stale, it.Decide(comment, true, "广告", false, 2, moderator, Now).Refusal);
        Assert.Equal(ConversationRefusals.Concerned, it.Decide(comment, true, "广告", reported: true, 1, moderator, Now).Refusal);
        Assert.Equal(ConversationRefusals.Concerned, it.Decide(comment, true, "广告", false, 1, moderator with { MemberId = it.WriterId }, Now).Refusal);
        Assert.Equal(PlatformRefusals.Required.At("Form.Outcome"), it.Decide(comment, null, "广告", false, 1, moderator, Now).Refusal);
        Assert.Equal(PlatformRefusals.Required.At("Form.Why"), it.Decide(comment, true, " ", false, 1, moderator, Now).Refusal);
        Assert.NotNull(it.Decide(comment, true, "是广告", false, 1, moderator, Now).Fact);
        Assert.Equal((MisuseState.Hidden, "收到。", "", 3), (it.State, it.Text, comment.Text, it.DecidedDepth));
        Assert.Equal(ConversationRefusals.DecidedAlready, it.Decide(comment, false, "不是", false, 1, moderator, Now).Refusal);

        // What was hidden at once comes back where it stays.
        var shown = Said();
        MisuseCase.Report(shown, Rules.Reasons[MisuseReason.PersonalData], "", null, false, Other, Now, out var kept, out _);
        Assert.NotNull(kept!.Decide(shown, false, "没有个人信息", false, 1, moderator, Now).Fact);
        Assert.Equal(("收到。", CommentState.Shown, "", MisuseState.Kept), (shown.Text, shown.State, kept.Text, kept.State));
        Assert.Equal(ConversationRefusals.NothingToAppeal, kept.AppealIt("不服", Rules.Appeal, 1, Reader, Now).Refusal);
    }

    [Fact]
    public void The_writer_appeals_once_and_in_time()
    {
        var (comment, it) = Hidden(Branch);
        Assert.Equal(ConversationRefusals.NothingToAppeal, it.AppealIt("不服", Rules.Appeal, 1, Other, Now).Refusal);
        Assert.Equal(ConversationRefusals.AppealOver.Code, it.AppealIt("不服", Rules.Appeal, 1, Reader, Now.AddDays(Rules.Appeal.WithinDays).AddSeconds(1)).Refusal?.Code);
        Assert.Equal(PlatformRefusals.Required.At("Form.Why"), it.AppealIt("", Rules.Appeal, 1, Reader, Now).Refusal);
        Assert.Equal(PlatformRefusals.Stale, it.AppealIt("不服", Rules.Appeal, 7, Reader, Now).Refusal);
        Assert.Equal(ConversationRefusals.NoAppeal, it.DecideAppeal(comment, false, "恢复", false, 1, Moderating("1.2."), Now).Refusal);
        Assert.NotNull(it.AppealIt("不服", Rules.Appeal, 1, Reader, Now).Fact);
        Assert.Null(it.ClosedAt);
        Assert.Equal(ConversationRefusals.NothingToAppeal, it.AppealIt("再来", Rules.Appeal, 1, Reader, Now).Refusal);
    }

    [Theory]
    [InlineData(Branch, "1.2.", null)]
    [InlineData(Branch, "1.", null)]
    [InlineData(Branch, Branch, "conversation.not-above")]
    [InlineData("1.2.", "1.2.", "conversation.not-above")]
    [InlineData("1.2.", "1.", null)]
    [InlineData("1.", "1.2.", "conversation.not-above")]
    [InlineData("1.", "1.", null)]
    [InlineData(Branch, "1.9.", "platform.not-yours")]
    public void An_appeal_is_decided_above_whoever_decided_first(string first, string second, string? refusal)
    {
        var (comment, it) = Hidden(first);
        it.AppealIt("不服", Rules.Appeal, 1, Reader, Now);
        Assert.Equal(refusal, it.DecideAppeal(comment, false, "恢复", false, 1, Moderating(second), Now).Refusal?.Code);
        Assert.Equal(refusal is null ? MisuseState.Restored : MisuseState.Appealed, it.State);
    }

    [Fact]
    public void Who_decided_first_wrote_or_reported_decides_no_appeal()
    {
        var (comment, it) = Hidden("1.");
        it.AppealIt("不服", Rules.Appeal, 1, Reader, Now);
        var above = Moderating("1.");
        Assert.Equal(ConversationRefusals.Concerned, it.DecideAppeal(comment, false, "恢复", false, 1, above with { MemberId = it.DecidedBy!.Value }, Now).Refusal);
        Assert.Equal(ConversationRefusals.Concerned, it.DecideAppeal(comment, false, "恢复", false, 1, above with { MemberId = Reader.MemberId }, Now).Refusal);
        Assert.Equal(ConversationRefusals.Concerned, it.DecideAppeal(comment, false, "恢复", reported: true, 1, above, Now).Refusal);
        Assert.Equal(PlatformRefusals.Required.At("Form.Outcome"), it.DecideAppeal(comment, null, "恢复", false, 1, above, Now).Refusal);
        Assert.NotNull(it.DecideAppeal(comment, true, "确是广告", false, 1, above, Now).Fact);
        Assert.Equal((MisuseState.Upheld, CommentState.Hidden, "收到。"), (it.State, comment.State, it.Text));
        Assert.Equal(ConversationRefusals.NoAppeal, it.DecideAppeal(comment, false, "恢复", false, 1, above, Now).Refusal);
        comment.Withdraw();
        it.End(Now);
        Assert.Equal((MisuseState.Upheld, ""), (it.State, it.Text));
    }

    private static Actor Person(string name) => new() { Name = name, AccountId = Guid.NewGuid(), MemberId = Guid.NewGuid(), HomePath = Branch };

    private static Actor Moderating(string path) => Person("丙") with
    {
        Posts = [new HeldPost(Guid.NewGuid(), "Secretary", Guid.NewGuid(), "甲", path, "Branch", [new Grant(ConversationActs.Moderate, Reach.OwnAndBelow), new Grant(ConversationActs.DecideAppeals, Reach.OwnAndBelow)])],
    };

    private static ArticleEdition Told(Conversing choice = Conversing.CommentsAndQuestions) => new()
    {
        ArticleId = Guid.NewGuid(), Number = 1, Path = Branch, OrganisationId = Guid.NewGuid(), OrganisationName = "第一党支部", State = ShowingState.Current, Kind = ArticleKind.News, Title = "报修", Summary = "", Text = "", Language = "zh-CN",
        Audience = OpenScope.Own, CoverText = "", Related = [], NeedsReceipt = false, Conversing = choice, Files = [], ShownFrom = Now, ApprovedAt = Now,
    };

    private static ArticleComment Said()
    {
        ArticleComment.Write(Told(), " 收到。 ", 0, Writing, Reader, Now, out var comment);
        return comment!;
    }

    private static MisuseCase Reported(ArticleComment comment)
    {
        MisuseCase.Report(comment, Rules.Reasons[MisuseReason.Advertisement], null, null, false, Other, Now, out var it, out _);
        return it!;
    }

    private static (ArticleComment Comment, MisuseCase It) Hidden(string decidedAt)
    {
        var comment = Said();
        var it = Reported(comment);
        Assert.NotNull(it.Decide(comment, true, "是广告", false, 1, Moderating(decidedAt), Now).Fact);
        return (comment, it);
    }
}
