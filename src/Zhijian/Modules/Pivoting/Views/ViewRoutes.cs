using Zhijian.Modules.Figures;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Pivoting.Views;

/// <summary>The button beside one's own views.</summary>
internal static class ViewRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes) => routes.MapPost("/pivot/views/{id:guid}/drop",
        Drop).Allow(FigureActs.See).ExcludeFromDescription();

    private static async Task<IResult> Drop(Guid id, HttpContext context, KeepViewAction keep, Actor actor, CancellationToken cancel) =>
        (await keep.Drop(id, SeenVersion.Of(context), actor, cancel)).ToRedirect(context, "/pivot");
}
