namespace Zhijian.Modules.Publishing;

/// <summary>Asks everybody who may have something to say about an article.</summary>
internal sealed class ArticleHintsQuery(IEnumerable<IArticleHints> sources)
{
    public async Task<List<ArticleHint>> Of(Guid article, CancellationToken cancel)
    {
        List<ArticleHint> all = [];
        foreach (var source in sources)
        {
            all.AddRange(await source.Of(article, cancel));
        }
        return all;
    }

    /// <summary>Whether something has to be taken out of it before anybody reads it.</summary>
    public async Task<bool> HoldBack(Guid article, CancellationToken cancel) => (await Of(article, cancel)).Exists(h => h.HoldsBack);
}
