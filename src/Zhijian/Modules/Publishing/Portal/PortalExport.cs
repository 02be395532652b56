using Zhijian.Platform.Exports;

namespace Zhijian.Modules.Publishing.Portal;

/// <summary>What is open to everybody, as a file.</summary>
internal sealed class PortalExport(PortalQuery portal) : IListExport
{
    public string Name => "portal";

    public string Page => "/portal/all";

    public IReadOnlyList<string> Acts => [];

    public IReadOnlyList<ExportColumn> Columns { get; } =
    [
        new("title", "publishing.title"), new("kind", "publishing.kind"), new("item", "publishing.item"), new("organisation", "publishing.organisation"), new("shownFrom", "publishing.shown-from"), new("shownUntil", "publishing.shown-until"),
    ];

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        var page = await portal.Page(PortalFilter.Read(question.Text("kind"), question.Text("item"), question.Id("organisation"), question.Text("search")), after, size, cancel);
        return new ExportChunk([.. page.Items.Select(n => (IReadOnlyList<object?>)[n.Title, n.Kind, n.Item, n.OrganisationName, n.ShownFrom, n.ShownUntil])], page.Next);
    }
}
