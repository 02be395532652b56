using Zhijian.Platform.Exports;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Figures.Numbers;

/// <summary>The monthly chart as data: filed records by month and measure, with what was said to them.</summary>
internal sealed class MonthlyExport(FiguresQuery figures, FigureNotesQuery notes, Tree.TreeQuery tree, Tree.ThenQuery then, Measures measures, InstitutionTime institution, Words words) : IListExport
{
    public string Name => "figures-monthly";

    public string Page => "/figures";

    public IReadOnlyList<string> Acts => [FigureActs.See];

    public IReadOnlyList<ExportColumn> Columns { get; } = [new("month", "figures.note-month"), new("measure", "figures.measure"), new("filed", "figures.filed"), new("notes", "figures.notes")];

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        if (await figures.Place(question.Actor, question.Id("organisation"), cancel) is not { } place)
        {
            return new ExportChunk([], null);
        }
        var span = FigureSpan.Of(null, question.Text("asOf"), institution.Today);
        var overview = span.AsOf is null ? (await tree.Of(place, span, cancel)).Overview : (await then.Of(place, span, question.Actor, cancel))?.Sums;
        if (overview is null)
        {
            return new ExportChunk([], null);
        }
        var said = (await notes.Standing(place.OrganisationId, span, cancel)).ToLookup(n => (n.Month, n.Measure));
        return new ExportChunk(
            [.. from month in span.Months from measure in measures.All where measure.HasSource select (IReadOnlyList<object?>)[month, words[measure.TextKey], overview.In(measure, month), string.Join("；", said[(month, measure.Name)].Select(n => n.Note))]], null);
    }
}
