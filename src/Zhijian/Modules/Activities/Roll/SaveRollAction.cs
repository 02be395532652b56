using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Activities.Notices;
using Zhijian.Modules.Activities.Planning;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Activities.Roll;

/// <summary>The host sends the whole roll at once: only what differs is written.</summary>
internal sealed class SaveRollAction(ActivityQuery activities, ZhijianDb db, Journal journal, LiveHub hub, Fence fence, InstitutionTime time)
{
    public async Task<Decision<RollSaved>> Run(Guid id, IReadOnlyDictionary<Guid, AttendanceStatus> wanted, Actor actor, CancellationToken cancel)
    {
        if (await activities.Open(id, actor, cancel) is not { } open)
        {
            return PlatformRefusals.Missing;
        }
        if (!open.MayHost)
        {
            return PlatformRefusals.NotYours;
        }
        var now = time.Now;
        List<PresenceMarked> marks = [];
        foreach (var person in (await db.Attendances.Where(a => a.ActivityId == id).ToListAsync(cancel)).Where(a => wanted.TryGetValue(a.MemberId, out var status) && a.Status != status))
        {
            var decision = open.Activity.Mark(person, wanted[person.MemberId], PresenceBy.Roll, now, now);
            if (decision.Refusal is { } refusal)
            {
                return refusal;
            }
            marks.Add(decision.Fact!);
        }
        fence.AfterCommit(() => ActivityTopic.Tell(hub, id));
        return await journal.Record<RollSaved>(new RollSaved(id, open.Activity.Path, marks), actor, cancel);
    }
}

/// <summary>The host sent the roll; <paramref name="Marks"/> are the lines that changed.</summary>
public sealed record RollSaved(Guid SubjectId, string OrganisationPath, IReadOnlyList<PresenceMarked> Marks) : IFact;

/// <summary>Who may be added to a roll as a listener: people of the organisation who are not on it.</summary>
internal sealed class ObserversQuery(Fence fence)
{
    public async Task<IReadOnlyList<NamedChoice>> Find(Guid activityId, string path, CancellationToken cancel) => await fence.Rows<NamedChoice>(
        """
        select m.id, m.name from member m
        where m.path >= @path and m.path < @path || '~' and m.left_on is null
          and not exists (select 1 from attendance a where a.activity_id = @activityId and a.member_id = m.id)
        order by m.name limit 200
        """,
        new { activityId, path }, cancel);
}
