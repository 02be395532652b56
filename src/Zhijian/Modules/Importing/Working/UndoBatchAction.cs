using Zhijian.Modules.Importing.Reviewing;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Modules.Importing.Undoing;
using Zhijian.Modules.People;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Importing.Working;

/// <summary>Takes out again what a batch had filed, newest first: people it made, and what it changed. On what something was built meanwhile stays and is told.</summary>
internal sealed class UndoBatchAction(Fence fence, StagedRowsQuery staged, BatchesQuery batches, BuiltOnQuery builtOn, EnterManyAction people, ValueSeals seals, Journal journal, InstitutionTime time)
{
    private const int AtOnce = 1000;

    /// <summary>Answers whether more is left.</summary>
    public async Task<bool> Run(ImportBatch batch, Actor actor, CancellationToken cancel)
    {
        if (!await batches.Hold(batch, cancel))
        {
            return true;
        }
        var kept = (await builtOn.Run(batch.Id, int.MaxValue, cancel)).Select(b => b.Id).ToArray();
        var notes = await fence.Rows<NoteRow>(
            "select id, entity_id as EntityId, before from provenance where batch_id = @Id and not entity_id = any(@kept) order by id desc limit @AtOnce", new { batch.Id, kept, AtOnce }, cancel);
        if (notes.Count == 0)
        {
            return await End(batch, kept.Length, actor, cancel);
        }
        var created = notes.Where(n => n.Before is null).Select(n => n.EntityId).ToList();
        var members = await people.Of([.. notes.Where(n => n.Before is not null).Select(n => n.EntityId)], forChange: true, cancel);
        foreach (var note in notes.Where(n => n.Before is not null))
        {
            people.PutBack(members[note.EntityId], seals.Before(members[note.EntityId], note.Id, note.Before!), actor);
        }
        await people.TakeOut(created, actor, cancel);
        await fence.Run("delete from provenance where id = any(@ids); delete from import_conflict where batch_id = @Id and entity_id = any(@entities)", new { batch.Id, ids = notes.Select(n => n.Id).ToArray(), entities = notes.Select(n => n.EntityId).ToArray() }, cancel);
        await staged.Unenter(batch.Id, [.. notes.Select(n => n.EntityId)], cancel);
        await batches.Progress(batch, batch.Done + notes.Count, batch.Created + batch.Changed, cancel);
        await journal.Also(new ImportRowsTakenOut(batch.Id, batch.Path, created.Count, members.Count), actor, cancel);
        return true;
    }

    private async Task<bool> End(ImportBatch batch, int kept, Actor actor, CancellationToken cancel)
    {
        // Rows that changed nothing stood for themselves.
        await fence.Run("update import_row set entity_id = null where batch_id = @Id and outcome = 'Leave'", new { batch.Id }, cancel);
        if (kept == 0)
        {
            await batches.UndoneAt(batch.Id, time.Now, cancel);
        }
        // Where the last reviewer took the approval back, it waits for them again.
        var waits = await fence.Row<bool>("select exists (select 1 from review_case where record_kind = @kind and subject_id = @Id and state = 'Waiting')", new { kind = ReviewableImports.Kind, batch.Id }, cancel);
        await batches.Stand(batch.Id, kept > 0 ? ImportState.Entered : waits ? ImportState.InReview : ImportState.Undone, cancel);
        await journal.Also(new ImportUndone(batch.Id, batch.Path, batch.Created, batch.Changed, kept), actor, cancel);
        return false;
    }

    private sealed class NoteRow
    {
        public Guid Id { get; set; }

        public Guid EntityId { get; set; }

        public byte[]? Before { get; set; }
    }
}
