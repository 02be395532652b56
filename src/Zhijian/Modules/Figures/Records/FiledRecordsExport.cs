using Zhijian.Platform.Exports;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Figures.Records;

/// <summary>The filed records behind a number, as a file; today's or those of a past day.</summary>
internal sealed class FiledRecordsExport(FiguresQuery figures, RecordsQuery records, Measures measures, InstitutionTime institution) : IListExport
{
    public string Name => "filed-records";

    public string Page => "/figures/records";

    public IReadOnlyList<string> Acts => [FigureActs.See];

    public IReadOnlyList<ExportColumn> Columns { get; } =
    [
        new("title", "figures.record"), new("kind", "export.column.kind"), new("organisation", "figures.organisation"), new("heldOn", "figures.held-on"), new("filedAt", "figures.filed-on"),
    ];

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        if (await figures.Place(question.Actor, question.Id("organisation"), cancel) is not { } place)
        {
            return new ExportChunk([], null);
        }
        var kinds = measures.Find(question.Text("measure"))?.Kinds ?? (FigureKind.Find(question.Text("kind")) is { } one ? [one] : null);
        var month = FigureWords.ReadMonth(question.Text("month"));
        var (from, to) = (month ?? FigureWords.ReadDay(question.Text("from")), month?.AddMonths(1).AddDays(-1) ?? FigureWords.ReadDay(question.Text("to")));
        var page = FigureSpan.Of(null, question.Text("asOf"), institution.Today).AsOf is { } day
            ? (await records.OnDay(place, day, kinds, from, to, after, size, cancel)).Rows
            : await records.Of(place, kinds, from, to, after, size, cancel);
        return new ExportChunk([.. page.Items.Select(r => (IReadOnlyList<object?>)[r.Title, r.What.Named, r.OrganisationName, r.HeldOn, r.FiledAt])], page.Next);
    }
}
