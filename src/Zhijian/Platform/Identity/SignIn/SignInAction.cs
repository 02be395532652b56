using Microsoft.AspNetCore.Identity;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity.SecondFactor;
using Zhijian.Platform.Identity.Sessions;
using Zhijian.Platform.Limits;
using Zhijian.Platform.Oversight;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Identity.SignIn;

/// <summary>
/// A person signs in with name and password, and where they have a second factor, comes half-way with that; at most four hashes are computed at once. A name that nobody has costs the same work,
/// the same round trips and the same tries as one whose password is wrong, so that nothing tells them apart.
/// </summary>
internal sealed class SignInAction(UserManager<Account> accounts, Fence fence, Journal journal, IPasswordHasher<Account> hasher, SignInBudgets budgets, RequestLimits limits, OpenSessionAction open, HalfSignInAction half, IHttpContextAccessor http, TimeProvider clock, Decoys decoys)
{
    private const int LongestName = 256;
    private static readonly SemaphoreSlim AtOnce = new(4);
    private static readonly Account Nobody = new() { DisplayName = "", Path = FencedScope.WholeInstitution };
    private static string? _decoy;

    public async Task<(Decision<SignedIn> Decision, bool AsksSecondStep)> Run(string name, string password, CancellationToken cancel)
    {
        // What can be nobody's name or password is neither a try nor worth a hash or a trace.
        if (name.Trim().Length is 0 or > LongestName || password.Length is 0 or > Passwords.PasswordRules.MostTyped)
        {
            return (IdentityRefusals.WrongNameOrPassword, false);
        }
        if (budgets.Try(name, http.HttpContext!) is { } refusal)
        {
            return (refusal, false);
        }
        await AtOnce.WaitAsync(cancel);
        try
        {
            using var widened = fence.As(SystemActors.SignIn);
            return await Verified(name, password, cancel);
        }
        finally
        {
            AtOnce.Release();
        }
    }

    private async Task<(Decision<SignedIn>, bool)> Verified(string name, string password, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        _decoy ??= hasher.HashPassword(Nobody, Guid.NewGuid().ToString());
        var account = await accounts.FindByNameAsync(name.Trim());
        if (account?.IsLocked(now) == true)
        {
            return (IdentityRefusals.LockedOut, false);
        }
        if (account?.PasswordHash is null || account.ClosedAt is not null)
        {
            hasher.VerifyHashedPassword(Nobody, _decoy, password);
            await decoys.Try(DecoyKind.Account, name, cancel);
            return (await Failed(new SignInFailed(Guid.Empty, FencedScope.WholeInstitution), cancel), false);
        }
        if (!await accounts.CheckPasswordAsync(account, password))
        {
            return (await Failed(account.FailSignIn(limits.SignInTries, now.AddMinutes(limits.SignInLockMinutes)), cancel), false);
        }
        var who = Actor.OfSystem(SystemActors.SignIn.Name) with { MemberId = account.MemberId ?? Guid.Empty };
        if (account.TwoFactorEnabled)
        {
            budgets.Halfway(name, http.HttpContext!);
            await half.Begin(account.Id, cancel);
            await journal.Record<SecondStepAsked>(new SecondStepAsked(account.Id, account.Path), who, cancel);
            return (default, true);
        }
        budgets.Succeeded(name, http.HttpContext!);
        account.AccessFailedCount = 0;
        await open.Run(account, cancel);
        return (await journal.Record<SignedIn>(new SignedIn(account.Id, account.Path), who, cancel), false);
    }

    private async Task<Refusal> Failed(Decision<SignInFailed> failure, CancellationToken cancel)
    {
        await journal.Record(failure, Actor.OfSystem(SystemActors.SignIn.Name), cancel);
        return IdentityRefusals.WrongNameOrPassword;
    }
}
