using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Platform.Identity.Sessions;

/// <summary>A person signs out on one device, or on every device at once.</summary>
internal static class SessionRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/me/sessions/{id:guid}/end", async (Guid id, HttpContext context, EndSessionAction end, Actor actor, CancellationToken cancel) =>
            (await end.One(id, actor, cancel)).ToRedirect(context, "/me/sessions")).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
        routes.MapPost("/me/sign-out-everywhere", async (HttpContext context, SignOutEverywhereAction everywhere, Actor actor, CancellationToken cancel) =>
        {
            var decision = await everywhere.Run(actor.AccountId, actor, cancel);
            if (decision.Fact is null)
            {
                return decision.Refusal!.ToProblem();
            }
            await context.SignOutAsync(IdentityConstants.ApplicationScheme);
            return Results.LocalRedirect("/sign-in");
        }).Allow(AllowAttribute.SignedIn).BeforeDuty().ExcludeFromDescription();
    }
}

/// <summary>Ends all sessions of an account at their next request.</summary>
internal sealed class SignOutEverywhereAction(ZhijianDb db, Fence fence, Journal journal, ActorCache actors)
{
    /// <summary>The caller has seen to it that the actor may do this to the account.</summary>
    public async Task<Decision<SignedOutEverywhere>> Run(Guid accountId, Actor actor, CancellationToken cancel)
    {
        if (await db.Accounts.FirstOrDefaultAsync(a => a.Id == accountId, cancel) is not { } account)
        {
            return PlatformRefusals.Missing;
        }
        fence.AfterCommit(() =>
        {
            actors.Forget();
            return Task.CompletedTask;
        });
        return await journal.Record(account.SignOutEverywhere(), actor, cancel);
    }
}
