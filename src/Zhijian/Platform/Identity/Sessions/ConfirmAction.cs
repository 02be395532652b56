using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity.SecondFactor;
using Zhijian.Platform.Oversight;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Identity.Sessions;

/// <summary>A person who is signed in proved again who they are, before something sensitive.</summary>
[CountsAs(OverviewLine.SignIns)]
public sealed record IdentityConfirmed(Guid SubjectId, string OrganisationPath) : IFact;

/// <summary>Asks for the password again before something sensitive, and for the second factor where there is one; guesses count as at the sign-in. The session goes on under a new key.</summary>
internal sealed class ConfirmAction(ZhijianDb db, Journal journal, IPasswordHasher<Account> hasher, SignInBudgets budgets, UseCodeAction use, OpenSessionAction open, IHttpContextAccessor http)
{
    public async Task<Decision<IdentityConfirmed>> Run(string? password, string? code, Actor actor, CancellationToken cancel)
    {
        var account = await db.Accounts.FirstOrDefaultAsync(a => a.Id == actor.AccountId, cancel);
        if (account is not null && budgets.Try(account.UserName!, http.HttpContext!) is { } locked)
        {
            return locked.At("Form.Current");
        }
        if (account?.PasswordHash is null || string.IsNullOrEmpty(password) || hasher.VerifyHashedPassword(account, account.PasswordHash, password) == PasswordVerificationResult.Failed)
        {
            return IdentityRefusals.WrongPassword;
        }
        if (account.TwoFactorEnabled && string.IsNullOrWhiteSpace(code))
        {
            budgets.Halfway(account.UserName!, http.HttpContext!);
            return PlatformRefusals.Required.At("Form.Code");
        }
        if (account.TwoFactorEnabled && !await use.Run(account, code, actor, cancel))
        {
            return IdentityRefusals.WrongCode;
        }
        budgets.Succeeded(account.UserName!, http.HttpContext!);
        await open.Run(account, cancel);
        return await journal.Record<IdentityConfirmed>(new IdentityConfirmed(account.Id, account.Path), actor, cancel);
    }
}
