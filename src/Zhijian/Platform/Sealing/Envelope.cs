using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Zhijian.Platform.Sealing;

/// <summary>Where a sealed value belongs. It opens nowhere else: the place is authenticated with it.</summary>
public readonly record struct SealedPlace(string Table, string Column, Guid Row);

/// <summary>
/// How bytes are sealed: <c>algorithm (1) · version of the key (4) · nonce (12) · ciphertext · tag (16)</c>. Algorithm 1 is AES-256-GCM; table, column, row, algorithm and version are its associated data,
/// so that a value moved to another row, column or key does not open.
/// </summary>
internal static class Envelope
{
    public const byte AesGcm256 = 1;
    public const int KeyLength = 32;
    private const int Header = 5;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    /// <summary>What an empty value takes.</summary>
    public const int Overhead = Header + NonceLength + TagLength;

    public static byte[] Seal(ReadOnlySpan<byte> key, int version, SealedPlace place, ReadOnlySpan<byte> plain)
    {
        var stored = new byte[Overhead + plain.Length];
        stored[0] = AesGcm256;
        BinaryPrimitives.WriteInt32BigEndian(stored.AsSpan(1), version);
        var nonce = stored.AsSpan(Header, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(key, TagLength);
        cipher.Encrypt(nonce, plain, stored.AsSpan(Header + NonceLength, plain.Length), stored.AsSpan(stored.Length - TagLength), Associated(place, stored.AsSpan(0, Header)));
        return stored;
    }

    /// <summary>Opens what was sealed; the caller clears the answer when it held a key.</summary>
    /// <exception cref="SealingException">It was changed, belongs elsewhere, or was sealed with another key or an unknown algorithm.</exception>
    public static byte[] Open(ReadOnlySpan<byte> key, SealedPlace place, ReadOnlySpan<byte> stored)
    {
        if (stored.Length < Overhead || stored[0] != AesGcm256)
        {
            throw new SealingException($"What is stored in {place.Table}.{place.Column} is not a sealed value of a kind this program knows.");
        }
        var plain = new byte[stored.Length - Overhead];
        try
        {
            using var cipher = new AesGcm(key, TagLength);
            cipher.Decrypt(stored.Slice(Header, NonceLength), stored[(Header + NonceLength)..^TagLength], stored[^TagLength..], plain, Associated(place, stored[..Header]));
            return plain;
        }
        catch (AuthenticationTagMismatchException changed)
        {
            throw new SealingException($"A value in {place.Table}.{place.Column} was changed outside the program, belongs to another row, or was sealed with another key.", changed);
        }
    }

    /// <summary>The version of the key that sealed this; 0 where it is no sealed value.</summary>
    public static int VersionOf(ReadOnlySpan<byte> stored) => stored.Length < Overhead ? 0 : BinaryPrimitives.ReadInt32BigEndian(stored[1..]);

    /// <summary>The version as it stands in a sealed value, by which the database finds those of one key.</summary>
    public static byte[] BytesOf(int version)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, version);
        return bytes;
    }

    private static byte[] Associated(SealedPlace place, ReadOnlySpan<byte> header)
    {
        // Names of tables and columns hold no line feed, so that no two places read the same.
        var names = $"{place.Table}\n{place.Column}\n";
        var length = Encoding.UTF8.GetByteCount(names);
        var data = new byte[length + 16 + Header];
        Encoding.UTF8.GetBytes(names, data);
        place.Row.TryWriteBytes(data.AsSpan(length), bigEndian: true, out _);
        header.CopyTo(data.AsSpan(length + 16));
        return data;
    }
}
