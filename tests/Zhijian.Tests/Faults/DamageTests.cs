using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Faults;

/// <summary>What a machine does to its data: an upgrade that is killed, bytes that turn over on the disk. The one leaves everything or nothing, the other is noticed.</summary>
public sealed class DamageTests
{
    private const int PageSize = 8192;
    private static readonly bool Long = TestRun.IsLong;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The connection of the upgrade is killed at points spread over its whole length; what it left is nothing, and the next start makes it whole.</summary>
    [Fact]
    public async Task An_upgrade_that_is_killed_leaves_nothing_half_done()
    {
        var points = Long ? 30 : 6;
        var server = await TestCluster.Server;
        var empty = await TestTemplate.Make(_ => Task.CompletedTask);
        var length = TimeSpan.Zero;
        // The second is no longer slowed down by code that is compiled on first use.
        for (var i = 0; i < 2; i++)
        {
            await using var whole = await empty.Clone();
            var took = System.Diagnostics.Stopwatch.StartNew();
            await new SchemaRunner(whole.OwnerConnection, EmbeddedPostgres.AppRole).Run(Cancel);
            length = took.Elapsed;
        }
        await using var database = await empty.Clone();
        var (recovered, killed) = (0, 0);
        for (var point = 0; killed < points; point++)
        {
            var running = new SchemaRunner(database.OwnerConnection, EmbeddedPostgres.AppRole).Run(Cancel);
            await Task.WhenAny(running, Task.Delay(length * 0.9 * (point % points) / points, Cancel));
            while (!running.IsCompleted)
            {
                await TestCluster.Execute(server.MaintenanceConnection, $"select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '{database.Name}'");
                await Task.WhenAny(running, Task.Delay(2, Cancel));
            }
            var ended = await Record.ExceptionAsync(() => running);
            database.ForgetConnections();
            if (ended is null)
            {
                // It was quicker than the blow.
                await TestCluster.Execute(server.MaintenanceConnection, $"drop database {database.Name} with (force)", $"create database {database.Name} owner {EmbeddedPostgres.OwnerRole}");
                Assert.True(point < 20 * points, "Every upgrade was quicker than the blow.");
                continue;
            }
            killed++;
            recovered += await Tables(database) == 0 ? 1 : 0;
        }
        await new SchemaRunner(database.OwnerConnection, EmbeddedPostgres.AppRole).Run(Cancel);
        await using var owner = new NpgsqlConnection(database.OwnerConnection);
        Assert.Equal(SchemaRunner.Scripts.Count, await owner.ExecuteScalarAsync<int>("select count(*)::int from schema_script"));
        Console.WriteLine($"figure upgrades-killed-and-recovered {recovered} {points} {(recovered == points ? "met" : "short")}");
        Assert.Equal(points, recovered);
    }

    /// <summary>Single bytes of a stopped database are turned over, each on a page of its own; PostgreSQL's own check finds each of the pages.</summary>
    [Fact]
    public async Task Every_byte_that_turned_over_is_noticed()
    {
        var flips = Long ? 200 : 20;
        var folder = TestFolder.New("flipped");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.OtherExecute);
        }
        PostgresPlace place;
        PostgresPrograms programs;
        await using (var server = await EmbeddedPostgres.Start(folder, new PostgresOptions { SharedBuffersMegabytes = 32, Durable = false }, NullLogger.Instance, Cancel))
        {
            (place, programs) = (server.Place, server.Programs);
            await new SchemaRunner(server.OwnerConnection, EmbeddedPostgres.AppRole).Run(Cancel);
            await using var owner = new NpgsqlConnection(server.OwnerConnection);
            await owner.ExecuteAsync("insert into setting (name, value) select 'n' || i, repeat('v', 200) from generate_series(1, 20000) i");
        }
        Assert.Equal(0, await BadPages(programs, place));
        var chance = new Random(36);
        HashSet<(string File, int Page)> hit = [];
        var files = Directory.GetFiles(Path.Combine(place.Cluster, "base"), "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f).All(char.IsAsciiDigit) && new FileInfo(f).Length >= PageSize).ToList();
        while (hit.Count < flips)
        {
            var file = files[chance.Next(files.Count)];
            await using var data = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
            var page = chance.Next((int)(data.Length / PageSize));
            var bytes = new byte[PageSize];
            data.Position = (long)page * PageSize;
            await data.ReadExactlyAsync(bytes, Cancel);
            // A page that was never written holds nothing that could be lost.
            if (bytes.All(b => b == 0) || !hit.Add((file, page)))
            {
                continue;
            }
            var at = chance.Next(PageSize);
            data.Position = ((long)page * PageSize) + at;
            data.WriteByte((byte)(bytes[at] ^ (1 << chance.Next(8))));
        }
        var found = await BadPages(programs, place);
        Console.WriteLine($"figure flipped-bytes-noticed {found} {flips} {(found == flips ? "met" : "short")}");
        Assert.Equal(flips, found);
    }

    private static async Task<int> BadPages(PostgresPrograms programs, PostgresPlace place)
    {
        var said = await PostgresPrograms.RunAsServer(Path.Combine(programs.Folder, "pg_checksums"), "/", ["--check", "-D", place.Cluster], input: null, Cancel);
        var line = said.Output.Split('\n').Single(l => l.StartsWith("Bad checksums:", StringComparison.Ordinal));
        return int.Parse(line.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<int> Tables(TestDatabase database)
    {
        await using var owner = new NpgsqlConnection(database.OwnerConnection);
        return await owner.ExecuteScalarAsync<int>("select count(*)::int from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace");
    }
}
