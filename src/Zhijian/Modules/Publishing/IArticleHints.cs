namespace Zhijian.Modules.Publishing;

/// <summary>What another module has to say about an article to those who write it: something in it that may no longer be told.</summary>
public interface IArticleHints
{
    /// <summary>In the reader's language; nothing where there is nothing to say.</summary>
    Task<IReadOnlyList<ArticleHint>> Of(Guid article, CancellationToken cancel);
}

/// <summary>Something that must be seen to.</summary>
/// <param name="Href">Where it is seen to.</param>
/// <param name="HoldsBack">The article is neither handed in nor shown before.</param>
public sealed record ArticleHint(string Words, string Href, string Label, bool HoldsBack);
