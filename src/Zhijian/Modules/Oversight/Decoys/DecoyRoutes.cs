using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Oversight.Decoys;

/// <summary>The button that takes a decoy in.</summary>
internal static class DecoyRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes) => routes.MapPost("/oversight/decoys/{id:guid}/remove", async (Guid id, HttpContext context, PlantDecoyAction plant, Actor actor, CancellationToken cancel) =>
        (await plant.Remove(id, SeenVersion.Of(context), actor, cancel)).ToRedirect(context, "/oversight/decoys")).Allow(OversightActs.Plant).NeedsFresh().ExcludeFromDescription();
}
