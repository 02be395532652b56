using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity.Sessions;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Identity.Passwords;

/// <summary>A person changes their own password. This session goes on; all others end at their next request.</summary>
internal sealed class ChangePasswordAction(ZhijianDb db, Fence fence, Journal journal, IPasswordHasher<Account> hasher, ActorCache actors, SignInBudgets budgets, OpenSessionAction open, PasswordPolicy policy, IHttpContextAccessor http, TimeProvider clock)
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
        if (policy.Check(password, repeated, account.TwoFactorEnabled, account.UserName, account.DisplayName, actor.Name) is { } refusal)
        {
            return refusal;
        }
        if (policy.Level3 && hasher.VerifyHashedPassword(account, account.PasswordHash, password!) != PasswordVerificationResult.Failed)
        {
            return IdentityRefusals.PasswordSame;
        }
        account.TakePassword(hasher.HashPassword(account, password!), clock.GetUtcNow());
        var decision = await journal.Record<PasswordChanged>(new PasswordChanged(account.Id, account.Path), actor, cancel);
        if (decision.Fact is not null)
        {
            fence.AfterCommit(() =>
            {
                actors.Forget();
                return Task.CompletedTask;
            });
            await open.Run(account, cancel);
        }
        return decision;
    }
}
