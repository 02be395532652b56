using Zhijian.Modules.Importing.Checking;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Importing.Working;

/// <summary>
/// Files the rows of a reviewed batch, a portion in each transaction: things, their traces and where each value came from together. Each row is judged once more, because days may
/// have passed since it was checked; what has become wrong stays behind with its fault.
/// </summary>
internal sealed class EnterBatchAction(StagedRowsQuery staged, BatchesQuery batches, KindsOfRows kinds, Journal journal, InstitutionTime time)
{
    /// <summary>Answers whether more is left.</summary>
    public async Task<bool> Run(ImportBatch batch, Actor actor, CancellationToken cancel)
    {
        if (!await batches.Hold(batch, cancel))
        {
            return true;
        }
        var kind = kinds.Of(batch);
        var rows = await kind.Next(batch, cancel);
        if (rows.Count == 0)
        {
            return await End(batch, actor, cancel);
        }
        var judged = await kind.Judge(batch, rows, cancel);
        var answers = await kind.Enter(batch, [.. judged.Where(j => j.Note is { State: RowState.Right, Outcome: RowOutcome.Create or RowOutcome.Change })], actor, cancel);
        List<(int, Guid, RowOutcome)> done =
        [
            .. answers.Where(a => a.Outcome is not null).Select(a => (a.Row, a.Entity, a.Outcome!.Value)),
            .. judged.Where(j => j.Note is { State: RowState.Right, Outcome: RowOutcome.Leave }).Select(j => (j.Staged.Number, j.Known?.Id ?? batch.Id, RowOutcome.Leave)),
        ];
        List<(int, string)> gone =
        [
            .. judged.Where(j => j.Note.State != RowState.Right).Select(j => (j.Staged.Number, j.Note.Faults.Count > 0 ? j.Note.Faults[0] : ":" + ImportRefusals.NotNow.Code)),
            .. answers.Where(a => a.Outcome is null).Select(a => (a.Row, RowFault.Of(a.Refusal!).Kept)),
        ];
        await staged.Entered(batch.Id, done, cancel);
        if (gone.Count > 0)
        {
            await staged.Refused(batch.Id, gone, cancel);
        }
        await batches.Progress(batch, batch.Done + rows.Count, batch.Created + batch.Changed, cancel);
        await journal.Also(new ImportRowsFiled(batch.Id, batch.Path, answers.Count(a => a.Outcome == RowOutcome.Create), answers.Count(a => a.Outcome == RowOutcome.Change)), actor, cancel);
        return true;
    }

    private async Task<bool> End(ImportBatch batch, Actor actor, CancellationToken cancel)
    {
        var counts = await staged.Counts(batch.Id, cancel);
        await batches.Counted(batch.Id, counts, cancel);
        await batches.EnteredAt(batch.Id, time.Now, cancel);
        await batches.Stand(batch.Id, ImportState.Entered, cancel);
        await journal.Also(new ImportEntered(batch.Id, batch.Path, counts.Created, counts.Changed, counts.Unchanged, batch.Conflicts), actor, cancel);
        return false;
    }
}
