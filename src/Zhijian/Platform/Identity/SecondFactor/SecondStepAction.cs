using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity.Sessions;
using Zhijian.Platform.Limits;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Identity.SecondFactor;

/// <summary>The second step of signing in: a code of the app or a recovery code. Wrong ones count with wrong passwords, and the lock ends the half-way sign-in.</summary>
internal sealed class SecondStepAction(ZhijianDb db, Fence fence, Journal journal, HalfSignInAction half, UseCodeAction use, SignInBudgets budgets, RequestLimits limits, OpenSessionAction open, IHttpContextAccessor http, TimeProvider clock)
{
    public async Task<Decision<SignedIn>> Run(string? code, CancellationToken cancel)
    {
        if (await half.Find(cancel) is not { } waiting)
        {
            return IdentityRefusals.SecondStepOver;
        }
        using var widened = fence.As(SystemActors.SignIn);
        var now = clock.GetUtcNow();
        if (await db.Accounts.FirstOrDefaultAsync(a => a.Id == waiting.AccountId && a.ClosedAt == null, cancel) is not { } account)
        {
            return IdentityRefusals.SecondStepOver;
        }
        if (string.IsNullOrWhiteSpace(code))
        {
            return PlatformRefusals.Required.At("Form.Code");
        }
        if (account.IsLocked(now))
        {
            return IdentityRefusals.LockedOut.At("Form.Code");
        }
        if (budgets.Try(account.UserName!, http.HttpContext!) is { } locked)
        {
            return locked.At("Form.Code");
        }
        var who = Actor.OfSystem(SystemActors.SignIn.Name) with { MemberId = account.MemberId ?? Guid.Empty };
        if (!await use.Run(account, code, who, cancel))
        {
            var failed = account.FailSignIn(limits.SignInTries, now.AddMinutes(limits.SignInLockMinutes));
            if (account.IsLocked(now))
            {
                await half.End(waiting.Id, cancel);
            }
            await journal.Record(failed, Actor.OfSystem(SystemActors.SignIn.Name), cancel);
            return IdentityRefusals.WrongCode;
        }
        budgets.Succeeded(account.UserName!, http.HttpContext!);
        account.AccessFailedCount = 0;
        await half.End(waiting.Id, cancel);
        await open.Run(account, cancel);
        return await journal.Record<SignedIn>(new SignedIn(account.Id, account.Path), who, cancel);
    }
}
