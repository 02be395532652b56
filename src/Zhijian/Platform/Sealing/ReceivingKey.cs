using System.Security.Cryptography;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Platform.Sealing;

/// <summary>
/// The key to which others encrypt what is meant for this installation alone: <c>receiving-key.pem</c> in the data folder, readable by the program's own account alone, made at its first use.
/// It is another than the one that signs: one key never serves two purposes. Where it is lost, what was encrypted to it can't be opened by anybody and has to be handed on anew.
/// </summary>
public sealed class ReceivingKey(DataFolder folder)
{
    private readonly Lock _one = new();
    private ECDiffieHellman? _own;

    private string File => Path.Combine(folder.Path, "receiving-key.pem");

    /// <summary>The public half, in PEM, and its name: the beginning of its hash.</summary>
    public (string Name, string Pem) Public
    {
        get
        {
            var own = Own;
            return (NameOf(own), own.ExportSubjectPublicKeyInfoPem());
        }
    }

    /// <summary>Both halves; for opening what came.</summary>
    internal ECDiffieHellman Own
    {
        get
        {
            lock (_one)
            {
                return _own ??= Open();
            }
        }
    }

    /// <summary>The public key of a text in PEM; null where it is none on the curve P-256.</summary>
    public static ECDiffieHellman? KeyOf(string pem) => PublicKeyText.Into(ECDiffieHellman.Create(), pem);

    /// <summary>A key is named by the beginning of its public part's hash.</summary>
    public static string NameOf(ECDiffieHellman key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()).AsSpan(0, 8));

    private ECDiffieHellman Open()
    {
        if (!System.IO.File.Exists(File))
        {
            using var made = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
            WholeFile.Write(File, made.ExportPkcs8PrivateKeyPem(), UnixFileMode.UserRead);
        }
        var key = ECDiffieHellman.Create();
        key.ImportFromPem(System.IO.File.ReadAllText(File));
        return key;
    }
}
