using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Learning.Studying;

/// <summary>The buttons on one's own tasks.</summary>
internal static class StudyRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/learning/{id:guid}/studied", Studied).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
        routes.MapPost("/learning/{id:guid}/take-back", TakeBack).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
    }

    private static async Task<IResult> Studied(Guid id, HttpContext context, StudyAction study, Actor actor, CancellationToken cancel) =>
        (await study.Studied(id, actor, cancel)).ToRedirect(context, "/learning");

    private static async Task<IResult> TakeBack(Guid id, HttpContext context, StudyAction study, Actor actor, CancellationToken cancel) =>
        (await study.TakeBack(id, actor, cancel)).ToRedirect(context, "/learning");
}
