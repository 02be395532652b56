using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Questions.Releasing;

/// <summary>The button of those who mended what came back.</summary>
internal static class ReleaseRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes) =>
        routes.MapPost("/questions/releases/{id:guid}/again", Again).Allow(QuestionActs.Write).ExcludeFromDescription();

    private static async Task<IResult> Again(Guid id, HttpContext context, HandInQuestionsAction handIn, Actor actor, CancellationToken cancel) =>
        (await handIn.Again(id, SeenVersion.Of(context), actor, cancel)).ToRedirect(context, $"/questions/releases/{id}");
}
