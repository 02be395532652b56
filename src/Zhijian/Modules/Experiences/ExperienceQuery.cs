using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Activities;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Experiences;

/// <summary>Finds what was asked and written about an activity, for those who see the activity.</summary>
internal sealed class ExperienceQuery(ZhijianDb db, Fence fence, ActivityQuery activities, ParticipantsQuery participants)
{
    /// <summary>An activity with what was asked; null where this person doesn't see it.</summary>
    public async Task<OpenExperiences?> Open(Guid activity, Actor actor, CancellationToken cancel) => await activities.Open(activity, actor, cancel) is { } open ? await Of(open, cancel) : null;

    /// <summary>The same of an activity that is open already.</summary>
    public async Task<OpenExperiences> Of(OpenActivity open, CancellationToken cancel) => new(
        open, await db.Set<ExperienceCall>().FirstOrDefaultAsync(c => c.ActivityId == open.Activity.Id, cancel), await participants.TookPart(open.Activity.Id, open.Viewer, cancel));

    /// <summary>The person's own report; null where there is none.</summary>
    public Task<ExperienceReport?> Own(Guid activity, Actor actor, CancellationToken cancel) =>
        db.Set<ExperienceReport>().FirstOrDefaultAsync(r => r.ActivityId == activity && r.MemberId == actor.MemberId, cancel);

    /// <summary>Whether an invitation still stands on the person's home page.</summary>
    public Task<bool> IsInvited(Guid activity, Actor actor, CancellationToken cancel) =>
        db.Set<ExperienceInvitation>().AnyAsync(i => i.ActivityId == activity && i.MemberId == actor.MemberId, cancel);

    /// <summary>A report that was handed in, for those who gather; null otherwise.</summary>
    public async Task<ExperienceReport?> Gathered(Guid id, Actor actor, CancellationToken cancel) =>
        await db.Set<ExperienceReport>().FirstOrDefaultAsync(r => r.Id == id && r.State == ExperienceState.HandedIn, cancel) is { } report && MayGather(actor, report.Path) ? report : null;

    /// <summary>Where messages of this person go; null where they left.</summary>
    public Task<string?> Receiver(Guid member, CancellationToken cancel) => fence.RowAs<string>(SystemActors.Experiences, "select path from member where id = @member and left_on is null", new { member }, cancel);

    /// <summary>What the organisation is called that held it.</summary>
    public async Task<string> NameOf(Guid organisation, CancellationToken cancel) => await fence.Row<string>("select name from organisation where id = @organisation", new { organisation }, cancel) ?? "";

    /// <summary>Who plans or records the activities of an organisation gathers what is told of them.</summary>
    public static bool MayGather(Actor actor, string path) => actor.May(ActivityActs.Plan, path) || actor.May(ActivityActs.Record, path);
}

/// <summary>An activity, what was asked about it, and whether the viewer took part.</summary>
/// <param name="Call">Null where nobody was asked.</param>
internal sealed record OpenExperiences(OpenActivity Open, ExperienceCall? Call, bool TookPart)
{
    public bool MayGather => ExperienceQuery.MayGather(Open.Viewer, Open.Activity.Path);
}
