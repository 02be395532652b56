using Npgsql;
using Zhijian.Platform.Backup;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Hosting;

/// <summary>One thing that was looked at: what, whether it is well, and in plain words what is the matter and what to do.</summary>
public sealed record HealthFinding(bool IsWell, string Sentence);

/// <summary>Looks at the installation as an operator would: database, schema, the fence's role, durability, disk, files.</summary>
public sealed class Health(string appConnection, string dataFolder)
{
    /// <summary>Below this much free space (bytes) writing soon fails.</summary>
    private const int OldestBackupHours = 26;
    private const int OldestDrillDays = 8;
    private const long LeastFreeSpace = 1L << 30;

    public async Task<IReadOnlyList<HealthFinding>> Look(CancellationToken cancel)
    {
        List<HealthFinding> found = [];
        await using var source = NpgsqlDataSource.Create(appConnection);
        await using (var connection = await source.OpenConnectionAsync(cancel))
        {
            found.Add(Say(true, "health.database", connection.PostgreSqlVersion));
            await LookAtDatabase(connection, found, cancel);
            await LookAtAudit(connection, found, cancel);
        }
        LookAtDisk(found);
        LookAtMemoryImages(found);
        return found;
    }

    private static async Task LookAtDatabase(NpgsqlConnection connection, List<HealthFinding> found, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            select current_setting('fsync') = 'on' and current_setting('synchronous_commit') <> 'off',
                   current_setting('data_checksums') = 'on',
                   (select rolsuper or rolbypassrls from pg_roles where rolname = current_user),
                   (select count(*) from pg_tables where schemaname = 'public' and tableowner = current_user),
                   (select count(*)::int from schema_script),
                   abs(extract(epoch from clock_timestamp() - @now))::float8,
                   pg_database_size(current_database())
            """, connection);
        command.Parameters.AddWithValue("now", DateTimeOffset.UtcNow);
        await using var row = await command.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        var scripts = SchemaRunner.Scripts.Count;
        found.Add(row.GetBoolean(0) ? Say(true, "health.durable") : Say(false, "health.not-durable"));
        found.Add(row.GetBoolean(1) ? Say(true, "health.checksums") : Say(false, "health.no-checksums"));
        found.Add(row.GetBoolean(2) || row.GetInt64(3) > 0 ? Say(false, "health.role-too-strong") : Say(true, "health.role"));
        found.Add(row.GetInt32(4) == scripts ? Say(true, "health.schema", scripts) : Say(false, "health.schema-behind", row.GetInt32(4), scripts));
        found.Add(row.GetDouble(5) < 5 ? Say(true, "health.clock") : Say(false, "health.clock-apart", (int)row.GetDouble(5)));
        found.Add(Say(true, "health.size", row.GetInt64(6) / 1048576));
    }

    /// <summary>A schema that is behind has no checkpoints yet and was told of already.</summary>
    private static async Task LookAtAudit(NpgsqlConnection connection, List<HealthFinding> found, CancellationToken cancel)
    {
        await using var exists = new NpgsqlCommand("select to_regclass('audit_checkpoint') is not null", connection);
        if (!(bool)(await exists.ExecuteScalarAsync(cancel))!)
        {
            return;
        }
        await using var command = new NpgsqlCommand("select at, size from audit_checkpoint order by size desc limit 1", connection);
        await using var row = await command.ExecuteReaderAsync(cancel);
        found.Add(await row.ReadAsync(cancel)
            ? Say(true, "health.audit", row.GetDateTime(0).ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture), row.GetInt64(1))
            : Say(true, "health.no-audit"));
    }

    /// <summary>Whether a program that falls leaves an image of its memory behind, and with it keys and opened values. Only Linux tells.</summary>
    private static void LookAtMemoryImages(List<HealthFinding> found)
    {
        const string limits = "/proc/self/limits";
        if (File.Exists(limits))
        {
            found.Add(LeavesMemoryImages(File.ReadLines(limits)) ? Say(false, "health.memory-images") : Say(true, "health.no-memory-images"));
        }
    }

    /// <summary>Reads what Linux lets a process have; a line that is missing counts as allowed.</summary>
    internal static bool LeavesMemoryImages(IEnumerable<string> limits) =>
        limits.FirstOrDefault(l => l.StartsWith("Max core file size", StringComparison.Ordinal))?["Max core file size".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is not ["0", ..];

    private void LookAtDisk(List<HealthFinding> found)
    {
        var free = new DriveInfo(Path.GetFullPath(dataFolder)).AvailableFreeSpace;
        found.Add(free >= LeastFreeSpace ? Say(true, "health.disk", free / 1048576) : Say(false, "health.disk-low", free / 1048576));
        try
        {
            var probe = Path.Combine(dataFolder, $".probe-{Guid.NewGuid():N}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            found.Add(Say(true, "health.files"));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            found.Add(Say(false, "health.files-not-writable", dataFolder, problem.Message));
        }
    }

    /// <summary>How backups stand; old ones and failed drills are told with what to do.</summary>
    public static IEnumerable<HealthFinding> OfBackups(BackupState state, DateTimeOffset now)
    {
        if (state.Problem is { } failed)
        {
            yield return Say(false, "health.backup-failed", failed.At.ToLocalTime().ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture), failed.Message);
        }
        if (!state.IsSetUp || state.Newest is not { } newest)
        {
            yield return Say(false, state.HasKey ? "health.no-backup-yet" : "health.no-backup");
            yield break;
        }
        var hours = (int)(now - newest).TotalHours;
        yield return hours <= OldestBackupHours ? Say(true, "health.backup", hours, state.Count) : Say(false, "health.backup-old", hours);
        yield return state.LastDrill is not { } drill ? Say(false, "health.no-drill")
            : drill.Problem is { } problem ? Say(false, "health.drill-failed", problem)
            : Say((now - drill.At).TotalDays <= OldestDrillDays, "health.drill", (int)(now - drill.At).TotalDays, drill.RtoSeconds);
    }

    private static HealthFinding Say(bool isWell, string key, params object[] values) => new(isWell, ConsoleTexts.Say(key, values));
}
