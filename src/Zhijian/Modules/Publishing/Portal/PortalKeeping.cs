using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Publishing.Portal;

/// <summary>What of the portal may be kept on the way to its readers, and for how long: what anybody may see is the same for everybody who has not signed in.</summary>
internal static class PortalKeeping
{
    private const int PageSeconds = 60;
    private const int FeedSeconds = 300;

    /// <summary>A page, for readers who are not signed in; it differs by language.</summary>
    public static void Page(HttpContext context, Actor actor)
    {
        if (!actor.IsSignedIn)
        {
            context.Response.Headers.CacheControl = $"public, max-age={PageSeconds}";
            context.Response.Headers.Vary = "Cookie, Accept-Language";
        }
    }

    /// <summary>A name and those that follow, as a title has them; what is empty is left out.</summary>
    public static string Named(params IEnumerable<string> parts) => string.Join(" · ", parts.Where(p => p.Length > 0));

    /// <summary>A file that programs fetch again and again: with a mark by which they learn that it is the same.</summary>
    public static IResult File(HttpContext context, byte[] content, string mediaType)
    {
        context.Response.Headers.CacheControl = $"public, max-age={FeedSeconds}";
        return Results.Bytes(content, mediaType, entityTag: new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content)[..16])}\""));
    }
}
