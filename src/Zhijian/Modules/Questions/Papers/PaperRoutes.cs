using Zhijian.Modules.Costs;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Questions.Papers;

/// <summary>The buttons of those who set a paper.</summary>
internal static class PaperRoutes
{
    private const int LongestBack = 1000;

    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/papers/set/{id:guid}/open", Open).Allow(PaperActs.Set).ExcludeFromDescription();
        routes.MapPost("/papers/set/{id:guid}/put", Put).Allow(PaperActs.Set).ExcludeFromDescription();
        routes.MapPost("/papers/set/{id:guid}/take", Take).Allow(PaperActs.Set).ExcludeFromDescription();
    }

    private static async Task<IResult> Open(Guid id, HttpContext context, SetPaperAction set, Actor actor, CancellationToken cancel) =>
        (await set.Open(id, SeenVersion.Of(context), CostSeen.Of(context.Request.Form[CostSeen.Field]), actor, cancel)).ToRedirect(context, $"/papers/set/{id}");

    private static Task<IResult> Put(Guid id, HttpContext context, SetPaperAction set, Actor actor, CancellationToken cancel) => Pick(id, context, takesOut: false, set, actor, cancel);

    private static Task<IResult> Take(Guid id, HttpContext context, SetPaperAction set, Actor actor, CancellationToken cancel) => Pick(id, context, takesOut: true, set, actor, cancel);

    private static async Task<IResult> Pick(Guid id, HttpContext context, bool takesOut, SetPaperAction set, Actor actor, CancellationToken cancel)
    {
        var form = context.Request.Form;
        var question = Guid.TryParse(form["question"], out var given) ? given : Guid.Empty;
        var back = form["back"].ToString();
        if (back.Length > 0 && (back[0] != '?' || back.Contains('#', StringComparison.Ordinal) || back.Length >= LongestBack))
        {
            Decision<PaperChanged> refused = PlatformRefusals.NotReadable;
            return refused.ToRedirect(context, $"/papers/set/{id}/questions");
        }
        return (await set.Pick(id, question, string.IsNullOrWhiteSpace(form["mark"]) ? 1 : ExactNumber.Read(form["mark"]), takesOut, SeenVersion.Of(context), actor, cancel))
            .ToRedirect(context, $"/papers/set/{id}/questions{back}");
    }
}
