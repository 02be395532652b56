using Zhijian.Modules.Standards;
using Zhijian.Platform.Exports;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Quality.Showing;

/// <summary>The quality of data as a file: each element of the organisation with everything below, and of each organisation directly below.</summary>
internal sealed class QualityExport(QualityQuery query, Words words) : IListExport
{
    public string Name => "quality";

    public string Page => "/quality";

    public IReadOnlyList<string> Acts => [QualityActs.See];

    public IReadOnlyList<ExportColumn> Columns { get; } =
    [
        new("organisation", "quality.organisation"), new("element", "quality.element"), new("expected", "quality.expected"), new("missing", "finding.missing"), new("wrong", "finding.wrong"),
        new("unconfirmed", "finding.unconfirmed"), new("disputed", "finding.disputed"),
    ];

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        if (await query.Place(question.Actor, question.Id("organisation"), cancel) is not { } place)
        {
            return new ExportChunk([], null);
        }
        var overview = await query.Of(place, cancel);
        var element = question.Text("element");
        IReadOnlyList<object?> Row(string name, DataElement of, QualityCounts c) => [name, of.Name.In(words.IsChinese), c.Expected, c.Missing, c.Wrong, c.Unconfirmed, c.Disputed];
        var elements = overview.Elements.Where(e => element is null || e.Element.Id == element).ToList();
        return new ExportChunk([.. elements.Select(e => Row(place.Name, e.Element, e.Counts)), .. overview.Below.SelectMany(b => elements.Select(e => Row(b.Place.Name, e.Element, b.Of(e.Element.Id))))], null);
    }
}

/// <summary>The things behind one number, as a file.</summary>
internal sealed class QualityRowsExport(QualityQuery query) : IListExport
{
    public string Name => "quality-rows";

    public string Page => "/quality/rows";

    public IReadOnlyList<string> Acts => [QualityActs.See];

    public IReadOnlyList<ExportColumn> Columns { get; } = [new("name", "quality.name"), new("organisation", "quality.organisation")];

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        if (await query.Place(question.Actor, question.Id("organisation"), cancel) is not { } place || query.Elements.FirstOrDefault(e => e.Id == question.Text("element")) is not { } element || question.One<Finding>("finding") is not { } finding)
        {
            return new ExportChunk([], null);
        }
        var page = await query.Behind(place, element.Id, finding, after, size, cancel);
        return new ExportChunk([.. page.Items.Select(r => (IReadOnlyList<object?>)[r.Name, r.Belongs])], page.Next);
    }
}
