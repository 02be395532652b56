using System.Text.Json;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Platform.Web;

/// <summary>
/// Turns a refusal or a broken world into what the caller reads: RFC 9457 problem details for programs, a page for people,
/// both in the caller's language: what happened, what to do, what was kept. Never a stack trace.
/// </summary>
public static class Problems
{
    public static bool WantsJson(HttpContext context) => context.Request.Path.StartsWithSegments("/api") || context.Request.Path.StartsWithSegments("/openapi");

    public static int StatusOf(Refusal refusal) => refusal.Code switch
    {
        "platform.sign-in-first" => 401,
        "platform.key-missing" or "platform.form-expired" or "platform.unreadable" => 400,
        "platform.too-large" or "files.too-large" => 413,
        "platform.version-missing" => 428,
        "limits.actions" or "limits.account-actions" or "limits.visits" or "limits.wrong-passwords" or "exchange.budget-spent" => 429,
        "platform.busy" or "platform.disk-full" => 503,
        "platform.broken" => 500,
        _ => refusal.Kind switch
        {
            RefusalKind.BadInput => 422,
            RefusalKind.NotYours => 403,
            RefusalKind.Stale => 412,
            RefusalKind.Missing => 404,
            _ => 409,
        },
    };

    /// <summary>What Linux says when the disk, or one's share of it, is full; and what Windows says.</summary>
    private const int NoSpaceLeft = 28;
    private const int QuotaExceeded = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>The refusal as problem details, for a route's answer.</summary>
    public static IResult ToProblem(this Refusal refusal) => new RefusalResult(refusal);

    public static Task Write(HttpContext context, Refusal refusal) => Write(context, refusal, StatusOf(refusal));

    /// <summary>The same with a status of its own and, for people, a form that sends again what they sent.</summary>
    public static async Task Write(HttpContext context, Refusal refusal, int status, FormToSendAgain? again = null)
    {
        var words = context.RequestServices.GetRequiredService<Words>();
        words.Language = Languages.Of(context.Request);
        context.Response.StatusCode = status;
        if (status == 503)
        {
            context.Response.Headers.RetryAfter = "5";
        }
        if (WantsJson(context))
        {
            await WriteJson(context, refusal, status, words);
        }
        else
        {
            await WritePage(context, refusal, status, again);
        }
    }

    /// <summary>A page that broke half-way has used up the request's renderer, so the error page gets services of its own.</summary>
    private static async Task WritePage(HttpContext context, Refusal refusal, int status, FormToSendAgain? again)
    {
        var before = context.RequestServices;
        await using var fresh = before.GetRequiredService<IServiceScopeFactory>().CreateAsyncScope();
        fresh.ServiceProvider.GetRequiredService<Words>().Language = Languages.Of(context.Request);
        fresh.ServiceProvider.GetRequiredService<CurrentActor>().Actor = before.GetRequiredService<CurrentActor>().Actor;
        context.RequestServices = fresh.ServiceProvider;
        try
        {
            await new RazorComponentResult<ErrorPage>(new { Refusal = refusal, Status = status, Again = again }) { StatusCode = status }.ExecuteAsync(context);
        }
        finally
        {
            context.RequestServices = before;
        }
    }

    /// <summary>What an exception means to the caller; null where it is a bug of ours.</summary>
    public static Refusal? Meaning(Exception problem) => problem switch
    {
        Microsoft.AspNetCore.Antiforgery.AntiforgeryValidationException { InnerException: { } unread } => Meaning(unread),
        BadHttpRequestException { StatusCode: 413 } => PlatformWebRefusals.TooLarge,
        BadHttpRequestException or JsonException or InvalidDataException or System.Text.DecoderFallbackException => PlatformWebRefusals.Unreadable,
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => PlatformWebRefusals.DiskFull,
        IOException { HResult: NoSpaceLeft or QuotaExceeded or WindowsDiskFull } => PlatformWebRefusals.DiskFull,
        // A form that ends in the middle.
        IOException { Source: "Microsoft.AspNetCore.WebUtilities" } => PlatformWebRefusals.Unreadable,
        // A body in a character set that nobody knows.
        InvalidOperationException { Source: "Microsoft.AspNetCore.Http.Extensions", InnerException: ArgumentException or NotSupportedException } => PlatformWebRefusals.Unreadable,
        // A page's query parameter that is no number, day or id.
        InvalidOperationException { Source: "Microsoft.AspNetCore.Components" } when problem.Message.StartsWith("Cannot parse the value", StringComparison.Ordinal) => PlatformWebRefusals.Unreadable,
        DbUpdateConcurrencyException => PlatformRefusals.Stale,
        DbUpdateException { InnerException: PostgresException inner } => Meaning(inner),
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ExclusionViolation or PostgresErrorCodes.ForeignKeyViolation or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected } => PlatformWebRefusals.Conflict,
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } => PlatformRefusals.Missing,
        PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter } => PlatformWebRefusals.Unreadable,
        PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections } => PlatformWebRefusals.Busy,
        // A statement that can't be right is ours to mend: it is logged, not called a busy moment.
        PostgresException { SqlState: ['4', '2', ..] } => null,
        NpgsqlException => PlatformWebRefusals.Busy,
        _ => null,
    };

    private static async Task WriteJson(HttpContext context, Refusal refusal, int status, Words words)
    {
        var sentence = words[refusal];
        Dictionary<string, object> problem = new()
        {
            ["type"] = "about:blank",
            ["title"] = words[$"platform.status-{status}"],
            ["status"] = status,
            ["detail"] = sentence,
            ["code"] = refusal.Code,
            ["instance"] = context.Request.Path.Value ?? "",
        };
        if (refusal.Field is { } field)
        {
            problem["errors"] = new Dictionary<string, string[]> { [field] = [sentence] };
        }
        context.Response.ContentType = "application/problem+json; charset=utf-8";
        await context.Response.WriteAsync(JsonSerializer.Serialize(problem, KeptJson.Form), context.RequestAborted);
    }

    private sealed class RefusalResult(Refusal refusal) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => Write(httpContext, refusal);
    }
}

/// <summary>A posted form as it came, with its key and token, to be sent again by whoever sent it.</summary>
public sealed record FormToSendAgain(string Address, IReadOnlyList<KeyValuePair<string, string>> Fields);

/// <summary>The one place that catches: a broken world or a bug becomes a sentence, and a line in the log.</summary>
internal sealed partial class BrokenWorld(RequestDelegate next, Oversight.SecurityCounters counters, ILogger<BrokenWorld> log)
{
    public async Task Invoke(HttpContext context)
    {
        try
        {
            await next(context);
            if (context.Response is { StatusCode: StatusCodes.Status413PayloadTooLarge, HasStarted: false, ContentType: null })
            {
                // The framework itself refused the body, without a word.
                await Problems.Write(context, PlatformWebRefusals.TooLarge);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The reader has gone; nobody is left to answer.
        }
        catch (Exception problem) when (!context.Response.HasStarted)
        {
            var meaning = Problems.Meaning(problem);
            if (meaning is null)
            {
                Broken(problem, context.Request.Method, context.Request.Path);
            }
            context.Response.Clear();
            await Problems.Write(context, meaning ?? PlatformWebRefusals.Broken);
        }
        counters.Answered(context.Response.StatusCode);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A request could not be answered: {Method} {Path}")]
    private partial void Broken(Exception problem, string method, PathString path);
}
