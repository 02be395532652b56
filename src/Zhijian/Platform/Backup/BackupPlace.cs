using Zhijian.Platform.Hosting;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Backup;

/// <summary>
/// Where backups lie: <c>FOLDER/base/MOMENT</c> for each backup, <c>FOLDER/wal</c> for the segments of PostgreSQL's log. All of it is encrypted to the recipients in <c>wal/recipients.txt</c>:
/// the institution's own key, whose private half is never on this machine, and the drill's key, which opens the newest backup alone.
/// </summary>
public sealed record BackupPlace(string Folder, string DataFolder)
{
    public const string ManifestName = "manifest.json";
    public const string SignatureName = "manifest.sig";
    public const string BaseName = "base.tar.age";
    public const string FilesName = "attachments.tar.age";

    private const string RememberedName = "backup-place.txt";

    /// <summary>Where backups are put and looked for: the folder that is named, else that of the last backup.</summary>
    public static BackupPlace Of(Settings settings) => settings.BackupFolder is { } named ? new BackupPlace(named, settings.DataFolder) : OfLastBackup(settings.DataFolder);

    /// <summary>Where the log is archived: beside the last backup, whatever this command was told, so that no command can cut the archive off.</summary>
    public static BackupPlace OfLastBackup(string dataFolder)
    {
        var remembered = Path.Combine(dataFolder, RememberedName);
        return new BackupPlace(File.Exists(remembered) ? File.ReadAllText(remembered).Trim() : Path.Combine(dataFolder, "backup"), dataFolder);
    }

    /// <summary>From now on this is the place of the last backup.</summary>
    public void Remember() => WholeFile.Write(Path.Combine(DataFolder, RememberedName), Folder + "\n");

    /// <summary>The institution's recipient, one line that begins with <c>age1</c>; backups begin when it is there.</summary>
    public string RecipientFile => Path.Combine(DataFolder, "backup-recipient.txt");

    /// <summary>Opens the newest backup for the drill; in no backup, replaced with each.</summary>
    public string DrillIdentity => Path.Combine(DataFolder, "backup-drill-key");

    /// <summary>What the drills found, newest last.</summary>
    public string DrillsFile => Path.Combine(DataFolder, "backup-drills.json");

    public string Bases => Path.Combine(Folder, "base");

    public string Wal => Path.Combine(Folder, "wal");

    public string Recipients => Path.Combine(Wal, "recipients.txt");

    public string ArchiveScript => Path.Combine(Wal, "archive.sh");

    public bool IsSetUp => File.Exists(Recipients) && File.Exists(ArchiveScript);

    /// <summary>What PostgreSQL runs for each finished segment; nothing before the first backup.</summary>
    public string? ArchiveCommand => IsSetUp ? $"sh \"{ArchiveScript}\" \"%p\" \"%f\"" : null;

    /// <summary>Finished backups, newest first.</summary>
    public IReadOnlyList<string> All => !Directory.Exists(Bases)
        ? []
        : [.. Directory.GetDirectories(Bases).Where(d => !d.EndsWith(".part", StringComparison.Ordinal)).OrderDescending(StringComparer.Ordinal)];

    /// <summary>Written once, renamed when whole: a segment that is there is there in full.</summary>
    public string ScriptText() => $"""
        #!/bin/sh
        # PostgreSQL calls this for each finished segment of its log. Written by the program; changes are overwritten.
        set -e
        umask 077
        to="{Wal}/$2.gz.age"
        test ! -f "$to" || exit 0
        gzip -1 -c "$1" > zhijian-segment.gz
        age -R "{Recipients}" -o "$to.part" zhijian-segment.gz
        sync "$to.part"
        mv "$to.part" "$to"
        rm -f zhijian-segment.gz

        """.ReplaceLineEndings("\n");
}

/// <summary>Something about backups can't be done; the message says what to do.</summary>
public sealed class BackupException : Exception
{
    public BackupException(string message)
        : base(message)
    {
    }

    public BackupException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public BackupException()
    {
    }
}
