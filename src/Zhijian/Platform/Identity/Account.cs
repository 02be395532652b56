using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity.Passkeys;
using Zhijian.Platform.Identity.SecondFactor;

namespace Zhijian.Platform.Identity;

/// <summary>What a person signs in with. The person themselves is a member; an administrator may have none.</summary>
public sealed class Account : IdentityUser<Guid>
{
    public Account()
    {
        Id = Guid.CreateVersion7();
        LockoutEnabled = true;
    }

    /// <summary>The member this account belongs to; null for a purely technical account.</summary>
    public Guid? MemberId { get; set; }

    /// <summary>The name shown where the account has no member.</summary>
    public required string DisplayName { get; set; }

    /// <summary>The path of the member's branch, or of the organisation that administers the account.</summary>
    public required string Path { get; set; }

    /// <summary>Chosen language; null follows the browser.</summary>
    public string? Language { get; set; }

    /// <summary>No sign-in any more: left, or locked by an administrator.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>When the password was chosen; asked only where the institution lets passwords run out.</summary>
    public DateTimeOffset? PasswordSetAt { get; set; }

    public bool IsLocked(DateTimeOffset now) => LockoutEnd > now;

    /// <summary>A wrong password: counted, and after so many in a row the account is locked for a while.</summary>
    public Decision<SignInFailed> FailSignIn(int tries, DateTimeOffset lockedUntil)
    {
        AccessFailedCount++;
        if (tries > 0 && AccessFailedCount >= tries)
        {
            LockoutEnd = lockedUntil;
            AccessFailedCount = 0;
        }
        return new SignInFailed(Id, Path);
    }

    /// <summary>Ends every session at its next request.</summary>
    public Decision<SignedOutEverywhere> SignOutEverywhere()
    {
        SecurityStamp = Guid.NewGuid().ToString("N");
        return new SignedOutEverywhere(Id, Path);
    }

    /// <summary>Closes the account for good or until it is reopened; sessions and tokens stop at their next request.</summary>
    public Decision<AccountClosed> Close(Guid byAccount, DateTimeOffset now)
    {
        if (byAccount == Id)
        {
            return IdentityRefusals.NotOneself;
        }
        if (ClosedAt is not null)
        {
            return IdentityRefusals.AccountIsClosed;
        }
        ClosedAt = now;
        SecurityStamp = Guid.NewGuid().ToString("N");
        return new AccountClosed(Id, Path);
    }

    public Decision<AccountReopened> Reopen()
    {
        if (ClosedAt is null)
        {
            return IdentityRefusals.AccountIsOpen;
        }
        ClosedAt = null;
        return new AccountReopened(Id, Path);
    }

    /// <summary>Takes a new password: failures are forgotten, all earlier sessions end.</summary>
    internal void TakePassword(string hash, DateTimeOffset now)
    {
        PasswordHash = hash;
        PasswordSetAt = now;
        SecurityStamp = Guid.NewGuid().ToString("N");
        AccessFailedCount = 0;
        LockoutEnd = null;
    }
}

/// <summary>A secret for programs, bound to one account and its posts. Only its hash is kept.</summary>
public sealed class AccountToken
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid AccountId { get; init; }

    public required string Path { get; init; }

    public required string Name { get; init; }

    /// <summary>SHA-256 of the token.</summary>
    public required byte[] Hash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? RevokedAt { get; set; }
}

/// <summary>A one-time code by which a person sets the first password of their account; never derived from personal data.</summary>
public sealed class AccountInvitation
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid AccountId { get; init; }

    public required string Path { get; init; }

    /// <summary>SHA-256 of the code.</summary>
    public required byte[] Hash { get; init; }

    public required DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset? UsedAt { get; set; }

    public bool Holds(DateTimeOffset now) => UsedAt is null && ExpiresAt > now;
}

internal static class IdentityTables
{
    public static void Describe(ModelBuilder model)
    {
        model.Entity<Account>(e =>
        {
            e.ToTable("account");
            e.HasKey(a => a.Id);
            e.Property(a => a.ConcurrencyStamp).IsConcurrencyToken();
            e.Property(a => a.UserName).IsRequired();
            e.Property(a => a.NormalizedUserName).IsRequired();
        });
        model.Entity<AccountToken>().ToTable("account_token");
        model.Entity<AccountInvitation>().ToTable("account_invitation");
        model.Entity<Authenticator>(e =>
        {
            e.ToTable("account_authenticator");
            Sealing.SealedRows.Describe(e);
        });
        model.Entity<Passkey>().ToTable("account_passkey");
    }
}

/// <summary>The accounts, their tokens and invitations.</summary>
public static class IdentityRows
{
    extension(Storage.ZhijianDb db)
    {
        public DbSet<Account> Accounts => db.Set<Account>();

        public DbSet<AccountToken> AccountTokens => db.Set<AccountToken>();

        public DbSet<AccountInvitation> AccountInvitations => db.Set<AccountInvitation>();

        public DbSet<Authenticator> Authenticators => db.Set<Authenticator>();

        public DbSet<Passkey> Passkeys => db.Set<Passkey>();
    }
}
