using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Identity.Passkeys;

/// <summary>Lets ASP.NET Core Identity find accounts and their passkeys in our own tables. Changes go through actions, which trace them; here is only what its checks read.</summary>
internal sealed class AccountStore(ZhijianDb db, IdentityErrorDescriber describer) : UserOnlyStore<Account, ZhijianDb, Guid>(db, describer), IUserPasskeyStore<Account>
{
    async Task<IList<UserPasskeyInfo>> IUserPasskeyStore<Account>.GetPasskeysAsync(Account user, CancellationToken cancellationToken) =>
        [.. (await Of(user).ToListAsync(cancellationToken)).Select(p => p.Info)];

    async Task<Account?> IUserPasskeyStore<Account>.FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        await Context.Passkeys.AsNoTracking().FirstOrDefaultAsync(p => p.CredentialId == credentialId, cancellationToken) is { } found
            ? await Context.Accounts.FirstOrDefaultAsync(a => a.Id == found.AccountId, cancellationToken) : null;

    async Task<UserPasskeyInfo?> IUserPasskeyStore<Account>.FindPasskeyAsync(Account user, byte[] credentialId, CancellationToken cancellationToken) =>
        (await Of(user).FirstOrDefaultAsync(p => p.CredentialId == credentialId, cancellationToken))?.Info;

    Task IUserPasskeyStore<Account>.AddOrUpdatePasskeyAsync(Account user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => throw new NotSupportedException("Passkeys are added by AddPasskeyAction.");

    Task IUserPasskeyStore<Account>.RemovePasskeyAsync(Account user, byte[] credentialId, CancellationToken cancellationToken) => throw new NotSupportedException("Passkeys are removed by OwnPasskeyAction.");

    private IQueryable<Passkey> Of(Account user) => Context.Passkeys.AsNoTracking().Where(p => p.AccountId == user.Id).OrderBy(p => p.CreatedAt);
}
