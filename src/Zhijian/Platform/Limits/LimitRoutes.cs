using Zhijian.Platform.Web;

namespace Zhijian.Platform.Limits;

/// <summary>Lets an operator see the limit work.</summary>
internal static class LimitRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/v1/limits/probe", () => TypedResults.NoContent()).WithMetadata(new WritesNothingAttribute()).Allow(AllowAttribute.SignedIn).WithTags("Limits")
            .WithSummary("Counts as an action and does nothing else.")
            .WithDescription("For trying the limits out. Like every request that changes something it uses up one action of its kind: by default a session or token may do 20 of a kind within 10 seconds, an account 60 of all kinds over all its sessions. The next one is answered with 429 and Retry-After, the whole seconds after which it goes on; a refused one does not count. Nothing is read or written, no Idempotency-Key is needed.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status429TooManyRequests);
}
