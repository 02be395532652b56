using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Library.Authoring;

/// <summary>The buttons on an item's page for its authors.</summary>
internal static class AuthoringRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/library/work/{id:guid}/hand-in", HandIn).Allow(LibraryActs.Write).ExcludeFromDescription();
        routes.MapPost("/library/work/{id:guid}/revise", Revise).Allow(LibraryActs.Write).ExcludeFromDescription();
    }

    private static async Task<IResult> HandIn(Guid id, HttpContext context, HandInAction handIn, Actor actor, CancellationToken cancel) =>
        (await handIn.Run(id, SeenVersion.Of(context), actor, cancel)).ToRedirect(context, $"/library/work/{id}");

    private static async Task<IResult> Revise(Guid id, HttpContext context, WriteItemAction write, Actor actor, CancellationToken cancel) =>
        (await write.Revise(id, SeenVersion.Of(context), actor, cancel)).ToRedirect(context, $"/library/work/{id}");
}
