using System.Globalization;
using Zhijian.Modules.Questions.Showing;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Questions.Taking;

/// <summary>What somebody who takes a paper presses.</summary>
internal static class TakeRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/papers/{id:guid}/begin", Begin).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
        routes.MapPost("/papers/attempts/{id:guid}/answers", Answer).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
        routes.MapGet("/papers/attempts/{id:guid}/pictures/{place:int}/{picture}", Picture).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
        routes.MapGet("/papers/practice/{question:guid}/pictures/{picture}", PracticePicture).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
        routes.MapPost("/papers/attempts/{id:guid}/hand-in", HandIn).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
    }

    /// <summary>Where those who answer find the pictures of a question of their copy.</summary>
    public static string PicturesOf(Guid attempt, int place) => string.Create(CultureInfo.InvariantCulture, $"/papers/attempts/{attempt}/pictures/{place}");

    /// <summary>The same where they practise.</summary>
    public static string PicturesOf(Guid question) => $"/papers/practice/{question}/pictures";

    private static async Task<IResult> Picture(Guid id, int place, string picture, TakeQuery query, Actor actor, CancellationToken cancel) =>
        QuestionPictures.Answer((await query.At(id, place, actor, cancel))?.Content, picture);

    private static async Task<IResult> PracticePicture(Guid question, string picture, PracticeQuery query, Actor actor, InstitutionTime time, CancellationToken cancel) =>
        QuestionPictures.Answer(actor.MemberId != Guid.Empty && await query.Next(actor, question, time.Now, cancel) is ({ } row, _) && row.QuestionId == question ? row.Question : null, picture);

    private static async Task<IResult> Begin(Guid id, HttpContext context, TakePaperAction take, Actor actor, CancellationToken cancel)
    {
        var (decision, attempt) = await take.Begin(id, actor, cancel);
        return decision.Refusal is not null ? decision.ToRedirect(context, $"/papers/{id}") : Results.LocalRedirect($"/papers/attempts/{attempt}");
    }

    /// <summary>One answer, perhaps marked without network a while ago; its key makes a second sending harmless. Whatever else a client says is not read.</summary>
    [GroupedWrite]
    private static async Task<IResult> Answer(Guid id, HttpContext context, AnswerDoor door, AnswerWriter writer, Fence fence, InstitutionTime time, Actor actor, CancellationToken cancel)
    {
        var (form, request) = (context.Request.Form, KeyedRequest.OfGroup(context));
        var place = int.TryParse(form["place"], NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 0;
        var sheet = AnswerSheet.Read(name => form[name] is { Count: > 0 } values ? [.. values.OfType<string>()] : []);
        var byScript = context.Request.Headers.ContainsKey("HX-Request");
        var next = string.Create(CultureInfo.InvariantCulture, $"/papers/attempts/{id}#q{place + 1}");
        var (refusal, marked) = await door.Admit(id, place, sheet, actor, cancel);
        // A repeated request gets its first answer, even where its copy was erased since.
        var told = marked is null ? await KeptAnswers.Find(fence, request, cancel) is { } earlier ? AnswerTold.Again(earlier, request) : AnswerTold.Not(refusal!)
            : await writer.Write(new AnswerAsked(marked, actor, request, byScript ? KeptAnswer.Silent(request) : KeptAnswer.Redirect(request, next, Said.Done<OwnPaperWritten>()), time.Now));
        return told.Answer is { } answer ? answer.ToResult(told.IsAgain)
            : byScript || told.IsUnheard ? told.Refusal!.ToProblem()
            : ((Decision<OwnPaperWritten>)told.Refusal!).ToRedirect(context, next);
    }

    private static async Task<IResult> HandIn(Guid id, HttpContext context, TakePaperAction take, Actor actor, CancellationToken cancel) =>
        (await take.HandIn(id, actor, cancel)).ToRedirect(context, $"/papers/attempts/{id}");
}
