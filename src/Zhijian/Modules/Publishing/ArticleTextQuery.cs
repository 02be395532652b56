using Zhijian.Modules.Publishing.Authoring;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Publishing;

/// <summary>What an article says as its authors have it now, for those who may see it being written.</summary>
internal sealed class ArticleTextQuery(ArticleQuery articles)
{
    /// <summary>Markdown; null where there is no such article, or this person may not see it.</summary>
    public async Task<string?> Of(Guid article, Actor actor, CancellationToken cancel) => (await articles.Of(article, actor, cancel))?.Text;
}
