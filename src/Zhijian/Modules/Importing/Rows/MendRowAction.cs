using Zhijian.Modules.Importing.Checking;
using Zhijian.Modules.Importing.Showing;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Importing.Rows;

/// <summary>Mends cells of one row in place, or decides who it is about; the row is judged again at once.</summary>
internal sealed class MendRowAction(BatchQuery query, StagedRowsQuery staged, BatchesQuery batches, KindsOfRows kinds, Journal journal)
{
    public async Task<Decision<ImportRowMended>> Mend(Guid id, int number, IReadOnlyDictionary<string, string?> typed, Actor actor, CancellationToken cancel)
    {
        var (batch, row, refusal) = await Find(id, number, actor, cancel);
        if (batch is null || row is null)
        {
            return refusal!;
        }
        if (batch.WhyNotMend is { } notNow)
        {
            return notNow;
        }
        List<string> changed = [];
        foreach (var field in kinds.Of(batch).Columns.All)
        {
            // A sealed cell is not shown in the form: left empty it keeps what the file says.
            if (typed.TryGetValue(field.Id, out var value) && !(field.IsSealed && string.IsNullOrEmpty(value)) && (value ?? "") != CleanedRow.Raw(row, batch.Mapping, field.Id))
            {
                row.Content.Mended[field.Id] = value ?? "";
                changed.Add(field.Id);
            }
        }
        await staged.Mend(batch, row, cancel);
        await Again(batch, row, cancel);
        return await journal.Record<ImportRowMended>(new ImportRowMended(batch.Id, batch.Path, number, changed), actor, cancel);
    }

    public async Task<Decision<ImportTwinsDecided>> Decide(Guid id, int number, TwinDecision? decision, Actor actor, CancellationToken cancel)
    {
        var (batch, row, refusal) = await Find(id, number, actor, cancel);
        if (batch is null || row is null)
        {
            return refusal!;
        }
        if (batch.WhyNotMend is { } notNow)
        {
            return notNow;
        }
        if (decision is not { } decided || row.TwinId is null || (row.TwinExact && decided == TwinDecision.New))
        {
            return PlatformRefusals.Required.At("Form.Decision");
        }
        await staged.Decide(batch.Id, number, decided, cancel);
        row.Decision = decided;
        await Again(batch, row, cancel);
        return await journal.Record<ImportTwinsDecided>(new ImportTwinsDecided(batch.Id, batch.Path, number, decided, 1), actor, cancel);
    }

    /// <summary>Judges the row, and counts the batch anew.</summary>
    private async Task Again(ImportBatch batch, StagedRow row, CancellationToken cancel)
    {
        var kind = kinds.Of(batch);
        var judged = await kind.Judge(batch, kind.RowsSpeakOfEachOther ? await staged.After(batch, 0, kind.MostRows, cancel) : [row], cancel);
        var note = judged.First(j => j.Staged.Number == row.Number).Note;
        if (note.State == RowState.Right && await staged.OtherWith(batch.Id, row.Number, note.Keys, cancel) > 0)
        {
            note = note with { State = RowState.Faulty, Outcome = null, Faults = [":" + ImportRefusals.TwiceInFile.Code] };
        }
        await staged.Note(batch.Id, [note, .. judged.Where(j => j.Staged.Number != row.Number).Select(j => j.Note)], cancel);
        if (kind.RowsSpeakOfEachOther)
        {
            await staged.MarkTwice(batch.Id, await staged.Twice(batch.Id, cancel), cancel);
        }
        await batches.Counted(batch.Id, await staged.Counts(batch.Id, cancel), cancel);
    }

    private async Task<(ImportBatch? Batch, StagedRow? Row, Refusal? Refusal)> Find(Guid id, int number, Actor actor, CancellationToken cancel)
    {
        var (batch, refusal) = await query.ToChange(id, actor, cancel);
        var row = batch is null ? null : await staged.One(batch, number, cancel);
        return (batch, row, refusal ?? (row is null ? PlatformRefusals.Missing : null));
    }
}
