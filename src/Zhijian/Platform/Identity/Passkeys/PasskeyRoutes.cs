using System.Text.Json;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Platform.Identity.Passkeys;

/// <summary>What a passkey is asked: the browser's own form of it, and the sealed state that must come back with the answer.</summary>
internal sealed record PasskeyQuestion(JsonElement Options, string State)
{
    public static PasskeyQuestion Of(string options, string state) => new(JsonElement.Parse(options), state);
}

/// <summary>What the script of passkeys asks for, and the buttons beside each passkey.</summary>
internal static class PasskeyRoutes
{
    private const string Page = "/me/second-factor";

    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sign-in/passkey-question", async (CheckPasskeyAction check) => Results.Ok(await check.Ask())).Allow(AllowAttribute.Anyone).BeforeDuty().ExcludeFromDescription();
        routes.MapGet("/me/passkeys/question", async (OwnPasskeyAction own, Actor actor, CancellationToken cancel) =>
            actor.AccountId == Guid.Empty ? PlatformRefusals.Missing.ToProblem() : Results.Ok(await own.Ask(actor, cancel))).Allow(AllowAttribute.SignedIn).BeforeDuty().ExcludeFromDescription();
        routes.MapPost("/me/passkeys/{id:guid}/rename", async (Guid id, HttpContext context, OwnPasskeyAction own, Actor actor, CancellationToken cancel) =>
            (await own.Rename(id, (await context.Request.ReadFormAsync(cancel))["Form.Name"], actor, cancel)).ToRedirect(context, Page)).Allow(AllowAttribute.SignedIn).NeedsFresh().BeforeDuty().ExcludeFromDescription();
        routes.MapPost("/me/passkeys/{id:guid}/remove", async (Guid id, HttpContext context, OwnPasskeyAction own, Actor actor, CancellationToken cancel) =>
            (await own.Remove(id, actor, cancel)).ToRedirect(context, Page)).Allow(AllowAttribute.SignedIn).NeedsFresh().BeforeDuty().ExcludeFromDescription();
    }
}
