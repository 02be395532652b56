using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.Extensions;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Identity.SecondFactor;
using Zhijian.Platform.Identity.Sessions;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Platform.Web;

/// <summary>
/// Stands before every endpoint: finds out who asks and in which language, puts the fence around them, and holds the endpoint's declared policy.
/// Changing requests that come with the sign-in cookie, and all forms, must also come from our own pages and carry the antiforgery token.
/// </summary>
internal sealed class Gate(RequestDelegate next, SessionLimits sessions, TimeProvider clock)
{
    public async Task Invoke(HttpContext context, CurrentActor current, ActorCache actors, Fence fence, Words words, IAntiforgery antiforgery, Institution institution)
    {
        words.Language = Languages.Of(context.Request);
        current.Actor = await actors.Find(context, context.RequestAborted);
        var allow = context.GetEndpoint()?.Metadata.GetMetadata<AllowAttribute>();
        fence.Enclose(FencedScope.Of(current.Actor, allow?.Acts ?? []));
        // An empty installation has one page only.
        if (institution.NeedsSetUp && HttpMethods.IsGet(context.Request.Method) && !context.Request.Path.StartsWithSegments("/set-up") && !Problems.WantsJson(context) && !context.Request.Path.StartsWithSegments("/language"))
        {
            context.Response.Redirect("/set-up");
            return;
        }
        if (context.GetEndpoint() is not { } endpoint)
        {
            await Problems.Write(context, PlatformRefusals.Missing);
            return;
        }
        if (current.Actor.Duty != SignInDuty.None && endpoint.Metadata.GetMetadata<BeforeDutyAttribute>() is null)
        {
            if (allow?.IsForAnyone != true)
            {
                await LeadToDuty(context, current.Actor.Duty);
                return;
            }
            // What anybody may see they see as anybody.
            current.Actor = Actor.Nobody;
            fence.Enclose(FencedScope.Of(current.Actor));
        }
        if (allow is null || !allow.Admits(current.Actor))
        {
            await Refuse(context, current.Actor);
            return;
        }
        if (NeedsToken(context) && IsFromElsewhere(context.Request))
        {
            await Problems.Write(context, PlatformWebRefusals.FromElsewhere);
            return;
        }
        if (IsStale(context, endpoint))
        {
            await AskWho(context);
            return;
        }
        if (NeedsToken(context) && !IsOverAlready(current.Actor, endpoint) && !await antiforgery.IsRequestValidAsync(context))
        {
            await Problems.Write(context, PlatformWebRefusals.FormExpired);
            return;
        }
        await next(context);
    }

    /// <summary>Signing out a second time: nobody is signed in whom a forged form could harm.</summary>
    private static bool IsOverAlready(Actor actor, Endpoint endpoint) => actor == Actor.Nobody && endpoint.Metadata.GetMetadata<EndsSessionAttribute>() is not null;

    /// <summary>A program's token is a proof of its own, made by somebody who had just proved who they are.</summary>
    private bool IsStale(HttpContext context, Endpoint endpoint) =>
        HttpMethods.IsGet(context.Request.Method) is var isReading && endpoint.Metadata.GetMetadata<FreshAttribute>()?.Asks(isReading) == true
        && context.Features.Get<SessionState>() is { } session && !sessions.IsFresh(session, isReading, clock.GetUtcNow());

    private static Task LeadToDuty(HttpContext context, SignInDuty duty)
    {
        if (Problems.WantsJson(context) || !HttpMethods.IsGet(context.Request.Method))
        {
            return Problems.Write(context, SecondFactorRule.RefusalFor(duty));
        }
        context.Response.Redirect(SecondFactorRule.PageFor(duty));
        return Task.CompletedTask;
    }

    private static Task AskWho(HttpContext context)
    {
        if (Problems.WantsJson(context) || !HttpMethods.IsGet(context.Request.Method))
        {
            return Problems.Write(context, PlatformWebRefusals.ConfirmFirst);
        }
        context.Response.Redirect("/confirm?returnUrl=" + Uri.EscapeDataString(context.Request.GetEncodedPathAndQuery()));
        return Task.CompletedTask;
    }

    private static bool NeedsToken(HttpContext context) =>
        context.Request.Method is not ("GET" or "HEAD" or "OPTIONS")
        && (context.User.Identity?.AuthenticationType != TokenAuthentication.SchemeName || (context.Request.HasFormContentType && !Problems.WantsJson(context)));

    /// <summary>
    /// What browsers say of where a changing request comes from. Another host of the same university is another website too.
    /// Old browsers and plain HTTP only give the origin; programs that are no browser give nothing, and have the token to show.
    /// </summary>
    private static bool IsFromElsewhere(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site ? site is not ("same-origin" or "none")
        : request.Headers.Origin.ToString() is { Length: > 0 } origin && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority == request.Host.Value);

    private static Task Refuse(HttpContext context, Actor actor)
    {
        if (actor.IsSignedIn)
        {
            return Problems.Write(context, PlatformRefusals.NotYours);
        }
        if (Problems.WantsJson(context) || !HttpMethods.IsGet(context.Request.Method))
        {
            return Problems.Write(context, PlatformWebRefusals.SignInFirst);
        }
        context.Response.Redirect("/sign-in?returnUrl=" + Uri.EscapeDataString(context.Request.GetEncodedPathAndQuery()));
        return Task.CompletedTask;
    }
}

/// <summary>Holds the request's actor; pages and actions ask for <see cref="Actor"/> itself.</summary>
public sealed class CurrentActor
{
    public Actor Actor { get; set; } = Actor.Nobody;
}

/// <summary>The reader's language: their own choice (a cookie), else the browser's, else Chinese.</summary>
internal static class Languages
{
    public const string Cookie = "zj-language";

    public static string Of(HttpRequest request)
    {
        if (request.Cookies.TryGetValue(Cookie, out var chosen) && TextFiles.Languages.Contains(chosen))
        {
            return chosen;
        }
        foreach (var wanted in request.GetTypedHeaders().AcceptLanguage.OrderByDescending(l => l.Quality ?? 1).Select(l => l.Value.Value ?? ""))
        {
            if (wanted.StartsWith("zh", StringComparison.OrdinalIgnoreCase))
            {
                return TextFiles.Chinese;
            }
            if (wanted.StartsWith("en", StringComparison.OrdinalIgnoreCase))
            {
                return TextFiles.English;
            }
        }
        return TextFiles.Chinese;
    }
}
