using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Review.Decide;

/// <summary>The buttons without fields of the review: accept, withdraw, undo.</summary>
internal static class DecideRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/review/cases/{id:guid}").ExcludeFromDescription();
        group.MapPost("/accept", Accept).Allow(AllowAttribute.SignedIn);
        group.MapPost("/withdraw", Withdraw).Allow(AllowAttribute.SignedIn);
        group.MapPost("/undo", Undo).Allow(AllowAttribute.SignedIn);
    }

    private static async Task<IResult> Accept(Guid id, HttpContext context, AcceptAction accept, Actor actor, CancellationToken cancel)
    {
        var decision = await accept.Run(id, SeenVersion.Of(context), null, actor, cancel);
        return decision.Fact switch
        {
            CaseApproved approved => new Decision<CaseApproved>(approved, null).ToRedirect(context, "/review"),
            CaseAccepted accepted => new Decision<CaseAccepted>(accepted, null).ToRedirect(context, "/review"),
            _ => decision.ToRedirect(context, $"/review/cases/{id}?seen={SeenVersion.Of(context)}"),
        };
    }

    private static async Task<IResult> Withdraw(Guid id, HttpContext context, WithdrawAction withdraw, Actor actor, CancellationToken cancel) =>
        (await withdraw.Run(id, SeenVersion.Of(context), actor, cancel)).ToRedirect(context, $"/review/cases/{id}");

    private static async Task<IResult> Undo(Guid id, HttpContext context, UndoAction undo, Actor actor, CancellationToken cancel) =>
        (await undo.Run(id, SeenVersion.Of(context), actor, cancel)).ToRedirect(context, $"/review/cases/{id}");
}
