using Zhijian.Modules.Publishing.Authoring;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Publishing;

/// <summary>Begins a piece of news for the open space's organisation from what another module gathered. It is for the own people until its author chooses otherwise, and goes the way of every article.</summary>
internal sealed class BeginArticleAction(WriteArticleAction write)
{
    /// <param name="text">Markdown.</param>
    public Task<Decision<ArticleDrafted>> Run(string? title, string text, string language, Actor actor, CancellationToken cancel) =>
        write.Begin(new ArticleDraft(ArticleKind.News, title, null, text, language, OpenScope.Own, null, null, null, null), actor, cancel);
}
