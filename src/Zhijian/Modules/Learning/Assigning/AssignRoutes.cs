using Zhijian.Modules.Costs;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Learning.Assigning;

/// <summary>The issuer's button on a task.</summary>
internal static class AssignRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes) =>
        routes.MapPost("/learning/tasks/{id:guid}/extend", Extend).Allow(LearningActs.Assign).ExcludeFromDescription();

    private static async Task<IResult> Extend(Guid id, HttpContext context, AssignAction assign, Actor actor, CancellationToken cancel) =>
        (await assign.Extend(id, SeenVersion.Of(context), CostSeen.Of(context.Request.Form[CostSeen.Field]), actor, cancel)).ToRedirect(context, $"/learning/tasks/{id}");
}
