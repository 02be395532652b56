using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Zhijian.Platform.Storage;

/// <summary>How much memory the private database server may take, and how careful it is with the disk.</summary>
public sealed record PostgresOptions
{
    public int SharedBuffersMegabytes { get; init; } = 256;

    public int MaxConnections { get; init; } = 100;

    /// <summary>False only where data may be lost with the power: in tests.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>What PostgreSQL runs for each finished segment of its log; nothing where no backup is set up.</summary>
    public string? ArchiveCommand { get; init; }
}

/// <summary>
/// The institution's own PostgreSQL, private to the data folder: made on the first start, reached through a Unix socket only, stopped by the last program that uses it.
/// A server left behind by a killed program is used again; one that was killed itself recovers at the next start.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    /// <summary>Owns the database and its tables; changes the schema.</summary>
    public const string OwnerRole = "zhijian_owner";

    /// <summary>Serves requests; owns nothing, so that the fence holds for it.</summary>
    public const string AppRole = "zhijian_app";

    public const string DatabaseName = "zhijian";

    private const string MaintenanceRole = "postgres";
    private const string StartLog = "start.log";

    /// <summary>Names of the processes that start the server, in the order in which they call each other.</summary>
    private static readonly string[] Starters = ["runuser", "setpriv", "pg_ctl"];

    /// <summary>A server that is killed while it starts is started again, but not for ever.</summary>
    private const int MostStarts = 3;

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan OrphansMayTake = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan AnswerMayTake = TimeSpan.FromSeconds(60);

    private readonly PostgresPlace place;
    private PostgresPrograms programs;
    private PostgresOptions options;
    private readonly ILogger log;
    private FileStream? use;

    private EmbeddedPostgres(PostgresPlace place, PostgresPrograms programs, PostgresOptions options, ILogger log)
    {
        this.place = place;
        this.programs = programs;
        this.options = options;
        this.log = log;
    }

    /// <summary>For the schema and for rebuilding: may change tables.</summary>
    public string OwnerConnection => ConnectionFor(OwnerRole, DatabaseName);

    /// <summary>For requests: behind the fence.</summary>
    public string AppConnection => ConnectionFor(AppRole, DatabaseName);

    /// <summary>For backups, for what only the superuser may say (<see cref="TellLeakproof"/>), and for making databases in tests; never for a request.</summary>
    internal string MaintenanceConnection => new NpgsqlConnectionStringBuilder(ConnectionFor(MaintenanceRole, "postgres")) { Pooling = false }.ConnectionString;

    /// <summary>In plain words, that the database is not in the data folder, and why; nothing if it is.</summary>
    public string? Notice => place.Notice;

    /// <summary>For backups.</summary>
    internal PostgresPlace Place => place;

    /// <summary>For backups.</summary>
    internal PostgresPrograms Programs => programs;

    /// <summary>Where the server writes what went wrong.</summary>
    public string LogFolder => place.LogFolder;

    /// <summary>The server's process; nothing if none is alive.</summary>
    internal int? ProcessId => FindProcess(place);

    /// <summary>Starts the data folder's server, or joins it if it already runs.</summary>
    public static Task<EmbeddedPostgres> Start(string dataFolder, CancellationToken cancel) =>
        Start(dataFolder, new PostgresOptions(), NullLogger.Instance, cancel);

    /// <summary>Starts the data folder's server, or joins it if it already runs.</summary>
    public static async Task<EmbeddedPostgres> Start(string dataFolder, PostgresOptions options, ILogger log, CancellationToken cancel)
    {
        var server = await Of(dataFolder, options, log, cancel);
        await server.Start(cancel);
        return server;
    }

    /// <summary>The data folder's server before anybody has started it: how it will be reached is known already.</summary>
    public static async Task<EmbeddedPostgres> Of(string dataFolder, PostgresOptions options, ILogger log, CancellationToken cancel)
    {
        var programs = await PostgresPrograms.Find(clusterVersion: null, cancel);
        try
        {
            return new EmbeddedPostgres(await PostgresPlace.Choose(dataFolder, cancel), programs, options, log);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new PostgresUnavailableException(PostgresTexts.NotOurs(dataFolder), denied);
        }
    }

    /// <summary>Starts the server, or joins it if it already runs.</summary>
    public async Task Start(CancellationToken cancel)
    {
        try
        {
            await StartOrJoin(cancel);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new PostgresUnavailableException(PostgresTexts.NotOurs(place.Folder), denied);
        }
    }

    /// <summary>
    /// Looks after the server until <paramref name="cancel"/>: one that was killed is started again and recovers by itself,
    /// so that requests meanwhile get a clear answer and the next ones are served without anybody's help.
    /// </summary>
    public async Task LookAfter(ILogger watch, CancellationToken cancel)
    {
        using var round = new PeriodicTimer(LookAgain);
        try
        {
            while (await round.WaitForNextTickAsync(cancel))
            {
                await Revive(watch, cancel);
            }
        }
        catch (OperationCanceledException)
        {
            // The program ends.
        }
    }

    /// <summary>Stops the server cleanly, unless another program still uses it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (use is null)
        {
            return;
        }

        using var turn = await FileLock.WaitAlone(place.TurnFile, CancellationToken.None);
        await StopIfLast();
    }

    /// <summary>Stops a server that a killed program left in the folder and removes the folder; leaves alone what is in use.</summary>
    internal static async Task RemoveForsaken(string folder, CancellationToken cancel)
    {
        var place = new PostgresPlace(folder);
        if (!File.Exists(place.UsersFile))
        {
            return;
        }

        using var turn = FileLock.TryAlone(place.TurnFile);
        using var users = turn is null ? null : FileLock.TryAlone(place.UsersFile);
        if (users is null)
        {
            return;
        }

        if (FindProcess(place) is not null)
        {
            var programs = await PostgresPrograms.Find(place.ClusterVersion, cancel);
            await programs.Run("pg_ctl", folder, ["stop", "-D", PostgresPlace.ClusterName, "-m", "immediate", "-w"], cancel);
        }

        Directory.Delete(folder, recursive: true);
    }

    private async Task StartOrJoin(CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        using var turn = await FileLock.WaitAlone(place.TurnFile, cancel);
        programs = await PostgresPrograms.Find(place.ClusterVersion, cancel);
        use = FileLock.TryShared(place.UsersFile);
        try
        {
            var how = await Run(cancel);
            log.LogDebug("PostgreSQL {Version} {How} in {Milliseconds} ms, socket in {Socket}", programs.Version, how, watch.ElapsedMilliseconds, place.SocketFolder);
        }
        catch
        {
            await StopIfLast();
            throw;
        }
    }

    private async Task Revive(ILogger watch, CancellationToken cancel)
    {
        if (ProcessId is not null)
        {
            return;
        }

        try
        {
            using var turn = await FileLock.WaitAlone(place.TurnFile, cancel);
            if (use is null || ProcessId is not null)
            {
                return;
            }

            watch.LogWarning("The database server is gone; it is started again, see {Folder}", place.LogFolder);
            await using var connection = await OpenWhenReady(cancel);
            watch.LogWarning("The database server is back");
        }
        catch (PostgresUnavailableException unavailable)
        {
            watch.LogError(unavailable, "The database server can't be started; the next attempt follows");
        }
    }

    private async Task<string> Run(CancellationToken cancel)
    {
        var isNew = place.ClusterVersion is null;
        if (isNew)
        {
            await CreateCluster(cancel);
        }

        await place.MakeSocketFolder(cancel);
        var changed = await WriteSettings(PostgresPlace.ClusterName, cancel);
        var joined = ProcessId is not null;
        if (joined && changed)
        {
            await programs.Run("pg_ctl", place.Folder, ["reload", "-D", PostgresPlace.ClusterName], cancel);
        }

        await using var connection = await OpenWhenReady(cancel);
        await MakeRolesAndDatabase(connection, cancel);
        return isNew ? "created" : joined ? "joined" : "started";
    }

    /// <summary>Made under another name and renamed when whole, so that a kill in the middle leaves nothing half made.</summary>
    private async Task CreateCluster(CancellationToken cancel)
    {
        const string unfinished = "postgres.new";
        var folder = Path.Combine(place.Folder, unfinished);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        await PostgresPlace.MakeForServer(place.Folder, unfinished, cancel);
        string[] arguments =
        [
            "-D", unfinished, "-U", MaintenanceRole, "--data-checksums", "--encoding=UTF8", "--locale=C.UTF-8", "--auth=peer", "--no-instructions",
        ];
        await programs.Run("initdb", place.Folder, options.Durable ? arguments : [.. arguments, "--no-sync"], cancel);
        await WriteSettings(unfinished, cancel);
        var main = await File.ReadAllTextAsync(Path.Combine(folder, "postgresql.conf"), cancel);
        await WriteAsServer($"{unfinished}/postgresql.conf", main + PostgresSettings.Includes, cancel);
        await WriteAsServer($"{unfinished}/operator.conf", PostgresSettings.Operators, cancel);
        Directory.Move(folder, place.Cluster);
    }

    /// <summary>Runs the scripts that are new, and then says what only the superuser may of their functions.</summary>
    public async Task BringUpToDate(CancellationToken cancel)
    {
        await new SchemaRunner(OwnerConnection, AppRole).Run(cancel);
        await TellLeakproof(DatabaseName, cancel);
    }

    /// <summary>Says of which functions of a database's schema nothing leaks; after the scripts ran.</summary>
    internal async Task TellLeakproof(string database, CancellationToken cancel)
    {
        await using var connection = await Open(new NpgsqlConnectionStringBuilder(MaintenanceConnection) { Database = database }.ConnectionString, cancel);
        await Execute(connection, LeakproofFunctions.Statement, cancel);
    }

    /// <summary>From now on each finished segment of the log is given to this command, without a restart.</summary>
    internal async Task Archive(string command, CancellationToken cancel)
    {
        options = options with { ArchiveCommand = command };
        if (await WriteSettings(PostgresPlace.ClusterName, cancel))
        {
            await programs.Run("pg_ctl", place.Folder, ["reload", "-D", PostgresPlace.ClusterName], cancel);
        }
    }

    private async Task<bool> WriteSettings(string cluster, CancellationToken cancel)
    {
        var changed = false;
        foreach (var (name, content) in PostgresSettings.Files(options, place.SocketFolder, [MaintenanceRole, OwnerRole, AppRole]))
        {
            var path = Path.Combine(place.Folder, cluster, name);
            if (!File.Exists(path) || await File.ReadAllTextAsync(path, cancel) != content)
            {
                await WriteAsServer($"{cluster}/{name}", content, cancel);
                changed = true;
            }
        }

        return changed;
    }

    private async Task WriteAsServer(string file, string content, CancellationToken cancel)
    {
        var written = await PostgresPrograms.RunAsServer("sh", place.Folder, ["-c", "umask 077 && cat > \"$1\"", "sh", file], content, cancel);
        if (written.ExitCode != 0)
        {
            throw new PostgresUnavailableException(PostgresTexts.Failed(file, written.Output));
        }
    }

    /// <summary>Starts the server if none runs, and waits through a recovery or through the end of an earlier server that is just stopping.</summary>
    private async Task<NpgsqlConnection> OpenWhenReady(CancellationToken cancel)
    {
        var silent = Stopwatch.StartNew();
        var starts = 0;
        while (true)
        {
            if (ProcessId is null && !SomebodyStartsIt())
            {
                // One that gives up in the middle of its recovery, again and again, never answers.
                if (++starts > MostStarts)
                {
                    throw new PostgresUnavailableException(PostgresTexts.Failed("postgres", LastLines()));
                }
                await StartServer(cancel);
            }

            try
            {
                return await Open(MaintenanceConnection, cancel);
            }
            catch (PostgresException notYet) when (notYet.SqlState == PostgresErrorCodes.CannotConnectNow)
            {
                silent.Restart();
            }
            catch (NpgsqlException) when (silent.Elapsed < AnswerMayTake)
            {
            }
            catch (NpgsqlException silence)
            {
                throw new PostgresUnavailableException(PostgresTexts.NoAnswer(place.LogFolder), silence);
            }

            await Task.Delay(Pause, cancel);
        }
    }

    private async Task StartServer(CancellationToken cancel)
    {
        await ClearAwayTheDead(cancel);
        // Recovering after a broken shutdown may take long; pg_ctl notices by itself when the server gives up.
        var started = await PostgresPrograms.RunAsServer(
            Path.Combine(programs.Folder, "pg_ctl"), place.Folder, ["start", "-D", PostgresPlace.ClusterName, "-l", $"{PostgresPlace.ClusterName}/{StartLog}", "-w", "-s", "-t", "86400"], input: null, cancel);
        if (started.ExitCode != 0)
        {
            throw new PostgresUnavailableException(PostgresTexts.Failed("pg_ctl start", started.Output + "\n" + LastLines()));
        }
    }

    /// <summary>
    /// A killed server leaves its process files, and for a moment its children. Left alone they would keep the next server from starting:
    /// a stranger who got the same process number, or a dead process that nobody has fetched yet, looks like a running server.
    /// </summary>
    private async Task ClearAwayTheDead(CancellationToken cancel)
    {
        if (File.Exists(place.ProcessFile))
        {
            log.LogInformation("The database server was not shut down; it recovers now");
            await WaitForOrphans(cancel);
        }

        foreach (var file in new[] { place.ProcessFile, place.SocketFile, place.SocketFile + ".lock" })
        {
            File.Delete(file);
        }
    }

    private async Task WaitForOrphans(CancellationToken cancel)
    {
        var patience = Stopwatch.StartNew();
        while (ProcessesOfCluster() is { Count: > 0 } orphans)
        {
            if (patience.Elapsed > OrphansMayTake)
            {
                orphans.ForEach(Kill);
            }

            await Task.Delay(Pause, cancel);
        }
    }

    private static async Task MakeRolesAndDatabase(NpgsqlConnection connection, CancellationToken cancel)
    {
        foreach (var role in new[] { OwnerRole, AppRole })
        {
            if (!await Exists(connection, $"select 1 from pg_roles where rolname = '{role}'", cancel))
            {
                await Execute(connection, $"create role {role} login nosuperuser nocreatedb nocreaterole nobypassrls", cancel);
            }
        }

        if (!await Exists(connection, $"select 1 from pg_database where datname = '{DatabaseName}'", cancel))
        {
            await Execute(connection, $"create database {DatabaseName} owner {OwnerRole}", cancel);
        }
    }

    private async Task StopIfLast()
    {
        use?.Dispose();
        use = null;
        using var last = FileLock.TryAlone(place.UsersFile);
        if (last is null || FindProcess(place) is null)
        {
            return;
        }

        foreach (var connection in new[] { OwnerConnection, AppConnection })
        {
            await using var pool = new NpgsqlConnection(connection);
            NpgsqlConnection.ClearPool(pool);
        }

        string[] stop = ["stop", "-D", PostgresPlace.ClusterName, "-w", "-s", "-t", "120"];
        var program = Path.Combine(programs.Folder, "pg_ctl");
        var stopped = await PostgresPrograms.RunAsServer(program, place.Folder, [.. stop, "-m", "fast"], input: null, CancellationToken.None);
        if (stopped.ExitCode != 0 && FindProcess(place) is not null)
        {
            log.LogWarning("The database server did not stop in time and is stopped at once: {Output}", stopped.Output);
            await PostgresPrograms.RunAsServer(program, place.Folder, [.. stop, "-m", "immediate"], input: null, CancellationToken.None);
        }

        place.RemoveSocketFolder();
    }

    private string ConnectionFor(string role, string database) => new NpgsqlConnectionStringBuilder
    {
        Host = place.SocketFolder,
        Port = PostgresPlace.Port,
        Username = role,
        Database = database,
        ApplicationName = "zhijian",
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;

    /// <summary>The living process that the process file names, if it really is this cluster's server and not a stranger with the same number.</summary>
    private static int? FindProcess(PostgresPlace place)
    {
        try
        {
            var content = File.ReadAllText(place.ProcessFile);
            var number = content.AsSpan(0, Math.Max(0, content.IndexOf('\n', StringComparison.Ordinal)));
            return int.TryParse(number, CultureInfo.InvariantCulture, out var id) && WorksIn(id, place.ProcessFile) ? id : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Every process of PostgreSQL works in its cluster's folder.</summary>
    private static bool WorksIn(int process, string processFile)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cwd/postmaster.pid") == File.ReadAllText(processFile);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>
    /// A program that was killed while it started the server leaves that start running, and the server has no process file yet.
    /// A second server beside it would destroy the data; so its end is waited for.
    /// </summary>
    private bool SomebodyStartsIt() => Directory.EnumerateDirectories("/proc").Any(process => Starters.Contains(FirstLine($"{process}/comm")) && WorkingFolder(process) is { } folder && (folder == place.Folder || folder == place.Cluster));

    private static string? WorkingFolder(string process)
    {
        try
        {
            return File.ResolveLinkTarget($"{process}/cwd", returnFinalTarget: false)?.FullName;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? FirstLine(string file)
    {
        try
        {
            return File.ReadLines(file).FirstOrDefault();
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private List<int> ProcessesOfCluster() => Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
        .Where(id => id > 0 && id != Environment.ProcessId && WorksIn(id, place.ProcessFile))
        .ToList();

    private static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            // It ended by itself.
        }
    }

    /// <summary>What the server said last: to its log, or, where it did not come so far, to the console.</summary>
    private string LastLines()
    {
        var logs = Directory.Exists(place.LogFolder) ? Directory.GetFiles(place.LogFolder).OrderBy(File.GetLastWriteTimeUtc).TakeLast(1) : [];
        return string.Join('\n', logs.Prepend(Path.Combine(place.Cluster, StartLog)).Where(File.Exists).SelectMany(file => File.ReadLines(file).TakeLast(10)));
    }

    private static async Task<NpgsqlConnection> Open(string connectionString, CancellationToken cancel)
    {
        var connection = new NpgsqlConnection(connectionString);
        try
        {
            await connection.OpenAsync(cancel);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static async Task<bool> Exists(NpgsqlConnection connection, string query, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(query, connection);
        return await command.ExecuteScalarAsync(cancel) is not null;
    }

    private static async Task Execute(NpgsqlConnection connection, string statement, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
