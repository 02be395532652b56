using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Files.Guarded;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Platform.Files;

/// <summary>Attachments: bring, take away, fetch. The kind's module says whose they are.</summary>
public static class AttachmentRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        var limits = routes.ServiceProvider.GetRequiredService<FileLimits>();
        routes.MapPost("/files/{kind}/{subject:guid}", Bring).DisableAntiforgery().WithMetadata(new UploadLimitAttribute(limits.MostBytes)).ExcludeFromDescription().Allow(AllowAttribute.SignedIn);
        routes.MapPost("/files/{kind}/{subject:guid}/{id:guid}/remove", TakeAway).ExcludeFromDescription().Allow(AllowAttribute.SignedIn);
        routes.MapGet("/files/{kind}/{subject:guid}/{id:guid}", (HttpContext context, string kind, Guid subject, Guid id, AttachmentsQuery attachments, FileSender sender, Actor actor, CancellationToken cancel) => Fetch(context, kind, subject, id, toProgram: false, attachments, sender, actor, cancel)).ExcludeFromDescription().Allow(AllowAttribute.SignedIn);
    }

    /// <summary>The same for programs, under the address of the kind's own things.</summary>
    public static void MapApi(IEndpointRouteBuilder routes, string things, string kind, string tag)
    {
        var limits = routes.ServiceProvider.GetRequiredService<FileLimits>();
        var at = things + "/{subject:guid}/attachments";
        routes.MapGet(at, (Guid subject, AttachmentsQuery attachments, Actor actor, CancellationToken cancel) => List(kind, subject, attachments, actor, cancel))
            .Allow(AllowAttribute.SignedIn).WithTags(tag).Produces<Listing<AttachmentView>>().ProducesProblem(404)
            .WithSummary("Attachments").WithDescription("All attachments in the order they came. Fetch the bytes at the same path plus /{id}.");
        routes.MapPost(at, (Guid subject, [FromForm(Name = "file")] IFormFile? file, [FromForm(Name = "guarded")] bool? guarded, AttachAction attach, AttachmentsQuery attachments, Actor actor, CancellationToken cancel) => Create(at, kind, subject, file, guarded == true, attach, attachments, actor, cancel))
            .DisableAntiforgery().WithMetadata(new UploadLimitAttribute(limits.MostBytes)).Allow(AllowAttribute.SignedIn).WithTags(tag)
            .Produces<AttachmentView>(201).ProducesProblem(404).ProducesProblem(409).ProducesProblem(413).ProducesProblem(422)
            .WithSummary("Attach a file")
            .WithDescription("multipart/form-data with the field `file` and, for a document that is to be seen as marked pages only, `guarded=true`; header Idempotency-Key is required. PDF, PNG, JPEG, WebP, GIF, DOCX, XLSX, PPTX, UTF-8 text and CSV are taken; the content decides, not the name. Too large: 413; another kind of content: 422.");
        routes.MapGet(at + "/{id:guid}", (HttpContext context, Guid subject, Guid id, AttachmentsQuery attachments, FileSender sender, Actor actor, CancellationToken cancel) => Fetch(context, kind, subject, id, toProgram: true, attachments, sender, actor, cancel))
            .Allow(AllowAttribute.SignedIn).WithTags(tag).Produces(200, contentType: "application/octet-stream").ProducesProblem(403).ProducesProblem(404)
            .WithSummary("An attachment's bytes").WithDescription("Range requests are answered; the ETag is the SHA-256 of the content.");
        routes.MapDelete(at + "/{id:guid}", (Guid subject, Guid id, RemoveAttachmentAction remove, Actor actor, CancellationToken cancel) => Delete(kind, subject, id, remove, actor, cancel))
            .Allow(AllowAttribute.SignedIn).WithTags(tag).Produces(204).ProducesProblem(404).ProducesProblem(409)
            .WithSummary("Remove an attachment").WithDescription("Header Idempotency-Key is required. Refused (409) while the thing is under review or filed.");
    }

    /// <summary>A refusal as the sender can show it: problem details for programs and scripts, a page for a plain form.</summary>
    internal static Task Refuse(HttpContext context, Refusal refusal)
    {
        if (!context.Request.Headers.ContainsKey("HX-Request"))
        {
            return Problems.Write(context, refusal);
        }
        var words = context.RequestServices.GetRequiredService<Words>();
        words.Language = Languages.Of(context.Request);
        context.Response.StatusCode = Problems.StatusOf(refusal);
        return context.Response.WriteAsJsonAsync(new { status = context.Response.StatusCode, detail = words[refusal], code = refusal.Code }, KeptJson.Form, "application/problem+json; charset=utf-8", context.RequestAborted);
    }

    private static async Task<IResult> Bring(HttpContext context, string kind, Guid subject, [FromForm(Name = "file")] IFormFile? file, [FromForm(Name = "guarded")] bool? guarded, AttachAction attach, IEnumerable<IAttachable> kinds, Actor actor, CancellationToken cancel)
    {
        var decision = await attach.Run(kind, subject, file, guarded == true, actor, cancel);
        if (!context.Request.Headers.ContainsKey("HX-Request"))
        {
            return decision.Refusal is { Kind: RefusalKind.BadInput } wrong && Problems.StatusOf(wrong) == 413 ? wrong.ToProblem() : decision.ToRedirect(context, AddressOf(kinds, kind, subject));
        }
        return decision.Refusal is { } refusal ? new Refused(refusal) : Fragment(kind, subject);
    }

    private static async Task<IResult> TakeAway(HttpContext context, string kind, Guid subject, Guid id, RemoveAttachmentAction remove, IEnumerable<IAttachable> kinds, Actor actor, CancellationToken cancel) =>
        (await remove.Run(kind, subject, id, actor, cancel)).ToRedirect(context, AddressOf(kinds, kind, subject));

    /// <summary>Only ever saved, never opened inside our own address. The person's copy bears their mark; a program's is what the description says.</summary>
    private static async Task<IResult> Fetch(HttpContext context, string kind, Guid subject, Guid id, bool toProgram, AttachmentsQuery attachments, FileSender sender, Actor actor, CancellationToken cancel)
    {
        if (await attachments.Find(kind, subject, actor, cancel) is not { } found || found.Files.FirstOrDefault(f => f.Id == id) is not { } file)
        {
            return PlatformRefusals.Missing.ToProblem();
        }
        if (file.Guarded)
        {
            return GuardedRefusals.PagesOnly.ToProblem();
        }
        return toProgram ? await sender.Hand(context, file) : await sender.Save(context, file, actor);
    }

    private static async Task<IResult> List(string kind, Guid subject, AttachmentsQuery attachments, Actor actor, CancellationToken cancel) =>
        await attachments.Find(kind, subject, actor, cancel) is { } found
            ? Results.Ok(new Listing<AttachmentView>([.. found.Files.Select(AttachmentView.Of)], null))
            : PlatformRefusals.Missing.ToProblem();

    private static async Task<IResult> Create(string at, string kind, Guid subject, IFormFile? file, bool guarded, AttachAction attach, AttachmentsQuery attachments, Actor actor, CancellationToken cancel)
    {
        var decision = await attach.Run(kind, subject, file, guarded, actor, cancel);
        if (decision.Fact is not { } fact)
        {
            return decision.Refusal!.ToProblem();
        }
        var made = (await attachments.Of(subject, cancel)).First(f => f.Id == fact.FileId);
        return Results.Created($"{at.Replace("{subject:guid}", subject.ToString(), StringComparison.Ordinal)}/{made.Id}", AttachmentView.Of(made));
    }

    private static async Task<IResult> Delete(string kind, Guid subject, Guid id, RemoveAttachmentAction remove, Actor actor, CancellationToken cancel) =>
        (await remove.Run(kind, subject, id, actor, cancel)).Refusal is { } refusal ? refusal.ToProblem() : Results.NoContent();

    private static string AddressOf(IEnumerable<IAttachable> kinds, string kind, Guid subject) => kinds.FirstOrDefault(k => k.SubjectKind == kind)?.AddressOf(subject) ?? "/";

    private static RazorComponentResult<Attachments> Fragment(string kind, Guid subject) => new(new { Kind = kind, SubjectId = subject, Inner = true });

    private sealed class Refused(Refusal refusal) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => Refuse(httpContext, refusal);
    }
}

/// <summary>An attachment as programs read it.</summary>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">Lower-case hexadecimal.</param>
/// <param name="Guarded">Seen as marked pages only; its bytes are refused (403).</param>
public sealed record AttachmentView(Guid Id, string Name, string MediaType, long Size, string Sha256, string By, DateTimeOffset At, bool Guarded)
{
    internal static AttachmentView Of(StoredFile file) => new(file.Id, file.Name, file.MediaType, file.Size, Convert.ToHexStringLower(file.Sha256), file.ByName, file.At, file.Guarded);
}
