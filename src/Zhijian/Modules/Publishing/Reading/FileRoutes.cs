using Microsoft.Net.Http.Headers;
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

    /// <summary>Pictures are shown; everything else is only ever saved. Whatever the content, it can't act as a page of ours.</summary>
    private static async Task<IResult> Fetch(Guid id, Guid file, HttpContext context, PortalQuery portal, ReadQuery read, FileShelf shelf, Fence fence, Actor actor, CancellationToken cancel)
    {
        if (await portal.Picture(id, file, cancel) is { } open && shelf.Open(open.Place) is { } picture)
        {
            await fence.Rollback();
            Guard(context);
            context.Response.Headers.CacheControl = "public, max-age=3600";
            return Results.File(picture, open.MediaType, null, open.At, Tag(open.Sha256));
        }
        if (!actor.IsSignedIn || await read.File(id, file, actor, cancel) is not { } found || shelf.Open(found.Place) is not { } content)
        {
            return PlatformRefusals.Missing.ToProblem();
        }
        // The connection goes back before the bytes are sent, which takes a while.
        await fence.Rollback();
        Guard(context);
        return Results.File(content, found.MediaType, Authoring.HandInAction.IsPicture(found) ? null : found.Name, found.At, Tag(found.Sha256), enableRangeProcessing: true);
    }

    private static EntityTagHeaderValue Tag(byte[] sha256) => new($"\"{Convert.ToHexStringLower(sha256)}\"");

    private static void Guard(HttpContext context)
    {
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
