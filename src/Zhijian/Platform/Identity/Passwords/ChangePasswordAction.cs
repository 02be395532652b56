using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Identity.Passwords;

/// <summary>A person changes their own password. This session goes on; all others end at their next request.</summary>
internal sealed class ChangePasswordAction(ZhijianDb db, Fence fence, Journal journal, IPasswordHasher<Account> hasher, ActorCache actors, SignInBudgets budgets, IHttpContextAccessor http)
{
    public async Task<Decision<PasswordChanged>> Run(string? current, string? password, string? repeated, Actor actor, CancellationToken cancel)
    {
        var account = await db.Accounts.FirstOrDefaultAsync(a => a.Id == actor.AccountId, cancel);
        // Who found a session open may guess no more often than at the sign-in.
        if (account is not null && budgets.Try(account.UserName!, http.HttpContext!) is { } locked)
        {
            return locked.At("Form.Current");
        }
        if (account?.PasswordHash is null || hasher.VerifyHashedPassword(account, account.PasswordHash, current ?? "") == PasswordVerificationResult.Failed)
        {
            return IdentityRefusals.WrongPassword;
        }
        budgets.Succeeded(account.UserName!, http.HttpContext!);
        if (PasswordRules.Check(password, repeated, account.UserName, account.DisplayName, actor.Name) is { } refusal)
        {
            return refusal;
        }
        account.TakePassword(hasher.HashPassword(account, password!));
        var decision = await journal.Record<PasswordChanged>(new PasswordChanged(account.Id, account.Path), actor, cancel);
        if (decision.Fact is not null)
        {
            fence.AfterCommit(() =>
            {
                actors.Forget();
                return Task.CompletedTask;
            });
            await http.HttpContext!.SignInAsync(IdentityConstants.ApplicationScheme, Session.Of(account), new AuthenticationProperties { IsPersistent = true });
        }
        return decision;
    }
}

/// <summary>What a session's cookie holds: the account and its stamp, which ends the session when it changes.</summary>
internal static class Session
{
    public static ClaimsPrincipal Of(Account account) =>
        new(new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, account.Id.ToString()), new Claim(ActorCache.StampClaim, account.SecurityStamp ?? ""), new Claim(ActorCache.SessionClaim, Guid.NewGuid().ToString("N"))],
            IdentityConstants.ApplicationScheme));
}
