using Zhijian.Modules.Experiences.Gathering;
using Zhijian.Modules.Publishing;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Experiences.Showing;

/// <summary>Tells those who write an article which report in it may no longer be told.</summary>
internal sealed class HintsOfArticle(GatheredQuery gathered, Words words) : IArticleHints
{
    public async Task<IReadOnlyList<ArticleHint>> Of(Guid article, CancellationToken cancel) =>
        [.. (await gathered.LeavingArticle(article, cancel)).Select(l => new ArticleHint(words["experiences.hint", l.Title], $"/experiences?activity={l.ActivityId}", words["experiences.hint-link"], HoldsBack: true))];
}
