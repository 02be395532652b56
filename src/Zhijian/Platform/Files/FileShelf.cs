using System.Security.Cryptography;
using Zhijian.Platform.Web;

namespace Zhijian.Platform.Files;

/// <summary>The bytes of attachments: random names in sub-folders of the data folder, written aside first and then renamed, never inside the web root.</summary>
public sealed class FileShelf(DataFolder data)
{
    private readonly string _folder = Directory.CreateDirectory(Path.Combine(data.Path, "files")).FullName;
    private readonly string _aside = Directory.CreateDirectory(Path.Combine(data.Path, "files", "incoming")).FullName;

    /// <summary>Writes the bytes aside; nothing is on the shelf before <see cref="Keep"/>.</summary>
    public async Task<IncomingFile> Take(Stream content, CancellationToken cancel)
    {
        var path = Path.Combine(_aside, RandomName());
        await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 81920, FileOptions.Asynchronous))
        {
            await content.CopyToAsync(file, cancel);
            file.Flush(flushToDisk: true);
        }
        await using var written = File.OpenRead(path);
        return new IncomingFile(path, written.Length, await SHA256.HashDataAsync(written, cancel));
    }

    /// <summary>Puts the written bytes at their place for good; answers the place.</summary>
    public string Keep(IncomingFile incoming)
    {
        var name = RandomName();
        var place = $"{name[..2]}/{name[2..4]}/{name}";
        var path = PathOf(place);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move(incoming.Path, path);
        return place;
    }

    /// <summary>The bytes at a place, or null where they are gone.</summary>
    public FileStream? Open(string place) => File.Exists(PathOf(place)) ? new FileStream(PathOf(place), FileMode.Open, FileAccess.Read, FileShare.Read, 81920, FileOptions.Asynchronous) : null;

    /// <summary>Where the bytes lie, for a program that draws them; nothing is written there.</summary>
    internal string PathTo(string place) => PathOf(place);

    /// <summary>Whether the bytes are there in full.</summary>
    public bool Holds(string place, long size) => new FileInfo(PathOf(place)) is { Exists: true } file && file.Length == size;

    /// <summary>A file that is gone already, with its folder or without, is no trouble to whoever wanted it gone.</summary>
    public void Remove(string place)
    {
        if (File.Exists(PathOf(place)))
        {
            File.Delete(PathOf(place));
        }
    }

    /// <summary>Every place written before a moment, and leftovers written aside.</summary>
    internal IEnumerable<string> PlacesOlderThan(DateTimeOffset moment) =>
        Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories)
            .Where(f => File.GetLastWriteTimeUtc(f) < moment.UtcDateTime)
            .Select(f => Path.GetRelativePath(_folder, f).Replace('\\', '/'));

    private static string RandomName() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Places are made here only; one that climbs out of the folder never came from here.</summary>
    private string PathOf(string place)
    {
        var path = Path.GetFullPath(Path.Combine(_folder, place));
        return path.StartsWith(_folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? path : throw new ArgumentException("Not a place on the shelf.", nameof(place));
    }
}

/// <summary>Bytes written aside: where, how many, and their SHA-256.</summary>
public sealed record IncomingFile(string Path, long Size, byte[] Sha256) : IDisposable
{
    /// <summary>Removes what was written, unless it was kept.</summary>
    public void Dispose() => File.Delete(Path);
}
