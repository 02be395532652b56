using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Activities;

/// <summary>Finds an activity with its agenda, roll and record, where the viewer's scope shows it: by their posts, as host, on their own roll entry, or because their organisation takes part.</summary>
internal sealed class MeetingQuery(ZhijianDb db, Fence fence)
{
    public async Task<Meeting?> Find(Guid activityId, Actor actor, CancellationToken cancel)
    {
        if (await Open(activityId, actor, cancel) is not { } activity)
        {
            return null;
        }
        return new Meeting
        {
            Activity = activity,
            Record = await db.ActivityRecords.FirstOrDefaultAsync(r => r.ActivityId == activityId && r.AddendumTo == null, cancel),
            Agenda = await db.AgendaItems.Where(a => a.ActivityId == activityId).OrderBy(a => a.Ordinal).ToListAsync(cancel),
            Motions = await db.Motions.Where(m => m.ActivityId == activityId).OrderBy(m => m.Ordinal).ToListAsync(cancel),
            FollowUps = await db.FollowUps.Where(f => f.ActivityId == activityId).OrderBy(f => f.Id).ToListAsync(cancel),
            Roll = await db.Attendances.Where(a => a.ActivityId == activityId).OrderBy(a => a.Name).ToListAsync(cancel),
            Parties = await db.ActivityParties.Where(p => p.ActivityId == activityId).ToListAsync(cancel),
        };
    }

    /// <summary>The activity alone, with its rows opened to the rest of the request.</summary>
    public async Task<Activity?> Open(Guid activityId, Actor actor, CancellationToken cancel)
    {
        var activity = await db.Activities.FirstOrDefaultAsync(a => a.Id == activityId, cancel);
        if (activity is null && !await IsPointedAt(activityId, actor, cancel))
        {
            return null;
        }
        fence.Admit(activityId);
        return activity ?? await db.Activities.FirstOrDefaultAsync(a => a.Id == activityId, cancel);
    }

    /// <summary>A row inside the scope points at it: one's own entry on the roll (once told), or one's organisation among those that take part.</summary>
    private async Task<bool> IsPointedAt(Guid activityId, Actor actor, CancellationToken cancel) =>
        await db.Attendances.AnyAsync(a => a.ActivityId == activityId && a.MemberId == actor.MemberId && (a.NotifiedAt != null || a.Status != null), cancel)
        || await db.ActivityParties.AnyAsync(p => p.ActivityId == activityId, cancel);
}
