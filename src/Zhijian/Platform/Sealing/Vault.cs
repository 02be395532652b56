using System.Security.Cryptography;
using System.Text;

namespace Zhijian.Platform.Sealing;

/// <summary>
/// Seals and opens values. Each person has one data key, wrapped by a master key that stands outside the database: whoever erases the wrapped key has erased
/// what it sealed, in every copy.
/// </summary>
public sealed class Vault(KeyFile file)
{
    private const string KeyTable = "data-key";

    /// <summary>Of all data keys made since.</summary>
    private const int FirstVersion = 1;

    public KeyFile File => file;

    /// <summary>A new data key for a person, wrapped.</summary>
    public byte[] NewKey(Guid person)
    {
        var key = RandomNumberGenerator.GetBytes(Envelope.KeyLength);
        var wrapped = Wrap(person, key);
        CryptographicOperations.ZeroMemory(key);
        return wrapped;
    }

    /// <summary>The number of the master key that wrapped this.</summary>
    public static int MasterOf(byte[] wrapped) => Envelope.VersionOf(wrapped);

    /// <summary>The same data key under the newest master key.</summary>
    public byte[] Rewrap(Guid person, byte[] wrapped)
    {
        var key = Unwrap(person, wrapped);
        var again = Wrap(person, key);
        CryptographicOperations.ZeroMemory(key);
        return again;
    }

    /// <summary>The data key itself, for files that are sealed portion by portion; the caller clears it.</summary>
    internal byte[] KeyOf(Guid person, byte[] wrapped) => Unwrap(person, wrapped);

    public byte[] Seal(Guid person, byte[] wrapped, SealedPlace place, string plain) => SealBytes(person, wrapped, place, Encoding.UTF8.GetBytes(plain));

    public byte[] SealBytes(Guid person, byte[] wrapped, SealedPlace place, ReadOnlySpan<byte> plain)
    {
        var key = Unwrap(person, wrapped);
        var stored = Envelope.Seal(key, FirstVersion, place, plain);
        CryptographicOperations.ZeroMemory(key);
        return stored;
    }

    /// <exception cref="SealingException">It was changed or belongs elsewhere, or the person's key is gone.</exception>
    public string Open(Guid person, byte[]? wrapped, SealedPlace place, byte[] stored) => Encoding.UTF8.GetString(OpenBytes(person, wrapped, place, stored));

    /// <exception cref="SealingException">It was changed or belongs elsewhere, or the key is gone.</exception>
    public byte[] OpenBytes(Guid person, byte[]? wrapped, SealedPlace place, ReadOnlySpan<byte> stored)
    {
        if (wrapped is null)
        {
            throw new SealingException("The key of this person was erased, and with it what it sealed.");
        }
        var key = Unwrap(person, wrapped);
        try
        {
            return Envelope.Open(key, place, stored);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>By which an equal value is found without opening any: HMAC-SHA-256 with a key of its own, apart for each purpose. The same value gives the same index.</summary>
    public byte[] Index(string purpose, string normalised) => HMACSHA256.HashData(file.Open().Index, Encoding.UTF8.GetBytes($"{purpose}\n{normalised}"));

    private byte[] Wrap(Guid person, byte[] key)
    {
        var master = file.Open().Newest;
        return Envelope.Seal(master.Key, master.Number, new SealedPlace(KeyTable, "", person), key);
    }

    private byte[] Unwrap(Guid person, byte[] wrapped)
    {
        var number = Envelope.VersionOf(wrapped);
        var master = file.Open().Numbered(number) ?? throw new SealingException($"Master key {number} is not in {file.Path}. Put it back from your safe. 缺少第 {number} 号主密钥，请从保管处恢复。");
        return Envelope.Open(master.Key, new SealedPlace(KeyTable, "", person), wrapped);
    }
}
