using Npgsql;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Hosting;

/// <summary>The database that the settings ask for: the private one, started on opening and stopped on disposing, or an outside one.</summary>
/// <remarks>How it is reached is known before it runs, so that the program can be put together while it starts.</remarks>
public sealed class Database : IAsyncDisposable
{
    private readonly EmbeddedPostgres? server;

    private Database(EmbeddedPostgres? server, string appConnection, string? ownerConnection)
    {
        this.server = server;
        AppConnection = appConnection;
        OwnerConnection = ownerConnection;
    }

    /// <summary>The private server; nothing where an outside one is used.</summary>
    internal EmbeddedPostgres? Embedded => server;

    /// <summary>For requests: behind the fence.</summary>
    public string AppConnection { get; }

    /// <summary>For the schema; nothing where an outside database's owner was not given.</summary>
    public string? OwnerConnection { get; }

    /// <summary>In plain words, that the database is not in the data folder, and why.</summary>
    public string? Notice => server?.Notice;

    /// <summary>The database, answering.</summary>
    public static async Task<Database> Open(Settings settings, ILogger log, CancellationToken cancel)
    {
        var database = await Of(settings, log, cancel);
        await database.Start(cancel);
        return database;
    }

    /// <summary>The database before it was started.</summary>
    public static async Task<Database> Of(Settings settings, ILogger log, CancellationToken cancel)
    {
        if (settings.OutsideConnection is { } outside)
        {
            return new Database(server: null, outside, settings.OutsideOwnerConnection);
        }

        var server = await EmbeddedPostgres.Of(settings.DataFolder, new PostgresOptions { ArchiveCommand = Backup.BackupPlace.OfLastBackup(settings.DataFolder).ArchiveCommand }, log, cancel);
        return new Database(server, server.AppConnection, server.OwnerConnection);
    }

    /// <summary>Starts the private server, or joins it; an outside one runs.</summary>
    public Task Start(CancellationToken cancel) => server?.Start(cancel) ?? Task.CompletedTask;

    /// <summary>Runs the scripts that are new; nothing where an outside database's owner was not given.</summary>
    public Task BringUpToDate(CancellationToken cancel) =>
        server is not null ? server.BringUpToDate(cancel)
        : OwnerConnection is { } owner ? new SchemaRunner(owner, new NpgsqlConnectionStringBuilder(AppConnection).Username!).Run(cancel)
        : Task.CompletedTask;

    /// <summary>Starts the private server again wherever it is killed, until <paramref name="cancel"/>; an outside one looks after itself.</summary>
    public Task LookAfter(ILogger log, CancellationToken cancel) => server?.LookAfter(log, cancel) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
