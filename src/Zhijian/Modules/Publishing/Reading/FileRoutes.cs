using Zhijian.Modules.Publishing.Portal;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Files;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Publishing.Reading;

/// <summary>The pictures and files of an article. Without signing in there are only the pictures of public ones, whose rows stand beside the fence.</summary>
internal static class FileRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes) => routes.MapGet("/news/{id:guid}/files/{file:guid}", Fetch).Allow(AllowAttribute.Anyone).ExcludeFromDescription();

    public static string Address(Guid article, Guid file) => $"/news/{article}/files/{file}";

    /// <summary>Pictures are shown; everything else is only ever saved.</summary>
    private static async Task<IResult> Fetch(Guid id, Guid file, HttpContext context, PortalQuery portal, ReadQuery read, FileSender sender, Actor actor, CancellationToken cancel)
    {
        if (await portal.Picture(id, file, cancel) is { } open)
        {
            context.Response.Headers.CacheControl = "public, max-age=3600";
            return await sender.Show(context, open);
        }
        if (!actor.IsSignedIn || await read.File(id, file, actor, cancel) is not { } found)
        {
            return PlatformRefusals.Missing.ToProblem();
        }
        return Authoring.HandInAction.IsPicture(found) ? await sender.Show(context, found) : await sender.Save(context, found, actor);
    }
}
