using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Web;

/// <summary>Turns a decision into what follows a post: a redirect for people, JSON for programs.</summary>
public static class Answer
{
    /// <summary>After a button: back to a page, which then says what was done (text <c>done.FACT</c>) or why not.</summary>
    public static IResult ToRedirect<TFact>(this Decision<TFact> decision, HttpContext context, string to)
        where TFact : class, IFact
    {
        if (decision.Refusal is { Kind: RefusalKind.Missing or RefusalKind.NotYours } refused)
        {
            return refused.ToProblem();
        }
        Said.Leave(context, decision.Refusal is { } refusal ? new Said($"refusal.{refusal.Code}", true, [.. refusal.Values.Select(v => v.ToString() ?? "")]) : Said.Done<TFact>());
        return Results.LocalRedirect(to);
    }

    /// <summary>201 with the address and the made thing, or the refusal as problem details.</summary>
    public static IResult ToCreated<TFact>(this Decision<TFact> decision, string address, Func<TFact, object> view, int version = 1)
        where TFact : class, IFact => decision.Refusal is { } refusal ? refusal.ToProblem() : new Tagged(Results.Created(address, view(decision.Fact!)), version);

    /// <summary>200 with the changed thing and its version as ETag, or the refusal as problem details.</summary>
    public static IResult ToOk<TFact>(this Decision<TFact> decision, Func<TFact, object> view, int version)
        where TFact : class, IFact => decision.Refusal is { } refusal ? refusal.ToProblem() : new Tagged(Results.Ok(view(decision.Fact!)), version);

    /// <summary>A thing with its version as ETag.</summary>
    public static IResult WithVersion(object view, int version) => new Tagged(Results.Ok(view), version);

    /// <summary>The version that If-Match names; null where the header is missing or unreadable (answer <c>platform.version-missing</c>).</summary>
    public static int? ExpectedVersion(this HttpRequest request) =>
        request.Headers.IfMatch.ToString().Trim('"') is ['v', .. var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;

    public static IResult VersionMissing { get; } = PlatformWebRefusals.VersionMissing.ToProblem();

    private sealed class Tagged(IResult inner, int version) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"v{version}\"");
            return inner.ExecuteAsync(httpContext);
        }
    }
}

/// <summary>One sentence that survives a redirect: what was done, or why not.</summary>
public sealed record Said(string TextKey, bool IsRefusal, string[] Values)
{
    private const string Cookie = "zj-said";

    /// <summary>That something was done.</summary>
    public static Said Done<TFact>()
        where TFact : class, IFact => new($"done.{Texts.Words.Kebab(typeof(TFact).Name)}", false, []);

    public static void Leave(HttpContext context, Said said) => context.Response.Headers.Append("Set-Cookie", said.ToCookie());

    /// <summary>As a header of the answer.</summary>
    internal string ToCookie() =>
        new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, MaxAge = TimeSpan.FromSeconds(30), Path = "/" }.CreateCookieHeader(Cookie, WebEncoders.Base64UrlEncode(JsonSerializer.SerializeToUtf8Bytes(this))).ToString();

    /// <summary>Whether this header carries the sentence.</summary>
    internal static bool IsIn(string? setCookie) => setCookie?.StartsWith(Cookie + "=", StringComparison.Ordinal) == true;

    /// <summary>Takes the sentence left by the request before, once.</summary>
    public static Said? Take(HttpContext context)
    {
        if (!context.Request.Cookies.TryGetValue(Cookie, out var text))
        {
            return null;
        }
        if (!context.Response.HasStarted)
        {
            context.Response.Cookies.Delete(Cookie);
        }
        try
        {
            return JsonSerializer.Deserialize<Said>(WebEncoders.Base64UrlDecode(text));
        }
        catch (Exception problem) when (problem is JsonException or FormatException)
        {
            return null;
        }
    }
}

/// <summary>A page of a list: its rows and the cursor of the next page, null on the last.</summary>
public sealed record Listing<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Cuts lists into pages.</summary>
public static class Listing
{
    /// <summary>Cuts rows that were read one too many, so that the cursor is only given where something follows.</summary>
    public static Listing<T> Of<T>(List<T> readOneMore, int size, Func<T, string> cursor)
    {
        var more = readOneMore.Count > size;
        var rows = more ? readOneMore[..size] : readOneMore;
        return new Listing<T>(rows, more ? cursor(rows[^1]) : null);
    }
}

/// <summary>Where a list goes on: the sort values of the last row, as one opaque word.</summary>
public static class Cursor
{
    public static string Of(params object[] values) => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(string.Join('\u001f', values.Select(v => v is IFormattable f ? f.ToString(v is DateTimeOffset ? "O" : null, CultureInfo.InvariantCulture) : v.ToString()))));

    /// <summary>The values of a cursor, or null where it is absent or was not made by us.</summary>
    public static string[]? Read(string? cursor, int values)
    {
        if (string.IsNullOrEmpty(cursor))
        {
            return null;
        }
        try
        {
            var parts = Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(cursor)).Split('\u001f');
            return parts.Length == values ? parts : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
