using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Publishing.Receipts;

/// <summary>The reader's button under a notice.</summary>
internal static class ReceiptRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes) => routes.MapPost("/news/{id:guid}/confirm", Confirm).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();

    private static async Task<IResult> Confirm(Guid id, HttpContext context, GiveReceiptAction give, Actor actor, CancellationToken cancel) => (await give.Run(id, actor, cancel)).ToRedirect(context, $"/news/{id}");
}
