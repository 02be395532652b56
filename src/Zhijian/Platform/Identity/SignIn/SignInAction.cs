using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Identity.SignIn;

/// <summary>A person signs in with name and password. Unknown names cost the same work as known ones; at most four hashes are computed at once.</summary>
internal sealed class SignInAction(UserManager<Account> accounts, Fence fence, Journal journal, IPasswordHasher<Account> hasher, IHttpContextAccessor http)
{
    private static readonly SemaphoreSlim AtOnce = new(4);
    private static string? _decoy;

    public async Task<Decision<SignedIn>> Run(string name, string password, CancellationToken cancel)
    {
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

    private async Task<Decision<SignedIn>> Verified(string name, string password, CancellationToken cancel)
    {
        var account = await accounts.FindByNameAsync(name.Trim());
        if (account is null || account.PasswordHash is null || account.ClosedAt is not null)
        {
            var decoy = new Account { DisplayName = "", Path = FencedScope.WholeInstitution };
            hasher.VerifyHashedPassword(decoy, _decoy ??= hasher.HashPassword(decoy, Guid.NewGuid().ToString()), password);
            return IdentityRefusals.WrongNameOrPassword;
        }
        if (await accounts.IsLockedOutAsync(account))
        {
            return IdentityRefusals.LockedOut;
        }
        var who = Actor.OfSystem(SystemActors.SignIn.Name);
        if (!await accounts.CheckPasswordAsync(account, password))
        {
            await accounts.AccessFailedAsync(account);
            await journal.Record<SignInFailed>(new SignInFailed(account.Id, account.Path), who, cancel);
            return IdentityRefusals.WrongNameOrPassword;
        }
        if (account.AccessFailedCount > 0)
        {
            await accounts.ResetAccessFailedCountAsync(account);
        }
        await http.HttpContext!.SignInAsync(IdentityConstants.ApplicationScheme, Passwords.Session.Of(account), new AuthenticationProperties { IsPersistent = true });
        return await journal.Record<SignedIn>(new SignedIn(account.Id, account.Path), who with { MemberId = account.MemberId ?? Guid.Empty }, cancel);
    }
}
