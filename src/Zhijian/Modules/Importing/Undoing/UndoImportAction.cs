using Zhijian.Modules.Importing.Showing;
using Zhijian.Modules.Importing.Working;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Importing.Undoing;

/// <summary>Asks that all a batch filed is taken out again; refused as long as something was built on it.</summary>
internal sealed class UndoImportAction(BatchQuery query, KindsOfRows kinds, Fence fence, Journal journal, ImportWork work)
{
    public const int MostListed = 100;

    public async Task<Decision<ImportUndoAsked>> Run(Guid id, int seen, Actor actor, CancellationToken cancel)
    {
        var (batch, refusal) = await query.ToChange(id, actor, cancel);
        if (batch is null)
        {
            return refusal!;
        }
        var decision = batch.Undo((await kinds.Of(batch).BuiltOn(batch, null, MostListed, cancel)).Count, seen);
        if (decision.Fact is not null)
        {
            fence.AfterCommit(() =>
            {
                work.Begin(batch.Id, batch.Path);
                return Task.CompletedTask;
            });
        }
        return await journal.Record(decision, actor, cancel);
    }
}
