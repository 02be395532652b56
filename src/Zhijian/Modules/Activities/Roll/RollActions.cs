using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Activities.Notices;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Activities.Roll;

/// <summary>The host opens the roll; from now on people check in.</summary>
internal sealed class OpenRollAction(ActivityQuery activities, ExpectedRoll expected, Journal journal, LiveHub hub, Fence fence, InstitutionTime time)
{
    public async Task<Decision<RollOpened>> Run(Guid id, int? version, Actor actor, CancellationToken cancel)
    {
        if (await activities.Open(id, actor, cancel) is not { } open)
        {
            return PlatformRefusals.Missing;
        }
        if (!open.MayHost)
        {
            return PlatformRefusals.NotYours;
        }
        if (version is { } seen && seen != open.Activity.Version)
        {
            return PlatformRefusals.Stale;
        }
        var roll = await expected.Renew(open.Activity, cancel);
        fence.AfterCommit(() => ActivityTopic.Tell(hub, id));
        return await journal.Record(open.Activity.OpenRoll(roll.Count(a => !a.IsObserver), time.Today, time.DayOf(open.Activity.StartsAt), time.Now), actor, cancel);
    }
}

/// <summary>The host writes how one person attended.</summary>
internal sealed class MarkAction(ActivityQuery activities, ZhijianDb db, Journal journal, LiveHub hub, Fence fence, InstitutionTime time)
{
    /// <summary><paramref name="madeAt"/> is when the tick was made, where it was made without network; <paramref name="seen"/> the line's version the writer saw, where they said so.</summary>
    public async Task<Decision<PresenceMarked>> Run(Guid id, Guid memberId, AttendanceStatus status, DateTimeOffset? madeAt, int? seen, Actor actor, CancellationToken cancel)
    {
        if (await activities.Open(id, actor, cancel) is not { } open || await db.Attendances.FindAsync([id, memberId], cancel) is not { } attendance)
        {
            return PlatformRefusals.Missing;
        }
        if (!open.MayHost)
        {
            return PlatformRefusals.NotYours;
        }
        if (seen is not null && seen != attendance.Version)
        {
            return PlatformRefusals.Stale;
        }
        var now = time.Now;
        var at = madeAt is { } made && made <= now && made > now.AddDays(-7) ? made : now;
        fence.AfterCommit(() => ActivityTopic.Tell(hub, id));
        var decision = open.Activity.Mark(attendance, status, madeAt is null ? PresenceBy.Roll : PresenceBy.Offline, at, now);
        return decision.Refusal == ActivityRefusals.MarkedMeanwhile ? ActivityRefusals.MarkedMeanwhile.With(attendance.Name) : await journal.Record(decision, actor, cancel);
    }
}

/// <summary>The host writes that all others are present.</summary>
internal sealed class MarkOthersPresentAction(ActivityQuery activities, ZhijianDb db, Journal journal, LiveHub hub, Fence fence, InstitutionTime time)
{
    public async Task<Decision<OthersMarkedPresent>> Run(Guid id, Actor actor, CancellationToken cancel)
    {
        if (await activities.Open(id, actor, cancel) is not { } open)
        {
            return PlatformRefusals.Missing;
        }
        if (!open.MayHost)
        {
            return PlatformRefusals.NotYours;
        }
        var roll = await db.Attendances.Where(a => a.ActivityId == id).ToListAsync(cancel);
        fence.AfterCommit(() => ActivityTopic.Tell(hub, id));
        return await journal.Record(open.Activity.MarkOthersPresent(roll, time.Now), actor, cancel);
    }
}

/// <summary>The host adds somebody who listens without being expected: an applicant, an activist, a guest from another branch.</summary>
internal sealed class AddObserverAction(ActivityQuery activities, ZhijianDb db, Journal journal, InstitutionTime time)
{
    public async Task<Decision<ObserverAdded>> Run(Guid id, Guid memberId, Actor actor, CancellationToken cancel)
    {
        if (await activities.Open(id, actor, cancel) is not { } open || await db.Members.FindAsync([memberId], cancel) is not { } member)
        {
            return PlatformRefusals.Missing;
        }
        if (!open.MayHost)
        {
            return PlatformRefusals.NotYours;
        }
        if (open.Activity.WhyNot(ActivityMove.Mark) is { } refusal)
        {
            return refusal;
        }
        if (await db.Attendances.AnyAsync(a => a.ActivityId == id && a.MemberId == memberId, cancel))
        {
            return ActivityRefusals.AlreadyOnRoll;
        }
        db.Add(new Attendance
        {
            ActivityId = id, MemberId = memberId, Path = member.Path, OrganisationId = member.OrganisationId, Name = member.Name, IsObserver = true, Votes = false,
            Status = AttendanceStatus.Present, MarkedAt = time.Now, MarkedBy = PresenceBy.Roll,
        });
        return await journal.Record<ObserverAdded>(new ObserverAdded(id, open.Activity.Path, memberId), actor, cancel);
    }
}

/// <summary>The host closes the roll: the activity was held.</summary>
internal sealed class CloseRollAction(ActivityQuery activities, ZhijianDb db, Journal journal, LiveHub hub, Fence fence, InstitutionTime time)
{
    public async Task<Decision<RollClosed>> Run(Guid id, int? version, Actor actor, CancellationToken cancel)
    {
        if (await activities.Open(id, actor, cancel) is not { } open)
        {
            return PlatformRefusals.Missing;
        }
        if (!open.MayHost)
        {
            return PlatformRefusals.NotYours;
        }
        if (version is { } seen && seen != open.Activity.Version)
        {
            return PlatformRefusals.Stale;
        }
        // Check-ins of this moment are written first; those that come later find the roll closed.
        await fence.Run("select 1 from activity where id = @id for update", new { id }, cancel);
        var roll = await db.Attendances.Where(a => a.ActivityId == id).ToListAsync(cancel);
        fence.AfterCommit(() => ActivityTopic.Tell(hub, id));
        return await journal.Record(open.Activity.CloseRoll(roll, time.Now), actor, cancel);
    }
}

/// <summary>Somebody listens without being expected.</summary>
public sealed record ObserverAdded(Guid SubjectId, string OrganisationPath, Guid MemberId) : IFact;
