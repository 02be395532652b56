using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.People.Posts;

/// <summary>Ends a person's post. The rights that came with it are gone at the person's next request.</summary>
internal sealed class EndPostAction(ZhijianDb db, Fence fence, Journal journal, ActorCache actors)
{
    public async Task<Decision<PostEnded>> Run(Guid holdingId, DateOnly until, string? reason, int seen, Actor actor, CancellationToken cancel)
    {
        var holding = await db.PostHoldings.FirstOrDefaultAsync(h => h.Id == holdingId, cancel);
        if (holding is null)
        {
            return PlatformRefusals.Missing;
        }
        if (!actor.May(PeopleActs.Appoint, holding.Path))
        {
            return PlatformRefusals.NotYours;
        }
        var decision = holding.End(until, reason, seen);
        if (decision.Fact is not null)
        {
            fence.AfterCommit(() =>
            {
                actors.Forget();
                return Task.CompletedTask;
            });
        }
        return await journal.Record(decision, actor, cancel);
    }
}
