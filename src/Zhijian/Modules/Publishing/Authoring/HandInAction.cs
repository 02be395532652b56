using Zhijian.Modules.Costs;
using Zhijian.Modules.Publishing.Receipts;
using Zhijian.Modules.Review;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Files;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Publishing.Authoring;

/// <summary>Hands an article in for review.</summary>
[AsksMany]
internal sealed class HandInAction(
    Journal journal, ArticleQuery articles, AttachmentsQuery attachments, SubmitForReviewAction review, ArticleHintsQuery hints, MessageCostQuery costs, Rulebook rulebook, InstitutionTime time, Words words)
{
    /// <summary>What it asks of those who are to confirm it, once it is on show; null where nobody is.</summary>
    public async Task<MessageCost?> Cost(Article article, CancellationToken cancel) => article.NeedsReceipt ? await costs.Of(ReceiptsQuery.Audience(article), Minutes(article), cancel) : null;

    public async Task<Decision<ArticleHandedIn>> Run(Guid id, int seen, bool costSeen, Actor actor, CancellationToken cancel)
    {
        if (await articles.Of(id, actor, cancel) is not { } article)
        {
            return PlatformRefusals.Missing;
        }
        if (!ArticleQuery.MayWrite(article, actor))
        {
            return PlatformRefusals.NotYours;
        }
        if (await hints.HoldBack(id, cancel))
        {
            return PublishingRefusals.HeldBack;
        }
        var files = (await attachments.Of(id, cancel)).Where(f => !f.Guarded).ToList();
        var (rule, calendar, today, first) = Standing(article);
        var decision = article.HandIn(files.Count(IsPicture), rule, calendar, today, first, seen);
        if (decision.Fact is null)
        {
            return decision;
        }
        if (article.NeedsReceipt && await costs.WhyNot(ReceiptsQuery.Audience(article), Minutes(article), costSeen, cancel) is { } unseen)
        {
            return unseen;
        }
        var submitted = await review.Run(new ForReview(PublishingRecords.Article, id, article.OrganisationId, new Submitting(actor.MemberId, actor.Name, words["publishing.case", article.Title], words.ContentOf(ArticleEdition.Of(article, [.. files.Select(f => f.Id)], null, article.ShownFrom ?? time.Now, time.Now), files))), actor, cancel);
        return submitted.Refusal is { } refused ? refused : await journal.Record(decision, actor, cancel);
    }

    /// <summary>Why it can't be handed in now; null where it can.</summary>
    public Refusal? WhyNot(Article article, IEnumerable<StoredFile> files)
    {
        var (rule, calendar, today, first) = Standing(article);
        return article.WhyNotHandIn(files.Count(IsPicture), rule, calendar, today, first);
    }

    private int Minutes(Article article) => rulebook.On(time.Today).Costs.MinutesOfNotice(article.Text.Length, article.Language == TextFiles.Chinese);

    public static bool IsPicture(StoredFile file) => file.MediaType.StartsWith("image/", StringComparison.Ordinal);

    private (OpenItemRule? Rule, WorkCalendar Calendar, DateOnly Today, DateOnly First) Standing(Article article)
    {
        var (today, rules) = (time.Today, rulebook.On(time.Today));
        var first = article.ShownFrom is { } from && time.DayOf(from) is var day && day > today ? day : today;
        return (article.Item is { } item ? rules.OpenAffairs.Items[item] : null, rules.Calendar, today, first);
    }
}
