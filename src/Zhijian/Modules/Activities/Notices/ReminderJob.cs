using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Jobs;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Activities.Notices;

/// <summary>Reminds the day before and one hour before; only those who have not asked for leave, and each once for a time.</summary>
internal sealed class ReminderJob(ZhijianDb db, Fence fence, Journal journal, Postbox postbox, InstitutionTime time) : IRecurring
{
    private static readonly (string Name, TimeSpan Ahead)[] Times = [("hour", TimeSpan.FromHours(1)), ("day", TimeSpan.FromDays(1))];

    public static TimeSpan Every => TimeSpan.FromMinutes(1);

    public Task Run(CancellationToken cancel) => Remind(cancel);

    /// <summary>Answers how many activities people were reminded of.</summary>
    public async Task<int> Remind(CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Jobs);
        var reminded = 0;
        foreach (var (name, ahead) in Times)
        {
            foreach (var id in await Due(name, ahead, cancel))
            {
                reminded++;
                var activity = await db.Activities.AsNoTracking().FirstAsync(a => a.Id == id, cancel);
                var people = await db.Attendances.AsNoTracking().Where(a => a.ActivityId == id && !a.IsObserver && a.Answer != AttendanceAnswer.Leave).ToListAsync(cancel);
                postbox.Deliver(people.Select(p => ActivityMessages.Reminder(p, activity, time.Now)));
                await journal.Also(new PeopleReminded(id, activity.Path, people.Count), SystemActors.Jobs.Actor, cancel);
            }
        }
        await fence.Commit(cancel);
        return reminded;
    }

    /// <summary>Marks and answers the activities whose reminder is due; one announced within the time ahead needs none.</summary>
    private async Task<List<Guid>> Due(string name, TimeSpan ahead, CancellationToken cancel) => await fence.Rows<Guid>(
        """
        insert into activity_reminder (activity_id, path, ahead, starts_at, at)
        select id, path, @name, starts_at, @now from activity
        where state in ('Announced', 'RollOpen') and starts_at > @now and starts_at <= @now + @ahead and announced_at < starts_at - @ahead
        on conflict do nothing returning activity_id
        """,
        new { name, ahead, now = time.Now }, cancel);
}
