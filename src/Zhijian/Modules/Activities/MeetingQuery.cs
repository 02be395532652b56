using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Activities;

/// <summary>Finds an activity with its agenda, roll and record, where the viewer's scope shows it: by their posts, as host, on their own roll entry, or because their organisation takes part.</summary>
internal sealed class MeetingQuery(ZhijianDb db, ActivityQuery activities)
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

    /// <summary>The activity alone, with its rows opened to the rest of the request; by the same right as its page.</summary>
    public async Task<Activity?> Open(Guid activityId, Actor actor, CancellationToken cancel) => (await activities.Open(activityId, actor, cancel))?.Activity;
}
