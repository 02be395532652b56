using System.Globalization;
using Zhijian.Platform.Web;

namespace Zhijian.Platform.Limits;

/// <summary>
/// Stands right behind the sign-in, before anything is read or asked of the database: one request too many is told when it goes on (429, <c>Retry-After</c>).
/// A form comes back with what was typed and can be sent again as it was, with the key it had, so that nothing is lost and nothing is done twice.
/// </summary>
internal sealed class Limiter(RequestDelegate next, RequestBudgets budgets)
{
    /// <summary>Longer forms are not sent back; the browser's Back still has them.</summary>
    private const int LongestForm = 256 * 1024;

    /// <summary>Names of fields that are never sent back.</summary>
    private static readonly string[] Secrets = ["Password", "Repeated", "Current"];

    public Task Invoke(HttpContext context) => budgets.Count(context) is { } refused ? Refuse(context, refused) : next(context);

    private static async Task Refuse(HttpContext context, TooMany refused)
    {
        context.Response.Headers.RetryAfter = refused.Seconds.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers.CacheControl = "no-store";
        await Problems.Write(context, refused.Refusal, StatusCodes.Status429TooManyRequests, await Form(context));
    }

    private static async Task<FormToSendAgain?> Form(HttpContext context)
    {
        var request = context.Request;
        if (Problems.WantsJson(context) || request.ContentLength is not <= LongestForm || request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
        {
            return null;
        }
        var form = await request.ReadFormAsync(context.RequestAborted);
        return form.Keys.Any(k => Secrets.Any(s => k.EndsWith(s, StringComparison.OrdinalIgnoreCase))) ? null
            : new FormToSendAgain(request.Path + request.QueryString, [.. form.SelectMany(f => f.Value.Select(v => new KeyValuePair<string, string>(f.Key, v ?? "")))]);
    }
}
