using Zhijian.Modules.Activities;
using Zhijian.Modules.Experiences.Asking;
using Zhijian.Modules.Experiences.Gathering;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Experiences.Writing;

/// <summary>The buttons of a writer and of the host.</summary>
internal static class ExperienceRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/activities/{id:guid}/experience/put-away", PutAway).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
        routes.MapPost("/activities/{id:guid}/experience/take-back", TakeBack).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
        routes.MapPost("/activities/{id:guid}/experience/delete", Delete).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
        routes.MapPost("/activities/{id:guid}/experience/remove", AskRemoval).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
        routes.MapPost("/experiences/{id:guid}/taken-out", TakeOut).Allow(ActivityActs.Record, ActivityActs.Plan).ExcludeFromDescription();
    }

    private static async Task<IResult> PutAway(Guid id, HttpContext context, AskForExperiencesAction ask, Actor actor, CancellationToken cancel) => (await ask.PutAway(id, actor, cancel)).ToRedirect(context, "/");

    private static async Task<IResult> TakeBack(Guid id, HttpContext context, WriteExperienceAction write, Actor actor, CancellationToken cancel) =>
        (await write.TakeBack(id, SeenVersion.Of(context), actor, cancel)).ToRedirect(context, Own(id));

    private static async Task<IResult> Delete(Guid id, HttpContext context, WriteExperienceAction write, Actor actor, CancellationToken cancel) =>
        (await write.Delete(id, SeenVersion.Of(context), actor, cancel)).ToRedirect(context, Own(id));

    private static async Task<IResult> AskRemoval(Guid id, HttpContext context, WriteExperienceAction write, Actor actor, CancellationToken cancel) =>
        (await write.AskRemoval(id, SeenVersion.Of(context), actor, cancel)).ToRedirect(context, Own(id));

    private static async Task<IResult> TakeOut(Guid id, HttpContext context, ChooseExperiencesAction choose, Actor actor, CancellationToken cancel)
    {
        var decision = await choose.TakeOut(id, actor, cancel);
        return decision.ToRedirect(context, decision.Fact is { } fact ? $"/news/work/{fact.ArticleId}" : "/activities");
    }

    private static string Own(Guid activity) => $"/activities/{activity}/experience";
}
