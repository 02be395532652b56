using System.Globalization;
using Dapper;
using Npgsql;
using Zhijian.Platform.Audit;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Backup;

/// <summary>
/// Makes a backup while people work: the cluster as it stands, the attachments, and a signed manifest. Afterwards PostgreSQL's log is archived segment by segment,
/// so that any later moment can be restored too. The key files are not in it: whoever steals a backup has nothing that opens sealed data.
/// </summary>
internal sealed class BackupMaker(BackupPlace place, EmbeddedPostgres server, AuditKeys audit, KeyFile sealing, TimeProvider clock)
{
    private static readonly TimeSpan SegmentMayTake = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Answers the new backup's folder.</summary>
    /// <exception cref="BackupException">No recipient is set up, a program is missing, or the disk is full; earlier backups are untouched.</exception>
    public async Task<string> Make(Action<BackupStep> step, CancellationToken cancel)
    {
        step(BackupStep.Preparing);
        var recipient = place.ReadRecipients();
        if (recipient.Count == 0)
        {
            throw new BackupException($"Nobody is named who can open backups. Type: ./run backup key   (or put a line that begins with age1 into {place.RecipientFile}). 尚未设置备份的接收公钥，请先运行 ./run backup key。");
        }
        await SetUp(recipient, cancel);
        var name = clock.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var (part, done) = (Path.Combine(place.Bases, name + ".part"), Path.Combine(place.Bases, name));
        // What a killed backup left.
        foreach (var left in Directory.GetDirectories(place.Bases, "*.part"))
        {
            Directory.Delete(left, recursive: true);
        }
        Directory.CreateDirectory(part);
        try
        {
            await Fill(part, step, cancel);
            Directory.Move(part, done);
        }
        catch
        {
            Directory.Delete(part, recursive: true);
            throw;
        }
        Rotate();
        return done;
    }

    private async Task Fill(string part, Action<BackupStep> step, CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(server.MaintenanceConnection);
        await connection.OpenAsync(cancel);
        step(BackupStep.Database);
        // One byte on: at a border the name is still that of the segment before, which the former key may have sealed.
        var first = await connection.ExecuteScalarAsync<string>("select pg_walfile_name(pg_switch_wal() + 1)");
        Dictionary<string, string> parts = [];
        parts[BackupPlace.BaseName] = await Age.Encrypt(
            Age.AsServer(Path.Combine(server.Programs.Folder, "pg_basebackup"), "-D", "-", "-F", "tar", "-X", "fetch", "-c", "fast", "-h", server.Place.SocketFolder, "-p", PostgresPlace.Port.ToString(CultureInfo.InvariantCulture), "-U", "postgres", "--no-manifest"),
            place.Recipients, Path.Combine(part, BackupPlace.BaseName), cancel);
        step(BackupStep.Attachments);
        var files = Directory.CreateDirectory(place.Shelf).FullName;
        // The moment comes first: what is attached while the shelf is read is more than the rows tell, never less.
        var moment = await Look(first!, cancel);
        parts[BackupPlace.FilesName] = await Age.Encrypt(Age.Program("tar", "-C", files, "--exclude=./incoming", "-c", "."), place.Recipients, Path.Combine(part, BackupPlace.FilesName), cancel);
        var manifest = moment with { Parts = parts };
        var bytes = manifest.Bytes();
        await File.WriteAllBytesAsync(Path.Combine(part, BackupPlace.ManifestName), bytes, cancel);
        await File.WriteAllBytesAsync(Path.Combine(part, BackupPlace.SignatureName), audit.SignBytes(bytes), cancel);
        step(BackupStep.Log);
        await connection.ExecuteAsync("select pg_switch_wal()");
        await WaitFor(manifest.LastSegment, cancel);
    }

    /// <summary>What stands in the tables at one moment: every act writes the journal, so while it is held nobody's act is half in.</summary>
    private async Task<BackupManifest> Look(string first, CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server.MaintenanceConnection) { Database = EmbeddedPostgres.DatabaseName }.ConnectionString);
        await connection.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.ExecuteAsync("lock table journal in share mode", transaction: transaction);
        var counts = await RowCounts.Of(connection, transaction);
        var (scripts, lsn, segment) = await connection.QuerySingleAsync<(int, string, string)>(
            "select (select count(*)::int from schema_script), pg_current_wal_insert_lsn()::text, pg_walfile_name(pg_current_wal_insert_lsn())", transaction: transaction);
        var (size, root) = await connection.QueryFirstOrDefaultAsync<(long, byte[]?)>("select size, root from audit_checkpoint order by size desc limit 1", transaction: transaction);
        return new BackupManifest(clock.GetUtcNow(), lsn, first, segment, server.Programs.Version, scripts, sealing.Open().Fingerprint, counts, size, Convert.ToHexStringLower(root ?? []), new Dictionary<string, string>(), BackupManifest.ThisProgram);
    }

    /// <summary>Folders, the script that archives, and a new key for the drill: what the former one opened, this machine can open no longer.</summary>
    private async Task SetUp(IReadOnlyList<string> recipients, CancellationToken cancel)
    {
        Directory.CreateDirectory(place.Folder);
        Directory.CreateDirectory(place.Bases);
        place.Claim(sealing.Open().Fingerprint);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(place.Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
        if (!await PostgresPlace.CanEnter(place.Folder, cancel))
        {
            throw new BackupException($"The account {PostgresPrograms.ServerAccount} can't enter {place.Folder}. Name another folder with ZHIJIAN_BACKUP, or let it pass with chmod o+x on the folders above. 数据库账号无法进入备份文件夹，请用 ZHIJIAN_BACKUP 指定其他位置。");
        }
        await PostgresPlace.MakeForServer("/", place.Wal, cancel);
        // No portion of attachments is half under the former key and half under the new one.
        using var alone = await FileLock.WaitAlone(place.PortionsLock, cancel);
        var (identity, drill) = await Age.NewKey(cancel);
        WholeFile.Write(place.DrillIdentity, identity, WholeFile.Own);
        await WriteAsServer(place.Recipients, string.Join('\n', recipients.Append(drill)) + "\n", cancel);
        await WriteAsServer(place.ArchiveScript, place.ScriptText(), cancel);
        place.Remember();
        await server.Archive(place.ArchiveCommand!, cancel);
    }

    private static async Task WriteAsServer(string path, string text, CancellationToken cancel)
    {
        var written = await PostgresPrograms.RunAsServer("sh", "/", ["-c", "umask 077 && cat > \"$1.new\" && mv \"$1.new\" \"$1\"", "sh", path], text, cancel);
        if (written.ExitCode != 0)
        {
            throw new BackupException($"{path}: {written.Output}");
        }
    }

    private async Task WaitFor(string segment, CancellationToken cancel)
    {
        var began = clock.GetTimestamp();
        while (!File.Exists(Path.Combine(place.Wal, segment + ".gz.age")))
        {
            if (clock.GetElapsedTime(began) > SegmentMayTake)
            {
                throw new BackupException($"Segment {segment} was not archived in two minutes; see {server.LogFolder}. 归档未在两分钟内完成，请查看数据库日志。");
            }
            await Task.Delay(Pause, cancel);
        }
    }

    /// <summary>What is kept of old backups, and the segments that no kept backup needs any more.</summary>
    private void Rotate()
    {
        var all = place.All;
        var kept = BackupRotation.Kept([.. all.Select(b => BackupRotation.MomentOf(Path.GetFileName(b)))]);
        foreach (var old in all.Where(b => !kept.Contains(BackupRotation.MomentOf(Path.GetFileName(b)))))
        {
            Directory.Delete(old, recursive: true);
        }
        if (place.All.Select(b => BackupManifest.Read(b).FirstSegment).Min(StringComparer.Ordinal) is { } first)
        {
            foreach (var segment in Directory.GetFiles(place.Wal, "*.gz.age").Where(f => string.CompareOrdinal(Path.GetFileName(f), first) < 0))
            {
                File.Delete(segment);
            }
        }
        if (place.All is [.., var oldest])
        {
            AttachmentArchive.Rotate(place, BackupManifest.Read(oldest).At);
        }
    }
}

/// <summary>How many rows each table holds; for the manifest and for the drill alike.</summary>
internal static class RowCounts
{
    public static async Task<IReadOnlyDictionary<string, long>> Of(NpgsqlConnection connection, NpgsqlTransaction? transaction)
    {
        var tables = (await connection.QueryAsync<string>("select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by relname", transaction: transaction)).ToList();
        Dictionary<string, long> counts = [];
        foreach (var table in tables)
        {
            counts[table] = await connection.ExecuteScalarAsync<long>($"select count(*) from \"{table}\"", transaction: transaction, commandTimeout: 0);
        }
        return counts;
    }
}

/// <summary>Which backups are kept: the newest of each of the last seven days, five weeks and seven months that have one.</summary>
public static class BackupRotation
{
    private const int Days = 7;
    private const int Weeks = 5;
    private const int Months = 7;

    public static IReadOnlySet<DateTime> Kept(IReadOnlyList<DateTime> all)
    {
        HashSet<DateTime> kept = [];
        Keep(Days, at => at.DayOfYear + (at.Year * 1000));
        Keep(Weeks, at => ISOWeek.GetWeekOfYear(at) + (ISOWeek.GetYear(at) * 100));
        Keep(Months, at => at.Month + (at.Year * 100));
        return kept;

        void Keep(int most, Func<DateTime, int> period) => kept.UnionWith(all.GroupBy(period).Select(g => g.Max()).OrderDescending().Take(most));
    }

    /// <summary>The moment that a backup's name tells.</summary>
    public static DateTime MomentOf(string name) =>
        DateTime.TryParseExact(name, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var moment) ? moment : DateTime.MinValue;
}
