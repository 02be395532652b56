using Microsoft.AspNetCore.Http.HttpResults;
using Zhijian.Modules.Importing.Reviewing;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Importing.Showing;

/// <summary>The part of a batch's page that is fetched again while the program is at it, and the button that hands it in.</summary>
internal static class ImportRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/imports/{id:guid}/panel", async (Guid id, BatchQuery query, Actor actor, CancellationToken cancel) =>
            await query.One(id, actor, cancel) is { } batch ? (IResult)new RazorComponentResult<ProgressPanel>(new { Batch = batch }) : PlatformRefusals.Missing.ToProblem())
            .Allow(ImportActs.See).ExcludeFromDescription();
        routes.MapPost("/imports/{id:guid}/submit", async (HttpContext context, Guid id, SubmitImportAction submit, Actor actor, CancellationToken cancel) =>
            (await submit.Run(id, SeenVersion.Of(context), actor, cancel)).ToRedirect(context, $"/imports/{id}"))
            .Allow(ImportActs.Run).ExcludeFromDescription();
    }
}
