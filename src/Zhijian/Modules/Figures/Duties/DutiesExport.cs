using Zhijian.Platform.Exports;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Figures.Duties;

/// <summary>What is missing, or all duties of a month, as a file; today's or those of a past day.</summary>
internal sealed class DutiesExport(FiguresQuery figures, DutiesQuery duties, DutiesThenQuery then, InstitutionTime institution) : IListExport
{
    public string Name => "obligations";

    public string Page => "/figures/obligations";

    public IReadOnlyList<string> Acts => [FigureActs.See];

    public IReadOnlyList<ExportColumn> Columns { get; } =
    [
        new("duty", "figures.duty"), new("periodStart", "export.column.period-start"), new("organisation", "figures.organisation"), new("standing", "figures.standing"), new("expected", "figures.expected"),
        new("met", "figures.met"), new("inReview", "figures.in-review"), new("dueOn", "figures.due-on"), new("clause", "figures.clause"),
    ];

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        if (await figures.Place(question.Actor, question.Id("organisation"), cancel) is not { } place)
        {
            return new ExportChunk([], null);
        }
        var month = FigureWords.ReadMonth(question.Text("month"));
        var span = FigureSpan.Of(null, question.Text("asOf"), institution.Today);
        var onlyMissing = month is null || question.Text("state") == "missing";
        var page = span.AsOf is null
            ? await duties.Of(place, month, onlyMissing, institution.Today, after, size, cancel)
            : (await then.Page(place, span, month, onlyMissing, question.Actor, after, size, cancel)).Rows;
        return new ExportChunk([.. page.Items.Select(r => (IReadOnlyList<object?>)[r.Activity, r.Period.First, r.OrganisationName, r.On(span.Today), r.Expected, r.Met, r.InReview, r.DueOn, r.Clause])], page.Next);
    }
}
