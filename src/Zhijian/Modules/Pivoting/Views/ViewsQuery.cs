using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Pivoting.Views;

/// <summary>The only place that speaks with the table of views.</summary>
internal sealed class ViewsQuery(ZhijianDb db)
{
    private const int MostShared = 60;

    /// <summary>One's own, in the order of keeping.</summary>
    public Task<List<PivotView>> Own(Actor actor, CancellationToken cancel) =>
        db.Set<PivotView>().AsNoTracking().Where(v => v.CreatedBy == actor.MemberId).OrderBy(v => v.Id).Take(PivotView.MostOwn).ToListAsync(cancel);

    /// <summary>What others share with the open space: at its organisation, above it or below.</summary>
    public async Task<List<PivotView>> Shared(Actor actor, CancellationToken cancel)
    {
        if (actor.Space is not { } space)
        {
            return [];
        }
        return await db.Set<PivotView>().AsNoTracking().Where(v => v.IsShared && v.CreatedBy != actor.MemberId
            && (v.Path.StartsWith(space.Path) || space.Path.StartsWith(v.Path)))
            .OrderBy(v => v.Path).ThenBy(v => v.Id).Take(MostShared).ToListAsync(cancel);
    }

    public Task<int> CountOwn(Actor actor, CancellationToken cancel) => db.Set<PivotView>().CountAsync(v => v.CreatedBy == actor.MemberId, cancel);

    public Task<PivotView?> Find(Guid id, CancellationToken cancel) => db.Set<PivotView>().FirstOrDefaultAsync(v => v.Id == id, cancel);
}
