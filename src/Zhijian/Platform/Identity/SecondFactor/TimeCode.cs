using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Zhijian.Platform.Identity.SecondFactor;

/// <summary>Codes that an authenticator app shows for half a minute each (RFC 6238, over HOTP, RFC 4226). Pure: time comes in as a value.</summary>
internal static class TimeCode
{
    /// <summary>Signs of a code, as the apps show them.</summary>
    public const int Digits = 6;

    /// <summary>160 bits, as RFC 4226, section 4, R6 advises.</summary>
    public const int SecretLength = 20;

    private const int StepSeconds = 30;

    /// <summary>Steps before and after the present one that count too: clocks differ, and typing takes a while (RFC 6238, section 5.2).</summary>
    private const int Drift = 1;

    /// <summary>The number of the half minute since 1970.</summary>
    public static long StepAt(DateTimeOffset at) => at.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The code of a step (RFC 4226, section 5.3).</summary>
    public static string Of(byte[] secret, long step, int digits = Digits, HashAlgorithmName? algorithm = null)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        var hash = CryptographicOperations.HmacData(algorithm ?? HashAlgorithmName.SHA1, secret, counter);
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0xF)) & int.MaxValue;
        var most = (int)Math.Pow(10, digits);
        return (number % most).ToString("D" + digits, CultureInfo.InvariantCulture);
    }

    /// <summary>The step that a code is of, if it is of one near now and later than the last that was used; null where the code is wrong or was used (RFC 6238, section 5.2).</summary>
    public static long? StepOf(string code, byte[] secret, DateTimeOffset now, long lastUsed)
    {
        long? found = null;
        for (var step = StepAt(now) - Drift; step <= StepAt(now) + Drift; step++)
        {
            // Each step is computed and compared in the same time, whether or not one fitted before.
            if (CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Of(secret, step)), Encoding.UTF8.GetBytes(code)) && step > lastUsed)
            {
                found = step;
            }
        }
        return found;
    }

    /// <summary>What the QR code tells the app (Key URI format of the authenticator apps).</summary>
    public static string Address(string institution, string userName, string key) =>
        $"otpauth://totp/{Uri.EscapeDataString(institution)}:{Uri.EscapeDataString(userName)}?secret={key}&issuer={Uri.EscapeDataString(institution)}&digits={Digits}&period={StepSeconds}";
}

/// <summary>Bytes as people type them into an app: RFC 4648, section 6, without padding.</summary>
internal static class Base32
{
    private const string Signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static string Of(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder((bytes.Length * 8 + 4) / 5);
        var (held, bits) = (0, 0);
        foreach (var one in bytes)
        {
            held = (held << 8) | one;
            for (bits += 8; bits >= 5; bits -= 5)
            {
                text.Append(Signs[(held >> (bits - 5)) & 31]);
            }
            held &= (1 << bits) - 1;
        }
        return bits == 0 ? text.ToString() : text.Append(Signs[(held << (5 - bits)) & 31]).ToString();
    }

    public static byte[] Read(string text)
    {
        List<byte> bytes = new(text.Length * 5 / 8);
        var (held, bits) = (0, 0);
        foreach (var sign in text)
        {
            held = (held << 5) | Signs.IndexOf(sign, StringComparison.Ordinal);
            bits += 5;
            if (bits >= 8)
            {
                bytes.Add((byte)(held >> (bits - 8)));
                bits -= 8;
                held &= (1 << bits) - 1;
            }
        }
        return [.. bytes];
    }
}
