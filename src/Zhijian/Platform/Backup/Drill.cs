using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Dapper;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Npgsql;
using Zhijian.Platform.Audit;
using Zhijian.Platform.Files;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Platform.Backup;

/// <summary>What a drill found.</summary>
/// <param name="Problem">What is wrong; null where everything was restored and compared.</param>
/// <param name="RpoSeconds">How much of the newest work would be lost with the machine now (<see cref="RecoveryPoint"/>).</param>
/// <param name="RtoSeconds">From the beginning of the restore to the first answered page.</param>
public sealed record DrillResult(DateTimeOffset At, string Backup, string? Problem, int RpoSeconds, int RtoSeconds, long Rows, long Entries, int Files, int Requests);

/// <summary>
/// Proves that a backup can be lived from: restores it into a scratch folder, compares hashes, counts and the audit tree with what was signed, opens sealed values and attachments,
/// starts the program on it and asks for pages. A backup that was never restored is a hope.
/// </summary>
/// <param name="build">Puts the program together on a database and a data folder, without recurring work.</param>
internal sealed class Drill(BackupPlace place, KeyFile sealing, RecoveryPoint point, Func<string, string, WebApplication> build, TimeProvider clock)
{
    private static readonly string[] Pages = ["/sign-in", "/openapi/v1.json", "/"];
    private const int Requests = 50;

    public async Task<DrillResult> Run(string? backup, string? identity, Action<BackupStep> step, CancellationToken cancel)
    {
        step(BackupStep.Preparing);
        var began = clock.GetTimestamp();
        var now = clock.GetUtcNow();
        backup ??= place.All is [var newest, ..] ? newest : null;
        var blank = new DrillResult(now, Path.GetFileName(backup ?? ""), null, 0, 0, 0, 0, 0, 0);
        if (backup is null)
        {
            return blank with { Problem = $"There is no backup in {place.Folder}. 没有备份。" };
        }
        var scratch = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"zhijian-drill-{Guid.NewGuid():N}")).FullName;
        try
        {
            return await Inside(scratch, backup, identity ?? place.DrillIdentity, blank, began, step, cancel);
        }
        catch (Exception problem) when (problem is BackupException or SealingException or NpgsqlException or SchemaException or IOException or InvalidDataException or PostgresUnavailableException)
        {
            return blank with { Problem = problem.Message };
        }
        finally
        {
            await EmbeddedPostgres.RemoveForsaken(scratch, CancellationToken.None);
            if (Directory.Exists(scratch))
            {
                Directory.Delete(scratch, recursive: true);
            }
        }
    }

    private async Task<DrillResult> Inside(string scratch, string backup, string identity, DrillResult result, long began, Action<BackupStep> step, CancellationToken cancel)
    {
        var manifest = await Restorer.Check(backup, place.DataFolder, cancel);
        if (manifest.Scripts > SchemaRunner.Scripts.Count)
        {
            throw new BackupException("The backup is of a newer program than this one. 备份来自更新版本的程序。");
        }
        if (manifest.SealingKeys != sealing.Open().Fingerprint)
        {
            throw new BackupException("The backup was sealed with other keys than those of this installation. 备份由其他密钥密封。");
        }
        // The keys come from the installation, as they would come from the safe.
        File.Copy(sealing.Path, Path.Combine(scratch, KeyFile.Name));
        foreach (var key in Directory.GetFiles(place.DataFolder, "audit-key*.pub.pem"))
        {
            File.Copy(key, Path.Combine(scratch, Path.GetFileName(key)));
        }
        step(BackupStep.Restoring);
        await using var server = await Restorer.Restore(backup, place, manifest, identity, scratch, until: null, toTheEnd: false, cancel);
        step(BackupStep.Comparing);
        var rows = await Compare(server, manifest, cancel);
        await Amcheck(server, cancel);
        await server.BringUpToDate(cancel);
        await using var app = build(server.AppConnection, scratch);
        var (entries, files) = await Look(app.Services, manifest, cancel);
        step(BackupStep.Living);
        var requests = await Ask(app, cancel);
        var rto = clock.GetElapsedTime(began);
        return result with { Rows = rows, Entries = entries, Files = files, Requests = requests, RtoSeconds = (int)Math.Ceiling(rto.TotalSeconds), RpoSeconds = await point.Seconds(cancel) };
    }

    private static async Task<long> Compare(EmbeddedPostgres server, BackupManifest manifest, CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server.MaintenanceConnection) { Database = EmbeddedPostgres.DatabaseName }.ConnectionString);
        await connection.OpenAsync(cancel);
        var counts = await RowCounts.Of(connection, null);
        var wrong = manifest.Rows.Where(r => counts.GetValueOrDefault(r.Key, -1) != r.Value).Select(r => $"{r.Key}: {counts.GetValueOrDefault(r.Key, -1)} / {r.Value}").ToList();
        if (wrong.Count > 0)
        {
            throw new BackupException("Rows are missing or too many (restored / at the backup). 行数不符（恢复后/备份时）：" + string.Join(", ", wrong));
        }
        var scripts = (await connection.QueryAsync<(int Number, string Checksum)>("select number, checksum from schema_script")).ToDictionary(s => s.Number, s => s.Checksum);
        if (scripts.Any(s => SchemaRunner.Scripts.FirstOrDefault(k => k.Number == s.Key)?.Checksum != s.Value))
        {
            throw new BackupException("The schema of the backup is not one that this program knows. 备份的数据库结构与程序不符。");
        }
        await RestoredRules.Check(connection);
        return counts.Values.Sum();
    }

    /// <summary>PostgreSQL's own look at every table and index.</summary>
    private static async Task Amcheck(EmbeddedPostgres server, CancellationToken cancel)
    {
        if (!File.Exists(Path.Combine(server.Programs.Folder, "pg_amcheck")))
        {
            return;
        }
        try
        {
            await server.Programs.Run("pg_amcheck", "/", ["--install-missing", "-h", server.Place.SocketFolder, "-p", PostgresPlace.Port.ToString(CultureInfo.InvariantCulture), "-U", "postgres", EmbeddedPostgres.DatabaseName], cancel);
        }
        catch (PostgresUnavailableException broken)
        {
            throw new BackupException("The restored database is damaged. 恢复出的数据库已损坏。\n" + broken.Message, broken);
        }
    }

    private static async Task<(long Entries, int Files)> Look(IServiceProvider services, BackupManifest manifest, CancellationToken cancel)
    {
        await using var scope = services.CreateAsyncScope();
        var fence = scope.ServiceProvider.GetRequiredService<Fence>();
        fence.Enclose(FencedScope.Of(SystemActors.SetUp.Path));
        var report = await scope.ServiceProvider.GetRequiredService<VerifyTraceQuery>().Run(cancel);
        if (report.Broken is { } broken)
        {
            throw new BackupException($"The trace is not as it was signed ({broken.Kind} {string.Join(' ', broken.Numbers)}). 操作痕迹与签名不符。");
        }
        if (report.Entries != manifest.AuditSize || (manifest.AuditSize > 0 && Convert.ToHexStringLower(report.Root) != manifest.AuditRoot))
        {
            throw new BackupException($"The trace ends elsewhere than the manifest says ({report.Entries} / {manifest.AuditSize}). 操作痕迹的长度与清单不符。");
        }
        var shelf = scope.ServiceProvider.GetRequiredService<FileShelf>();
        var files = await fence.Rows<KeptFile>("select place, sha256 from stored_file", null, cancel);
        foreach (var file in files)
        {
            await using var content = shelf.Open(file.Place) ?? throw new BackupException("An attachment is missing in the backup. 备份中缺少附件。");
            if (!(await SHA256.HashDataAsync(content, cancel)).AsSpan().SequenceEqual(file.Sha256))
            {
                throw new BackupException("An attachment is not what was stored. 附件内容与保存时不符。");
            }
        }
        return (report.Entries, files.Count);
    }

    private static async Task<int> Ask(WebApplication app, CancellationToken cancel)
    {
        await app.StartAsync(cancel);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(address) };
        for (var i = 0; i < Requests; i++)
        {
            using var answer = await client.GetAsync(Pages[i % Pages.Length], cancel);
            if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Redirect))
            {
                throw new BackupException($"The program on the restored data answers {Pages[i % Pages.Length]} with {(int)answer.StatusCode}. 程序在恢复的数据上无法正常应答。");
            }
        }
        await app.StopAsync(cancel);
        return Requests;
    }

    private sealed class KeptFile
    {
        public string Place { get; set; } = "";

        public byte[] Sha256 { get; set; } = [];
    }
}
