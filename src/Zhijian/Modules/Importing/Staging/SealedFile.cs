using System.Buffers.Binary;
using Zhijian.Platform.Files;
using Zhijian.Platform.Sealing;

namespace Zhijian.Modules.Importing.Staging;

/// <summary>The file as it was brought, sealed in pieces with the batch's key until its rows are staged; then it is gone.</summary>
internal sealed class SealedFile(FileShelf shelf, Vault vault)
{
    private const int Piece = 1024 * 1024;

    /// <summary>Writes the file sealed; answers its place.</summary>
    public async Task<string> Keep(Guid batch, byte[] key, Stream content, CancellationToken cancel)
    {
        using var kept = new MemoryStream((int)content.Length + 4096);
        var buffer = new byte[Piece];
        var length = new byte[sizeof(int)];
        content.Position = 0;
        for (var piece = 0; await content.ReadAtLeastAsync(buffer, Piece, throwOnEndOfStream: false, cancel) is > 0 and var read; piece++)
        {
            var stored = vault.SealBytes(batch, key, Place(batch, piece), buffer.AsSpan(0, read));
            BinaryPrimitives.WriteInt32BigEndian(length, stored.Length);
            kept.Write(length);
            kept.Write(stored);
        }
        kept.Position = 0;
        using var incoming = await shelf.Take(kept, cancel);
        return shelf.Keep(incoming);
    }

    /// <summary>The file as it was; null where it is gone.</summary>
    public async Task<Stream?> Open(ImportBatch batch, CancellationToken cancel)
    {
        if (batch.Place is null || shelf.Open(batch.Place) is not { } kept)
        {
            return null;
        }
        await using (kept)
        {
            var plain = new MemoryStream((int)batch.Size);
            var length = new byte[sizeof(int)];
            for (var piece = 0; plain.Length < batch.Size; piece++)
            {
                await kept.ReadExactlyAsync(length, cancel);
                var stored = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
                await kept.ReadExactlyAsync(stored, cancel);
                plain.Write(vault.OpenBytes(batch.Id, batch.DataKey, Place(batch.Id, piece), stored));
            }
            plain.Position = 0;
            return plain;
        }
    }

    public void Remove(ImportBatch batch)
    {
        if (batch.Place is { } place)
        {
            shelf.Remove(place);
        }
    }

    private static SealedPlace Place(Guid batch, int piece) => new("import_batch", $"file/{piece}", batch);
}
