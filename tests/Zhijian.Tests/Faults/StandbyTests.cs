using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Faults;

/// <summary>
/// An outside PostgreSQL with a synchronous standby: its primary is killed in the middle of a burst of check-ins, the standby is promoted,
/// and the program goes on there by itself, with everything that was acknowledged.
/// </summary>
public sealed class StandbyTests
{
    private static readonly TimeSpan ServedAgainWithin = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_program_moves_to_the_promoted_standby_and_finds_all_that_was_acknowledged()
    {
        await using var server = new KilledServer();
        var cancel = TestContext.Current.CancellationToken;
        var story = await CheckInStory.Prepare(server, 1);
        var activity = story.Activities[0];
        await using var primary = await server.Database();
        await using var standby = await Standby.Of(primary, cancel);
        var both = new NpgsqlConnectionStringBuilder(primary.AppConnection) { Host = $"{new NpgsqlConnectionStringBuilder(primary.AppConnection).Host},{standby.Socket}" };
        server.Settings["ConnectionStrings__Zhijian"] = both.ConnectionString + ";Target Session Attributes=primary";
        await server.Start();

        var postmaster = await KilledServer.Postmaster(primary);
        var done = await CheckInStory.Burst(server, activity, story.Tokens, 25, () =>
        {
            KilledServer.KillDatabase(postmaster);
            return Task.CompletedTask;
        });
        var since = Stopwatch.StartNew();
        await standby.Promote(cancel);
        using var client = new HttpClient { BaseAddress = server.Address, Timeout = TimeSpan.FromSeconds(30) };
        var probe = story.Tokens[^1];
        CheckInSaid said;
        while (!(said = await CheckInStory.CheckIn(client, activity, probe.Token, CheckInStory.CodeOf(activity), Guid.NewGuid().ToString())).IsIn)
        {
            Assert.True(said.IsClear, $"{said.Status} {said.Text}\n{server.LastWords()}");
            Assert.True(since.Elapsed < ServedAgainWithin, "The program did not move by itself.\n" + server.LastWords());
            await Task.Delay(100, cancel);
        }
        var took = since.Elapsed;

        var present = await CheckInStory.Traces(new NpgsqlConnectionStringBuilder(primary.AppConnection) { Host = standby.Socket }.ConnectionString, server.Folder, activity.Id);
        Breaches.None(done.In.Where(m => !present.ContainsKey(m)).Select(m => $"the acknowledged check-in of {m} is gone"));
        Breaches.None(present.Where(p => p.Value != 1).Select(p => $"{p.Key} is there {p.Value} times"));
        Assert.NotEmpty(done.In);
        Assert.True(done.In.Count < story.Tokens.Count, "The primary died after everybody was in.");
        Console.WriteLine($"figure fail-over-acknowledged {done.In.Count}");
        Console.WriteLine("figure fail-over-lost-or-doubled-check-ins 0 0 met");
        Console.WriteLine(FormattableString.Invariant($"figure fail-over-seconds-until-served {took.TotalSeconds:0.0}"));
    }

    /// <summary>A copy of the primary that follows it; the primary's commits wait for it.</summary>
    private sealed class Standby : IAsyncDisposable
    {
        private readonly PostgresPrograms _programs;
        private readonly string _folder;

        private Standby(PostgresPrograms programs, string folder) => (_programs, _folder) = (programs, folder);

        /// <summary>The folder of its socket.</summary>
        public string Socket => _folder;

        private string Cluster => Path.Combine(_folder, "cluster");

        public static async Task<Standby> Of(EmbeddedPostgres primary, CancellationToken cancel)
        {
            var folder = Directory.CreateTempSubdirectory("zhijian-standby-").FullName;
            if (Environment.IsPrivilegedProcess)
            {
                await Process.Start("chown", [PostgresPrograms.ServerAccount, folder]).WaitForExitAsync(cancel);
            }
            var standby = new Standby(primary.Programs, folder);
            var from = new NpgsqlConnectionStringBuilder(primary.MaintenanceConnection);
            await standby._programs.Run("pg_basebackup", folder, ["-h", from.Host!, "-p", $"{from.Port}", "-U", from.Username!, "-D", standby.Cluster, "-X", "stream", "--checkpoint=fast", "--write-recovery-conf"], cancel);
            await standby._programs.Run("pg_ctl", folder, ["start", "-D", standby.Cluster, "-w", "-l", Path.Combine(folder, "start.log"), "-o", $"-c unix_socket_directories={folder} -c hot_standby=on -c archive_mode=off"], cancel);
            await using var connection = new NpgsqlConnection(primary.MaintenanceConnection);
            await connection.OpenAsync(cancel);
            foreach (var order in new[] { "alter system set synchronous_standby_names = '*'", "select pg_reload_conf()" })
            {
                await using var command = new NpgsqlCommand(order, connection);
                await command.ExecuteNonQueryAsync(cancel);
            }
            await using var asked = new NpgsqlCommand("select count(*) from pg_stat_replication where sync_state = 'sync'", connection);
            while ((long)(await asked.ExecuteScalarAsync(cancel))! == 0)
            {
                await Task.Delay(50, cancel);
            }
            return standby;
        }

        /// <summary>What whoever looks after the two does when the primary is gone for good.</summary>
        public Task Promote(CancellationToken cancel) => _programs.Run("pg_ctl", _folder, ["promote", "-D", Cluster, "-w"], cancel);

        public async ValueTask DisposeAsync()
        {
            await _programs.Run("pg_ctl", _folder, ["stop", "-D", Cluster, "-m", "immediate", "-w"], CancellationToken.None);
            Directory.Delete(_folder, recursive: true);
        }
    }
}
