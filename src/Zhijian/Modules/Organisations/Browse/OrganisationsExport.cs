using System.Globalization;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Exports;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Organisations.Browse;

/// <summary>The tree as a file, today's or that of a past day, with everything below that the page opens branch by branch.</summary>
internal sealed class OrganisationsExport(OrganisationTreeQuery tree, InstitutionTime time) : IListOfElements
{
    public string Name => "organisations";

    public string Page => "/organisations";

    public IReadOnlyList<string> Acts => [OrganisationActs.See];

    public IReadOnlyList<ExportColumn> Columns { get; } =
    [
        new("number", "export.column.number"), new("name", "organisation.name"), new("kind", "organisation.kind"), new("parent", "export.column.parent"), new("foundedOn", "export.column.founded-on"),
        new("termStart", "organisation.terms.start"), new("termEnd", "organisation.terms.end"),
    ];

    /// <summary>The page's columns are all elements, in the same order.</summary>
    public IReadOnlyList<string> Elements { get; } =
        ["organisation.number", "organisation.name", "organisation.kind", "organisation.parent", "organisation.founded-on", "organisation.term-start", "organisation.term-end"];

    public Task<ExportChunk> ReadElements(ExportQuestion question, string? after, int size, CancellationToken cancel) => Read(question, after, size, cancel);

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        var day = AsOf.Day(question.Text("asOf"), time.Today);
        var from = Cursor.Read(after, 1) is [var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last : (int?)null;
        var text = question.Text("q")?.Trim() ?? "";
        var rows = await tree.Called(NameSought.Of(text), "(@kind::text is null or v.kind = @kind)", new NamedValues { { "day", day }, { "from", from }, { "most", size + 1 }, { "kind", question.One<OrganisationKind>("kind")?.ToString() } }, cancel);
        var page = Listing.Of(rows, size, r => Cursor.Of(r.Number));
        var parents = await tree.NamesOf([.. page.Items.Select(r => r.ParentId).OfType<Guid>().Distinct()], cancel);
        return new ExportChunk([.. page.Items.Select(r => (IReadOnlyList<object?>)[r.Number, r.Name, r.Kind, r.ParentId is { } parent ? parents.GetValueOrDefault(parent)?.Name : null, r.FoundedOn, r.TermStart, r.TermEndPlanned])], page.Next);
    }
}
