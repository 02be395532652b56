using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Identity.Invitations;

/// <summary>Invites an account's owner to choose a password: a first one, or a new one where it was forgotten. The code is told once and kept only as a hash.</summary>
public sealed class InviteAction(ZhijianDb db, Journal journal, TimeProvider clock)
{
    /// <summary>How long a code can be used.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromDays(14);

    /// <summary>The caller has seen to it that the actor may do this to the account. <paramref name="code"/>: one brought from outside, else a new one.</summary>
    public async Task<(Decision<AccountInvited> Decision, string? Code)> Run(Account account, string? code, Actor actor, CancellationToken cancel)
    {
        if (account.ClosedAt is not null)
        {
            return (IdentityRefusals.AccountIsClosed, null);
        }
        var now = clock.GetUtcNow();
        foreach (var earlier in await db.AccountInvitations.Where(i => i.AccountId == account.Id && i.UsedAt == null && i.ExpiresAt > now).ToListAsync(cancel))
        {
            earlier.ExpiresAt = now;
        }
        code ??= InvitationCode.New();
        db.Add(new AccountInvitation { AccountId = account.Id, Path = account.Path, Hash = InvitationCode.Hash(code), ExpiresAt = now + Lasts });
        return (await journal.Record<AccountInvited>(new AccountInvited(account.Id, account.Path, now + Lasts), actor, cancel), code);
    }
}
