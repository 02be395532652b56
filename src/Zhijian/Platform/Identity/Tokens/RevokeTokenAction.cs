using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Identity.Tokens;

/// <summary>Revokes a token; it stops working at its next request.</summary>
internal sealed class RevokeTokenAction(ZhijianDb db, Fence fence, Journal journal, ActorCache actors, TimeProvider clock)
{
    /// <summary>One's own token, or one of an account that <paramref name="manages"/> allows.</summary>
    public async Task<Decision<TokenRevoked>> Run(Guid tokenId, Func<AccountToken, bool> manages, Actor actor, CancellationToken cancel)
    {
        if (await db.AccountTokens.FirstOrDefaultAsync(t => t.Id == tokenId, cancel) is not { } token || (token.AccountId != actor.AccountId && !manages(token)))
        {
            return PlatformRefusals.Missing;
        }
        if (token.RevokedAt is not null)
        {
            return IdentityRefusals.AlreadyRevoked;
        }
        token.RevokedAt = clock.GetUtcNow();
        fence.AfterCommit(() =>
        {
            actors.Forget();
            return Task.CompletedTask;
        });
        return await journal.Record<TokenRevoked>(new TokenRevoked(token.AccountId, token.Path, token.Name), actor, cancel);
    }
}
