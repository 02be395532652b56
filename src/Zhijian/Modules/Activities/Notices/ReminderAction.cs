using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Costs;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Activities.Notices;

/// <summary>The host reminds those who have not answered, or, with the roll open, those who are not there yet.</summary>
[AsksMany(Confirms = false)]
internal sealed class RemindAction(ActivityQuery activities, ZhijianDb db, Journal journal, Postbox postbox, InstitutionTime time)
{
    public async Task<Decision<PeopleReminded>> Run(Guid id, Actor actor, CancellationToken cancel)
    {
        if (await activities.Open(id, actor, cancel) is not { } open)
        {
            return PlatformRefusals.Missing;
        }
        if (!open.MayHost)
        {
            return PlatformRefusals.NotYours;
        }
        if (open.Activity.State is not (ActivityState.Announced or ActivityState.RollOpen))
        {
            return open.Activity.WhyNot(ActivityMove.JudgeLeave)!;
        }
        var roll = await db.Attendances.Where(a => a.ActivityId == id && !a.IsObserver).ToListAsync(cancel);
        var late = Late(open.Activity, roll).ToList();
        if (late.Count == 0)
        {
            return ActivityRefusals.NobodyToRemind;
        }
        postbox.Deliver(late.Select(a => ActivityMessages.Reminder(a, open.Activity, time.Now)));
        return await journal.Record<PeopleReminded>(new PeopleReminded(id, open.Activity.Path, late.Count), actor, cancel);
    }

    /// <summary>Of a roll those who have not answered, or, with the roll open, are not there yet and have no leave.</summary>
    public static IEnumerable<Attendance> Late(Activity activity, IEnumerable<Attendance> roll) =>
        roll.Where(a => !a.IsObserver && (activity.State == ActivityState.RollOpen ? a is { Status: null, HasLeave: false } : a.Answer is null));
}

/// <summary>The host reminded some people.</summary>
public sealed record PeopleReminded(Guid SubjectId, string OrganisationPath, int People) : IFact;
