using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Activities.Records;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Activities.Minutes;

/// <summary>The recorder saves the minutes; the first time the record comes into being with its number.</summary>
internal sealed class SaveMinutesAction(ZhijianDb db, Journal journal, MeetingQuery meetings, NextNumberQuery numbers, Rulebook rulebook, InstitutionTime time)
{
    public async Task<Decision<MinutesSaved>> Run(Guid activityId, MinutesDraft draft, int expectedVersion, Actor actor, CancellationToken cancel)
    {
        if (await meetings.Find(activityId, actor, cancel) is not { } meeting)
        {
            return PlatformRefusals.Missing;
        }
        if (meeting.WhyNotWriteMinutes(actor) is { } refusal)
        {
            return refusal;
        }
        var heldOn = time.DayOf(meeting.Activity.StartsAt);
        meeting.Record ??= db.Add(await NewRecord(meeting.Activity, heldOn, cancel)).Entity;
        var decision = meeting.SaveMinutes(draft, expectedVersion, rulebook.On(heldOn), actor, heldOn, time.Now);
        if (decision.Fact is not null)
        {
            Match(db.AgendaItems, meeting.Agenda, i => i.ActivityId == activityId);
            Match(db.Motions, meeting.Motions, m => m.ActivityId == activityId);
            Match(db.FollowUps, meeting.FollowUps, f => f.ActivityId == activityId);
        }
        return await journal.Record(decision, actor, cancel);
    }

    private async Task<ActivityRecord> NewRecord(Activity activity, DateOnly heldOn, CancellationToken cancel) => new()
    {
        ActivityId = activity.Id,
        Path = activity.Path,
        OrganisationId = activity.OrganisationId,
        Kind = activity.Kind,
        Number = await numbers.Next(activity.OrganisationId, activity.Path, activity.Kind, heldOn.Year, cancel),
        Title = activity.Title,
        HeldOn = heldOn,
    };

    /// <summary>Rows taken out of the meeting are removed, new ones added.</summary>
    private void Match<T>(DbSet<T> rows, List<T> wanted, Func<T, bool> ofThis)
        where T : class
    {
        rows.RemoveRange(rows.Local.Where(r => ofThis(r) && !wanted.Contains(r)).ToList());
        rows.AddRange(wanted.Where(w => db.Entry(w).State == EntityState.Detached));
    }
}
