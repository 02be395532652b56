using System.Globalization;
using Zhijian.Platform.Jobs;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Backup;

/// <summary>
/// Attachments stored since the last backup, archived beside PostgreSQL's log: <c>FOLDER/files/MOMENT.tar.age</c> holds those of about a minute, <c>MOMENT.txt</c> tells its hash,
/// the portion before it and the places in it (which are random names). A portion without its list was never finished and counts for nothing.
/// </summary>
internal sealed class AttachmentArchive(BackupPlace place, TimeProvider clock)
{
    private const string Form = "yyyyMMdd'T'HHmmssfff'Z'";
    private const string First = "-";

    /// <summary>An upload lasts less, so that whatever was written before is in the backup or in a portion that is known.</summary>
    private static readonly TimeSpan UploadMayTake = TimeSpan.FromDays(1);

    /// <summary>Archives what waits; answers how many attachments. Nothing before the first backup, or while another program is at it.</summary>
    public async Task<int> Add(CancellationToken cancel)
    {
        if (!place.IsSetUp || place.All.Count == 0)
        {
            return 0;
        }
        Directory.CreateDirectory(place.Portions);
        using var alone = FileLock.TryAlone(place.PortionsLock);
        var waiting = alone is null ? [] : Waiting();
        if (waiting.Count == 0)
        {
            return 0;
        }
        var name = clock.GetUtcNow().UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);
        var (part, list) = (Path.Combine(place.Portions, name + ".part"), Path.Combine(place.Portions, name + ".places"));
        File.Delete(part);
        await File.WriteAllLinesAsync(list, waiting, cancel);
        // What is removed while it is read is no longer wanted.
        var hash = await Age.Encrypt(Age.Program("tar", "-C", place.Shelf, "--ignore-failed-read", "-c", "-T", list), place.Recipients, part, cancel);
        File.Delete(list);
        File.Move(part, Path.Combine(place.Portions, name + ".tar.age"));
        WholeFile.Write(Path.Combine(place.Portions, name + ".txt"), string.Join('\n', waiting.Prepend(Names(place).LastOrDefault() ?? First).Prepend(hash)) + "\n");
        return waiting.Count;
    }

    /// <summary>How old the oldest attachment is that is in no backup and no portion yet; zero where there is none.</summary>
    public TimeSpan OldestWaiting() => Waiting() is { Count: > 0 } waiting
        ? clock.GetUtcNow() - new DateTimeOffset(waiting.Min(p => File.GetLastWriteTimeUtc(Path.Combine(place.Shelf, p))), TimeSpan.Zero)
        : TimeSpan.Zero;

    /// <summary>The portions that a restore to a moment needs: from the backup on, up to the first one that was finished after it.</summary>
    /// <exception cref="BackupException">One of them is missing.</exception>
    public static IReadOnlyList<string> Needed(BackupPlace place, DateTimeOffset backup, DateTimeOffset? until)
    {
        List<string> needed = [];
        var before = First;
        foreach (var name in Names(place))
        {
            var list = ReadList(place, name);
            if (MomentOf(name) <= backup)
            {
                before = name;
                continue;
            }
            if ((list.Former != before && list.Former != First && MomentOf(list.Former) > backup) || !File.Exists(Path.Combine(place.Portions, name + ".tar.age")))
            {
                throw new BackupException($"Attachments stored since the backup are missing: {(list.Former != before && list.Former != First ? list.Former : name)} in {place.Portions}. Put them back, or restore an earlier moment. 备份之后的附件缺失，请放回，或恢复到更早的时刻。");
            }
            needed.Add(name);
            before = name;
            if (until is { } moment && MomentOf(name) >= moment)
            {
                break;
            }
        }
        return needed;
    }

    /// <summary>Decrypts a portion onto a shelf, after comparing it with its list.</summary>
    public static async Task Fetch(BackupPlace place, string name, string identity, string shelf, CancellationToken cancel)
    {
        var file = Path.Combine(place.Portions, name + ".tar.age");
        if (await BackupManifest.HashOf(file, cancel) != ReadList(place, name).Hash)
        {
            throw new BackupException($"{file} is not what its list says: it was cut off or changed. 附件归档与清单不符：被截断或改动。");
        }
        await Age.Decrypt(file, identity, Age.Program("tar", "-x", "-C", shelf), cancel);
    }

    /// <summary>Removes what no kept backup needs, and what a killed program left.</summary>
    public static void Rotate(BackupPlace place, DateTimeOffset oldest)
    {
        if (!Directory.Exists(place.Portions))
        {
            return;
        }
        foreach (var file in Directory.GetFiles(place.Portions).Where(f => MomentOf(Path.GetFileName(f).Split('.')[0]) < oldest - UploadMayTake - UploadMayTake))
        {
            File.Delete(file);
        }
    }

    private List<string> Waiting()
    {
        if (place.All is not [var newest, ..] || !Directory.Exists(place.Shelf))
        {
            return [];
        }
        var from = BackupManifest.Read(newest).At - UploadMayTake;
        var known = Names(place).Where(n => MomentOf(n) >= from - UploadMayTake).SelectMany(n => ReadList(place, n).Places).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. Directory.EnumerateFiles(place.Shelf, "*", SearchOption.AllDirectories).Where(f => File.GetLastWriteTimeUtc(f) >= from.UtcDateTime)
                .Select(f => Path.GetRelativePath(place.Shelf, f)).Where(p => !p.StartsWith("incoming", StringComparison.Ordinal) && !known.Contains(p)).Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Finished portions, oldest first.</summary>
    private static IEnumerable<string> Names(BackupPlace place) =>
        Directory.Exists(place.Portions) ? Directory.GetFiles(place.Portions, "*.txt").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal) : [];

    private static (string Hash, string Former, IEnumerable<string> Places) ReadList(BackupPlace place, string name) =>
        File.ReadAllLines(Path.Combine(place.Portions, name + ".txt")) is [var hash, var former, .. var places] ? (hash, former, places)
            : throw new BackupException($"{name}.txt in {place.Portions} can't be read. 附件清单无法读取。");

    private static DateTimeOffset MomentOf(string name) =>
        DateTimeOffset.TryParseExact(name, Form, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var moment) ? moment : DateTimeOffset.MinValue;
}

/// <summary>Archives new attachments each minute, as PostgreSQL archives its log.</summary>
internal sealed class ArchiveAttachmentsJob(IServiceProvider services) : IRecurring
{
    public static TimeSpan Every => TimeSpan.FromMinutes(1);

    public static bool RunsBeside => true;

    public Task Run(CancellationToken cancel) => services.GetService<BackupWork>() is { } work ? work.Attachments.Add(cancel) : Task.CompletedTask;
}
