using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Platform.Identity.SecondFactor;

/// <summary>The buttons on the page of the second factor.</summary>
internal static class SecondFactorRoutes
{
    private const string Page = "/me/second-factor";

    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapPost(Page + "/begin", async (HttpContext context, SetUpFactorAction setUp, Actor actor, CancellationToken cancel) =>
            (await setUp.Begin(actor, cancel)).ToRedirect(context, Page)).Allow(AllowAttribute.SignedIn).NeedsFresh().BeforeDuty().ExcludeFromDescription();
        routes.MapPost(Page + "/app/remove", async (HttpContext context, SetUpFactorAction setUp, Actor actor, CancellationToken cancel) =>
            (await setUp.TakeAppOff(actor, cancel)).ToRedirect(context, Page)).Allow(AllowAttribute.SignedIn).NeedsFresh().BeforeDuty().ExcludeFromDescription();
    }
}
