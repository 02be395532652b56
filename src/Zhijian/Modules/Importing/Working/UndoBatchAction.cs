using Zhijian.Modules.Importing.Reviewing;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Importing.Working;

/// <summary>Takes out again what a batch had filed, newest first: things it made, and what it changed. On what something was built meanwhile stays and is told.</summary>
internal sealed class UndoBatchAction(StagedRowsQuery staged, BatchesQuery batches, ProvenanceBook provenance, KindsOfRows kinds, Journal journal, InstitutionTime time)
{
    private const int AtOnce = 1000;

    /// <summary>Answers whether more is left.</summary>
    public async Task<bool> Run(ImportBatch batch, Actor actor, CancellationToken cancel)
    {
        if (!await batches.Hold(batch, cancel))
        {
            return true;
        }
        var kind = kinds.Of(batch);
        var notes = await provenance.OfBatch(batch.Id, batch.LookedTo, AtOnce, cancel);
        if (notes.Count == 0)
        {
            return await End(batch, await provenance.Things(batch.Id, cancel), actor, cancel);
        }
        var kept = (await kind.BuiltOn(batch, [.. notes.Select(n => n.EntityId).Distinct()], int.MaxValue, cancel)).Select(b => b.Id).ToHashSet();
        var free = notes.Where(n => !kept.Contains(n.EntityId)).ToList();
        var (removed, putBack) = await kind.TakeOut(batch, free, actor, cancel);
        await provenance.Forget([.. free.Select(n => n.Id)], cancel);
        await staged.Unenter(batch.Id, [.. free.Select(n => n.EntityId)], cancel);
        await batches.Progress(batch, batch.Done + notes.Count, batch.Created + batch.Changed, cancel);
        await batches.LookedTo(batch.Id, notes[^1].Id, cancel);
        await journal.Also(new ImportRowsTakenOut(batch.Id, batch.Path, removed, putBack), actor, cancel);
        return true;
    }

    private async Task<bool> End(ImportBatch batch, int kept, Actor actor, CancellationToken cancel)
    {
        // Rows that changed nothing stood for themselves.
        await staged.Leave(batch.Id, cancel);
        if (kept == 0)
        {
            await batches.UndoneAt(batch.Id, time.Now, cancel);
        }
        // Where the last reviewer took the approval back, it waits for them again.
        var waits = await batches.WaitsForReview(batch.Id, ReviewableImports.Kind, cancel);
        await batches.Stand(batch.Id, kept > 0 ? ImportState.Entered : waits ? ImportState.InReview : ImportState.Undone, cancel);
        await journal.Also(new ImportUndone(batch.Id, batch.Path, batch.Created, batch.Changed, kept), actor, cancel);
        return false;
    }
}
