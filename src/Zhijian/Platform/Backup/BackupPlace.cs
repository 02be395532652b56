using System.Security.Cryptography;
using System.Text;
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

    /// <summary>The attachments of the running installation.</summary>
    public string Shelf => Path.Combine(DataFolder, "files");

    /// <summary>Attachments since the last backup.</summary>
    public string Portions => Path.Combine(Folder, "files");

    /// <summary>Held while attachments are archived, or while the keys change to which all is encrypted.</summary>
    public string PortionsLock => Path.Combine(DataFolder, "backup-files.lock");

    /// <summary>Held while a backup or a drill is made; one at a time.</summary>
    public string WorkLock => Path.Combine(DataFolder, "backup-work.lock");

    /// <summary>What went wrong with the last backup; not there where it went well.</summary>
    public string ProblemFile => Path.Combine(DataFolder, "backup-problem.json");

    /// <summary>Whose backups lie here.</summary>
    public string OwnerFile => Path.Combine(Folder, "installation.txt");

    /// <summary>Those who can open backups: lines that begin with <c>age1</c>.</summary>
    public IReadOnlyList<string> ReadRecipients() =>
        File.Exists(RecipientFile) ? [.. File.ReadAllLines(RecipientFile).Select(l => l.Trim()).Where(l => l.StartsWith("age1", StringComparison.Ordinal))] : [];

    /// <summary>A short name of a public key, to compare with the one in the safe.</summary>
    public static string FingerprintOf(string recipient) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(recipient)).AsSpan(0, 8));

    /// <summary>
    /// Two installations in one folder would rotate each other's backups away and mix their logs. What belongs to another one is refused: one with other keys, or a copy that
    /// still uses this folder.
    /// </summary>
    /// <exception cref="BackupException">The folder belongs to another installation.</exception>
    public void Claim(string fingerprint)
    {
        var owner = File.Exists(OwnerFile) ? File.ReadAllLines(OwnerFile) : All is [var newest, ..] ? [BackupManifest.Read(newest).SealingKeys, DataFolder] : [fingerprint, DataFolder];
        if (owner is not [var keys, var data, ..] || keys != fingerprint || (data != DataFolder && OfLastBackup(data).Folder == Folder && File.Exists(Path.Combine(data, RememberedName))))
        {
            throw new BackupException($"{Folder} holds the backups of another installation ({string.Join(", ", owner.Skip(1))}). Name another folder with ZHIJIAN_BACKUP; nothing was changed. 该文件夹存放着另一套系统的备份，请用 ZHIJIAN_BACKUP 指定其他位置；未做任何改动。");
        }
        WholeFile.Write(OwnerFile, $"{fingerprint}\n{DataFolder}\n");
    }

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
