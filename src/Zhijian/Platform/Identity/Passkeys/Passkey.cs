using Microsoft.AspNetCore.Identity;

namespace Zhijian.Platform.Identity.Passkeys;

/// <summary>A device that signs a person in (WebAuthn): its public key, under a name the person gave it. Nothing here opens anything.</summary>
public sealed class Passkey
{
    /// <summary>Longest name of a passkey, in characters.</summary>
    public const int LongestName = 50;

    /// <summary>How many one account may have.</summary>
    public const int Most = 20;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid AccountId { get; init; }

    public required byte[] CredentialId { get; init; }

    /// <summary>COSE key.</summary>
    public required byte[] PublicKey { get; init; }

    public required string Name { get; set; }

    /// <summary>How the device is reached, parted by commas: a hint for browsers.</summary>
    public required string Transports { get; init; }

    /// <summary>Must grow with each use, where the device counts; otherwise it may have been copied.</summary>
    public required long SignCount { get; set; }

    public required bool IsBackupEligible { get; init; }

    public required bool IsBackedUp { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>As ASP.NET Core Identity knows it. Attestations are not asked for, so none are kept.</summary>
    internal UserPasskeyInfo Info => new(
        CredentialId, PublicKey, CreatedAt, (uint)SignCount, Transports.Length == 0 ? [] : Transports.Split(','), isUserVerified: true, IsBackupEligible, IsBackedUp, [], []) { Name = Name };

    internal static Passkey Of(Guid accountId, UserPasskeyInfo info, string name, DateTimeOffset now) => new()
    {
        AccountId = accountId,
        CredentialId = info.CredentialId,
        PublicKey = info.PublicKey,
        Name = name,
        Transports = string.Join(',', info.Transports ?? []),
        SignCount = info.SignCount,
        IsBackupEligible = info.IsBackupEligible,
        IsBackedUp = info.IsBackedUp,
        CreatedAt = now,
    };
}
