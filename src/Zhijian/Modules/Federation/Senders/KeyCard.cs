using System.Text.Json;
using Zhijian.Platform.Audit;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Sealing;

namespace Zhijian.Modules.Federation.Senders;

/// <summary>
/// What institutions exchange before they hand anything on: the public key that signs, in PEM, and behind it a statement signed by it that names the key to which this institution wants to be
/// written. So one fingerprint, compared by telephone, stands for both. A key without such a statement is enough for figures.
/// </summary>
public sealed record KeyCard(string Format, string Institution, string EncryptionKey)
{
    private const string ThisFormat = "zhijian/key-card/1";

    private static readonly JsonSerializerOptions Form = StatementForm.Of(4);

    /// <summary>This installation's own card.</summary>
    public static string Own(string institution, AuditKeys keys, ReceivingKey receiving) =>
        Write(institution, receiving.Public.Pem, keys.Public.Pem, keys.Public.Name, bytes => keys.SignForWeb(bytes));

    public static string Write(string institution, string encryptionKey, string publicKey, string keyName, Func<byte[], byte[]> sign) =>
        publicKey.Trim() + "\n" + SignedStatement.Write(JsonSerializer.Serialize(new KeyCard(ThisFormat, institution, encryptionKey), Form), keyName, sign);

    /// <summary>Takes what was pasted apart: the key that signs, and that to which is written, in one form; null where no card stands behind the key.</summary>
    public static (string Pem, string? EncryptionKey, Refusal? Refusal) Read(string text)
    {
        var begins = text.IndexOf('{', StringComparison.Ordinal);
        if (begins < 0)
        {
            return (text, null, null);
        }
        var pem = text[..begins].Trim();
        if (SignedStatement.Read(text[begins..].Trim()) is not { } statement || !statement.IsSignedBy(pem) || CardOf(statement.Statement) is not { Format: ThisFormat } card)
        {
            return (pem, null, FederationRefusals.BadCard);
        }
        using var key = ReceivingKey.KeyOf(card.EncryptionKey);
        return key is null ? (pem, null, FederationRefusals.BadCard) : (pem, key.ExportSubjectPublicKeyInfoPem(), null);
    }

    private static KeyCard? CardOf(string statement)
    {
        try
        {
            return JsonSerializer.Deserialize<KeyCard>(statement, Form);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
