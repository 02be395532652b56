using Zhijian.Modules.Costs;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Publishing.Authoring;

/// <summary>The buttons on an article's page for its authors.</summary>
internal static class AuthoringRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/news/work/{id:guid}/hand-in", HandIn).Allow(PublishingActs.Write).ExcludeFromDescription();
        routes.MapPost("/news/work/{id:guid}/revise", Revise).Allow(PublishingActs.Write).ExcludeFromDescription();
    }

    private static async Task<IResult> HandIn(Guid id, HttpContext context, HandInAction handIn, Actor actor, CancellationToken cancel) =>
        (await handIn.Run(id, SeenVersion.Of(context), CostSeen.Of(context.Request.Form[CostSeen.Field]), actor, cancel)).ToRedirect(context, $"/news/work/{id}");

    private static async Task<IResult> Revise(Guid id, HttpContext context, WriteArticleAction write, Actor actor, CancellationToken cancel) =>
        (await write.Revise(id, SeenVersion.Of(context), actor, cancel)).ToRedirect(context, $"/news/work/{id}");
}
