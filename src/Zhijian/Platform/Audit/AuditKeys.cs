using System.Security.Cryptography;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Platform.Audit;

/// <summary>
/// The key that signs checkpoints: <c>audit-key.pem</c> in the data folder, readable by the program's own account alone, made at its first use.
/// The public key lies beside it; those of former keys stay, so that what they signed can be verified.
/// </summary>
public sealed class AuditKeys(DataFolder folder)
{
    private const string PublicName = "audit-key.pub.pem";
    private readonly Lock _one = new();
    private ECDsa? _signing;
    private Dictionary<string, ECDsa>? _known;

    private string PrivateFile => Path.Combine(folder.Path, "audit-key.pem");

    /// <summary>The files with public keys.</summary>
    public IReadOnlyList<string> PublicFiles => [.. Directory.GetFiles(folder.Path, "audit-key*.pub.pem").Order(StringComparer.Ordinal)];

    /// <summary>Signs what is to become a checkpoint.</summary>
    public Checkpoint Sign(long size, long highest, byte[] root, DateTimeOffset at)
    {
        lock (_one)
        {
            var key = _signing ??= Open();
            // The database keeps microseconds.
            var moment = new DateTimeOffset(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
            var checkpoint = new Checkpoint(size, highest, root, moment, NameOf(key), []);
            return checkpoint with { Signature = key.SignData(checkpoint.Signed(), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence) };
        }
    }

    /// <summary>Signs other statements of the installation, such as the manifest of a backup.</summary>
    public byte[] SignBytes(ReadOnlySpan<byte> statement)
    {
        lock (_one)
        {
            return (_signing ??= Open()).SignData(statement, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
    }

    /// <summary>The same for those who check it elsewhere, in the form of JSON Web Signatures (RFC 7518, 3.4): r and s, 32 bytes each.</summary>
    public byte[] SignForWeb(ReadOnlySpan<byte> statement)
    {
        lock (_one)
        {
            return (_signing ??= Open()).SignData(statement, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }

    /// <summary>The public half of the key that signs now, in PEM, and its name.</summary>
    public (string Name, string Pem) Public
    {
        get
        {
            lock (_one)
            {
                var key = _signing ??= Open();
                return (NameOf(key), key.ExportSubjectPublicKeyInfoPem());
            }
        }
    }

    /// <summary>Whether a key that lies in the data folder signed exactly this statement.</summary>
    public bool IsSigned(ReadOnlySpan<byte> statement, ReadOnlySpan<byte> signature) => IsSigned(statement, signature, by: null);

    /// <summary>Whether the key that it names lies in the data folder and signed exactly this.</summary>
    public bool IsSigned(Checkpoint checkpoint) => IsSigned(checkpoint.Signed(), checkpoint.Signature, checkpoint.Key);

    private bool IsSigned(ReadOnlySpan<byte> statement, ReadOnlySpan<byte> signature, string? by)
    {
        lock (_one)
        {
            _known ??= PublicFiles.Select(Read).DistinctBy(NameOf).ToDictionary(NameOf);
            foreach (var (name, key) in _known)
            {
                if ((by is null || name == by) && key.VerifyData(statement, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence))
                {
                    return true;
                }
            }
            return false;
        }
    }

    /// <summary>A key is named by the beginning of its public part's hash.</summary>
    internal static string NameOf(ECDsa key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()).AsSpan(0, 8));

    private ECDsa Open()
    {
        if (!File.Exists(PrivateFile))
        {
            Make();
        }
        return Read(PrivateFile);
    }

    private void Make()
    {
        using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var open = Path.Combine(folder.Path, PublicName);
        if (File.Exists(open))
        {
            using var former = Read(open);
            File.Move(open, Path.Combine(folder.Path, $"audit-key-{NameOf(former)}.pub.pem"), overwrite: true);
        }
        // The public half first: what the private one signs can then be verified, whenever the machine stops.
        WholeFile.Write(open, made.ExportSubjectPublicKeyInfoPem());
        WholeFile.Write(PrivateFile, made.ExportPkcs8PrivateKeyPem(), UnixFileMode.UserRead);
        _known = null;
    }

    private static ECDsa Read(string file)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(file));
        return key;
    }
}
