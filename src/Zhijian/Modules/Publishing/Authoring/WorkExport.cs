using Zhijian.Platform.Exports;

namespace Zhijian.Modules.Publishing.Authoring;

/// <summary>What is being written and was published in one's scope, as a file.</summary>
internal sealed class WorkExport(ArticleQuery articles) : IListExport
{
    public string Name => "news-work";

    public string Page => "/news/work";

    public IReadOnlyList<string> Acts => [PublishingActs.See];

    public IReadOnlyList<ExportColumn> Columns { get; } =
    [
        new("title", "publishing.title"), new("kind", "publishing.kind"), new("organisation", "publishing.organisation"), new("audience", "publishing.audience"), new("edition", "publishing.edition"), new("state", "publishing.state"),
        new("shownFrom", "publishing.shown-from"), new("shownUntil", "publishing.shown-until"),
    ];

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        var page = await articles.List(question.One<ArticleState>("state"), after, size, cancel);
        return new ExportChunk([.. page.Items.Select(a => (IReadOnlyList<object?>)[a.Title, a.Kind, a.OrganisationName, a.Audience, a.Edition, a.State, a.ShownFrom, a.ShownUntil])], page.Next);
    }
}
