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
        var result = await home.Drill().Run(backup: null, identity: null, _ => { }, Cancel);
        Assert.Null(result.Problem);
        Assert.True(result is { Rows: > 1000, Entries: > 100, Files: 1, Requests: 50 }, result.ToString());
        Console.WriteLine($"figure drill-rto-seconds {result.RtoSeconds} 60 {(result.RtoSeconds <= 60 ? "met" : "short")}");
        Console.WriteLine($"figure drill-rpo-seconds {result.RpoSeconds} 120 {(result.RpoSeconds <= 120 ? "met" : "short")}");
    }

    /// <summary>Each damage, and a word of what the drill says of it.</summary>
    private static readonly (string Damage, string Says)[] Damages =
    [
        ("a part is cut off", "cut off"),
        ("a byte is flipped", "cut off"),
        ("the wrong key", "age"),
        ("a segment of the log is missing", "log"),
        ("a later segment of the log is missing", "is missing"),
        ("a segment of the log is broken", "age"),
        ("a newer schema", "newer program"),
        ("the attachments are missing", "missing"),
        ("one attachment is missing", "attachment is missing"),
        ("one attachment is changed", "attachment is not what was stored"),
        ("later attachments are missing", "are missing"),
        ("later attachments are changed", "cut off or changed"),
        ("an entry of the trace was changed", "trace"),
        ("a row points at nothing", "rules of the schema"),
        ("a count is changed", "changed after it was signed"),
        ("a count is changed and signed", "Rows are missing"),
        ("the trace is longer than the manifest says", "trace"),
        ("the manifest is missing", "manifest is missing"),
        ("the backup is empty", "manifest is missing"),
        ("a part of another backup", "another backup"),
    ];

    /// <summary>Each damage is done to a copy of the backup, or to the data before a backup of their own; the drill of the undamaged copy succeeds.</summary>
    [Fact]
    public async Task Every_damage_makes_the_drill_fail()
    {
        Assert.Null((await home.Drill(home.Copy().Place).Run(backup: null, identity: null, _ => { }, Cancel)).Problem);
        List<string> unseen = [];
        foreach (var (damage, says) in Damages)
        {
            var problem = await Damaged(damage);
            if (problem?.Contains(says, StringComparison.OrdinalIgnoreCase) != true)
            {
                unseen.Add($"{damage}: {problem ?? "the drill succeeded"}");
            }
        }
        Console.WriteLine($"figure drill-damages {Damages.Length - unseen.Count} {Damages.Length} {(unseen.Count == 0 ? "met" : "short")}");
        Breaches.None(unseen);
    }

    /// <summary>What the drill says after the damage.</summary>
    private async Task<string?> Damaged(string damage)
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
            case "one attachment is missing":
                await home.RepackAttachments(place, backup, File.Delete);
                break;
            case "one attachment is changed":
                await home.RepackAttachments(place, backup, file => File.WriteAllText(file, "other"));
                break;
            case "later attachments are missing":
                File.Delete(Directory.GetFiles(place.Portions, "*.tar.age").Order(StringComparer.Ordinal).Last());
                break;
            case "later attachments are changed":
                await File.AppendAllTextAsync(Directory.GetFiles(place.Portions, "*.tar.age").Order(StringComparer.Ordinal).Last(), "x", Cancel);
                break;
            case "an entry of the trace was changed":
                (place, backup) = await home.BackupOf(
                    "update journal set actor_name = actor_name || '!' where id = (select entry_id from audit_leaf where position = 7)",
                    "update journal set actor_name = left(actor_name, -1) where id = (select entry_id from audit_leaf where position = 7)");
                break;
            case "a row points at nothing":
                (place, backup) = await home.BackupOf(
                    "set session_replication_role = replica; update membership set organisation_id = gen_random_uuid() where id = (select min(id::text)::uuid from membership)",
                    "set session_replication_role = replica; update membership m set organisation_id = (select organisation_id from member where id = m.member_id) where not exists (select from organisation o where o.id = m.organisation_id)");
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
        return (await home.Drill(place).Run(backup, identity, _ => { }, Cancel)).Problem;
    }

    [Fact]
    public async Task Who_steals_the_backups_sees_nothing_in_them()
    {
        var needles = new[] { Installation.Attachment, Installation.Later, Installation.Address, Installation.PersonName }.Select(Encoding.UTF8.GetBytes).ToList();
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
        await using var restored = await Restorer.Restore(backup, home.Place, manifest, home.OfflineKey, into, home.BeforeDeletion, toTheEnd: false, Cancel);
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(restored.MaintenanceConnection) { Database = EmbeddedPostgres.DatabaseName }.ConnectionString);
        Assert.Equal(home.Deleted, await connection.ExecuteScalarAsync<int>("select count(*)::int from follow_up"));
        Assert.Equal(1, await connection.ExecuteScalarAsync<int>("select count(*)::int from setting where name = 'after-the-backup'"));
        Console.WriteLine("figure rows-lost-before-a-deletion 0 0 met");
        // What was attached after the backup is there too.
        Assert.Equal(Installation.Later, await File.ReadAllTextAsync(Path.Combine(into, "files", home.LaterPlace), Cancel));
        Assert.Equal(0, await Restorer.MissingAttachments(restored, into, Cancel));
        Console.WriteLine("figure attachments-lost-since-the-backup 0 0 met");
        await Assert.ThrowsAsync<BackupException>(() => Restorer.Restore(backup, home.Place, manifest, home.OfflineKey, into, null, toTheEnd: true, Cancel));
    }

    [Fact]
    public async Task A_moment_after_the_end_of_the_log_is_told_as_such_and_the_folder_can_be_used_again()
    {
        var backup = home.Place.All[0];
        var manifest = await Restorer.Check(backup, home.Place.DataFolder, Cancel);
        var into = TestFolder.New("too-late");
        Installation.LetPass(into);
        var late = await Assert.ThrowsAsync<BackupException>(() => Restorer.Restore(backup, home.Place, manifest, home.OfflineKey, into, DateTimeOffset.UtcNow.AddHours(1), toTheEnd: false, Cancel));
        Assert.Contains("ends before", late.Message, StringComparison.Ordinal);
        await using var again = await Restorer.Restore(backup, home.Place, manifest, home.OfflineKey, into, null, toTheEnd: true, Cancel);
    }

    [Fact]
    public async Task New_attachments_are_archived_once_and_what_waits_is_told()
    {
        var folder = TestFolder.New("archive");
        var (place, _) = home.Copy();
        place = place with { DataFolder = folder };
        var shelf = new FileShelf(new DataFolder(folder));
        var archive = new AttachmentArchive(place, TimeProvider.System);
        Assert.Equal(TimeSpan.Zero, archive.OldestWaiting());
        using var content = new MemoryStream("new"u8.ToArray());
        var kept = shelf.Keep(await shelf.Take(content, Cancel));
        File.SetLastWriteTimeUtc(Path.Combine(folder, "files", kept), DateTime.UtcNow.AddMinutes(-3));
        Assert.InRange(archive.OldestWaiting().TotalSeconds, 170, 300);
        Assert.Equal(1, await archive.Add(Cancel));
        Assert.Equal((0, TimeSpan.Zero), (await archive.Add(Cancel), archive.OldestWaiting()));
        var before = new BackupPlace(Path.Combine(folder, "none"), folder);
        Assert.Equal(0, await new AttachmentArchive(before, TimeProvider.System).Add(Cancel));
    }

    [Theory]
    [InlineData(null, 100, 0)]
    [InlineData(90, 100, 0)]
    [InlineData(94, 100, 0)]
    [InlineData(130, 100, 35)]
    [InlineData(130, null, 70)]
    public void Nothing_is_lost_where_nothing_was_done_since(int? change, int? archived, int lost)
    {
        DateTime? At(int? seconds) => seconds is { } s ? DateTime.UnixEpoch.AddSeconds(s) : null;
        Assert.Equal(lost, RecoveryPoint.Lost(At(change), At(archived), At(200)!.Value).TotalSeconds);
    }

    [Fact]
    public void The_first_backup_is_made_as_soon_as_a_key_is_known_and_a_failure_is_tried_again_later()
    {
        var now = new DateTimeOffset(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);
        var none = new BackupState(false, null, 0, null);
        Assert.False(BackupJob.IsBackupDue(none, now));
        Assert.True(BackupJob.IsBackupDue(none with { HasKey = true }, now));
        Assert.False(BackupJob.IsBackupDue(none with { HasKey = true, Problem = new(now.AddMinutes(-10), "disk full") }, now));
        Assert.True(BackupJob.IsBackupDue(none with { HasKey = true, Problem = new(now.AddMinutes(-40), "disk full") }, now));
        var made = new BackupState(true, now.AddHours(-3), 1, null) { HasKey = true };
        Assert.Equal((false, true, true), (BackupJob.IsBackupDue(made, now), BackupJob.IsBackupDue(made, now.AddHours(21)), BackupJob.IsDrillDue(made, now)));
        Assert.False(BackupJob.IsDrillDue(none with { HasKey = true }, now));
    }

    /// <summary>Whatever goes wrong is noted, and gone from the note once it goes well; two at a time are refused.</summary>
    [Fact]
    public async Task What_goes_wrong_is_noted_and_one_is_made_at_a_time()
    {
        var folder = TestFolder.New("wrong");
        var place = new BackupPlace(Path.Combine(folder, "backup"), folder);
        var work = home.Work(place);
        await Assert.ThrowsAsync<BackupException>(() => work.Make(Cancel));
        Assert.Contains("backup key", BackupState.Of(place).Problem!.Message, StringComparison.Ordinal);
        Assert.Equal([false, false], [.. Health.OfBackups(BackupState.Of(place), DateTimeOffset.UtcNow).Select(h => h.IsWell)]);
        await File.WriteAllTextAsync(place.RecipientFile, "age1x\n", Cancel);
        Assert.True(BackupState.Of(place).HasKey);
        using (FileLock.TryAlone(place.WorkLock))
        {
            await Assert.ThrowsAsync<BackupException>(() => work.Practise(null, null, Cancel));
        }
        BackupState.Note(place, problem: null);
        Assert.Null(BackupState.Of(place).Problem);
    }

    [Fact]
    public async Task The_folder_of_another_installation_is_refused()
    {
        var (place, _) = home.Copy();
        place.Claim(home.Sealing.Open().Fingerprint);
        Assert.Contains("another installation", Assert.Throws<BackupException>(() => place.Claim("0000000000000000")).Message, StringComparison.Ordinal);
        // A copy of the installation that still uses the folder, too.
        place.Remember();
        var twin = place with { DataFolder = TestFolder.New("twin") };
        Assert.Throws<BackupException>(() => twin.Claim(home.Sealing.Open().Fingerprint));
        home.Place.Remember();
        twin.Claim(home.Sealing.Open().Fingerprint);
        Assert.Equal(twin.DataFolder, (await File.ReadAllLinesAsync(place.OwnerFile, Cancel))[1]);
        // Backups of before this was noted tell whose they are themselves.
        File.Delete(place.OwnerFile);
        Assert.Throws<BackupException>(() => place.Claim("0000000000000000"));
    }

    [Fact]
    public void The_manifest_names_the_program() => Assert.Equal((BackupManifest.ThisProgram, true), (BackupManifest.Read(home.Place.All[0]).Program, BackupManifest.ThisProgram.Length > 0));

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
        Assert.Contains("backup key", (await Assert.ThrowsAsync<BackupException>(() => maker.Make(_ => { }, Cancel))).Message, StringComparison.Ordinal);
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
        public const string Later = "备份之后的附件 91c2";

        private readonly string _folder = TestFolder.New("backup-home");

        internal EmbeddedPostgres Server { get; private set; } = null!;

        internal BackupPlace Place { get; private set; } = null!;

        internal AuditKeys Keys { get; private set; } = null!;

        internal KeyFile Sealing { get; private set; } = null!;

        public string OfflineKey => Path.Combine(_folder, "in-the-safe");

        public string Other { get; private set; } = "";

        public DateTimeOffset BeforeDeletion { get; private set; }

        public int Deleted { get; private set; }

        /// <summary>Where the attachment lies that was stored after the backup.</summary>
        public string LaterPlace { get; private set; } = "";

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
            await Furnish(app.Services, Attachment);
            var (identity, recipient) = await Age.NewKey(default);
            await File.WriteAllTextAsync(OfflineKey, identity);
            await File.WriteAllTextAsync(Place.RecipientFile, recipient);
            var maker = new BackupMaker(Place, Server, Keys, Sealing, TimeProvider.System);
            var former = await maker.Make(_ => { }, default);
            // Of one day only the newest is kept.
            Other = Directory.CreateDirectory(Path.Combine(_folder, "former")).FullName;
            foreach (var part in Directory.GetFiles(former))
            {
                File.Copy(part, Path.Combine(Other, Path.GetFileName(part)));
            }
            await Task.Delay(TimeSpan.FromSeconds(1.1));
            await maker.Make(_ => { }, default);
            LaterPlace = await Furnish(app.Services, Later);
            Assert.Equal(2, await new AttachmentArchive(Place, TimeProvider.System).Add(default));
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

        internal Drill Drill(BackupPlace? place = null) => new(place ?? Place, Sealing, Point(place ?? Place), ProgramParts.BuildForDrill, TimeProvider.System);

        internal BackupWork Work(BackupPlace place) => new(place, new BackupMaker(place, Server, Keys, Sealing, TimeProvider.System), Drill(place), new AttachmentArchive(place, TimeProvider.System), Point(place), TimeProvider.System);

        /// <summary>Changes the attachment in a backup, and signs for the change.</summary>
        internal async Task RepackAttachments(BackupPlace place, string backup, Action<string> change)
        {
            // The portions hold what was attached on the day of the backup once more, and would mend the damage.
            Directory.Delete(place.Portions, recursive: true);
            var shelf = TestFolder.New("repacked");
            var part = Path.Combine(backup, BackupPlace.FilesName);
            await Age.Decrypt(part, place.DrillIdentity, Age.Program("tar", "-x", "-C", shelf), default);
            change(Directory.EnumerateFiles(shelf, "*", SearchOption.AllDirectories).Single());
            File.Delete(part);
            var hash = await Age.Encrypt(Age.Program("tar", "-C", shelf, "-c", "."), Place.Recipients, part, default);
            var manifest = BackupManifest.Read(backup);
            Sign(backup, manifest with { Parts = manifest.Parts.ToDictionary(p => p.Key, p => p.Key == BackupPlace.FilesName ? hash : p.Value) });
        }

        /// <summary>A backup in a folder of its own, of data that somebody with all rights had changed; afterwards all is as it was.</summary>
        internal async Task<(BackupPlace Place, string Backup)> BackupOf(string change, string back)
        {
            var data = TestFolder.New("changed-data");
            foreach (var file in Directory.GetFiles(Place.DataFolder).Where(f => Path.GetFileName(f).StartsWith("audit-key", StringComparison.Ordinal) || f == Place.RecipientFile))
            {
                File.Copy(file, Path.Combine(data, Path.GetFileName(file)));
            }
            CopyShelf(Place.Shelf, Path.Combine(data, "files"));
            var folder = TestFolder.New("changed");
            LetPass(folder);
            var place = new BackupPlace(Path.Combine(folder, "backups"), data);
            await AsSuperuser(change);
            try
            {
                return (place, await new BackupMaker(place, Server, Keys, Sealing, TimeProvider.System).Make(_ => { }, default));
            }
            finally
            {
                await AsSuperuser(back);
                await Server.Archive(Place.ArchiveCommand!, default);
            }
        }

        private static void CopyShelf(string from, string to)
        {
            foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
            {
                var copy = Path.Combine(to, Path.GetRelativePath(from, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
        }

        private async Task AsSuperuser(string sql)
        {
            await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Server.MaintenanceConnection) { Database = EmbeddedPostgres.DatabaseName, Pooling = false }.ConnectionString);
            await connection.ExecuteAsync(sql);
        }

        private RecoveryPoint Point(BackupPlace place) => new(place, Server, new AttachmentArchive(place, TimeProvider.System), TimeProvider.System);

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

        private static async Task<string> Furnish(IServiceProvider services, string attachment)
        {
            await using var scope = services.CreateAsyncScope();
            var (fence, db) = (scope.ServiceProvider.GetRequiredService<Fence>(), scope.ServiceProvider.GetRequiredService<ZhijianDb>());
            fence.Enclose(FencedScope.Of(SystemActors.SetUp.Path));
            var shelf = scope.ServiceProvider.GetRequiredService<FileShelf>();
            using var content = new MemoryStream(Encoding.UTF8.GetBytes(attachment));
            var incoming = await shelf.Take(content, default);
            var kept = shelf.Keep(incoming);
            await fence.Run(
                """
                insert into stored_file(id, path, subject_kind, subject_id, name, media_type, size, sha256, place, member_id, by_name, at)
                select gen_random_uuid(), a.path, 'activity', a.id, 'x.txt', 'text/plain', @Size, @Sha256, @place, a.created_by, 'x', now() from activity a limit 1;
                """, new { incoming.Size, incoming.Sha256, place = kept }, default);
            var member = db.Members.First();
            member.HomeAddress = new Restricted(Address);
            member.Name = PersonName;
            await db.SaveChangesAsync();
            await fence.Commit(default);
            await scope.ServiceProvider.GetRequiredService<SealEntriesAction>().Run(default);
            return kept;
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
