using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Identity.Tokens;

/// <summary>Makes a token for an account. It is told once; only its hash is kept. Used by <c>./run token create</c> and by people for themselves.</summary>
internal sealed class CreateTokenAction(ZhijianDb db, Journal journal, TimeProvider clock)
{
    public const int LongestName = 50;

    /// <summary>By user name, for the command line; the caller encloses the whole institution and commits.</summary>
    public async Task<(Decision<TokenMade> Decision, string? Token)> Run(string userName, string tokenName, Actor actor, CancellationToken cancel)
    {
        var normalised = userName.Trim().ToUpperInvariant();
        return await Run(await db.Accounts.FirstOrDefaultAsync(a => a.NormalizedUserName == normalised, cancel), tokenName, actor, cancel);
    }

    /// <summary>For an account that the caller has read inside its own scope.</summary>
    public async Task<(Decision<TokenMade> Decision, string? Token)> Run(Account? account, string? tokenName, Actor actor, CancellationToken cancel)
    {
        if (account is null)
        {
            return (IdentityRefusals.NoSuchAccount, null);
        }
        if (account.ClosedAt is not null)
        {
            return (IdentityRefusals.AccountIsClosed, null);
        }
        var name = tokenName?.Trim() ?? "";
        if (name.Length is 0 or > LongestName)
        {
            return (name.Length == 0 ? PlatformRefusals.Required.At("Form.Name") : PlatformRefusals.TooLong.With(LongestName).At("Form.Name"), null);
        }
        var token = NewText();
        db.Add(new AccountToken { AccountId = account.Id, Path = account.Path, Name = name, Hash = ActorCache.TokenHash(token), CreatedAt = clock.GetUtcNow() });
        return (await journal.Record<TokenMade>(new TokenMade(account.Id, account.Path, name), actor, cancel), token);
    }

    /// <summary>The text of a token; a decoy's looks the same.</summary>
    internal static string NewText() => TokenAuthentication.Prefix + RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 40);
}
