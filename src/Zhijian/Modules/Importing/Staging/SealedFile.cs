using System.Security.Cryptography;
using Zhijian.Platform.Files;
using Zhijian.Platform.Sealing;

namespace Zhijian.Modules.Importing.Staging;

/// <summary>The file as it was brought, sealed with a key drawn from the batch's own until its rows are staged; then it is gone.</summary>
internal sealed class SealedFile(FileShelf shelf, Vault vault)
{
    /// <summary>Writes the file sealed; answers its place.</summary>
    public async Task<string> Keep(Guid batch, byte[] key, Stream content, CancellationToken cancel)
    {
        content.Position = 0;
        using var kept = new MemoryStream((int)content.Length + 4096);
        var own = KeyOf(batch, key);
        try
        {
            await using (var sealing = SealedStream.Sealing(kept, own, batch))
            {
                await content.CopyToAsync(sealing, cancel);
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(own);
        }
        kept.Position = 0;
        using var incoming = await shelf.Take(kept, cancel);
        return shelf.Keep(incoming);
    }

    /// <summary>The file as it was; null where it is gone.</summary>
    public async Task<Stream?> Open(ImportBatch batch, CancellationToken cancel)
    {
        if (batch.Place is null || batch.DataKey is not { } key || shelf.Open(batch.Place) is not { } kept)
        {
            return null;
        }
        var own = KeyOf(batch.Id, key);
        try
        {
            await using (kept)
            {
                var plain = new MemoryStream((int)batch.Size);
                await SealedStream.Open(kept, plain, own, batch.Id, cancel);
                plain.Position = 0;
                return plain;
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(own);
        }
    }

    public void Remove(ImportBatch batch)
    {
        if (batch.Place is { } place)
        {
            shelf.Remove(place);
        }
    }

    /// <summary>A key for the file alone: the batch's own seals its rows, and one key never numbers two things.</summary>
    private byte[] KeyOf(Guid batch, byte[] wrapped)
    {
        var key = vault.KeyOf(batch, wrapped);
        try
        {
            return HKDF.DeriveKey(HashAlgorithmName.SHA256, key, key.Length, info: "import file"u8.ToArray());
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }
}
