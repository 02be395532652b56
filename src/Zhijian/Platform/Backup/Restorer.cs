using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Zhijian.Platform.Audit;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Platform.Backup;

/// <summary>Puts a backup back into an empty data folder: as it was when it was made, or as it was at any later moment up to the last archived segment.</summary>
internal static class Restorer
{
    private const string Waiting = "zhijian-restore";

    /// <summary>PostgreSQL's own words.</summary>
    private const string EndedBefore = "recovery ended before configured recovery target was reached";

    /// <summary>Compares a backup with its manifest before anything is written.</summary>
    /// <param name="keysIn">The folder with the installation's public keys; without it the signature can't be compared.</param>
    /// <exception cref="BackupException">A part is missing or changed, or the manifest isn't the one that was signed.</exception>
    public static async Task<BackupManifest> Check(string backup, string? keysIn, CancellationToken cancel)
    {
        var manifest = BackupManifest.Read(backup);
        var signature = Path.Combine(backup, BackupPlace.SignatureName);
        if (!File.Exists(signature))
        {
            throw new BackupException($"{backup}: the signature of the manifest is missing. 清单的签名缺失。");
        }
        var (statement, signed) = (await File.ReadAllBytesAsync(Path.Combine(backup, BackupPlace.ManifestName), cancel), await File.ReadAllBytesAsync(signature, cancel));
        if (keysIn is not null && !new AuditKeys(new DataFolder(keysIn)).IsSigned(statement, signed))
        {
            throw new BackupException($"{backup}: the manifest was changed after it was signed. 清单在签名后被改动。");
        }
        foreach (var (name, hash) in manifest.Parts)
        {
            var part = Path.Combine(backup, name);
            if (!File.Exists(part))
            {
                throw new BackupException($"{part} is missing. 备份缺少此部分。");
            }
            if (await BackupManifest.HashOf(part, cancel) != hash)
            {
                throw new BackupException($"{part} is not what the manifest says: it was cut off, changed, or belongs to another backup. 此部分与清单不符：被截断、改动，或属于另一份备份。");
            }
        }
        return manifest;
    }

    /// <summary>Restores and recovers; the caller disposes of the running server.</summary>
    /// <param name="until">The moment up to which acts are wanted; null: as the manifest says.</param>
    /// <param name="toTheEnd">Everything that was archived.</param>
    public static async Task<EmbeddedPostgres> Restore(string backup, BackupPlace source, BackupManifest manifest, string identity, string into, DateTimeOffset? until, bool toTheEnd, CancellationToken cancel)
    {
        if (Directory.Exists(into) && Directory.EnumerateFileSystemEntries(into).Any(e => !IsKey(e)))
        {
            throw new BackupException($"{into} is not empty. A restore never writes over data: name an empty folder. 目标文件夹不为空；恢复不会覆盖已有数据，请指定空文件夹。");
        }
        var place = await PostgresPlace.Choose(into, cancel);
        await PostgresPlace.MakeForServer(place.Folder, PostgresPlace.ClusterName, cancel);
        await Age.Decrypt(Path.Combine(backup, BackupPlace.BaseName), identity, Age.AsServer("tar", "-x", "-C", place.Cluster), cancel);
        var files = Directory.CreateDirectory(Path.Combine(into, "files")).FullName;
        await Age.Decrypt(Path.Combine(backup, BackupPlace.FilesName), identity, Age.Program("tar", "-x", "-C", files), cancel);
        foreach (var portion in AttachmentArchive.Needed(source, manifest.At, until))
        {
            await AttachmentArchive.Fetch(source, portion, identity, files, cancel);
        }
        await FetchLog(source.Wal, manifest, identity, place, cancel);
        await Aim(place, manifest, until, toTheEnd, cancel);
        try
        {
            var server = await EmbeddedPostgres.Start(into, new PostgresOptions(), NullLogger.Instance, cancel);
            await Forget(server, place, cancel);
            return server;
        }
        catch (PostgresUnavailableException failed) when (failed.Message.Contains(EndedBefore, StringComparison.Ordinal))
        {
            // The folder is left as it was found, so that the next try needs no other one.
            await PostgresPrograms.RunAsServer("rm", "/", ["-rf", place.Cluster], input: null, cancel);
            Directory.Delete(files, recursive: true);
            foreach (var left in Directory.EnumerateFileSystemEntries(into).Where(e => !IsKey(e)).ToList())
            {
                if (Directory.Exists(left))
                {
                    Directory.Delete(left, recursive: true);
                }
                else
                {
                    File.Delete(left);
                }
            }
            throw new BackupException($"The archived log ends before {until:yyyy-MM-dd HH:mm:ss zzz}: nothing that late was archived. Name an earlier moment, or leave --until out to restore all there is. Nothing was kept in {into}. 归档日志在该时刻之前就已结束；请指定更早的时刻，或不写 --until 以恢复全部内容。目标文件夹未保留任何内容。", failed);
        }
        catch (PostgresUnavailableException failed)
        {
            throw new BackupException($"The restored database does not start: a part of PostgreSQL's log is missing or broken. 恢复出的数据库无法启动：日志片段缺失或损坏。\n{failed.Message}", failed);
        }
    }

    /// <summary>Key files may lie in the folder already, as they come from the safe.</summary>
    private static bool IsKey(string path) => Path.GetFileName(path) is "sealing-keys" or "audit-key.pem" or "receiving-key.pem" || path.EndsWith(".pub.pem", StringComparison.Ordinal);

    /// <summary>How many attachments the restored rows speak of that are not on the restored shelf.</summary>
    public static async Task<int> MissingAttachments(EmbeddedPostgres server, string into, CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server.MaintenanceConnection) { Database = EmbeddedPostgres.DatabaseName }.ConnectionString);
        await connection.OpenAsync(cancel);
        return (await Dapper.SqlMapper.QueryAsync<string>(connection, "select place from stored_file")).Count(p => !File.Exists(Path.Combine(into, "files", p)));
    }

    /// <summary>Decrypts the segments that the recovery reads; those of before are in the base already.</summary>
    private static async Task FetchLog(string wal, BackupManifest manifest, string identity, PostgresPlace place, CancellationToken cancel)
    {
        await PostgresPlace.MakeForServer(place.Folder, Path.Combine(PostgresPlace.ClusterName, Waiting), cancel);
        if (LogGap.FirstMissing(manifest.FirstSegment, Directory.Exists(wal) ? Directory.GetFiles(wal, "*.gz.age").Select(f => Path.GetFileName(f)[..^".gz.age".Length]) : []) is { } gap)
        {
            throw new BackupException($"A segment of PostgreSQL's log is missing: {gap}. Everything after it would be lost; name an earlier moment of an earlier backup, or put the segment back. 数据库日志缺少片段 {gap}，其后的内容无法恢复；请放回该片段。");
        }
        foreach (var segment in Directory.Exists(wal) ? Directory.GetFiles(wal, "*.gz.age").Order(StringComparer.Ordinal).ToArray() : [])
        {
            var name = Path.GetFileName(segment)[..^".gz.age".Length];
            if (string.CompareOrdinal(name, manifest.FirstSegment) >= 0)
            {
                await Age.Decrypt(segment, identity, Age.AsServer("sh", "-c", "umask 077 && gunzip -c > \"$1\"", "sh", Path.Combine(place.Cluster, Waiting, name)), cancel);
            }
        }
    }

    private static async Task Aim(PostgresPlace place, BackupManifest manifest, DateTimeOffset? until, bool toTheEnd, CancellationToken cancel)
    {
        var target = until is { } moment ? $"recovery_target_time = '{moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}+00'"
            : toTheEnd ? "" : $"recovery_target_lsn = '{manifest.Lsn}'";
        var settings = $"\nrestore_command = 'cp {Waiting}/%f %p'\nrecovery_target_action = 'promote'\nhot_standby = off\n{target}\n";
        var written = await PostgresPrograms.RunAsServer("sh", place.Cluster, ["-c", "cat >> postgresql.auto.conf && : > recovery.signal"], settings, cancel);
        if (written.ExitCode != 0)
        {
            throw new BackupException(written.Output);
        }
    }

    /// <summary>Once recovered, nothing of how it was recovered stays.</summary>
    private static async Task Forget(EmbeddedPostgres server, PostgresPlace place, CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(server.MaintenanceConnection);
        await connection.OpenAsync(cancel);
        foreach (var setting in new[] { "restore_command", "recovery_target_action", "hot_standby", "recovery_target_time", "recovery_target_lsn" })
        {
            await using var reset = new NpgsqlCommand($"alter system reset {setting}", connection);
            await reset.ExecuteNonQueryAsync(cancel);
        }
        await PostgresPrograms.RunAsServer("rm", place.Cluster, ["-rf", Waiting], input: null, cancel);
    }
}
