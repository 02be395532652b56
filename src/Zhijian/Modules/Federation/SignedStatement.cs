using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Zhijian.Platform.Sealing;

namespace Zhijian.Modules.Federation;

/// <summary>
/// A statement with its signature, as RFC 7515 writes it (JSON Web Signature, flattened, ES256): any library that knows that standard can check one.
/// </summary>
/// <param name="KeyName">The key that is said to have signed it.</param>
/// <param name="Statement">What was signed, as text.</param>
public sealed record SignedStatement(string KeyName, string Statement)
{
    private const string Algorithm = "ES256";

    private byte[] Signed { get; init; } = [];

    private byte[] Signature { get; init; } = [];

    /// <summary>Writes a statement and signs it.</summary>
    /// <param name="sign">Gives r and s of the signature over SHA-256, 32 bytes each.</param>
    public static string Write(string statement, string keyName, Func<byte[], byte[]> sign)
    {
        var header = Encoded(JsonSerializer.Serialize(new Dictionary<string, string> { ["alg"] = Algorithm, ["kid"] = keyName }));
        var payload = Encoded(statement);
        var signature = Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes($"{header}.{payload}")));
        return JsonSerializer.Serialize(new Dictionary<string, string> { ["payload"] = payload, ["protected"] = header, ["signature"] = signature });
    }

    /// <summary>Reads one, without believing it yet; null where the text is none, or names another algorithm.</summary>
    public static SignedStatement? Read(string text)
    {
        try
        {
            if (JsonSerializer.Deserialize<Dictionary<string, string>>(text) is not { Count: 3 } parts
                || !parts.TryGetValue("payload", out var payload) || !parts.TryGetValue("protected", out var header) || !parts.TryGetValue("signature", out var signature)
                || JsonSerializer.Deserialize<Dictionary<string, string>>(Decoded(header)) is not { Count: 2 } said
                || said.GetValueOrDefault("alg") != Algorithm || said.GetValueOrDefault("kid") is not { Length: > 0 and <= 64 } key)
            {
                return null;
            }
            var signed = Base64Url.DecodeFromChars(signature);
            // The last letter has bits to spare; only one way of writing a signature is one.
            return Base64Url.EncodeToString(signed) == signature ? new SignedStatement(key, Decoded(payload)) { Signed = Encoding.ASCII.GetBytes($"{header}.{payload}"), Signature = signed } : null;
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Whether exactly this was signed by the private half of the key.</summary>
    /// <param name="publicKey">In PEM.</param>
    public bool IsSignedBy(string publicKey)
    {
        using var key = KeyOf(publicKey);
        return key is not null && key.VerifyData(Signed, Signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <summary>The public key of a text in PEM; null where it is none on the curve P-256.</summary>
    public static ECDsa? KeyOf(string pem) => PublicKeyText.Into(ECDsa.Create(), pem);

    /// <summary>The whole hash of a key in groups of four characters.</summary>
    public static string FingerprintOf(string pem)
    {
        using var key = KeyOf(pem);
        return key is null ? "" : string.Join(' ', Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo())).Chunk(4).Select(c => new string(c)));
    }

    private static string Encoded(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static string Decoded(string text) => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Base64Url.DecodeFromChars(text));
}
