using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Activities.Planning;
using Zhijian.Modules.Costs;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Activities.Notices;

/// <summary>Tells everybody expected. Who that is, is asked anew, because members may have come or gone since it was planned.</summary>
[AsksMany]
internal sealed class AnnounceAction(ActivityQuery activities, Journal journal, ExpectedRoll expected, ActivityCost costs, Postbox postbox, InstitutionTime time)
{
    /// <summary>What the notice asks of others: to answer, and to come for as long as it is planned.</summary>
    public async Task<MessageCost> Cost(Activity activity, Actor actor, CancellationToken cancel) => await costs.OfNotice(activity, await expected.Told(activity, cancel), actor, cancel);

    /// <param name="costSeen">Whether the sender said that they have seen what it costs.</param>
    public async Task<Decision<ActivityAnnounced>> Run(Guid id, int? version, bool costSeen, Actor actor, CancellationToken cancel)
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
            if (await costs.WhyNotNotice(open.Activity, roll.Select(ActivityCost.Line), costSeen, actor, cancel) is { } unseen)
            {
                return unseen;
            }
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
        if (await Expected(activity, cancel) is not { } people)
        {
            return roll;
        }
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

    /// <summary>Who would be on the roll if it were renewed now; changes nothing.</summary>
    public async Task<IEnumerable<(Guid MemberId, Guid OrganisationId)>> Told(Activity activity, CancellationToken cancel)
    {
        var roll = await db.Attendances.AsNoTracking().Where(a => a.ActivityId == activity.Id).Select(a => new { a.MemberId, a.OrganisationId, a.IsObserver }).ToListAsync(cancel);
        var people = await Expected(activity, cancel);
        return roll.Where(a => people is null || a.IsObserver).Select(a => (a.MemberId, a.OrganisationId)).Concat((people ?? []).Select(p => (p.MemberId, p.OrganisationId))).DistinctBy(p => p.MemberId);
    }

    /// <summary>Who is expected by the rule pack today; null where the roll stands as it is.</summary>
    private async Task<IReadOnlyList<ExpectedPerson>?> Expected(Activity activity, CancellationToken cancel)
    {
        var day = time.DayOf(activity.StartsAt);
        if (activity.State != ActivityState.Planned || rulebook.On(day).Activities[activity.Kind].People == ExpectedPeople.Invited)
        {
            return null;
        }
        var parties = await db.ActivityParties.AsNoTracking().Where(p => p.ActivityId == activity.Id).OrderByDescending(p => p.IsHost).Select(p => p.OrganisationId).ToListAsync(cancel);
        List<Organisation> organisations;
        using (fence.As(SystemActors.Directory))
        {
            organisations = await db.Organisations.AsNoTracking().Where(o => parties.Contains(o.Id)).ToListAsync(cancel);
        }
        return await expected.For(activity.Kind, day, [.. organisations.OrderBy(o => parties.IndexOf(o.Id))], activity.GroupId, [], cancel) ?? [];
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
