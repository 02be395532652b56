using Microsoft.AspNetCore.Http.Metadata;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Platform.Files;

/// <summary>Lets a route take larger bodies than the rest of the program. Somewhat too large ones are read and thrown away, so that the sender hears why.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class UploadLimitAttribute(long mostBytes) : Attribute, IRequestSizeLimitMetadata
{
    /// <summary>Room for the other fields and the boundaries of the form.</summary>
    private const long Frame = 64 * 1024;

    /// <summary>The largest body that is read at all.</summary>
    private const long Ceiling = 64 * FileLimits.Megabyte;

    public long MostBytes => mostBytes;

    public long? MaxRequestBodySize => Math.Max(Ceiling, mostBytes + Frame);

    public bool IsTooLarge(HttpRequest request) => request.ContentLength > mostBytes + Frame;

    public bool IsWorthReading(HttpRequest request) => request.ContentLength <= MaxRequestBodySize;
}

/// <summary>Refuses an upload by its announced size before anything of it is parsed: 413 with the limit in words.</summary>
internal sealed class UploadSize(RequestDelegate next)
{
    public async Task Invoke(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<UploadLimitAttribute>() is not { } limit || !limit.IsTooLarge(context.Request))
        {
            await next(context);
            return;
        }
        if (limit.IsWorthReading(context.Request) && context.User.Identity?.IsAuthenticated == true)
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        }
        else
        {
            context.Response.Headers.Connection = "close";
        }
        await AttachmentRoutes.Refuse(context, FileRefusals.TooLarge.With(limit.MostBytes / FileLimits.Megabyte));
    }
}
