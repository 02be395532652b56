using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Questions.Bringing;

/// <summary>What is decided about a brought file.</summary>
internal static class BroughtRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/questions/brought/{id:guid}/take", Take).Allow(QuestionActs.Write).ExcludeFromDescription();
        routes.MapPost("/questions/brought/{id:guid}/leave", Leave).Allow(QuestionActs.Write).ExcludeFromDescription();
    }

    private static async Task<IResult> Take(Guid id, HttpContext context, BringQuestionsAction bring, Actor actor, CancellationToken cancel) =>
        (await bring.Take(id, SeenVersion.Of(context), actor, cancel)).ToRedirect(context, $"/questions/brought/{id}");

    private static async Task<IResult> Leave(Guid id, HttpContext context, BringQuestionsAction bring, Actor actor, CancellationToken cancel) =>
        (await bring.Leave(id, SeenVersion.Of(context), actor, cancel)).ToRedirect(context, $"/questions/brought/{id}");
}
