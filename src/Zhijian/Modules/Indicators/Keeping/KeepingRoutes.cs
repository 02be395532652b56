using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Indicators.Keeping;

/// <summary>The buttons on an indicator's page for its authors.</summary>
internal static class KeepingRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/indicators/kept/{id:guid}/hand-in", HandIn).Allow(IndicatorActs.Write).ExcludeFromDescription();
        routes.MapPost("/indicators/kept/{id:guid}/revise", Revise).Allow(IndicatorActs.Write).ExcludeFromDescription();
    }

    private static async Task<IResult> HandIn(Guid id, HttpContext context, HandInIndicatorAction handIn, Actor actor, CancellationToken cancel) =>
        (await handIn.Run(id, SeenVersion.Of(context), actor, cancel)).ToRedirect(context, $"/indicators/kept/{id}");

    private static async Task<IResult> Revise(Guid id, HttpContext context, KeepIndicatorAction keep, Actor actor, CancellationToken cancel) =>
        (await keep.Revise(id, SeenVersion.Of(context), actor, cancel)).ToRedirect(context, $"/indicators/kept/{id}");
}
