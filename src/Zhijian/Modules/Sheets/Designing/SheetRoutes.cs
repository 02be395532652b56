using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Sheets.Designing;

/// <summary>The button that takes a template out of use.</summary>
internal static class SheetRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes) =>
        routes.MapPost("/sheets/{id:guid}/retire", async (HttpContext context, Guid id, DesignTemplateAction design, Actor actor, CancellationToken cancel) =>
            (await design.Retire(id, SeenVersion.Of(context), actor, cancel)).ToRedirect(context, "/sheets")).Allow(SheetActs.Design).ExcludeFromDescription();
}
