using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Platform.Identity.Tokens;

/// <summary>A person revokes one of their own tokens.</summary>
internal static class TokenRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes) =>
        routes.MapPost("/me/tokens/{id:guid}/revoke", async (Guid id, HttpContext context, RevokeTokenAction revoke, Actor actor, CancellationToken cancel) =>
            (await revoke.Run(id, _ => false, actor, cancel)).ToRedirect(context, "/me/tokens")).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
}
