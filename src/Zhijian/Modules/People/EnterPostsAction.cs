using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.People.Posts;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.People;

/// <summary>
/// Gives posts from a list, by the same rules as by hand, and takes back what a list gave. The one door for the module that imports lists: it calls only after the last layer of the
/// review, behind the fence of the organisation for which the list was brought.
/// </summary>
internal sealed class EnterPostsAction(ZhijianDb db, Fence fence, SealedRows seals, Journal journal, AppointAction appoint, ActorCache actors)
{
    /// <summary>People by their ids, opened when asked, to judge on.</summary>
    public Task<Dictionary<Guid, Member>> People(IReadOnlyCollection<Guid> ids, CancellationToken cancel) => db.Members.AsNoTracking().Where(m => ids.Contains(m.Id)).ToDictionaryAsync(m => m.Id, cancel);

    /// <summary>Posts of these people that are open.</summary>
    public Task<List<PostHolding>> Open(IReadOnlyCollection<Guid> people, CancellationToken cancel) => db.PostHoldings.AsNoTracking().Where(h => people.Contains(h.MemberId) && h.Until == null).ToListAsync(cancel);

    public Task<Dictionary<Guid, PostHolding>> Of(IReadOnlyCollection<Guid> ids, CancellationToken cancel) => db.PostHoldings.AsNoTracking().Where(h => ids.Contains(h.Id)).ToDictionaryAsync(h => h.Id, cancel);

    /// <summary>Why an appointment would be refused today; null where it would not. Changes nothing.</summary>
    public Task<Refusal?> WhyNot(PostToGive post, Actor actor, CancellationToken cancel) => appoint.WhyNot(post.OrganisationId, post.MemberId, post.Post, post.From, post.PlannedEnd, post.Reason, actor, cancel);

    public async Task<(PostHolding? Made, Refusal? Refusal)> Give(PostToGive post, Actor actor, CancellationToken cancel)
    {
        var appointed = await appoint.Run(post.OrganisationId, post.MemberId, post.Post, post.From, post.PlannedEnd, post.Reason, actor, cancel);
        return appointed.Decision.Fact is null ? (null, appointed.Decision.Refusal) : (appointed.Holding, null);
    }

    /// <summary>Takes back posts that a batch gave; the rights that came with them are gone at the next request. The caller has made sure that nothing was built on them.</summary>
    public async Task TakeOut(IReadOnlyCollection<PostHolding> given, Actor actor, CancellationToken cancel)
    {
        await fence.Run("delete from post_holding where id = any(@ids)", new { ids = given.Select(g => g.Id).ToArray() }, cancel);
        await journal.RecordMany<PostTakenOut>([.. given.Select(g => new PostTakenOut(g.MemberId, g.Path, g.Id, g.OrganisationId, g.Post))], [.. given.Select(_ => actor)], new RowWriter(db.Model, fence, seals), cancel);
        fence.AfterCommit(() =>
        {
            actors.Forget();
            return Task.CompletedTask;
        });
    }
}

/// <summary>A post to give.</summary>
internal sealed record PostToGive(Guid OrganisationId, Guid MemberId, PostKind Post, DateOnly From, DateOnly? PlannedEnd, string? Reason);
