using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity.Sessions;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Identity.Passwords;
using Zhijian.Platform.Identity.Tokens;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Access.Accounts;

/// <summary>The buttons on an account's page.</summary>
internal static class AccountRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/access/accounts/{id:guid}").ExcludeFromDescription();
        group.MapPost("/close", async (Guid id, HttpContext context, CloseAccountAction action, Actor actor, CancellationToken cancel) =>
            (await action.Close(id, actor, cancel)).ToRedirect(context, $"/access/accounts/{id}")).Allow(AccessActs.Accounts).NeedsFresh();
        group.MapPost("/reopen", async (Guid id, HttpContext context, CloseAccountAction action, Actor actor, CancellationToken cancel) =>
            (await action.Reopen(id, actor, cancel)).ToRedirect(context, $"/access/accounts/{id}")).Allow(AccessActs.Accounts).NeedsFresh();
        group.MapPost("/sign-out", SignOut).Allow(AccessActs.Accounts).NeedsFresh();
        group.MapPost("/tokens/{token:guid}/revoke", Revoke).Allow(AccessActs.Accounts).NeedsFresh();
    }

    private static async Task<IResult> SignOut(Guid id, HttpContext context, ManagedAccountQuery managed, SignOutEverywhereAction everywhere, Actor actor, CancellationToken cancel) =>
        await managed.Run(id, actor, cancel) is null
            ? PlatformRefusals.Missing.ToProblem()
            : (await everywhere.Run(id, actor, cancel)).ToRedirect(context, $"/access/accounts/{id}");

    private static async Task<IResult> Revoke(Guid id, Guid token, HttpContext context, ManagedAccountQuery managed, RevokeTokenAction revoke, Actor actor, CancellationToken cancel) =>
        await managed.Run(id, actor, cancel) is null
            ? PlatformRefusals.Missing.ToProblem()
            : (await revoke.Run(token, t => t.AccountId == id, actor, cancel)).ToRedirect(context, $"/access/accounts/{id}");
}
