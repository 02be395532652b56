using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Library.Reading;

/// <summary>The reader's own buttons.</summary>
internal static class ReadingRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/library/{id:guid}/place", Place).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
        routes.MapPost("/library/{id:guid}/put", Put).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
        routes.MapPost("/library/{id:guid}/take", Take).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
    }

    private static async Task<IResult> Place(Guid id, HttpContext context, KeepReadingAction keep, Actor actor, CancellationToken cancel)
    {
        var part = int.TryParse(context.Request.Form["part"], out var typed) ? typed : (int?)null;
        return (await keep.Place(id, part, actor, cancel)).ToRedirect(context, part is { } place ? $"/library/{id}?part={place}" : $"/library/{id}");
    }

    private static async Task<IResult> Put(Guid id, HttpContext context, KeepReadingAction keep, Actor actor, CancellationToken cancel) =>
        (await keep.Put(id, inList: true, actor, cancel)).ToRedirect(context, $"/library/{id}");

    private static async Task<IResult> Take(Guid id, HttpContext context, KeepReadingAction keep, Actor actor, CancellationToken cancel) =>
        (await keep.Put(id, inList: false, actor, cancel)).ToRedirect(context, $"/library/{id}");
}
