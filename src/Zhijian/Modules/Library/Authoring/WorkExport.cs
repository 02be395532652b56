using Zhijian.Platform.Exports;

namespace Zhijian.Modules.Library.Authoring;

/// <summary>What is being written and was released in one's scope, as a file.</summary>
internal sealed class WorkExport(ItemQuery items) : IListExport
{
    public string Name => "library-work";

    public string Page => "/library/work";

    public IReadOnlyList<string> Acts => [LibraryActs.See];

    public IReadOnlyList<ExportColumn> Columns { get; } =
    [
        new("title", "library.title"), new("kind", "library.kind"), new("organisation", "library.organisation"), new("edition", "library.edition"), new("state", "library.state"),
    ];

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        var page = await items.List(question.One<LibraryState>("state"), after, size, cancel);
        return new ExportChunk([.. page.Items.Select(i => (IReadOnlyList<object?>)[i.Title, i.Kind, i.OrganisationName, i.Edition, i.State])], page.Next);
    }
}
