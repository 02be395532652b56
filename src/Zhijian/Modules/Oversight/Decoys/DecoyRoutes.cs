using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Oversight.Decoys;

/// <summary>The button that takes a decoy in.</summary>
internal static class DecoyRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes) => routes.MapPost("/oversight/decoys/{id:guid}/remove", async (Guid id, HttpContext context, PlantDecoyAction plant, Actor actor, CancellationToken cancel) =>
    {
        var form = await context.Request.ReadFormAsync(cancel);
        return (await plant.Remove(id, int.TryParse(form["version"], out var seen) ? seen : 0, actor, cancel)).ToRedirect(context, "/oversight/decoys");
    }).Allow(OversightActs.Plant).NeedsFresh().ExcludeFromDescription();
}
