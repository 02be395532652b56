using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Identity.Passkeys;

/// <summary>
/// Asks a passkey and checks its answer, by ASP.NET Core Identity's own handler: challenge, origin, domain, signature, that the person was there and was verified
/// (PIN, finger, face) and that the counter grew. A verified answer is both factors at once: the device and what unlocks it.
/// </summary>
internal sealed class CheckPasskeyAction(ZhijianDb db, Fence fence, IPasskeyHandler<Account> handler, PasskeyChallengesAction challenges, IHttpContextAccessor http)
{
    private const string Purpose = "use";

    /// <summary>Longest answer that is looked at, in characters.</summary>
    public const int LongestAnswer = 20_000;

    /// <summary>What the browser's script hands to the device.</summary>
    public async Task<PasskeyQuestion> Ask()
    {
        var made = await handler.MakeRequestOptionsAsync(null, http.HttpContext!);
        return PasskeyQuestion.Of(made.RequestOptionsJson, challenges.Seal(Purpose, made.AssertionState!));
    }

    /// <summary>The account whose passkey answered; null where the answer is not good.</summary>
    public async Task<Account?> Run(string? answer, string? sealedState, CancellationToken cancel)
    {
        if (answer is not { Length: > 0 and <= LongestAnswer } || challenges.Open(Purpose, sealedState) is not { } state)
        {
            return null;
        }
        using var widened = fence.As(SystemActors.SignIn);
        var checkedAnswer = await handler.PerformAssertionAsync(new PasskeyAssertionContext { HttpContext = http.HttpContext!, CredentialJson = answer, AssertionState = state });
        if (!checkedAnswer.Succeeded || checkedAnswer.User.ClosedAt is not null || !await challenges.Spend(state, cancel))
        {
            return null;
        }
        // Of two answers at once only one may raise the counter.
        var raised = await fence.Run(
            "update account_passkey set sign_count = @count, is_backed_up = @IsBackedUp where credential_id = @CredentialId and (sign_count < @count or @count = 0)",
            new { count = (long)checkedAnswer.Passkey.SignCount, checkedAnswer.Passkey.IsBackedUp, checkedAnswer.Passkey.CredentialId }, cancel);
        return raised == 1 ? await db.Accounts.FirstOrDefaultAsync(a => a.Id == checkedAnswer.User.Id, cancel) : null;
    }
}
