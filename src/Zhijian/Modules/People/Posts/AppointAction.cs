using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.People.Posts;

/// <summary>Appoints a person to a post. It takes effect at the person's next request.</summary>
internal sealed class AppointAction(ZhijianDb db, Fence fence, Journal journal, ActorCache actors, Rulebook rulebook, InstitutionTime time)
{
    private static readonly HashSet<PostKind> CommitteePosts =
    [
        PostKind.Secretary, PostKind.DeputySecretary, PostKind.OrganizationCommissioner, PostKind.PublicityCommissioner, PostKind.DisciplineCommissioner, PostKind.YouthCommissioner,
        PostKind.UnitedFrontCommissioner, PostKind.ConfidentialityCommissioner, PostKind.CommitteeMember, PostKind.StandingCommitteeMember,
    ];

    public async Task<Appointed> Run(Guid organisationId, Guid memberId, PostKind post, DateOnly from, DateOnly? plannedEnd, string? reason, Actor actor, CancellationToken cancel)
    {
        var decided = await Decide(organisationId, memberId, post, from, plannedEnd, reason, actor, cancel);
        if (decided.Holding is { } made)
        {
            db.Add(made);
            fence.AfterCommit(() =>
            {
                actors.Forget();
                return Task.CompletedTask;
            });
        }
        return decided with { Decision = await journal.Record(decided.Decision, actor, cancel) };
    }

    /// <summary>Why the same would be refused; null where it would not. Changes nothing.</summary>
    public async Task<Refusal?> WhyNot(Guid organisationId, Guid memberId, PostKind post, DateOnly from, DateOnly? plannedEnd, string? reason, Actor actor, CancellationToken cancel) =>
        (await Decide(organisationId, memberId, post, from, plannedEnd, reason, actor, cancel)).Decision.Refusal;

    private async Task<Appointed> Decide(Guid organisationId, Guid memberId, PostKind post, DateOnly from, DateOnly? plannedEnd, string? reason, Actor actor, CancellationToken cancel)
    {
        var where = await db.Organisations.FirstOrDefaultAsync(o => o.Id == organisationId, cancel);
        if (where is null || !actor.May(PeopleActs.See, where.Path) && !actor.May(PeopleActs.Appoint, where.Path))
        {
            return new(PlatformRefusals.Missing, [], null);
        }
        if (!actor.May(PeopleActs.Appoint, where.Path))
        {
            return new(PlatformRefusals.NotYours, [], null);
        }
        var who = await db.Members.FirstOrDefaultAsync(m => m.Id == memberId, cancel);
        if (who is null)
        {
            return new(PeopleRefusals.NoSuchMember.At("Form.Member"), [], null);
        }
        var open = await db.PostHoldings.Where(h => h.OrganisationId == organisationId && h.Until == null).ToListAsync(cancel);
        var others = await OtherPosts(who.Id, organisationId, post, from, cancel);
        var findings = Findings(where, new PostCandidate(who.Votes, who.FullMemberDate, others, who.Id == actor.MemberId), who.Id, post, from, plannedEnd, open);
        var decision = PostHolding.Appoint(where, who, post, from, plannedEnd, reason, open, findings, out var made);
        return new(decision, findings, made);
    }

    /// <summary>What the person holds elsewhere from that day on. A post above, which the appointer can't see, counts too: only its kind is read.</summary>
    private async Task<IReadOnlyList<PostKind>> OtherPosts(Guid memberId, Guid organisationId, PostKind post, DateOnly from, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Jobs);
        var names = await fence.Rows<string>(
            "select distinct post from post_holding where member_id = @memberId and (until is null or until > @from) and not (organisation_id = @organisationId and post = @post)",
            new { memberId, organisationId, post = post.ToString(), from }, cancel);
        return [.. names.Select(Enum.Parse<PostKind>)];
    }

    private IReadOnlyList<RuleFinding> Findings(Organisation where, PostCandidate candidate, Guid memberId, PostKind post, DateOnly from, DateOnly? plannedEnd, List<PostHolding> open)
    {
        var committee = open.Where(h => CommitteePosts.Contains(h.Post)).Select(h => h.MemberId).ToHashSet();
        if (CommitteePosts.Contains(post))
        {
            committee.Add(memberId);
        }
        return rulebook.On(time.Today).Organisations.CheckAppointment(
            where.Kind, post, candidate, open.Count(h => h.Post == post && h.MemberId != memberId), CommitteePosts.Contains(post) ? committee.Count : 0, from, plannedEnd);
    }
}

/// <summary>What came of an appointment: the decision, and what the rules had to say.</summary>
internal sealed record Appointed(Decision<PostTaken> Decision, IReadOnlyList<RuleFinding> Findings, PostHolding? Holding);
