using Zhijian.Platform.Deciding;
using Zhijian.Platform.Exports;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Privacy.MyData;

/// <summary>One's own data as a file.</summary>
internal static class MyDataRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes) => routes.MapPost("/me/data/{form}", Take).Allow(AllowAttribute.SignedIn).NeedsFresh().ExcludeFromDescription();

    private static async Task<IResult> Take(string form, HttpContext context, TakeMyDataAction take, Actor actor, CancellationToken cancel)
    {
        var (decision, file) = await take.Run(form, actor, cancel);
        if (file is null)
        {
            return decision.Refusal!.ToProblem();
        }
        // What a person takes along is not kept a second time.
        UnitOfRequest.ShowsSecretOnce(context);
        return form == "json" ? Results.File(file, "application/json; charset=utf-8", "my-data.json") : Results.File(file, Workbook.MediaType, "my-data.xlsx");
    }
}
