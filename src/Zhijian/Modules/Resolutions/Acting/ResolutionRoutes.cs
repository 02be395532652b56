using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Resolutions.Acting;

/// <summary>The button of a task.</summary>
internal static class ResolutionRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes) =>
        routes.MapPost("/resolutions/tasks/{id:guid}/done", Done).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();

    private static async Task<IResult> Done(Guid id, HttpContext context, QuestionAction question, Actor actor, CancellationToken cancel)
    {
        var done = await question.Finish(id, SeenVersion.Of(context), actor, cancel);
        return done.ToRedirect(context, done.Fact is { } fact && actor.May(ResolutionActs.See, fact.OrganisationPath)
            ? $"/resolutions/{fact.SubjectId}" : "/");
    }
}
