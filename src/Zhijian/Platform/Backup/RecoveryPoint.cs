using Dapper;
using Npgsql;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Backup;

/// <summary>
/// How much of the newest work would be lost with the machine now: acts that are newer than the last archived piece of the log, and attachments in no archive yet.
/// Where nothing was done since, nothing would be lost, however long ago that was.
/// </summary>
internal sealed class RecoveryPoint(BackupPlace place, EmbeddedPostgres server, AttachmentArchive attachments, TimeProvider clock)
{
    /// <summary>Between the end of a segment and the word that it is archived.</summary>
    private static readonly TimeSpan ArchivingTakes = TimeSpan.FromSeconds(5);

    /// <summary>In seconds.</summary>
    public async Task<int> Seconds(CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server.MaintenanceConnection) { Database = EmbeddedPostgres.DatabaseName }.ConnectionString);
        await connection.OpenAsync(cancel);
        var (archived, change) = await connection.QuerySingleAsync<(DateTime?, DateTime?)>("select (select last_archived_time from pg_stat_archiver), (select at from journal order by id desc limit 1)");
        return (int)Math.Ceiling(Math.Max(Lost(change, archived ?? NewestSegment(), clock.GetUtcNow().UtcDateTime).TotalSeconds, attachments.OldestWaiting().TotalSeconds));
    }

    /// <summary>From the last archived moment to the last act; zero where the archive is newer.</summary>
    internal static TimeSpan Lost(DateTime? change, DateTime? archived, DateTime now) =>
        change is not { } last ? TimeSpan.Zero
        : archived is not { } safe ? now - last
        : last > safe - ArchivingTakes ? last - safe + ArchivingTakes
        : TimeSpan.Zero;

    private DateTime? NewestSegment() => Directory.Exists(place.Wal) ? Directory.GetFiles(place.Wal, "*.gz.age").Select(f => (DateTime?)File.GetLastWriteTimeUtc(f)).Max() : null;
}
