using Zhijian.Modules.Figures;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Exports;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Yearly.Showing;

/// <summary>A frozen table as a file: each line with the year before, the difference and its parts. What isn't told on the page isn't told here.</summary>
internal sealed class YearlyExport(ShownSheetQuery sheets, Words words) : IListOfElements
{
    public string Name => "yearly";

    public string Page => "/yearly/table";

    public IReadOnlyList<string> Acts => [FigureActs.See];

    public IReadOnlyList<ExportColumn> Columns { get; } =
    [
        new("organisation", "yearly.organisation"), new("as-of", "yearly.as-of"), new("section", "yearly.section"), new("line", "yearly.line"),
        new("value", "yearly.this-year"), new("last", "yearly.last-year"), new("difference", "yearly.difference"), new("parts", "yearly.parts"),
    ];

    public IReadOnlyList<string> Elements { get; } =
        ["organisation.name", "organisation.kind", "statistics.as-of", "statistics.line", "statistics.value", "statistics.last-value"];

    public Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel) => Read(question, (shown, rule, line) =>
    [
        shown.Sheet.Name, shown.Sheet.AsOf, rule.Section, words[rule.TitleKey], words.Told(shown.Value(line)), Last(shown, line),
        line.Difference is null ? null : words.Told(shown.Difference(line)),
        string.Join(words["yearly.and"], shown.Parts(line).Where(p => p.Count != 0).Select(p => $"{words[p.Name]} {words.Change(p.Count)}")),
    ], cancel);

    public Task<ExportChunk> ReadElements(ExportQuestion question, string? after, int size, CancellationToken cancel) => Read(question, (shown, rule, line) =>
        [shown.Sheet.Name, shown.Sheet.Kind, shown.Sheet.AsOf, words[rule.TitleKey], words.Told(shown.Value(line)), Last(shown, line)], cancel);

    private object? Last(ShownSheet shown, YearlyLine line) => line.Last is null ? null : words.Told(shown.TellsLast(line) ? line.Last : null);

    private async Task<ExportChunk> Read(ExportQuestion question, Func<ShownSheet, YearlyLineRule, YearlyLine, IReadOnlyList<object?>> row, CancellationToken cancel) =>
        question.Id("sheet") is { } id && await sheets.Of(id, question.Actor, cancel) is { } shown
            ? new ExportChunk([.. shown.Lines.Select(l => row(shown, l.Rule, l.Line))], null) : new ExportChunk([], null);
}

/// <summary>A line told apart by the organisations below, as a file.</summary>
internal sealed class YearlyLineExport(ShownSheetQuery sheets, Words words) : IListExport
{
    public string Name => "yearly-line";

    public string Page => "/yearly/line";

    public IReadOnlyList<string> Acts => [FigureActs.See];

    public IReadOnlyList<ExportColumn> Columns { get; } =
    [
        new("line", "yearly.line"), new("organisation", "yearly.organisation"), new("value", "yearly.this-year"), new("last", "yearly.last-year"),
        new("difference", "yearly.difference"),
    ];

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        if (question.Id("sheet") is not { } id || await sheets.Of(id, question.Actor, cancel) is not { } shown
            || shown.Find(question.Text("line")) is not (var rule, var line))
        {
            return new ExportChunk([], null);
        }
        return new ExportChunk([.. (await sheets.Below(shown, rule, line, question.Actor, cancel)).Select(b => (IReadOnlyList<object?>)[words[rule.TitleKey],
            b.Id is null ? words["yearly.rest"] : b.Name, words.Told(b.Value), words.Told(b.Last), words.Told(b.Difference)])], null);
    }
}
