using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Platform.Identity.SignIn;

/// <summary>A person signs out, changes space, or chooses a language: the small posts of the page frame.</summary>
internal static class FrameRoutes
{
    private static readonly CookieOptions ForAYear = new() { HttpOnly = true, SameSite = SameSiteMode.Lax, MaxAge = TimeSpan.FromDays(365), Path = "/" };

    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/sign-out", async (HttpContext context, Sessions.EndSessionAction end, Actor actor, CancellationToken cancel) =>
        {
            if (context.Features.Get<Sessions.SessionState>() is { } session)
            {
                await end.One(session.Id, actor, cancel);
            }
            await context.SignOutAsync(IdentityConstants.ApplicationScheme);
            context.Response.Cookies.Delete(ActorCache.SpaceCookie);
            // Nothing of what was seen stays in a browser that somebody else uses next; the roll of a meeting without network is kept until it is sent.
            context.Response.Headers["Clear-Site-Data"] = "\"cache\"";
            return Results.LocalRedirect("/sign-in");
        }).Allow(AllowAttribute.Anyone).WithMetadata(new EndsSessionAttribute()).BeforeDuty().ExcludeFromDescription();
        routes.MapPost("/space/{post}", (string post, HttpContext context, Actor actor) =>
        {
            context.Response.Cookies.Append(ActorCache.SpaceCookie, actor.Posts.Any(p => p.Id.ToString() == post) ? post : "member", ForAYear);
            return Results.LocalRedirect("/");
        }).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
        routes.MapPost("/language/{language}", ChooseLanguage).Allow(AllowAttribute.Anyone).ExcludeFromDescription();
        // Public pages that others on the way may keep hold no form, which would be one reader's own: there the language is a link.
        routes.MapGet("/language/{language}", ChooseLanguage).Allow(AllowAttribute.Anyone).ExcludeFromDescription();
        routes.MapPost("/theme/{theme}", (string theme, HttpContext context) =>
        {
            context.Response.Cookies.Append("zj-theme", theme == "dark" ? "dark" : "light", ForAYear);
            return Results.LocalRedirect(LocalPath.Before(context.Request));
        }).Allow(AllowAttribute.Anyone).ExcludeFromDescription();
    }

    private static IResult ChooseLanguage(string language, HttpContext context)
    {
        context.Response.Cookies.Append(Languages.Cookie, Texts.TextFiles.Languages.Contains(language) ? language : Texts.TextFiles.Chinese, ForAYear);
        return Results.LocalRedirect(LocalPath.Before(context.Request));
    }
}
