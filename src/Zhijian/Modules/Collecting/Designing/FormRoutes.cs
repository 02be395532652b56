using Zhijian.Modules.Costs;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Collecting.Designing;

/// <summary>The buttons on a form's page.</summary>
internal static class FormRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/collecting/forms/{id:guid}/publish", Publish).Allow(CollectingActs.Design).ExcludeFromDescription();
        routes.MapPost("/collecting/forms/{id:guid}/close", Close).Allow(CollectingActs.Design).ExcludeFromDescription();
        routes.MapPost("/collecting/forms/{id:guid}/questions/{number:int}/leave", Leave).Allow(CollectingActs.Design).ExcludeFromDescription();
    }

    private static async Task<IResult> Publish(Guid id, HttpContext context, PublishFormAction publish, Actor actor, CancellationToken cancel)
    {
        var (refusal, forApproval) = await publish.Publish(id, SeenVersion.Of(context), CostSeen.Of(context.Request.Form[CostSeen.Field]), actor, cancel);
        if (refusal is null && forApproval)
        {
            Said.Leave(context, new Said("done.form-sent-for-approval", false, []));
            return Results.LocalRedirect($"/collecting/forms/{id}");
        }
        Decision<FormPublished> decision = new(null, refusal);
        return decision.ToRedirect(context, $"/collecting/forms/{id}");
    }

    private static async Task<IResult> Close(Guid id, HttpContext context, PublishFormAction publish, Actor actor, CancellationToken cancel) =>
        (await publish.Close(id, SeenVersion.Of(context), actor, cancel)).ToRedirect(context, $"/collecting/forms/{id}");

    private static async Task<IResult> Leave(Guid id, int number, HttpContext context, DesignFormAction design, Actor actor, CancellationToken cancel) =>
        (await design.Leave(id, number, SeenVersion.Of(context), actor, cancel)).ToRedirect(context, $"/collecting/forms/{id}");
}
