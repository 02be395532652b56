using Zhijian.Platform.Deciding;
using Zhijian.Platform.Files;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Activities.Records;

/// <summary>The record's button without fields, and the addresses of its files for programs.</summary>
internal static class RecordRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/activities/{id:guid}/record/submit", Submit).ExcludeFromDescription().Allow(ActivityActs.Record);
        AttachmentRoutes.MapApi(routes, "/api/v1/activities", "activity", "activities");
    }

    private static async Task<IResult> Submit(Guid id, HttpContext context, SubmitRecordAction submit, Actor actor, CancellationToken cancel) =>
        (await submit.Run(id, null, SeenVersion.Of(context), actor, cancel)).ToRedirect(context, $"/activities/{id}");
}
