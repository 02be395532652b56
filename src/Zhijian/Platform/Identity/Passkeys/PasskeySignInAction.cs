using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity.SecondFactor;
using Zhijian.Platform.Identity.Sessions;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Identity.Passkeys;

/// <summary>A person signs in with a passkey alone, or confirms with it that it is they.</summary>
internal sealed class PasskeySignInAction(Fence fence, Journal journal, CheckPasskeyAction check, HalfSignInAction half, SignInBudgets budgets, OpenSessionAction open, TimeProvider clock)
{
    public async Task<Decision<SignedIn>> Run(string? answer, string? state, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.SignIn);
        if (await check.Run(answer, state, cancel) is not { } account)
        {
            return await Failed(answer, cancel);
        }
        if (account.IsLocked(clock.GetUtcNow()))
        {
            return IdentityRefusals.LockedOut.At("Form.Passkey");
        }
        budgets.Forget(account.UserName!);
        account.AccessFailedCount = 0;
        if (await half.Find(cancel) is { } waiting)
        {
            await half.End(waiting.Id, cancel);
        }
        await open.Run(account, cancel);
        return await journal.Record<SignedIn>(new SignedIn(account.Id, account.Path), Actor.OfSystem(SystemActors.SignIn.Name) with { MemberId = account.MemberId ?? Guid.Empty }, cancel);
    }

    /// <summary>The same person as the one who is signed in must answer.</summary>
    public async Task<Decision<IdentityConfirmed>> Confirm(string? answer, string? state, Actor actor, CancellationToken cancel)
    {
        if (await check.Run(answer, state, cancel) is not { } account || account.Id != actor.AccountId)
        {
            return IdentityRefusals.WrongPasskey;
        }
        await open.Run(account, cancel);
        return await journal.Record<IdentityConfirmed>(new IdentityConfirmed(account.Id, account.Path), actor, cancel);
    }

    /// <summary>An answer that is none at all is no try worth a trace.</summary>
    private async Task<Refusal> Failed(string? answer, CancellationToken cancel)
    {
        if (answer?.StartsWith('{') == true)
        {
            await journal.Record<SignInFailed>(new SignInFailed(Guid.Empty, FencedScope.WholeInstitution), Actor.OfSystem(SystemActors.SignIn.Name), cancel);
        }
        return IdentityRefusals.WrongPasskey;
    }
}
