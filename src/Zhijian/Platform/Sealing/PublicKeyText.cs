using System.Security.Cryptography;

namespace Zhijian.Platform.Sealing;

/// <summary>The public key of somebody else, as they send it: a text in PEM, on the one curve that is used here (P-256).</summary>
internal static class PublicKeyText
{
    private const string Curve = "1.2.840.10045.3.1.7";

    /// <summary>Reads a text into a fresh key; null, and the key gone, where it is no public key on the curve.</summary>
    public static TKey? Into<TKey>(TKey fresh, string pem) where TKey : ECAlgorithm
    {
        try
        {
            // A private key is imported just as readily; whoever pastes one has given it away.
            if (pem.Contains("-----BEGIN PUBLIC KEY-----", StringComparison.Ordinal) && !pem.Contains("PRIVATE", StringComparison.Ordinal))
            {
                fresh.ImportFromPem(pem);
                if (fresh.ExportParameters(false).Curve.Oid.Value == Curve)
                {
                    return fresh;
                }
            }
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            // Not a key.
        }
        fresh.Dispose();
        return null;
    }
}
