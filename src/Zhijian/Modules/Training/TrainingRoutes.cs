using Zhijian.Modules.Training.Certificates;
using Zhijian.Modules.Training.Ending;
using Zhijian.Modules.Training.Enrolling;
using Zhijian.Modules.Training.Planning;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Training;

/// <summary>The buttons on a class and on a certificate.</summary>
internal static class TrainingRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/training/{id:guid}/lessons/{lesson:guid}/take-out", async (Guid id, Guid lesson, HttpContext context, PlanClassAction plan, Actor actor, CancellationToken cancel) =>
            (await plan.TakeOut(id, lesson, SeenVersion.Of(context), actor, cancel)).ToRedirect(context, $"/training/{id}/lessons")).Allow(TrainingActs.Hold).ExcludeFromDescription();
        routes.MapPost("/training/{id:guid}/people/{member:guid}/take-out", async (Guid id, Guid member, HttpContext context, EnrolAction enrol, Actor actor, CancellationToken cancel) =>
            (await enrol.TakeOut(id, member, actor, cancel)).ToRedirect(context, $"/training/people?id={id}")).Allow(TrainingActs.Hold).ExcludeFromDescription();
        routes.MapPost("/training/{id:guid}/end", async (Guid id, HttpContext context, EndClassAction end, Actor actor, CancellationToken cancel) =>
            (await end.End(id, SeenVersion.Of(context), actor, cancel)).ToRedirect(context, $"/training/{id}")).Allow(TrainingActs.Hold).ExcludeFromDescription();
        routes.MapPost("/training/certificates/{id:guid}/print", Print).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
    }

    private static async Task<IResult> Print(Guid id, HttpContext context, CertificateAction certificates, Actor actor, CancellationToken cancel)
    {
        var decision = await certificates.Print(id, actor, cancel);
        return decision.ToRedirect(context, decision.Fact is { } printed ? $"/training/certificates/{id}/sheet?print={printed.Print}" : $"/training/certificates/{id}");
    }
}
