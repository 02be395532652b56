using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Pivoting.Views;

/// <summary>Keeps and drops views.</summary>
internal sealed class KeepViewAction(ZhijianDb db, Journal journal, ViewsQuery views, TimeProvider clock)
{
    public async Task<Decision<PivotViewKept>> Keep(string? name, PivotQuestion question, bool isShared, Actor actor, CancellationToken cancel)
    {
        var decision = PivotView.Keep(name, question, isShared, await views.CountOwn(actor, cancel), actor, clock.GetUtcNow(), out var view);
        if (view is not null)
        {
            db.Add(view);
        }
        return await journal.Record(decision, actor, cancel);
    }

    public async Task<Decision<PivotViewDropped>> Drop(Guid id, int seen, Actor actor, CancellationToken cancel)
    {
        if (await views.Find(id, cancel) is not { } view)
        {
            return PlatformRefusals.Missing;
        }
        var decision = view.Drop(actor, seen);
        if (decision.Fact is not null)
        {
            db.Remove(view);
        }
        return await journal.Record(decision, actor, cancel);
    }
}
