using Zhijian.Modules.Publishing.Authoring;
using Zhijian.Modules.Publishing.Reading;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Publishing;

/// <summary>What other modules ask about an article that they point at.</summary>
internal sealed class ArticleTextQuery(ArticleQuery articles, ReadQuery reading)
{
    /// <summary>Whether this person can read it now: it is on show, and for them.</summary>
    public async Task<bool> IsShown(Guid article, CancellationToken cancel) => await reading.Current(article, cancel) is not null;

    /// <summary>What it says as its authors have it now, for those who may see it being written.</summary>
    /// <returns>Markdown; null where there is no such article, or this person may not see it.</returns>
    public async Task<string?> Of(Guid article, Actor actor, CancellationToken cancel) => (await articles.Of(article, actor, cancel))?.Text;
}
