using Zhijian.Platform.Audit;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Oversight;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Federation.Senders;

/// <summary>Another institution whose signed packages are taken in here, and the public key by which they are known.</summary>
public sealed class Sender
{
    /// <summary>Characters of a name.</summary>
    public const int LongestName = 100;

    /// <summary>Characters of a key card; a key of P-256 takes about 180, the statement behind it some 700.</summary>
    public const int LongestKey = 3000;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public string Path { get; init; } = FencedScope.WholeInstitution;

    public required string Name { get; init; }

    /// <summary>The beginning of its key's hash, as its packages name it.</summary>
    public required string KeyName { get; init; }

    /// <summary>In PEM.</summary>
    public required string PublicKey { get; init; }

    /// <summary>In PEM, the key to which people are handed on; null where only figures pass.</summary>
    public string? EncryptionKey { get; private set; }

    public bool IsOn { get; private set; } = true;

    public required DateTimeOffset RegisteredAt { get; init; }

    public required string RegisteredByName { get; init; }

    public int Version { get; private set; } = 1;

    /// <summary>Reads what was typed: a name, and a public key on the curve P-256 (nothing else signs packages).</summary>
    public static (Sender? Sender, Refusal? Refusal) Of(string? name, string? key, Actor actor, DateTimeOffset now)
    {
        var (shown, text) = (name?.Trim() ?? "", key?.Trim() ?? "");
        if (shown.Length == 0)
        {
            return (null, PlatformRefusals.Required.At("Form.Name"));
        }
        if (shown.Length > LongestName)
        {
            return (null, PlatformRefusals.TooLong.With(LongestName).At("Form.Name"));
        }
        if (text.Length == 0)
        {
            return (null, PlatformRefusals.Required.At("Form.Key"));
        }
        if (text.Length > LongestKey)
        {
            return (null, PlatformRefusals.TooLong.With(LongestKey).At("Form.Key"));
        }
        var (pem, encryption, wrong) = KeyCard.Read(text);
        using var read = SignedStatement.KeyOf(pem);
        return read is null ? (null, FederationRefusals.NoKey)
            : wrong is not null ? (null, wrong)
            : (new Sender { EncryptionKey = encryption, Name = shown, KeyName = AuditKeys.NameOf(read), PublicKey = read.ExportSubjectPublicKeyInfoPem(), RegisteredAt = now, RegisteredByName = actor.Name }, null);
    }

    /// <summary>The whole hash of the key in groups of four, to be compared by telephone before the key is trusted.</summary>
    public string Fingerprint => SignedStatement.FingerprintOf(PublicKey);

    /// <summary>Its card came later than its key, or names another key to which it wants to be written.</summary>
    public Decision<SenderCardTaken> Take(string encryptionKey)
    {
        EncryptionKey = encryptionKey;
        return new SenderCardTaken(Id, Path, Name);
    }

    /// <summary>Packages that are signed by its key are taken in no more, or again.</summary>
    public Decision<SenderSwitched> Switch(bool on, int seen)
    {
        if (Version != seen || IsOn == on)
        {
            return PlatformRefusals.Stale;
        }
        IsOn = on;
        return new SenderSwitched(Id, Path, Name, on);
    }
}

/// <summary>Packages of another institution are taken in from now on.</summary>
[CountsAs(OverviewLine.Rights)]
public sealed record SenderAdmitted(Guid SubjectId, string OrganisationPath, string Name, string KeyName) : IFact;

/// <summary>It is known now to which key people are handed on to it.</summary>
[CountsAs(OverviewLine.Rights)]
public sealed record SenderCardTaken(Guid SubjectId, string OrganisationPath, string Name) : IFact;

/// <summary>They are taken in no more, or again.</summary>
[CountsAs(OverviewLine.Rights)]
public sealed record SenderSwitched(Guid SubjectId, string OrganisationPath, string Name, bool IsOn) : IFact;
