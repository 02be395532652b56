using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Costs;
using Zhijian.Modules.Rules;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Experiences.Asking;

/// <summary>The host welcomes reports of those who took part, who are told once; and mends the question or the last day. A person puts their invitation away.</summary>
[AsksMany]
internal sealed class AskForExperiencesAction(
    ZhijianDb db, Fence fence, Journal journal, ExperienceQuery experiences, ParticipantsQuery participants, Postbox postbox, MessageCostQuery costs, Rulebook rulebook, InstitutionTime time)
{
    /// <summary>What it asks of those who took part, were all of them to write. Nobody has to.</summary>
    public async Task<MessageCost> Cost(Guid activity, Actor actor, CancellationToken cancel) => await costs.Of(Audience(await Invited(activity, actor, cancel)), Minutes, cancel);

    public async Task<Decision<ExperiencesAsked>> Ask(Guid activity, string? question, string? until, bool costSeen, Actor actor, CancellationToken cancel)
    {
        if (await Gathering(activity, actor, cancel) is not { } seen)
        {
            return PlatformRefusals.Missing;
        }
        if (seen.Call is not null)
        {
            return PlatformRefusals.Stale;
        }
        var decision = ExperienceCall.Ask(seen.Open.Activity, await experiences.NameOf(seen.Open.Activity.OrganisationId, cancel), question, TypedText.Day(until), time.Today, actor, time.Now, out var call);
        if (call is not null)
        {
            var people = await Invited(activity, actor, cancel);
            if (await costs.WhyNot(Audience(people), Minutes, costSeen, cancel) is { } unseen)
            {
                return unseen;
            }
            db.Add(call);
            db.AddRange(people.Select(p => new ExperienceInvitation { ActivityId = activity, MemberId = p.MemberId, Path = p.Path, ActivityTitle = call.ActivityTitle, OrganisationName = call.OrganisationName, WelcomeUntil = call.WelcomeUntil }));
            postbox.Deliver(people.Select(p => Message.To(p.MemberId, p.Path, time.Now, $"/activities/{activity}/experience", "experiences.message-asked", call.OrganisationName, call.ActivityTitle, call.WelcomeUntil)));
        }
        return await journal.Record(decision, actor, cancel);
    }

    public async Task<Decision<ExperienceCallChanged>> Change(Guid activity, string? question, string? until, int seen, Actor actor, CancellationToken cancel)
    {
        if (await Gathering(activity, actor, cancel) is not { Call: { } call })
        {
            return PlatformRefusals.Missing;
        }
        var decision = call.Change(question, TypedText.Day(until), time.Today, seen);
        if (decision.Fact is not null)
        {
            // Invitations lie with people of other branches too.
            using var widened = fence.As(SystemActors.Experiences);
            await fence.Run("update experience_invitation set welcome_until = @WelcomeUntil where activity_id = @activity", new { activity, call.WelcomeUntil }, cancel);
        }
        return await journal.Record(decision, actor, cancel);
    }

    /// <summary>Takes the invitation from one's own home page. Nobody else learns of it.</summary>
    public async Task<Decision<ExperienceInvitationPutAway>> PutAway(Guid activity, Actor actor, CancellationToken cancel)
    {
        if (await db.Set<ExperienceInvitation>().FirstOrDefaultAsync(i => i.ActivityId == activity && i.MemberId == actor.MemberId, cancel) is not { } invitation)
        {
            return PlatformRefusals.Missing;
        }
        db.Remove(invitation);
        return await journal.Record<ExperienceInvitationPutAway>(new ExperienceInvitationPutAway(activity, invitation.Path), actor, cancel);
    }

    private int Minutes => rulebook.On(time.Today).Costs.MinutesOf(AskedTask.ExperienceReport);

    private static Audience Audience(List<Participant> people) => Costs.Audience.Of(people.Select(p => (p.MemberId, p.OrganisationId)));

    private async Task<List<Participant>> Invited(Guid activity, Actor actor, CancellationToken cancel) => [.. (await participants.Of(activity, cancel)).Where(p => p.MemberId != actor.MemberId)];

    private async Task<OpenExperiences?> Gathering(Guid activity, Actor actor, CancellationToken cancel) => await experiences.Open(activity, actor, cancel) is { MayGather: true } seen ? seen : null;
}
