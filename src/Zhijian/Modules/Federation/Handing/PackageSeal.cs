using System.Security.Cryptography;
using System.Text.Json;
using Jose;
using Zhijian.Platform.Sealing;
using Base64Url = System.Buffers.Text.Base64Url;

namespace Zhijian.Modules.Federation.Handing;

/// <summary>
/// What is readable for one receiver alone: JSON Web Encryption (RFC 7516, compact) with ECDH-ES on P-256 and AES-256-GCM (RFC 7518, 4.6 and 5.3). The algorithms are fixed: what names others,
/// or asks to be unpacked, is not opened.
/// </summary>
internal static class PackageSeal
{
    private static readonly HashSet<string> Header = ["alg", "enc", "epk", "kid"];

    /// <param name="receiver">The receiver's public key.</param>
    public static string Seal(byte[] plain, ECDiffieHellman receiver) =>
        JWT.EncodeBytes(plain, receiver, JweAlgorithm.ECDH_ES, JweEncryption.A256GCM, extraHeaders: new Dictionary<string, object> { ["kid"] = ReceivingKey.NameOf(receiver) });

    /// <summary>What was sealed; null where this key does not open it, or something of it was changed.</summary>
    /// <param name="own">Both halves of the receiver's key.</param>
    public static byte[]? Open(string sealedText, ECDiffieHellman own)
    {
        try
        {
            return IsWritten(sealedText) && JWT.Headers(sealedText).Keys.All(Header.Contains) ? JWT.DecodeBytes(sealedText, own, JweAlgorithm.ECDH_ES, JweEncryption.A256GCM) : null;
        }
        catch (Exception e) when (e is JoseException or CryptographicException or JsonException or FormatException or ArgumentException or KeyNotFoundException or InvalidCastException or InvalidOperationException or NullReferenceException)
        {
            // The library answers what is no such text, or names no such key, in many ways.
            return null;
        }
    }

    /// <summary>
    /// Whether it has the five parts in the one way in which they are written: no key of its own (the agreed one is used directly), a nonce of twelve bytes and a mark of sixteen. The library is
    /// more lenient than the standard here.
    /// </summary>
    private static bool IsWritten(string text) =>
        text.Split('.') is [var header, "", var nonce, var content, var mark] && IsOneWay(header, null) && IsOneWay(nonce, 12) && IsOneWay(content, null) && IsOneWay(mark, 16);

    private static bool IsOneWay(string part, int? length) => Base64Url.DecodeFromChars(part) is var bytes && (length is null || bytes.Length == length) && Base64Url.EncodeToString(bytes) == part;
}
