using System.Security.Cryptography;
using System.Text;
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
    private static async Task<IResult> ByProgram(Guid id, [FromBody] CheckInRequest body, [FromHeader(Name = "Idempotency-Key")] string? key, HttpContext context, CheckInDoor door, CheckInWriter writer, Fence fence, InstitutionTime time, Actor actor, CancellationToken cancel)
    {
        var answer = await CheckIn(id, body.Code, key, context, door, writer, fence, time, actor, cancel);
        return answer.Refusal is { } refusal ? refusal.ToProblem() : Results.Bytes(answer.Body!, "application/json; charset=utf-8");
    }

    [GroupedWrite]
    private static async Task<IResult> ByPage(Guid id, [FromForm] string? code, [FromForm(Name = "_key")] string? key, HttpContext context, CheckInDoor door, CheckInWriter writer, Fence fence, InstitutionTime time, Actor actor, CancellationToken cancel)
    {
        var answer = await CheckIn(id, code, key, context, door, writer, fence, time, actor, cancel);
        if (answer.Refusal is null)
        {
            return Results.LocalRedirect($"/activities/{id}/checked-in");
        }
        if (answer.Refusal.Kind is not RefusalKind.BadInput || answer.Refusal == PlatformWebRefusals.KeyMissing || answer.Refusal == PlatformWebRefusals.KeyReused)
        {
            return answer.Refusal.ToProblem();
        }
        Said.Leave(context, new Said($"refusal.{answer.Refusal.Code}", true, []));
        return Results.LocalRedirect($"/check-in?activity={id}");
    }

    private static async Task<CheckInAnswer> CheckIn(Guid id, string? code, string? key, HttpContext context, CheckInDoor door, CheckInWriter writer, Fence fence, InstitutionTime time, Actor actor, CancellationToken cancel)
    {
        if (key is null or { Length: 0 or > 200 })
        {
            return new CheckInAnswer(PlatformWebRefusals.KeyMissing, null);
        }
        if (actor.MemberId == Guid.Empty)
        {
            return CheckInAnswer.NotExpected;
        }
        var asked = new CheckInAsked(id, actor.MemberId, actor.AccountId, key, $"POST {context.Request.Path}", SHA256.HashData(Encoding.UTF8.GetBytes(code ?? "")), time.Now);
        if (await door.WhyNot(id, code, actor.AccountId, cancel) is { } refusal)
        {
            // A repeated request gets its first answer, even where its code has expired since.
            return await Earlier(fence, asked, cancel) ?? new CheckInAnswer(refusal, null);
        }
        return await writer.Write(asked);
    }

    private static async Task<CheckInAnswer?> Earlier(Fence fence, CheckInAsked asked, CancellationToken cancel)
    {
        var earlier = await fence.Row<Kept>("select route, body_hash as BodyHash, body from answered_request where account_id = @AccountId and key = @Key", new { asked.AccountId, asked.Key }, cancel);
        return earlier is null ? null : earlier.Route == asked.Route && earlier.BodyHash.AsSpan().SequenceEqual(asked.BodyHash) ? new CheckInAnswer(null, earlier.Body) : CheckInAnswer.KeyReused;
    }

    private sealed class Kept
    {
        public string Route { get; set; } = "";

        public byte[] BodyHash { get; set; } = [];

        public byte[] Body { get; set; } = [];
    }
}

/// <summary>The eight digits on the host's screen.</summary>
public sealed record CheckInRequest(string Code);

/// <summary>That somebody is present at an activity, and since when.</summary>
public sealed record CheckInView(Guid ActivityId, Guid MemberId, string Status, DateTimeOffset At);
