using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Publishing.Showing;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Publishing.Authoring;

/// <summary>Begins articles for the open space's own organisation, changes and withdraws them, begins their next edition.</summary>
internal sealed class WriteArticleAction(ZhijianDb db, Fence fence, Journal journal, ArticleQuery articles, ShowEditionAction show, TimeProvider clock)
{
    public async Task<Decision<ArticleDrafted>> Begin(ArticleDraft draft, Actor actor, CancellationToken cancel)
    {
        if (actor.Space is not { } space || !space.Covers(PublishingActs.Write, space.Path))
        {
            return PlatformRefusals.NotYours;
        }
        if (draft.EntryId is { } entry && !await db.Set<OpenEntry>().AnyAsync(e => e.Id == entry && e.OrganisationId == space.OrganisationId, cancel))
        {
            return PlatformRefusals.Missing;
        }
        var decision = Article.Draft(draft, new Publisher(space.OrganisationId, space.OrganisationName, space.Path), actor, clock.GetUtcNow(), out var article);
        if (article is not null)
        {
            db.Add(article);
        }
        return await journal.Record(decision, actor, cancel);
    }

    public Task<Decision<ArticleChanged>> Change(Guid id, ArticleDraft draft, int seen, Actor actor, CancellationToken cancel) => Own(id, actor, article => article.Change(draft, seen), cancel);

    public Task<Decision<ArticleRevised>> Revise(Guid id, int seen, Actor actor, CancellationToken cancel) => Own(id, actor, article => article.Revise(seen), cancel);

    public async Task<Decision<ArticleWithdrawn>> Withdraw(Guid id, string? reason, int seen, Actor actor, CancellationToken cancel)
    {
        if (await articles.Of(id, actor, cancel) is not { } article)
        {
            return PlatformRefusals.Missing;
        }
        if (!ArticleQuery.MayWrite(article, actor))
        {
            return PlatformRefusals.NotYours;
        }
        var decision = article.Withdraw(reason, seen);
        if (decision.Fact is null)
        {
            return decision;
        }
        await fence.Run("update article_edition set state = 'Withdrawn' where article_id = @id and state in ('Current', 'Scheduled')", new { id }, cancel);
        await show.Close(id, timeIsOver: false, cancel);
        return await journal.Record(decision, actor, cancel);
    }

    private async Task<Decision<TFact>> Own<TFact>(Guid id, Actor actor, Func<Article, Decision<TFact>> change, CancellationToken cancel)
        where TFact : class, IFact =>
        await articles.Of(id, actor, cancel) is not { } article ? PlatformRefusals.Missing
        : ArticleQuery.MayWrite(article, actor) ? await journal.Record(change(article), actor, cancel) : PlatformRefusals.NotYours;
}
