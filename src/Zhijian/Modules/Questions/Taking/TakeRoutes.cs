using System.Globalization;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Questions.Taking;

/// <summary>What somebody who takes a paper presses.</summary>
internal static class TakeRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/papers/{id:guid}/begin", Begin).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
        routes.MapPost("/papers/attempts/{id:guid}/answers", Answer).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
        routes.MapPost("/papers/attempts/{id:guid}/hand-in", HandIn).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
    }

    private static async Task<IResult> Begin(Guid id, HttpContext context, TakePaperAction take, Actor actor, CancellationToken cancel)
    {
        var (decision, attempt) = await take.Begin(id, actor, cancel);
        return decision.Refusal is not null ? decision.ToRedirect(context, $"/papers/{id}") : Results.LocalRedirect($"/papers/attempts/{attempt}");
    }

    /// <summary>One answer, perhaps marked without network a while ago; its key makes a second sending harmless. Whatever else a client says is not read.</summary>
    private static async Task<IResult> Answer(Guid id, HttpContext context, TakePaperAction take, Actor actor, CancellationToken cancel)
    {
        var form = context.Request.Form;
        var place = int.TryParse(form["place"], NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 0;
        var decision = await take.Answer(id, place, AnswerSheet.Read(name => form[name] is { Count: > 0 } values ? [.. values.OfType<string>()] : []), actor, cancel);
        return context.Request.Headers.ContainsKey("HX-Request") ? decision.Refusal is { } refusal ? refusal.ToProblem() : Results.NoContent()
            : decision.ToRedirect(context, string.Create(CultureInfo.InvariantCulture, $"/papers/attempts/{id}#q{place + 1}"));
    }

    private static async Task<IResult> HandIn(Guid id, HttpContext context, TakePaperAction take, Actor actor, CancellationToken cancel) =>
        (await take.HandIn(id, actor, cancel)).ToRedirect(context, $"/papers/attempts/{id}");
}
