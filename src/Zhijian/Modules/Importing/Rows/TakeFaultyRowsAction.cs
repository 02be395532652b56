using Zhijian.Modules.Importing.Checking;
using Zhijian.Modules.Importing.Showing;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Exports;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Importing.Rows;

/// <summary>Hands the rows with faults out as a table with what is wrong in its last column, to be mended and brought again. Cells are texts: no spreadsheet takes one for a formula.</summary>
internal sealed class TakeFaultyRowsAction(BatchQuery query, StagedRowsQuery staged, Journal journal, Words words, InstitutionTime time, KindsOfRows kinds)
{
    private const int AtOnce = 1000;

    public static void MapRoutes(IEndpointRouteBuilder routes) => routes.MapPost("/imports/{id:guid}/faults", Take).Allow(ImportActs.Run).NeedsFresh().ExcludeFromDescription();

    public async Task<(Decision<FaultyRowsTaken> Decision, byte[]? File)> Run(Guid id, Actor actor, CancellationToken cancel)
    {
        var (batch, refusal) = await query.ToChange(id, actor, cancel);
        if (batch is null)
        {
            return (refusal!, null);
        }
        var kind = kinds.Of(batch);
        List<IReadOnlyList<string?>> rows = [[.. batch.Headings, words["import.faults"]]];
        for (var after = 0; await staged.Page(batch, RowState.Faulty, null, after, AtOnce, cancel) is { Count: > 0 } some; after = some[^1].Number)
        {
            foreach (var judged in await kind.Judge(batch, some, cancel))
            {
                rows.Add([.. batch.Headings.Select((_, i) => Cell(batch, judged.Staged, i)), string.Join(words["import.semicolon"], judged.Row.Faults.Select(f => $"{kind.Label(words, f.Element)}{words["import.colon"]}{words[f.Refusal]}"))]);
            }
        }
        if (rows.Count == 1)
        {
            return (ImportRefusals.NothingToTake, null);
        }
        using var to = new MemoryStream();
        using (var book = new Workbook(to, words["privacy.mark", actor.Name, words.Moment(time.Now)]))
        {
            book.Sheet(words["import.faulty-rows"], rows);
        }
        return (await journal.Record<FaultyRowsTaken>(new FaultyRowsTaken(batch.Id, batch.Path, rows.Count - 1), actor, cancel), to.ToArray());
    }

    private static string Cell(ImportBatch batch, StagedRow row, int column) => batch.Mapping[column].Length > 0 ? CleanedRow.Raw(row, batch.Mapping, batch.Mapping[column]) : column < row.Content.Cells.Count ? row.Content.Cells[column] : "";

    private static async Task<IResult> Take(Guid id, HttpContext context, TakeFaultyRowsAction take, Actor actor, CancellationToken cancel)
    {
        var (decision, file) = await take.Run(id, actor, cancel);
        if (file is null)
        {
            return decision.ToRedirect(context, $"/imports/{id}");
        }
        // What a person takes along is not kept a second time.
        UnitOfRequest.ShowsSecretOnce(context);
        return Results.File(file, Workbook.MediaType, "faulty-rows.xlsx");
    }
}
