using Microsoft.AspNetCore.Mvc;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Activities.CheckIn;

/// <summary>A member checks in with the code on the host's screen: by the page's one button, or by a program. Both go through the group commit.</summary>
internal static class CheckInRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/activities/{id:guid}/check-in", ByPage).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();
        routes.MapPost("/api/v1/activities/{id:guid}/check-ins", ByProgram).Allow(AllowAttribute.SignedIn).WithTags("Activities")
            .WithSummary("Check in to an activity with the code on the host's screen.")
            .WithDescription("The member of the token's account is marked as present. Needs the header Idempotency-Key; the same key and body give the same answer, another body 422. "
                + "Checking in twice is harmless. 422 with code activity.code-wrong or activity.code-expired: scan again; 409 activity.roll-not-open; 404 when the member is not on the roll; 503: nothing was written, send the same key again.")
            .Produces<CheckInView>().ProducesProblem(404).ProducesProblem(409).ProducesProblem(422).ProducesProblem(503);
    }

    [GroupedWrite]
    private static async Task<IResult> ByProgram(Guid id, [FromBody] CheckInRequest body, HttpContext context, CheckInDoor door, CheckInWriter writer, Fence fence, InstitutionTime time, Actor actor, CancellationToken cancel)
    {
        var answer = await CheckIn(id, body.Code, KeyedRequest.OfGroup(context), door, writer, fence, time, actor, cancel);
        return answer.Refusal is { } refusal ? refusal.ToProblem() : Results.Bytes(answer.Body!, "application/json; charset=utf-8");
    }

    [GroupedWrite]
    private static async Task<IResult> ByPage(Guid id, [FromForm] string? code, HttpContext context, CheckInDoor door, CheckInWriter writer, Fence fence, InstitutionTime time, Actor actor, CancellationToken cancel)
    {
        var answer = await CheckIn(id, code, KeyedRequest.OfGroup(context), door, writer, fence, time, actor, cancel);
        if (answer.Refusal is null)
        {
            return Results.LocalRedirect($"/activities/{id}/checked-in");
        }
        if (answer.Refusal.Kind is not RefusalKind.BadInput || answer.Refusal == PlatformWebRefusals.KeyReused)
        {
            return answer.Refusal.ToProblem();
        }
        Said.Leave(context, new Said($"refusal.{answer.Refusal.Code}", true, []));
        return Results.LocalRedirect($"/check-in?activity={id}");
    }

    private static async Task<CheckInAnswer> CheckIn(Guid id, string? code, KeyedRequest request, CheckInDoor door, CheckInWriter writer, Fence fence, InstitutionTime time, Actor actor, CancellationToken cancel)
    {
        if (actor.MemberId == Guid.Empty)
        {
            return CheckInAnswer.NotExpected;
        }
        if (await door.WhyNot(id, code, actor.AccountId, cancel) is { } refusal)
        {
            // A repeated request gets its first answer, even where its code has expired since.
            return await KeptAnswers.Find(fence, request, cancel) is not { } earlier ? new CheckInAnswer(refusal, null) : earlier.IsFor(request) ? new CheckInAnswer(null, earlier.Body) : CheckInAnswer.KeyReused;
        }
        return await writer.Write(new CheckInAsked(id, actor.MemberId, request, time.Now));
    }
}

/// <summary>The eight digits on the host's screen.</summary>
public sealed record CheckInRequest(string Code);

/// <summary>That somebody is present at an activity, and since when.</summary>
public sealed record CheckInView(Guid ActivityId, Guid MemberId, string Status, DateTimeOffset At);
