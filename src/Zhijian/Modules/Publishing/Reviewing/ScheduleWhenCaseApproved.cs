using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Publishing.Authoring;
using Zhijian.Modules.Publishing.Showing;
using Zhijian.Modules.Review;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Files;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Publishing.Reviewing;

/// <summary>The last layer approved an article: its edition is on show from its moment on, at once where that is past.</summary>
internal sealed class ScheduleWhenCaseApproved(ZhijianDb db, Journal journal, AttachmentsQuery attachments, ShowEditionAction show, ArticleHintsQuery hints) : IWhen<CaseApproved>
{
    public async Task Handle(CaseApproved fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (fact.RecordKind != PublishingRecords.Article)
        {
            return;
        }
        var article = await db.Set<Article>().FirstAsync(a => a.Id == fact.SubjectId, cancel);
        var files = (await attachments.Of(article.Id, cancel)).Where(f => !f.Guarded).ToList();
        var approved = article.Approve([.. files.Select(f => f.Id)], files.Find(HandInAction.IsPicture)?.Id, now, out var edition);
        db.Add(edition);
        await attachments.Seal(article.Id, now, cancel);
        await journal.Also(approved, actor, cancel);
        if (edition.ShownFrom <= now && !await hints.HoldBack(article.Id, cancel))
        {
            await show.Open(article, edition, actor, cancel);
        }
    }
}

/// <summary>A layer sent it back to who wrote it.</summary>
internal sealed class GiveBackWhenCaseReturned(ZhijianDb db) : IWhen<CaseReturned>
{
    public async Task Handle(CaseReturned fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (fact.RecordKind == PublishingRecords.Article && fact.ToAuthor)
        {
            (await db.Set<Article>().FirstAsync(a => a.Id == fact.SubjectId, cancel)).BackTo(ArticleState.Draft, fact.Note);
        }
    }
}

/// <summary>Who wrote it took it back.</summary>
internal sealed class ReopenWhenCaseWithdrawn(ZhijianDb db) : IWhen<CaseWithdrawn>
{
    public async Task Handle(CaseWithdrawn fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (fact.RecordKind == PublishingRecords.Article)
        {
            (await db.Set<Article>().FirstAsync(a => a.Id == fact.SubjectId, cancel)).BackTo(ArticleState.Draft, null);
        }
    }
}

/// <summary>A reviewer took the decision back: the article waits again, and readers see the edition before, if there was one. The number of the one taken back is not given again.</summary>
internal sealed class WaitAgainWhenDecisionUndone(ZhijianDb db, ShowEditionAction show) : IWhen<DecisionUndone>
{
    public async Task Handle(DecisionUndone fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (fact.RecordKind != PublishingRecords.Article)
        {
            return;
        }
        var article = await db.Set<Article>().FirstAsync(a => a.Id == fact.SubjectId, cancel);
        article.BackTo(ArticleState.InReview, null);
        if (fact.WasApproval)
        {
            await show.ShowAgain(article, cancel);
        }
    }
}
