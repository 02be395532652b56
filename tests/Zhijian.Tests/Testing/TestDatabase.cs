using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

[assembly: AssemblyFixture(typeof(TestCluster))]

namespace Zhijian.Testing;

/// <summary>One test's own database, cloned from the migrated template in some tens of milliseconds and dropped afterwards.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private static readonly Lazy<Task<TestTemplate>> Migrated = new(() => TestTemplate.Make(Fill));

    private readonly string maintenance;

    private TestDatabase(string name, EmbeddedPostgres server)
    {
        Name = name;
        maintenance = server.MaintenanceConnection;
        OwnerConnection = For(server.OwnerConnection, name);
        AppConnection = For(server.AppConnection, name);
        MaintenanceConnection = For(server.MaintenanceConnection, name);
    }

    /// <summary>Fills the template, as the owner: set once, before the first clone.</summary>
    public static Func<string, Task> Migrate { get; set; } = _ => Task.CompletedTask;

    public string Name { get; }

    /// <summary>May change tables.</summary>
    public string OwnerConnection { get; }

    /// <summary>Behind the fence, as requests are.</summary>
    public string AppConnection { get; }

    /// <summary>Past every fence and check, for tests that look at everything or put there what nobody could write. Each opening is a session of its own.</summary>
    public string MaintenanceConnection { get; }

    /// <summary>A fresh database with the migrated schema.</summary>
    public static async Task<TestDatabase> Clone() => await (await Migrated.Value).Clone();

    internal static async Task<TestDatabase> CloneOf(string template)
    {
        var server = await TestCluster.Server;
        var name = TestCluster.NewName("test");
        await TestCluster.Execute(server.MaintenanceConnection, $"create database {name} template {template} owner {EmbeddedPostgres.OwnerRole}");
        return new TestDatabase(name, server);
    }

    internal static TestDatabase Named(string name, EmbeddedPostgres server) => new(name, server);

    public async ValueTask DisposeAsync()
    {
        ForgetConnections();
        await TestCluster.Execute(maintenance, $"drop database if exists {Name} with (force)");
    }

    internal void ForgetConnections()
    {
        foreach (var connection in new[] { OwnerConnection, AppConnection })
        {
            using var pool = new NpgsqlConnection(connection);
            NpgsqlConnection.ClearPool(pool);
        }
    }

    private static Task Fill(string ownerConnection) => Migrate(ownerConnection);

    private static string For(string connection, string name) =>
        new NpgsqlConnectionStringBuilder(connection) { Database = name, MaxPoolSize = 20, ConnectionIdleLifetime = 10 }.ConnectionString;
}

/// <summary>A database made once and cloned many times: the migrated schema, or a schema with a demonstration in it.</summary>
public sealed class TestTemplate
{
    private readonly string name;

    private TestTemplate(string name)
    {
        this.name = name;
    }

    /// <summary>Makes a template by giving an empty database's owner connection to <paramref name="fill"/>.</summary>
    public static async Task<TestTemplate> Make(Func<string, Task> fill)
    {
        var server = await TestCluster.Server;
        var database = TestDatabase.Named(TestCluster.NewName("template"), server);
        await TestCluster.Execute(server.MaintenanceConnection, $"create database {database.Name} owner {EmbeddedPostgres.OwnerRole}");
        await fill(database.OwnerConnection);
        if (await TestCluster.Holds(database.OwnerConnection, "text_parts(text)"))
        {
            await server.TellLeakproof(database.Name, CancellationToken.None);
        }
        database.ForgetConnections();
        // Nobody may connect any more: a template in use can't be cloned.
        await TestCluster.Execute(
            server.MaintenanceConnection,
            $"alter database {database.Name} with allow_connections false",
            $"select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '{database.Name}'");
        return new TestTemplate(database.Name);
    }

    public Task<TestDatabase> Clone() => TestDatabase.CloneOf(name);
}

/// <summary>The one PostgreSQL of a test run, started when the first test asks for a database and removed when the last test has ended.</summary>
public sealed class TestCluster : IAsyncDisposable
{
    private const string Prefix = "zhijian-tests-";

    /// <summary>Where Linux keeps files in memory.</summary>
    private const string Memory = "/dev/shm";

    /// <summary>Bytes; a whole run has about two gigabytes of databases at the same time.</summary>
    private const long RoomNeeded = 6L << 30;

    private static readonly string Folder = Path.Combine(Place(), Prefix + Environment.ProcessId);
    private static readonly Lazy<Task<EmbeddedPostgres>> Started = new(Start);
    private static int names;

    public static Task<EmbeddedPostgres> Server => Started.Value;

    public async ValueTask DisposeAsync()
    {
        if (Started.IsValueCreated)
        {
            await (await Started.Value).DisposeAsync();
            Directory.Delete(Folder, recursive: true);
        }
    }

    internal static string NewName(string kind) => $"{kind}_{Interlocked.Increment(ref names)}";

    internal static async Task Execute(string connectionString, params string[] statements)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>Whether a database has a function; those of single tests have no schema.</summary>
    internal static async Task<bool> Holds(string connectionString, string function)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"select to_regprocedure('{function}') is not null", connection);
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>
    /// In memory where there is plenty of it: a clone is fifteen hundred files, and making them on a disk took a fifth of the processor time of two dozen classes.
    /// What has to survive a crash is tried on clusters of its own, which stand on a disk.
    /// </summary>
    private static string Place() =>
        Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace >= RoomNeeded && GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >= 2 * RoomNeeded ? Memory : Path.GetTempPath();

    private static async Task<EmbeddedPostgres> Start()
    {
        TestFolder.RemoveForsaken();
        foreach (var left in new[] { Path.GetTempPath(), Memory }.Where(Directory.Exists).Distinct().SelectMany(place => Directory.GetDirectories(place, Prefix + "*")))
        {
            await EmbeddedPostgres.RemoveForsaken(left, CancellationToken.None);
        }

        var options = new PostgresOptions { Durable = false, SharedBuffersMegabytes = 64, MaxConnections = 300 };
        return await EmbeddedPostgres.Start(Folder, options, NullLogger.Instance, CancellationToken.None);
    }
}
