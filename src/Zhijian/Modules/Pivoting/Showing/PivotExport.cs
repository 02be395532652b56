using System.Globalization;
using Zhijian.Modules.Figures;
using Zhijian.Platform.Exports;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Pivoting.Showing;

/// <summary>A pivot as a file: one line for each cell, so that every program can turn it as it likes. What isn't told on the page isn't told
/// here.</summary>
internal sealed class PivotExport(PivotQuery pivot, Words words) : IListExport
{
    public string Name => "pivot";

    public string Page => "/pivot";

    public IReadOnlyList<string> Acts => [FigureActs.See];

    public IReadOnlyList<ExportColumn> Columns { get; } = [new("measure", "pivot.measure"), new("row", "pivot.row"), new("column", "pivot.column"),
        new("value", "pivot.value")];

    public async Task<ExportChunk> Read(ExportQuestion question, string? after, int size, CancellationToken cancel)
    {
        if (await pivot.Of(question.Actor, name => name == "after" ? after : question.Text(name), cancel) is not { } table)
        {
            return new ExportChunk([], null);
        }
        List<IReadOnlyList<object?>> lines = [];
        // The totals once, after the first rows.
        var rows = table.Grid.Rows + (after is null && table.Question.Rows != PivotSide.None ? 1 : 0);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column <= table.Grid.Columns; column++)
            {
                if (column < table.Grid.Columns || table.Question.Columns != PivotSide.None)
                {
                    lines.Add([words[table.Question.Measure.TextKey], Head(table.Rows, row), Head(table.Columns, column),
                        table.Grid[row, column] is { } value ? value : words.Cell(null)]);
                }
            }
        }
        return new ExportChunk(lines, table.After?.ToString(CultureInfo.InvariantCulture));
    }

    private string Head(IReadOnlyList<PivotHead> heads, int at) => at < heads.Count ? words.Head(heads[at]) : words["pivot.total"];
}
