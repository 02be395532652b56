using Zhijian.Modules.Importing.Staging;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Importing.Working;

/// <summary>Cleans and checks a batch portion by portion; then looks for numbers that stand in it twice and for what may be known already.</summary>
internal sealed class CheckBatchAction(StagedRowsQuery staged, BatchesQuery batches, KindsOfRows kinds)
{
    private const int AtOnce = 2000;

    /// <summary>Answers whether more is left.</summary>
    public async Task<bool> Run(ImportBatch batch, CancellationToken cancel)
    {
        if (!await batches.Hold(batch, cancel))
        {
            return true;
        }
        if (batch.Done == 0)
        {
            await staged.ForgetTwins(batch.Id, cancel);
        }
        var total = batch.Total == 0 ? await staged.Last(batch.Id, cancel) : batch.Total;
        var rows = await staged.After(batch, batch.Done, AtOnce, cancel);
        if (rows.Count > 0)
        {
            var judged = await kinds.Of(batch).Judge(batch, rows, cancel);
            await staged.Note(batch.Id, [.. judged.Select(j => j.Note)], cancel);
            await batches.Conflicts(batch.Id, judged.Sum(j => j.Conflicts.Count()), anew: batch.Done == 0, cancel);
            // Rows are taken by their number, so that it goes on behind the last one; the bar knows the last number too.
            await batches.Progress(batch, rows[^1].Number, total, cancel);
            return true;
        }
        await staged.MarkTwice(batch.Id, await staged.Twice(batch.Id, cancel), cancel);
        await staged.NoteTwins(batch.Id, await kinds.Of(batch).Alike(batch, cancel), cancel);
        await batches.Counted(batch.Id, await staged.Counts(batch.Id, cancel), cancel);
        await batches.Stand(batch.Id, ImportState.Ready, cancel);
        return false;
    }
}
