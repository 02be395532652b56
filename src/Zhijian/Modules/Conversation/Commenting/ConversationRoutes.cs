using Zhijian.Modules.Conversation.Asking;
using Zhijian.Modules.Conversation.Thanking;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Conversation.Commenting;

/// <summary>The buttons of a reader.</summary>
internal static class ConversationRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/comments/{id:guid}/withdraw", Withdraw).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
        routes.MapPost("/conversation/asked/{id:guid}/withdraw", WithdrawQuestion).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
        routes.MapPost("/news/{id:guid}/thanks", Thank).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
        routes.MapPost("/news/{id:guid}/thanks/take-back", TakeBack).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
    }

    private static async Task<IResult> Withdraw(Guid id, HttpContext context, WriteCommentAction comments, Actor actor, CancellationToken cancel)
    {
        var decision = await comments.Withdraw(id, actor, cancel);
        return decision.ToRedirect(context, decision.Fact is { } fact ? $"/news/{fact.ArticleId}" : "/news");
    }

    private static async Task<IResult> WithdrawQuestion(Guid id, HttpContext context, AskAction ask, Actor actor, CancellationToken cancel) =>
        (await ask.Withdraw(id, actor, cancel)).ToRedirect(context, $"/conversation/asked/{id}");

    private static async Task<IResult> Thank(Guid id, HttpContext context, ThankAction thank, Actor actor, CancellationToken cancel) => (await thank.Give(id, actor, cancel)).ToRedirect(context, $"/news/{id}");

    private static async Task<IResult> TakeBack(Guid id, HttpContext context, ThankAction thank, Actor actor, CancellationToken cancel) => (await thank.TakeBack(id, actor, cancel)).ToRedirect(context, $"/news/{id}");
}
