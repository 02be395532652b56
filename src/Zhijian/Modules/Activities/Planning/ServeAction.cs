using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Activities.Planning;

/// <summary>Somebody chooses which learning task an activity serves, or that it serves none, until its record is handed in.</summary>
internal sealed class ServeAction(ActivityQuery activities, IServedTasks tasks, Journal journal, ZhijianDb db)
{
    public async Task<Decision<ActivityTaskChosen>> Run(Guid id, Guid? task, int version, Actor actor, CancellationToken cancel)
    {
        if (await activities.Open(id, actor, cancel) is not { } open)
        {
            return PlatformRefusals.Missing;
        }
        if (!open.MayPlan && !open.MayRecord)
        {
            return PlatformRefusals.NotYours;
        }
        var offered = task is null ? [] : await tasks.Open(open.Activity.Path, open.Activity.Kind, cancel);
        var decision = open.Activity.Serve(task, offered.FirstOrDefault(t => t.Id == task), version);
        if (decision.Refusal is null)
        {
            // The choice was made anew even where it is the old one: a page from before is no longer true.
            db.Entry(open.Activity).Property(a => a.Version).IsModified = true;
        }
        return await journal.Record(decision, actor, cancel);
    }
}
