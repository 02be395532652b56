using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Activities.Notices;
using Zhijian.Modules.Costs;
using Zhijian.Modules.Figures;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Activities.Planning;

/// <summary>Somebody changes time, place, host, title or agenda; whoever had the notice gets a new one.</summary>
[AsksMany(Confirms = false)]
internal sealed class ChangeAction(ActivityQuery activities, ZhijianDb db, Journal journal, Rulebook rulebook, Postbox postbox, TraceBook figures, LiveHub hub, Fence fence, InstitutionTime time)
{
    public async Task<Decision<ActivityChanged>> Run(Guid id, ActivityDetails to, IReadOnlyList<string>? agenda, int version, Actor actor, CancellationToken cancel)
    {
        if (await activities.Open(id, actor, cancel) is not { } open)
        {
            return PlatformRefusals.Missing;
        }
        if (!open.MayPlan)
        {
            return PlatformRefusals.NotYours;
        }
        var activity = open.Activity;
        if (to.HostMemberId != activity.HostMemberId && !await db.Members.AnyAsync(m => m.Id == to.HostMemberId, cancel))
        {
            return ActivityRefusals.HostNotFound;
        }
        if (agenda?.Count > PlanAction.MostPoints)
        {
            return ActivityRefusals.TooManyPoints.With(PlanAction.MostPoints).At("Form.Agenda");
        }
        if (agenda?.Any(p => p.Length > PlanAction.LongestPoint) == true)
        {
            return PlatformRefusals.TooLong.With(PlanAction.LongestPoint).At("Form.Agenda");
        }
        var decision = activity.Change(to, rulebook.On(time.DayOf(to.StartsAt)).Activities[activity.Kind], version);
        if (decision.Fact is not { } changed)
        {
            return decision;
        }
        // Who changed the agenda alone changed the activity: its next version says so to whoever still sees the old one.
        db.Entry(activity).Property(a => a.Version).IsModified = true;
        if (agenda is not null)
        {
            await Renew(activity, agenda, cancel);
        }
        if (changed.Retold)
        {
            await TellAgain(activity, actor, cancel);
        }
        fence.AfterCommit(() => ActivityTopic.Tell(hub, id));
        var recorded = await journal.Record(decision, actor, cancel);
        if (recorded.Fact is not null)
        {
            var parties = await db.ActivityParties.AsNoTracking().Where(p => p.ActivityId == id).ToListAsync(cancel);
            await figures.Planned(new PlannedActivity(id, activity.Kind, activity.StartsAt, activity.Title, [.. parties.Select(p => new Party(p.OrganisationId, p.Path))]), cancel);
        }
        return recorded;
    }

    /// <summary>Answers given to another time don't count any more.</summary>
    private async Task TellAgain(Activity activity, Actor actor, CancellationToken cancel)
    {
        var roll = await db.Attendances.Where(a => a.ActivityId == activity.Id).ToListAsync(cancel);
        foreach (var person in roll)
        {
            person.ToldAgain(time.Now);
        }
        postbox.Deliver(roll.Where(a => a.MemberId != actor.MemberId).Select(a => ActivityMessages.Changed(a, activity, time.Now)));
    }

    private async Task Renew(Activity activity, IReadOnlyList<string> agenda, CancellationToken cancel)
    {
        var points = await db.AgendaItems.Where(i => i.ActivityId == activity.Id).OrderBy(i => i.Ordinal).ToListAsync(cancel);
        var titles = agenda.Select(t => t.Trim()).Where(t => t.Length > 0).DefaultIfEmpty(activity.Title).ToList();
        for (var i = 0; i < titles.Count; i++)
        {
            if (i < points.Count)
            {
                points[i].Title = titles[i];
            }
            else
            {
                db.Add(new AgendaItem { ActivityId = activity.Id, Path = activity.Path, Ordinal = i + 1, Title = titles[i] });
            }
        }
        db.RemoveRange(points.Skip(titles.Count));
    }
}

/// <summary>Somebody calls an activity off; whoever was told is told why.</summary>
[AsksMany(Confirms = false)]
internal sealed class CancelAction(ActivityQuery activities, ZhijianDb db, Journal journal, Postbox postbox, TraceBook figures, LiveHub hub, Fence fence, InstitutionTime time)
{
    public async Task<Decision<ActivityCancelled>> Run(Guid id, string? reason, int? version, Actor actor, CancellationToken cancel)
    {
        if (await activities.Open(id, actor, cancel) is not { } open)
        {
            return PlatformRefusals.Missing;
        }
        if (!open.MayPlan)
        {
            return PlatformRefusals.NotYours;
        }
        if (version is { } seen && seen != open.Activity.Version)
        {
            return PlatformRefusals.Stale;
        }
        var decision = open.Activity.Cancel(reason, time.Now);
        if (decision.Fact is not { } cancelled)
        {
            return decision;
        }
        if (cancelled.WasAnnounced)
        {
            var roll = await db.Attendances.AsNoTracking().Where(a => a.ActivityId == id && a.MemberId != actor.MemberId).ToListAsync(cancel);
            postbox.Deliver(roll.Select(a => ActivityMessages.Cancelled(a, open.Activity, time.Now)));
        }
        fence.AfterCommit(() => ActivityTopic.Tell(hub, id));
        var recorded = await journal.Record(decision, actor, cancel);
        if (recorded.Fact is not null)
        {
            await figures.Cancelled(id, cancel);
        }
        return recorded;
    }
}
