using System.Security.Cryptography;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Web;

namespace Zhijian.Platform.Exports;

/// <summary>Written lists lie sealed in a folder of their own, apart from the attachments: no backup takes them along, and what is over is swept away.</summary>
public sealed class ExportShelf(DataFolder data, Vault vault)
{
    private readonly string _folder = Directory.CreateDirectory(Path.Combine(data.Path, "exports")).FullName;

    /// <summary>Writes a file and answers how many bytes it takes; what was half written is written anew.</summary>
    public async Task<long> Write(ExportFile file, Func<Stream, Task> write, CancellationToken cancel)
    {
        var key = vault.KeyOf(file.Id, file.DataKey);
        try
        {
            await using var on = new FileStream(PathOf(file.Id), FileMode.Create, FileAccess.Write, FileShare.None, 81920, FileOptions.Asynchronous);
            await using (var sealing = SealedStream.Sealing(on, key, file.Id))
            {
                await write(sealing);
            }
            await on.FlushAsync(cancel);
            return on.Length;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    public bool Holds(Guid id) => File.Exists(PathOf(id));

    /// <summary>Sends the opened bytes on.</summary>
    public async Task Send(ExportFile file, Stream to, CancellationToken cancel)
    {
        var key = vault.KeyOf(file.Id, file.DataKey);
        try
        {
            await using var from = new FileStream(PathOf(file.Id), FileMode.Open, FileAccess.Read, FileShare.Read, 81920, FileOptions.Asynchronous);
            await SealedStream.Open(from, to, key, file.Id, cancel);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    public void Remove(Guid id) => File.Delete(PathOf(id));

    /// <summary>Every file that lies here.</summary>
    internal IReadOnlyList<Guid> All() => [.. Directory.EnumerateFiles(_folder).Select(f => Guid.TryParse(Path.GetFileName(f), out var id) ? id : (Guid?)null).OfType<Guid>()];

    private string PathOf(Guid id) => Path.Combine(_folder, id.ToString("N"));
}
