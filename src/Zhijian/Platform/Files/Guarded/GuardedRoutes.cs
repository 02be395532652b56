using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Platform.Files.Guarded;

/// <summary>Opening, seeing, taking and forwarding guarded documents.</summary>
internal static class GuardedRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/files").ExcludeFromDescription();
        group.MapPost("/{kind}/{subject:guid}/{id:guid}/open", Open).Allow(AllowAttribute.SignedIn);
        group.MapGet("/looks/{look:guid}/pages/{number:int}", Page).Allow(AllowAttribute.SignedIn);
        group.MapPost("/looks/{look:guid}/take", Take).Allow(FileActs.Download).NeedsFresh();
        group.MapPost("/links/{link:guid}/open", OpenByLink).Allow(AllowAttribute.SignedIn);
        group.MapPost("/links/{link:guid}/revoke", Revoke).Allow(FileActs.Forward);
    }

    private static async Task<IResult> Open(string kind, Guid subject, Guid id, HttpContext context, OpenDocumentAction open, Actor actor, CancellationToken cancel)
    {
        var (decision, look) = await open.Run(kind, subject, id, actor, cancel);
        return decision.Refusal is { } refusal ? refusal.ToProblem() : Results.Redirect($"/files/looks/{look}");
    }

    private static async Task<IResult> OpenByLink(Guid link, OpenDocumentAction open, Actor actor, CancellationToken cancel)
    {
        var (decision, look) = await open.ByLink(link, actor, cancel);
        return decision.Refusal is { } refusal ? refusal.ToProblem() : Results.Redirect($"/files/looks/{look}");
    }

    private static async Task<IResult> Page(Guid look, int number, HttpContext context, LooksQuery looks, PageImages pages, Fence fence, Actor actor, CancellationToken cancel)
    {
        if (await looks.Find(look, actor, cancel) is not { } open || number is < 1 or > PageImages.MostPages)
        {
            return PlatformRefusals.Missing.ToProblem();
        }
        // The connection goes back before the page is drawn, which takes a while.
        await fence.Rollback();
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return await pages.Draw(open.File, number, open.Mark, cancel) is { } png ? Results.Bytes(png, "image/png") : GuardedRefusals.NotDrawn.ToProblem();
    }

    private static async Task<IResult> Take(Guid look, HttpContext context, TakeDocumentAction take, Actor actor, CancellationToken cancel)
    {
        var (decision, content, file) = await take.Run(look, actor, cancel);
        if (content is null)
        {
            return decision.Refusal!.ToProblem();
        }
        // What is taken along is not kept a second time.
        UnitOfRequest.ShowsSecretOnce(context);
        return Results.File(content, FileType.Pdf.MediaType, Path.ChangeExtension(file!.Name, ".pdf"));
    }

    private static async Task<IResult> Revoke(Guid link, HttpContext context, ForwardDocumentAction forward, Actor actor, CancellationToken cancel)
    {
        var decision = await forward.Revoke(link, SeenVersion.Of(context), actor, cancel);
        return decision.ToRedirect(context, context.Request.Form["back"].ToString() is { Length: > 0 } back && back.StartsWith("/files/looks/", StringComparison.Ordinal) && Guid.TryParse(back["/files/looks/".Length..], out _) ? back : "/messages");
    }
}
