using Microsoft.AspNetCore.Http.HttpResults;
using Zhijian.Modules.Figures;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Spaces.Wall;

/// <summary>The part of the wall that is fetched again.</summary>
public static class WallRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes) =>
        routes.MapGet("/wall/panel", IResult () => new RazorComponentResult<WallPanel>()).Allow(FigureActs.See).ExcludeFromDescription();
}
