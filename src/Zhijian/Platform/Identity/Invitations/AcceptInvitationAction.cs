using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity.Passwords;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Identity.Invitations;

/// <summary>A person chooses a password with the code of their invitation. A code works once.</summary>
internal sealed class AcceptInvitationAction(ZhijianDb db, Fence fence, Journal journal, IPasswordHasher<Account> hasher, ActorCache actors, SignInBudgets budgets, PasswordPolicy policy, TimeProvider clock)
{
    /// <summary>The account a code belongs to, or null where it doesn't hold any more.</summary>
    public async Task<Account?> Find(string code, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.SignIn);
        return await Invited(code, cancel) is { Account: var account } ? account : null;
    }

    public async Task<Decision<InvitationUsed>> Run(string code, string? password, string? repeated, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.SignIn);
        if (await Invited(code, cancel) is not { } found)
        {
            return IdentityRefusals.InvitationOver;
        }
        if (policy.Check(password, repeated, found.Account.TwoFactorEnabled, found.Account.UserName, found.Account.DisplayName) is { } refusal)
        {
            return refusal;
        }
        found.Account.TakePassword(hasher.HashPassword(found.Account, password!), clock.GetUtcNow());
        found.Invitation.UsedAt = clock.GetUtcNow();
        fence.AfterCommit(() =>
        {
            actors.Forget();
            budgets.Forget(found.Account.UserName!);
            return Task.CompletedTask;
        });
        var who = Actor.OfSystem(SystemActors.SignIn.Name) with { MemberId = found.Account.MemberId ?? Guid.Empty };
        return await journal.Record<InvitationUsed>(new InvitationUsed(found.Account.Id, found.Account.Path), who, cancel);
    }

    private async Task<(AccountInvitation Invitation, Account Account)?> Invited(string code, CancellationToken cancel)
    {
        var hash = InvitationCode.Hash(code);
        var invitation = await db.AccountInvitations.FirstOrDefaultAsync(i => i.Hash == hash, cancel);
        if (invitation is null || !invitation.Holds(clock.GetUtcNow()))
        {
            return null;
        }
        var account = await db.Accounts.FirstOrDefaultAsync(a => a.Id == invitation.AccountId && a.ClosedAt == null, cancel);
        return account is null ? null : (invitation, account);
    }
}
