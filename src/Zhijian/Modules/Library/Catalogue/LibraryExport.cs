using Zhijian.Platform.Exports;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Library.Catalogue;

/// <summary>The catalogue as a file: what is released for whoever asks, with the page's filters.</summary>
internal sealed class LibraryExport(CatalogueQuery catalogue, Words words) : IListExport
{
    public string Name => "library";

    public string Page => "/library";

    public IReadOnlyList<string> Acts => [];

    public IReadOnlyList<ExportColumn> Columns { get; } =
    [
        new("title", "library.title"), new("kind", "library.kind"), new("collection", "library.collection"), new("tags", "library.tags"), new("learners", "library.learners"), new("language", "library.language"),
        new("author", "library.author"), new("organisation", "library.organisation"), new("edition", "library.edition"), new("releasedAt", "library.released"),
    ];

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        var filter = CatalogueFilter.Read(question.Text("search"), question.Text("kind"), question.Text("learner"), question.Text("language"), question.Text("tag"), question.Text("collection"), question.Text("mine"));
        var page = await catalogue.Page(filter, question.Actor, after, size, cancel);
        return new ExportChunk(
            [.. page.Items.Select(r => (IReadOnlyList<object?>)
            [
                r.Title, r.Kind, r.Collection, string.Join(words["library.comma"], r.Tags), words.LearnersOf(r.Learners),
                words.LanguageOf(r.Language), r.Author, r.OrganisationName, r.Number, r.ReleasedAt,
            ])], page.Next);
    }
}
