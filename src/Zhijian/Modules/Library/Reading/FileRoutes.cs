using Zhijian.Platform.Deciding;
using Zhijian.Platform.Files;
using Zhijian.Platform.Files.Guarded;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Library.Reading;

/// <summary>The bytes of an item's files, in ranges, as a player asks for them; and the pages of a document as pictures.</summary>
internal static class FileRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/library/{id:guid}/files/{file:guid}", Fetch).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
        routes.MapGet("/library/{id:guid}/files/{file:guid}/pages/{number:int}", Page).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
    }

    public static string Address(Guid item, Guid file) => $"/library/{item}/files/{file}";

    /// <summary>Pictures, recordings and their subtitles are shown; everything else is only ever saved.</summary>
    private static async Task<IResult> Fetch(Guid id, Guid file, HttpContext context, ReadQuery read, FileSender sender, Actor actor, CancellationToken cancel)
    {
        if (await read.File(id, file, actor, cancel) is not { } found)
        {
            return PlatformRefusals.Missing.ToProblem();
        }
        var shows = found.MediaType.StartsWith("image/", StringComparison.Ordinal) || FileType.IsRecording(found.MediaType);
        return shows ? await sender.Show(context, found) : await sender.Save(context, found, actor);
    }

    private static async Task<IResult> Page(Guid id, Guid file, int number, HttpContext context, ReadQuery read, PageImages images, Fence fence, Actor actor, CancellationToken cancel)
    {
        if (number is < 1 or > PageImages.MostPages || await read.File(id, file, actor, cancel) is not { } found || !PageImages.CanDraw(found.MediaType))
        {
            return PlatformRefusals.Missing.ToProblem();
        }
        await fence.Rollback();
        context.Response.Headers.CacheControl = "private, max-age=600";
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return await images.Draw(found, number, "", cancel) is { } png ? Results.Bytes(png, "image/png") : PlatformRefusals.Missing.ToProblem();
    }
}
