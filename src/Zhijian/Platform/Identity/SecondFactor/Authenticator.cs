using System.Security.Cryptography;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Sealing;

namespace Zhijian.Platform.Identity.SecondFactor;

/// <summary>The authenticator app of an account: the secret both know, and the last time step whose code was used.</summary>
public sealed class Authenticator : IHoldsSealed
{
    /// <summary>How long a secret that was shown may wait for its first code.</summary>
    private static readonly TimeSpan Waits = TimeSpan.FromMinutes(15);

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid AccountId { get; init; }

    /// <summary>The account's own key: nothing else is sealed with it.</summary>
    public Guid KeyOwner => AccountId;

    public byte[]? DataKey { get; set; }

    /// <summary>The shared secret as base 32.</summary>
    public required Restricted Secret { get; set; }

    public required DateTimeOffset BegunAt { get; set; }

    /// <summary>When the first code proved that the app has the secret; null until then.</summary>
    public DateTimeOffset? ConfirmedAt { get; set; }

    /// <summary>A code of this step or an earlier one is refused: each is used once (RFC 6238, section 5.2).</summary>
    public long LastStep { get; set; }

    /// <summary>A secret waits for its first code, and may be shown until then.</summary>
    public bool IsWaiting(DateTimeOffset now) => ConfirmedAt is null && now - BegunAt < Waits;

    /// <summary>A new secret, to be shown now.</summary>
    public Decision<AuthenticatorBegun> Begin(Account account, DateTimeOffset now)
    {
        if (ConfirmedAt is not null)
        {
            return IdentityRefusals.AuthenticatorStands;
        }
        Secret = NewSecret();
        BegunAt = now;
        return new AuthenticatorBegun(account.Id, account.Path);
    }

    /// <summary>The first code of the app: from now on it is asked for.</summary>
    public Decision<SecondFactorSet> Confirm(Account account, string? code, DateTimeOffset now)
    {
        if (ConfirmedAt is not null)
        {
            return IdentityRefusals.AuthenticatorStands;
        }
        if (!IsWaiting(now))
        {
            return IdentityRefusals.SetUpOver;
        }
        if (TimeCode.StepOf(SecondStep.Plain(code), Base32.Read(Secret.Plain), now, LastStep) is not { } step)
        {
            return IdentityRefusals.WrongCode;
        }
        (ConfirmedAt, LastStep) = (now, step);
        account.TwoFactorEnabled = true;
        return new SecondFactorSet(account.Id, account.Path, SecondFactorKind.Authenticator);
    }

    internal static Restricted NewSecret() => new(Base32.Of(RandomNumberGenerator.GetBytes(TimeCode.SecretLength)));
}

/// <summary>What a person may have besides the password.</summary>
public enum SecondFactorKind
{
    Authenticator,
    Passkey,
}

/// <summary>What is typed in the second step.</summary>
internal static class SecondStep
{
    /// <summary>Recovery codes are this long, so that a code of the app is never taken for one.</summary>
    public const int RecoveryLength = 12;

    /// <summary>How many are made at once.</summary>
    public const int RecoveryCodes = 10;

    /// <summary>Without 0 and O, 1, I and L: 31 signs, 12 of them are 59 bits.</summary>
    private const string Signs = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

    /// <summary>As typed, without spaces and hyphens, in capitals.</summary>
    public static string Plain(string? code) => new([.. (code ?? "").Where(char.IsAsciiLetterOrDigit).Select(char.ToUpperInvariant)]);

    public static IReadOnlyList<string> NewRecoveryCodes() =>
        [.. Enumerable.Range(0, RecoveryCodes).Select(_ => string.Join('-', RandomNumberGenerator.GetString(Signs, RecoveryLength).Chunk(4).Select(part => new string(part))))];
}
