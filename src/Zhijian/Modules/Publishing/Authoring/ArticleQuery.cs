using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Publishing.Authoring;

/// <summary>Finds articles for those who write and review them.</summary>
internal sealed class ArticleQuery(ZhijianDb db, Fence fence)
{
    public const int PageSize = 30;

    /// <summary>An article of one's own scope; null where there is none.</summary>
    public async Task<Article?> Of(Guid id, Actor actor, CancellationToken cancel) =>
        await db.Set<Article>().FirstOrDefaultAsync(a => a.Id == id, cancel) is { } article && actor.May(PublishingActs.See, article.Path) ? article : null;

    public static bool MayWrite(Article article, Actor actor) => actor.May(PublishingActs.Write, article.Path);

    /// <summary>All editions of an article, newest first.</summary>
    public Task<List<ArticleEdition>> Editions(Guid id, CancellationToken cancel) =>
        db.Set<ArticleEdition>().AsNoTracking().Where(e => e.ArticleId == id).OrderByDescending(e => e.Number).Take(PageSize).ToListAsync(cancel);

    /// <summary>The articles of the own scope, last begun first; those of one state only where it is named.</summary>
    public async Task<Listing<ArticleRow>> List(ArticleState? state, string? after, int size, CancellationToken cancel)
    {
        var from = Cursor.Read(after, 1) is [var text] && Guid.TryParse(text, out var id) ? id : (Guid?)null;
        var rows = await fence.Rows<ArticleRow>(
            $"""
            select a.id, a.kind, a.title, a.organisation_name as OrganisationName, a.audience, a.state, a.edition, a.shown_from as ShownFrom, a.shown_until as ShownUntil from article a
            where (@state::text is null or a.state = @state) and (@from::uuid is null or a.id < @from) order by a.id desc limit {size + 1}
            """, new { state = state?.ToString(), from }, cancel);
        return Listing.Of(rows, size, r => Cursor.Of(r.Id));
    }

    /// <summary>How many there are of each state in the own scope.</summary>
    public async Task<IReadOnlyDictionary<ArticleState, int>> Counts(CancellationToken cancel) =>
        (await fence.Rows<StateCount>("select state, count(*)::int as Count from article group by state", null, cancel)).ToDictionary(c => c.State, c => c.Count);

    /// <summary>The titles of the articles named, of those that may be seen here.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> Titles(IReadOnlyCollection<Guid> ids, CancellationToken cancel) =>
        ids.Count == 0 ? new Dictionary<Guid, string>()
        : (await fence.Rows<RelatedTitle>("select article_id as Id, title from article_edition where state = 'Current' and article_id = any(@ids)", new { ids = ids.ToArray() }, cancel)).ToDictionary(t => t.Id, t => t.Title);

    private sealed class StateCount
    {
        public ArticleState State { get; set; }

        public int Count { get; set; }
    }

    private sealed class RelatedTitle
    {
        public Guid Id { get; set; }

        public string Title { get; set; } = "";
    }
}

/// <summary>An article in the authors' list.</summary>
internal sealed class ArticleRow
{
    public Guid Id { get; set; }

    public ArticleKind Kind { get; set; }

    public string Title { get; set; } = "";

    public string OrganisationName { get; set; } = "";

    public Rules.OpenScope Audience { get; set; }

    public ArticleState State { get; set; }

    public int Edition { get; set; }

    public DateTimeOffset? ShownFrom { get; set; }

    public DateOnly? ShownUntil { get; set; }
}
