using Zhijian.Modules.Exchange.Webhooks;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Exchange.Clients;

/// <summary>The buttons on a connected system's page.</summary>
internal static class ClientRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/exchange/{id:guid}").ExcludeFromDescription();
        group.MapPost("/approve", async (Guid id, HttpContext context, SwitchClientAction action, Actor actor, CancellationToken cancel) =>
            (await action.Approve(id, SeenVersion.Of(context), actor, cancel)).ToRedirect(context, $"/exchange/{id}")).Allow(ExchangeActs.Approve).NeedsFresh();
        // A door is closed in one step: nobody is asked for a password first.
        group.MapPost("/off", async (Guid id, HttpContext context, SwitchClientAction action, Actor actor, CancellationToken cancel) =>
            (await action.Off(id, actor, cancel)).ToRedirect(context, $"/exchange/{id}")).Allow(ExchangeActs.Manage, ExchangeActs.Approve);
        group.MapPost("/tokens/{token:guid}/revoke", async (Guid id, Guid token, HttpContext context, ClientTokensAction action, Actor actor, CancellationToken cancel) =>
            (await action.Revoke(id, token, actor, cancel)).ToRedirect(context, $"/exchange/{id}")).Allow(ExchangeActs.Manage, ExchangeActs.Approve);
        group.MapPost("/webhook/remove", async (Guid id, HttpContext context, WebhookAction action, Actor actor, CancellationToken cancel) =>
            (await action.Remove(id, actor, cancel)).ToRedirect(context, $"/exchange/{id}")).Allow(ExchangeActs.Manage).NeedsFresh();
        group.MapPost("/deliveries/{delivery:guid}/again", async (Guid id, Guid delivery, HttpContext context, WebhookAction action, Actor actor, CancellationToken cancel) =>
            (await action.SendAgain(id, delivery, actor, cancel)).ToRedirect(context, $"/exchange/{id}")).Allow(ExchangeActs.Manage);
    }
}
