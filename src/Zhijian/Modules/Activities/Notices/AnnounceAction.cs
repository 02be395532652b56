using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Activities.Planning;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Activities.Notices;

/// <summary>Tells everybody expected. Who that is, is asked anew, because members may have come or gone since it was planned.</summary>
internal sealed class AnnounceAction(ActivityQuery activities, Journal journal, ExpectedRoll expected, Postbox postbox, InstitutionTime time)
{
    public async Task<Decision<ActivityAnnounced>> Run(Guid id, int? version, Actor actor, CancellationToken cancel)
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
        var roll = await expected.Renew(open.Activity, cancel);
        var decision = open.Activity.Announce(roll.Count(a => !a.IsObserver), time.Now);
        if (decision.Fact is not null)
        {
            foreach (var person in roll)
            {
                person.NotifiedAt = time.Now;
            }
            postbox.Deliver(roll.Where(a => a.MemberId != actor.MemberId).Select(a => ActivityMessages.Announced(a, open.Activity, time.Now)));
        }
        return await journal.Record(decision, actor, cancel);
    }
}

/// <summary>Keeps the roll of those expected in step with the members, until it is opened.</summary>
internal sealed class ExpectedRoll(ZhijianDb db, Fence fence, ExpectedQuery expected, Rulebook rulebook, InstitutionTime time)
{
    /// <summary>The roll as it stands; before the notice, people who came are added and people who left are taken off.</summary>
    public async Task<List<Attendance>> Renew(Activity activity, CancellationToken cancel)
    {
        var roll = await db.Attendances.Where(a => a.ActivityId == activity.Id).ToListAsync(cancel);
        var day = time.DayOf(activity.StartsAt);
        if (activity.State != ActivityState.Planned || rulebook.On(day).Activities[activity.Kind].People == ExpectedPeople.Invited)
        {
            return roll;
        }
        var parties = await db.ActivityParties.AsNoTracking().Where(p => p.ActivityId == activity.Id).OrderByDescending(p => p.IsHost).Select(p => p.OrganisationId).ToListAsync(cancel);
        List<Organisation> organisations;
        using (fence.As(SystemActors.Directory))
        {
            organisations = await db.Organisations.AsNoTracking().Where(o => parties.Contains(o.Id)).ToListAsync(cancel);
        }
        var people = await expected.For(activity.Kind, day, [.. organisations.OrderBy(o => parties.IndexOf(o.Id))], activity.GroupId, [], cancel) ?? [];
        var wanted = people.ToDictionary(p => p.MemberId);
        foreach (var gone in roll.Where(a => !a.IsObserver && !wanted.ContainsKey(a.MemberId)).ToList())
        {
            db.Remove(gone);
            roll.Remove(gone);
        }
        foreach (var come in people.Where(p => roll.All(a => a.MemberId != p.MemberId)).ToList())
        {
            var added = come.On(activity.Id);
            db.Add(added);
            roll.Add(added);
        }
        return roll;
    }
}

/// <summary>The messages about activities.</summary>
internal static class ActivityMessages
{
    public static Message Announced(Attendance to, Activity activity, DateTimeOffset now) => Make(to, activity, now, "message.activity-announced");

    public static Message Changed(Attendance to, Activity activity, DateTimeOffset now) => Make(to, activity, now, "message.activity-changed");

    public static Message Reminder(Attendance to, Activity activity, DateTimeOffset now) => Make(to, activity, now, "message.activity-reminder");

    public static Message Cancelled(Attendance to, Activity activity, DateTimeOffset now) =>
        Message.To(to.MemberId, to.Path, now, $"/activities/{activity.Id}", "message.activity-cancelled", activity.Title, activity.StartsAt, activity.CancelReason ?? "");

    public static Message LeaveJudged(Attendance to, Activity activity, bool granted, DateTimeOffset now) =>
        Message.To(to.MemberId, to.Path, now, $"/activities/{activity.Id}", granted ? "message.leave-granted" : "message.leave-declined", activity.Title, activity.StartsAt);

    public static Message LeaveAsked(Attendance by, Activity activity, DateTimeOffset now) =>
        Message.To(activity.HostMemberId, activity.Path, now, $"/activities/{activity.Id}", "message.leave-asked", by.Name, activity.Title);

    private static Message Make(Attendance to, Activity activity, DateTimeOffset now, string key) =>
        Message.To(to.MemberId, to.Path, now, $"/activities/{activity.Id}", key, activity.Title, activity.StartsAt, activity.Place ?? activity.OnlineLink ?? "");
}
