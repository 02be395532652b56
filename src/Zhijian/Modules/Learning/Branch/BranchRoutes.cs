using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Learning.Branch;

/// <summary>What a branch takes back.</summary>
internal static class BranchRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/learning/studies/{id:guid}/undo", Undo).Allow(LearningActs.Record).ExcludeFromDescription();
        routes.MapPost("/learning/tasks/{id:guid}/excuse/{member:guid}/undo", AskAgain).Allow(LearningActs.Excuse).ExcludeFromDescription();
    }

    private static async Task<IResult> Undo(Guid id, HttpContext context, BranchStudyAction branch, Actor actor, CancellationToken cancel)
    {
        var decision = await branch.Undo(id, SeenVersion.Of(context), actor, cancel);
        return decision.ToRedirect(context, decision.Fact is { } fact ? $"/learning/tasks/{fact.TaskId}" : "/learning/tasks");
    }

    private static async Task<IResult> AskAgain(Guid id, Guid member, HttpContext context, BranchStudyAction branch, Actor actor, CancellationToken cancel) =>
        (await branch.AskAgain(id, member, actor, cancel)).ToRedirect(context, $"/learning/rows?task={id}&which=Open");
}
