using Zhijian.Platform.Exports;

namespace Zhijian.Modules.Publishing.Reading;

/// <summary>What is on show for whoever asks, as a file.</summary>
internal sealed class NewsExport(ReadQuery news) : IListExport
{
    public string Name => "news";

    public string Page => "/news";

    public IReadOnlyList<string> Acts => [];

    public IReadOnlyList<ExportColumn> Columns { get; } =
    [
        new("title", "publishing.title"), new("kind", "publishing.kind"), new("item", "publishing.item"), new("organisation", "publishing.organisation"), new("audience", "publishing.audience"), new("shownFrom", "publishing.shown-from"),
        new("shownUntil", "publishing.shown-until"),
    ];

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        var page = await news.Page(question.One<ArticleKind>("kind"), after, size, cancel);
        return new ExportChunk([.. page.Items.Select(n => (IReadOnlyList<object?>)[n.Title, n.Kind, n.Item, n.OrganisationName, n.Audience, n.ShownFrom, n.ShownUntil])], page.Next);
    }
}
