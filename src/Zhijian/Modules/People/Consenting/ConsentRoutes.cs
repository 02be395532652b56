using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.People.Consenting;

/// <summary>The two buttons of the page of consents.</summary>
internal static class ConsentRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/me/consents/{purpose}/give", Give).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
        routes.MapPost("/me/consents/{purpose}/withdraw", Withdraw).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
    }

    private static async Task<IResult> Give(ConsentPurpose purpose, HttpContext context, ChangeConsentAction change, Actor actor, CancellationToken cancel) =>
        (await change.Give(purpose, SeenVersion.Of(context), actor, cancel)).ToRedirect(context, ChangeConsentAction.Page);

    private static async Task<IResult> Withdraw(ConsentPurpose purpose, HttpContext context, ChangeConsentAction change, Actor actor, CancellationToken cancel) =>
        (await change.Withdraw(purpose, actor, cancel)).ToRedirect(context, ChangeConsentAction.Page);
}
