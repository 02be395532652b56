using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Importing.Showing;

/// <summary>Batches as people may see them: who brings files for an organisation, and who reviews them.</summary>
internal sealed class BatchQuery(ZhijianDb db, KindsOfRows kinds)
{
    private const int MostListed = 100;

    /// <summary>One batch; null where there is none or it is not theirs to see.</summary>
    public async Task<ImportBatch?> One(Guid id, Actor actor, CancellationToken cancel) =>
        await db.Set<ImportBatch>().AsNoTracking().FirstOrDefaultAsync(b => b.Id == id, cancel) is { } batch && actor.May(ImportActs.See, batch.Path) ? await kinds.Shaped(batch, cancel) : null;

    /// <summary>The newest batches within sight.</summary>
    public async Task<List<ImportBatch>> Newest(Actor actor, CancellationToken cancel) =>
        [.. (await db.Set<ImportBatch>().AsNoTracking().OrderByDescending(b => b.Id).Take(MostListed).ToListAsync(cancel)).Where(b => actor.May(ImportActs.See, b.Path))];

    /// <summary>The batch to change; null where it is not theirs to bring.</summary>
    public async Task<(ImportBatch? Batch, Refusal? Refusal)> ToChange(Guid id, Actor actor, CancellationToken cancel) =>
        await db.Set<ImportBatch>().FirstOrDefaultAsync(b => b.Id == id, cancel) is not { } batch || !actor.May(ImportActs.See, batch.Path) ? (null, PlatformRefusals.Missing)
        : actor.May(ImportActs.Run, batch.Path) ? (await kinds.Shaped(batch, cancel), null) : (null, PlatformRefusals.NotYours);
}
