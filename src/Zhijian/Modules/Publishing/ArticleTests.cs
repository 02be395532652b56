using Zhijian.Modules.Publishing.Channels;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Publishing;

public sealed class ArticleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 2, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 11, 21);
    private static readonly Actor Author = new() { Name = "周以宁", MemberId = Guid.NewGuid(), HomePath = "1.2.3." };
    private static readonly Publisher Branch = new(Guid.NewGuid(), "第一党支部", "1.2.3.");
    private static readonly RulesInForce Rules = RulebookTests.Shipped.On(Today);

    [Fact]
    public void An_article_says_what_it_is_and_to_whom_it_is_open()
    {
        static Refusal? Wrong(ArticleDraft draft) => Article.Draft(draft, Branch, Author, Now, out _).Refusal;

        Assert.Null(Wrong(Typed()));
        Assert.Equal(PlatformRefusals.Required.At("Form.Kind"), Wrong(Typed() with { Kind = null }));
        Assert.Equal(PlatformRefusals.Required.At("Form.Title"), Wrong(Typed() with { Title = " " }));
        Assert.Equal(PlatformRefusals.Required.At("Form.Audience"), Wrong(Typed() with { Audience = null }));
        Assert.Equal(PlatformRefusals.Required.At("Form.Language"), Wrong(Typed() with { Language = "fr" }));
        Assert.Equal(PlatformRefusals.Required.At("Form.Item"), Wrong(Typed(ArticleKind.Disclosure)));
        Assert.Equal(PlatformRefusals.NotReadable.At("Form.ShownUntil"), Wrong(Typed() with { Unreadable = "Form.ShownUntil" }));
        Assert.Equal(PlatformRefusals.TooLong.Code, Wrong(Typed() with { Text = new string('长', Article.LongestText + 1) })?.Code);
        Assert.Equal(PublishingRefusals.UnknownRelated.With(2).At("Form.Related").Code, Wrong(Typed() with { Related = $"/news/{Guid.NewGuid()}\n随便" })?.Code);
        Assert.Equal(PublishingRefusals.TooManyRelated.Code, Wrong(Typed() with { Related = string.Join('\n', Enumerable.Range(0, Article.MostRelated + 1).Select(_ => Guid.NewGuid())) })?.Code);
        Assert.Equal(PublishingRefusals.OverBeforeItBegins.Code, Wrong(Typed() with { FirstDay = Today, ShownUntil = Today.AddDays(-1) })?.Code);
        var (one, two) = (Guid.NewGuid(), Guid.NewGuid());
        Assert.Equal([one, two], ArticleDraft.RelatedOf($"/news/{one}\n\nhttps://campus.example/portal/{two}?part=2\n/news/{one}", out var line));
        Assert.Equal(0, line);
    }

    [Fact]
    public void It_goes_from_draft_to_review_to_its_moment_to_its_readers_and_is_taken_from_them()
    {
        var article = Made();
        Assert.Equal(PublishingRefusals.NotPublished, article.Revise(1).Refusal);
        Assert.Equal(PublishingRefusals.NotShown, article.Withdraw("过期", 1).Refusal);
        Assert.Equal(PlatformRefusals.Stale, HandIn(article, 9).Refusal);
        Assert.NotNull(HandIn(article).Fact);
        Assert.Equal(PublishingRefusals.NotADraft, article.Change(Typed(), 1).Refusal);
        Assert.Equal(PublishingRefusals.NotADraft, HandIn(article).Refusal);

        var approved = article.Approve([], null, Now, out var edition);
        Assert.Equal((1, Now, ShowingState.Scheduled, ArticleState.Scheduled, false), (approved.Edition, edition.ShownFrom, edition.State, article.State, article.IsShown));
        Assert.Equal(OpenScope.Public, article.Publish().Audience);
        Assert.True(article.IsShown);
        Assert.NotNull(article.Revise(1).Fact);
        Assert.NotNull(article.Change(Typed() with { Title = "第二版" }, 1).Fact);
        // What readers see stays what was let go.
        Assert.Equal("讲座", edition.Title);
        HandIn(article);
        Assert.Equal(PublishingRefusals.UnderReview, article.Withdraw("过期", 1).Refusal);
        article.Approve([], null, Now, out _);
        Assert.Equal(PlatformRefusals.Required.At("Form.Reason"), article.Withdraw(" ", 1).Refusal);
        Assert.Equal("过期", article.Withdraw(" 过期 ", 1).Fact?.Reason);
        Assert.Equal((ArticleState.Withdrawn, false), (article.State, article.IsShown));
        Assert.NotNull(article.Revise(1).Fact);
    }

    [Fact]
    public void Its_time_ends_while_the_next_edition_is_written()
    {
        var article = Made();
        HandIn(article);
        article.Approve([], null, Now, out _);
        article.Publish();
        article.Revise(1);
        article.Expire();
        Assert.Equal((ArticleState.Draft, false), (article.State, article.IsShown));
        HandIn(article);
        article.Approve([], null, Now, out _);
        article.Publish();
        article.Expire();
        Assert.Equal(ArticleState.Expired, article.State);
    }

    [Fact]
    public void A_moment_in_the_future_is_waited_for_and_one_that_is_past_is_now()
    {
        var article = Made(Typed() with { ShownFrom = Now.AddDays(2), FirstDay = Today.AddDays(2) });
        HandIn(article);
        Assert.Equal(Now.AddDays(2), article.Approve([], null, Now, out _).ShownFrom);
        Assert.Null(article.WhyNotWithdraw());
        var late = Made(Typed() with { ShownFrom = Now.AddDays(-2), FirstDay = Today.AddDays(-2) });
        HandIn(late);
        Assert.Equal(Now, late.Approve([], null, Now, out _).ShownFrom);
    }

    [Fact]
    public void Nothing_empty_and_no_picture_without_words_goes_to_the_review()
    {
        Assert.Equal(PublishingRefusals.NothingInIt, WhyNot(Made(Typed() with { Text = " " })));
        Assert.Null(WhyNot(Made(Typed(ArticleKind.Topic) with { Text = "", Related = Guid.NewGuid().ToString() })));
        Assert.Equal(PublishingRefusals.PictureWithoutWords, WhyNot(Made(), pictures: 1));
        Assert.Null(WhyNot(Made(Typed() with { CoverText = "会场" }), pictures: 1));
        Assert.Equal(PublishingRefusals.OverBeforeItBegins, WhyNot(Made(Typed() with { ShownUntil = Today.AddDays(-1) })));
    }

    [Fact]
    public void What_the_directory_asks_for_is_open_to_those_and_as_long_as_it_says()
    {
        var rule = Rules.OpenAffairs.Items[OpenItem.Development];
        var draft = Typed(ArticleKind.Disclosure) with { Item = OpenItem.Development };
        Assert.Equal(PublishingRefusals.OpenToTooFew, WhyNot(Made(draft with { Audience = OpenScope.Own }), rule: rule));
        Assert.Equal(PublishingRefusals.ShownTooShortly.Code, WhyNot(Made(draft with { ShownUntil = Today.AddDays(3) }), rule: rule)?.Code);
        Assert.Null(WhyNot(Made(draft with { ShownUntil = Today.AddDays(7) }), rule: rule));
        Assert.Null(WhyNot(Made(draft), rule: rule));
        // Only such articles open an item.
        Assert.Null(Made(Typed() with { Item = OpenItem.Development }).Item);
    }

    [Fact]
    public void A_notice_is_confirmed_once_by_a_member()
    {
        var article = Made(Typed(ArticleKind.Notice) with { NeedsReceipt = true });
        Assert.False(Made(Typed() with { NeedsReceipt = true }).NeedsReceipt);
        HandIn(article);
        article.Approve([], null, Now, out var edition);
        Assert.Equal(PublishingRefusals.NoReceiptAsked, ArticleReceipt.Give(edition, Author, null, Now, out _).Refusal);
        edition.State = ShowingState.Current;
        Assert.Equal(PublishingRefusals.NoReceiptAsked, ArticleReceipt.Give(edition, Author with { MemberId = Guid.Empty }, null, Now, out _).Refusal);
        Assert.NotNull(ArticleReceipt.Give(edition, Author, null, Now, out var receipt).Fact);
        Assert.Equal(("1.2.3.", 1), (receipt!.Path, receipt.Number));
        Assert.Equal(PublishingRefusals.ConfirmedAlready, ArticleReceipt.Give(edition, Author, receipt, Now, out _).Refusal);
    }

    [Fact]
    public void Only_what_is_for_everybody_has_a_public_copy()
    {
        foreach (var scope in Enum.GetValues<OpenScope>())
        {
            var article = Made(Typed() with { Audience = scope });
            HandIn(article);
            article.Approve([], null, Now, out var edition);
            Assert.Equal(scope == OpenScope.Public, PublicArticle.Of(edition) is not null);
        }
    }

    [Fact]
    public void An_entry_is_open_at_once_where_a_reviewed_record_says_it_already()
    {
        var decided = OpenEntry.Of(Rules.OpenAffairs.Items[OpenItem.Decision], Branch, new OpenOccurrence("record:1", "党员大会", Today), Today, Rules.Calendar);
        Assert.Equal((OpenEntryState.Open, (DateOnly?)Today, (DateOnly?)Today.AddDays(90)), (decided.State, decided.OpenedOn, decided.ShownUntil));
        var life = Rules.OpenAffairs.Items[OpenItem.OrganisationalLife];
        var owed = OpenEntry.Of(life, Branch, OpenOccurrence.Of(life, ReportingPeriod.Quarter(2026, 3), Rules.Calendar), Today, Rules.Calendar);
        Assert.Equal((OpenEntryState.Due, "2026-Q3", life.DueOn(ReportingPeriod.Quarter(2026, 3), Rules.Calendar)), (owed.State, owed.Occasion, owed.DueOn));
        Assert.Equal(OpenEntryState.Open, owed.OpenBy(Guid.NewGuid(), Today) is not null ? owed.State : default);
        owed.ClosedBy(timeIsOver: false);
        Assert.Equal((OpenEntryState.Due, (DateOnly?)null), (owed.State, owed.OpenedOn));
        owed.OpenBy(Guid.NewGuid(), Today);
        owed.ClosedBy(timeIsOver: true);
        Assert.Equal(OpenEntryState.Ended, owed.State);
    }

    [Fact]
    public void Other_editors_get_looks_whole_addresses_and_nothing_that_runs()
    {
        var html = EditorHtml.Styled("# 一\n\n**甲** [乙](/news/1) [丙](javascript:alert(1))\n\n![图](/news/1/files/2)\n\n<script>alert(1)</script>", "https://campus.example");
        Assert.Contains("<h2 style=", html, StringComparison.Ordinal);
        Assert.Contains("href=\"https://campus.example/news/1\"", html, StringComparison.Ordinal);
        Assert.Contains("src=\"https://campus.example/news/1/files/2\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("javascript:", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", EditorHtml.Plain("# 一", "https://campus.example"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_texts_written_for_this_project_can_all_be_told()
    {
        var samples = ArticleSample.All();
        var ids = samples.ToDictionary(s => s.Name, _ => Guid.NewGuid());
        Assert.True(samples.Count >= 20);
        foreach (var sample in samples)
        {
            Assert.Null(Article.Draft(sample.With(ids, Today), Branch, Author, Now, out var article).Refusal);
            Assert.Null(WhyNot(article!));
        }
    }

    private static ArticleDraft Typed(ArticleKind kind = ArticleKind.News) => new(kind, "讲座", null, "# 一\n\n甲", "zh-CN", OpenScope.Public, null, null, null, null);

    private static Article Made(ArticleDraft? draft = null)
    {
        Article.Draft(draft ?? Typed(), Branch, Author, Now, out var article);
        return article!;
    }

    private static Decision<ArticleHandedIn> HandIn(Article article, int seen = 1) => article.HandIn(0, null, Rules.Calendar, Today, Today, seen);

    private static Refusal? WhyNot(Article article, int pictures = 0, OpenItemRule? rule = null) => article.WhyNotHandIn(pictures, rule, Rules.Calendar, Today, Today);
}
