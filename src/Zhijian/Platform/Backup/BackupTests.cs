using System.Text;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Zhijian.Modules.Demonstration;
using Zhijian.Modules.People;
using Zhijian.Platform.Audit;
using Zhijian.Platform.Files;
using Zhijian.Platform.Hosting;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;
using Zhijian.Testing;

namespace Zhijian.Platform.Backup;

/// <summary>A backup is made while people work, opened by nobody without its key, restored to any moment, and every damage makes the drill fail.</summary>
public sealed class BackupTests(BackupTests.Installation home) : IClassFixture<BackupTests.Installation>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_drill_restores_the_newest_backup_and_lives_on_it()
    {
        var result = await home.Drill().Run(backup: null, identity: null, Cancel);
        Assert.Null(result.Problem);
        Assert.True(result is { Rows: > 1000, Entries: > 100, Files: 1, Requests: 50 }, result.ToString());
        Console.WriteLine($"figure drill-rto-seconds {result.RtoSeconds} 60 {(result.RtoSeconds <= 60 ? "met" : "short")}");
        Console.WriteLine($"figure drill-rpo-seconds {result.RpoSeconds}");
    }

    /// <summary>Each damage is done to a copy of the backup; the drill of the undamaged copy succeeds.</summary>
    [Theory]
    [InlineData("none", null)]
    [InlineData("a part is cut off", "cut off")]
    [InlineData("a byte is flipped", "cut off")]
    [InlineData("the wrong key", "age")]
    [InlineData("a segment of the log is missing", "log")]
    [InlineData("a later segment of the log is missing", "is missing")]
    [InlineData("a segment of the log is broken", "age")]
    [InlineData("a newer schema", "newer program")]
    [InlineData("the attachments are missing", "missing")]
    [InlineData("a count is changed", "changed after it was signed")]
    [InlineData("a count is changed and signed", "Rows are missing")]
    [InlineData("the trace is longer than the manifest says", "trace")]
    [InlineData("the manifest is missing", "manifest is missing")]
    [InlineData("the backup is empty", "manifest is missing")]
    [InlineData("a part of another backup", "another backup")]
    public async Task Every_damage_makes_the_drill_fail(string damage, string? says)
    {
        var (place, backup) = home.Copy();
        var part = Path.Combine(backup, BackupPlace.BaseName);
        string? identity = null;
        switch (damage)
        {
            case "a part is cut off":
                await using (var file = new FileStream(part, FileMode.Open))
                {
                    file.SetLength(file.Length / 2);
                }
                break;
            case "a byte is flipped":
                var bytes = await File.ReadAllBytesAsync(part, Cancel);
                bytes[bytes.Length / 3] ^= 1;
                await File.WriteAllBytesAsync(part, bytes, Cancel);
                break;
            case "the wrong key":
                identity = Path.Combine(place.Folder, "wrong");
                await File.WriteAllTextAsync(identity, (await Age.NewKey(Cancel)).Identity, Cancel);
                break;
            case "a segment of the log is missing":
                File.Delete(Path.Combine(place.Wal, BackupManifest.Read(backup).LastSegment + ".gz.age"));
                break;
            case "a later segment of the log is missing":
                var later = Directory.GetFiles(place.Wal, "*.gz.age").Where(f => Path.GetFileName(f).Length == 31 && string.CompareOrdinal(Path.GetFileName(f)[..24], BackupManifest.Read(backup).LastSegment) > 0).Order(StringComparer.Ordinal).ToList();
                Assert.True(later.Count >= 2);
                File.Delete(later[0]);
                break;
            case "a segment of the log is broken":
                var segment = Path.Combine(place.Wal, BackupManifest.Read(backup).LastSegment + ".gz.age");
                var log = await File.ReadAllBytesAsync(segment, Cancel);
                log[^40] ^= 1;
                await File.WriteAllBytesAsync(segment, log, Cancel);
                break;
            case "a newer schema":
                home.Sign(backup, BackupManifest.Read(backup) with { Scripts = 9999 });
                break;
            case "the attachments are missing":
                File.Delete(Path.Combine(backup, BackupPlace.FilesName));
                break;
            case "a count is changed":
                await File.WriteAllBytesAsync(Path.Combine(backup, BackupPlace.ManifestName), (BackupManifest.Read(backup) with { AuditSize = 1 }).Bytes(), Cancel);
                break;
            case "a count is changed and signed":
                var manifest = BackupManifest.Read(backup);
                home.Sign(backup, manifest with { Rows = manifest.Rows.ToDictionary(r => r.Key, r => r.Value + (r.Key == "member" ? 1 : 0)) });
                break;
            case "the trace is longer than the manifest says":
                home.Sign(backup, BackupManifest.Read(backup) with { AuditSize = 1 });
                break;
            case "the manifest is missing":
                File.Delete(Path.Combine(backup, BackupPlace.ManifestName));
                break;
            case "the backup is empty":
                Directory.Delete(backup, recursive: true);
                Directory.CreateDirectory(backup);
                break;
            case "a part of another backup":
                File.Copy(Path.Combine(home.Other, BackupPlace.BaseName), part, overwrite: true);
                break;
        }
        var result = await home.Drill(place).Run(backup, identity, Cancel);
        if (says is null)
        {
            Assert.Null(result.Problem);
            return;
        }
        Assert.NotNull(result.Problem);
        Assert.Contains(says, result.Problem, StringComparison.OrdinalIgnoreCase);
        Console.WriteLine($"figure drill-damage-found 1 1 met ({damage})");
    }

    [Fact]
    public async Task Who_steals_the_backups_sees_nothing_in_them()
    {
        var needles = new[] { Installation.Attachment, Installation.Address, Installation.PersonName }.Select(Encoding.UTF8.GetBytes).ToList();
        var hits = Directory.EnumerateFiles(home.Place.Folder, "*", SearchOption.AllDirectories).Where(f => File.ReadAllBytes(f) is var bytes && needles.Any(n => bytes.AsSpan().IndexOf(n) >= 0)).ToList();
        Console.WriteLine($"figure backup-thief-sees {hits.Count} 0 {(hits.Count == 0 ? "met" : "short")}");
        Assert.Empty(hits);
        Assert.DoesNotContain(Directory.EnumerateFiles(home.Place.Folder, "*", SearchOption.AllDirectories), f => Path.GetFileName(f).StartsWith("sealing-keys", StringComparison.Ordinal) || Path.GetFileName(f).StartsWith("backup-drill-key", StringComparison.Ordinal));
        // What the drill's key of an earlier backup opened, this machine opens no longer.
        await Assert.ThrowsAsync<BackupException>(() => Age.Decrypt(Path.Combine(home.Other, BackupPlace.FilesName), home.Place.DrillIdentity, Age.Program("tar", "-t"), Cancel));
        await Age.Decrypt(Path.Combine(home.Other, BackupPlace.FilesName), home.OfflineKey, Age.Program("tar", "-t"), Cancel);
    }

    [Fact]
    public async Task The_moment_before_a_deletion_comes_back_whole()
    {
        var backup = home.Place.All[0];
        var manifest = await Restorer.Check(backup, home.Place.DataFolder, Cancel);
        var into = TestFolder.New("restored");
        Installation.LetPass(into);
        await using var restored = await Restorer.Restore(backup, home.Place.Wal, manifest, home.OfflineKey, into, home.BeforeDeletion, toTheEnd: false, Cancel);
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(restored.MaintenanceConnection) { Database = EmbeddedPostgres.DatabaseName }.ConnectionString);
        Assert.Equal(home.Deleted, await connection.ExecuteScalarAsync<int>("select count(*)::int from follow_up"));
        Assert.Equal(1, await connection.ExecuteScalarAsync<int>("select count(*)::int from setting where name = 'after-the-backup'"));
        Console.WriteLine("figure rows-lost-before-a-deletion 0 0 met");
        await Assert.ThrowsAsync<BackupException>(() => Restorer.Restore(backup, home.Place.Wal, manifest, home.OfflineKey, into, null, toTheEnd: true, Cancel));
    }

    [Fact]
    public void The_newest_of_days_weeks_and_months_are_kept()
    {
        var now = new DateTime(2026, 11, 27, 2, 0, 0, DateTimeKind.Utc);
        var all = Enumerable.Range(0, 400).Select(d => now.AddDays(-d)).Append(now.AddHours(-1)).ToList();
        var kept = BackupRotation.Kept(all);
        Assert.Equal(7, kept.Count(k => k > now.AddDays(-7)));
        Assert.DoesNotContain(now.AddHours(-1), kept);
        Assert.InRange(kept.Count, 14, 19);
        Assert.Contains(new DateTime(2026, 5, 31, 2, 0, 0, DateTimeKind.Utc), kept);
        Assert.Equal(DateTime.MinValue, BackupRotation.MomentOf("no-backup"));
    }

    [Theory]
    [InlineData("000000010000000000000004", "000000010000000000000004,000000010000000000000005", null)]
    [InlineData("000000010000000000000004", "000000010000000000000003,000000010000000000000005", "000000010000000000000004")]
    [InlineData("0000000100000000000000FE", "0000000100000000000000FE,0000000100000000000000FF,000000010000000100000000", null)]
    [InlineData("0000000100000000000000FE", "0000000100000000000000FE,000000010000000100000000", "0000000100000000000000FF")]
    [InlineData("000000010000000000000004", "000000010000000000000004,000000010000000000000005,00000002.history,000000020000000000000005,000000020000000000000006", null)]
    [InlineData("000000010000000000000004", "000000010000000000000004,000000020000000000000007", "000000010000000000000005")]
    [InlineData("000000010000000000000004", "", "000000010000000000000004")]
    public void A_hole_in_the_log_is_named(string first, string names, string? missing) => Assert.Equal(missing, LogGap.FirstMissing(first, names.Split(',')));

    [Fact]
    public void A_command_that_was_told_nothing_finds_the_backups_and_leaves_the_archive_alone()
    {
        var told = Settings.From(name => name == "ZHIJIAN_DATA" ? home.Place.DataFolder : null);
        Assert.Equal(home.Place.Folder, BackupPlace.Of(told).Folder);
        var other = Settings.From(name => name == "ZHIJIAN_DATA" ? home.Place.DataFolder : name == "ZHIJIAN_BACKUP" ? "/elsewhere" : null);
        Assert.Equal("/elsewhere", BackupPlace.Of(other).Folder);
        Assert.Equal(home.Place.ArchiveCommand, BackupPlace.OfLastBackup(other.DataFolder).ArchiveCommand);
        Assert.NotNull(home.Place.ArchiveCommand);
    }

    [Fact]
    public async Task Without_a_recipient_it_says_what_to_do()
    {
        var folder = TestFolder.New("no-recipient");
        var maker = new BackupMaker(new BackupPlace(Path.Combine(folder, "backup"), folder), home.Server, home.Keys, home.Sealing, TimeProvider.System);
        Assert.Contains("backup key", (await Assert.ThrowsAsync<BackupException>(() => maker.Make(Cancel))).Message, StringComparison.Ordinal);
        var state = BackupState.Of(new BackupPlace(Path.Combine(folder, "backup"), folder));
        Assert.Equal((false, null, 0, null), (state.IsSetUp, state.Newest, state.Count, state.LastDrill));
    }

    [Fact]
    public void The_health_check_tells_of_old_backups_and_failed_drills()
    {
        var now = new DateTimeOffset(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);
        var drill = new DrillResult(now.AddDays(-1), "b", null, 10, 16, 1, 1, 1, 50);
        bool[] Well(BackupState state) => [.. Health.OfBackups(state, now).Select(f => f.IsWell)];
        Assert.Equal([true, true], Well(new BackupState(true, now.AddHours(-3), 2, drill)));
        Assert.Equal([false], Well(new BackupState(false, null, 0, null)));
        Assert.Equal([false, false], Well(new BackupState(true, now.AddHours(-30), 2, drill with { Problem = "x" })));
        Assert.Equal([true, false], Well(new BackupState(true, now, 2, null)));
        Assert.Equal([true, false], Well(new BackupState(true, now, 2, drill with { At = now.AddDays(-9) })));
    }

    /// <summary>A small demonstration on a database server of its own, with two backups and some work after the second.</summary>
    public sealed class Installation : IAsyncLifetime
    {
        public const string Attachment = "附件里的秘密 7f3a";
        public const string Address = "备份路九十九号";
        public const string PersonName = "备份里的人名";

        private readonly string _folder = TestFolder.New("backup-home");

        internal EmbeddedPostgres Server { get; private set; } = null!;

        internal BackupPlace Place { get; private set; } = null!;

        internal AuditKeys Keys { get; private set; } = null!;

        internal KeyFile Sealing { get; private set; } = null!;

        public string OfflineKey => Path.Combine(_folder, "in-the-safe");

        public string Other { get; private set; } = "";

        public DateTimeOffset BeforeDeletion { get; private set; }

        public int Deleted { get; private set; }

        public async ValueTask InitializeAsync()
        {
            LetPass(_folder);
            var data = Directory.CreateDirectory(Path.Combine(_folder, "data")).FullName;
            Place = new BackupPlace(Path.Combine(_folder, "backups"), data);
            Server = await EmbeddedPostgres.Start(data, new PostgresOptions { SharedBuffersMegabytes = 64 }, NullLogger.Instance, default);
            await new SchemaRunner(Server.OwnerConnection, EmbeddedPostgres.AppRole).Run(default);
            await using var app = ProgramParts.BuildForDrill(Server.AppConnection, data);
            (Keys, Sealing) = (app.Services.GetRequiredService<AuditKeys>(), app.Services.GetRequiredService<KeyFile>());
            await DemonstrationUniversity.Fill(app.Services, new DemoOptions(12, 220, 2, CommandLine.UsualSeed), Server.OwnerConnection, default);
            await Furnish(app.Services);
            var (identity, recipient) = await Age.NewKey(default);
            await File.WriteAllTextAsync(OfflineKey, identity);
            await File.WriteAllTextAsync(Place.RecipientFile, recipient);
            var maker = new BackupMaker(Place, Server, Keys, Sealing, TimeProvider.System);
            var former = await maker.Make(default);
            // Of one day only the newest is kept.
            Other = Directory.CreateDirectory(Path.Combine(_folder, "former")).FullName;
            foreach (var part in Directory.GetFiles(former))
            {
                File.Copy(part, Path.Combine(Other, Path.GetFileName(part)));
            }
            await Task.Delay(TimeSpan.FromSeconds(1.1));
            await maker.Make(default);
            await WorkOn();
        }

        public async ValueTask DisposeAsync()
        {
            if (Server is not null)
            {
                await Server.DisposeAsync();
            }
            Directory.Delete(_folder, recursive: true);
        }

        /// <summary>The database server's account passes through.</summary>
        internal static void LetPass(string folder)
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.OtherExecute);
            }
        }

        internal Drill Drill(BackupPlace? place = null) => new(place ?? Place, Sealing, ProgramParts.BuildForDrill, TimeProvider.System);

        /// <summary>A copy of the backups to damage, and its newest backup.</summary>
        internal (BackupPlace Place, string Backup) Copy()
        {
            var to = TestFolder.New("damaged");
            foreach (var file in Directory.EnumerateFiles(Place.Folder, "*", SearchOption.AllDirectories))
            {
                var copy = Path.Combine(to, Path.GetRelativePath(Place.Folder, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
            var place = Place with { Folder = to };
            return (place, place.All[0]);
        }

        internal void Sign(string backup, BackupManifest manifest)
        {
            File.WriteAllBytes(Path.Combine(backup, BackupPlace.ManifestName), manifest.Bytes());
            File.WriteAllBytes(Path.Combine(backup, BackupPlace.SignatureName), Keys.SignBytes(manifest.Bytes()));
        }

        private static async Task Furnish(IServiceProvider services)
        {
            await using var scope = services.CreateAsyncScope();
            var (fence, db) = (scope.ServiceProvider.GetRequiredService<Fence>(), scope.ServiceProvider.GetRequiredService<ZhijianDb>());
            fence.Enclose(FencedScope.Of(SystemActors.SetUp.Path));
            var shelf = scope.ServiceProvider.GetRequiredService<FileShelf>();
            using var content = new MemoryStream(Encoding.UTF8.GetBytes(Attachment));
            var incoming = await shelf.Take(content, default);
            await fence.Run(
                """
                insert into stored_file(id, path, subject_kind, subject_id, name, media_type, size, sha256, place, member_id, by_name, at)
                select gen_random_uuid(), a.path, 'activity', a.id, 'x.txt', 'text/plain', @Size, @Sha256, @place, a.created_by, 'x', now() from activity a limit 1;
                """, new { incoming.Size, incoming.Sha256, place = shelf.Keep(incoming) }, default);
            var member = db.Members.First();
            member.HomeAddress = new Restricted(Address);
            member.Name = PersonName;
            await db.SaveChangesAsync();
            await fence.Commit(default);
            await scope.ServiceProvider.GetRequiredService<SealEntriesAction>().Run(default);
        }

        private async Task WorkOn()
        {
            await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Server.MaintenanceConnection) { Database = EmbeddedPostgres.DatabaseName }.ConnectionString);
            await connection.OpenAsync();
            await connection.ExecuteAsync("insert into setting(name, value) values ('after-the-backup', 'x')");
            Deleted = await connection.ExecuteScalarAsync<int>("select count(*)::int from follow_up");
            BeforeDeletion = await connection.ExecuteScalarAsync<DateTime>("select clock_timestamp()") is var moment ? new DateTimeOffset(DateTime.SpecifyKind(moment, DateTimeKind.Utc)) : default;
            await Task.Delay(TimeSpan.FromSeconds(0.2));
            await connection.ExecuteAsync("delete from follow_up; select pg_switch_wal(); insert into setting(name, value) values ('later-still', 'x')");
            var segment = await connection.ExecuteScalarAsync<string>("select pg_walfile_name(pg_switch_wal())");
            for (var i = 0; i < 300 && !File.Exists(Path.Combine(Place.Wal, segment + ".gz.age")); i++)
            {
                await Task.Delay(100);
            }
        }
    }
}
