using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Zhijian.Platform.Hosting;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Bench;

/// <summary>The program's own services on the data of a set, without a server and without work of their own: for what is asked of the code itself.</summary>
internal sealed class Inside : IAsyncDisposable
{
    private readonly Database _database;
    private readonly WebApplication _app;

    private Inside(Database database, WebApplication app)
    {
        _database = database;
        _app = app;
    }

    /// <summary>The time that the services go by.</summary>
    public MovedClock Clock { get; private init; } = new();

    public static async Task<Inside> Open(DataSet data)
    {
        var settings = Settings.From(name => name == "ZHIJIAN_DATA" ? data.Folder : null);
        var database = await Database.Open(settings, NullLogger.Instance, CancellationToken.None);
        var clock = new MovedClock();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "Zhijian", ContentRootPath = Server.ContentRoot });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.AddZhijian(database.AppConnection, data.Folder);
        builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
        return new Inside(database, builder.Build()) { Clock = clock };
    }

    /// <summary>Something done in one transaction that sees the whole institution, and taken back afterwards: the data stay as they were.</summary>
    public async Task TakenBack(Func<IServiceProvider, Fence, Task> act)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var fence = scope.ServiceProvider.GetRequiredService<Fence>();
        fence.Enclose(FencedScope.Of(SystemActors.SetUp.Path));
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = SystemActors.SetUp.Actor;
        fence.Patience = TimeSpan.FromMinutes(30);
        try
        {
            await act(scope.ServiceProvider, fence);
        }
        finally
        {
            await fence.Rollback();
        }
    }

    /// <summary>Removes the rows that were taken back, so that the next figure does not read past them.</summary>
    public async Task Vacuum(params string[] tables)
    {
        await using var connection = new NpgsqlConnection(_database.OwnerConnection);
        foreach (var table in tables)
        {
            await connection.ExecuteAsync($"vacuum {table}", commandTimeout: 600);
        }
    }

    /// <summary>What the data take on disk, in all and by their largest tables with indexes.</summary>
    public async Task<string> Sizes()
    {
        await using var connection = new NpgsqlConnection(_database.OwnerConnection);
        return await connection.QuerySingleAsync<string>(
            """
            select (pg_database_size(current_database()) / 1048576)::text || ' MB: ' || string_agg(t.relname || ' ' || t.size / 1048576, ', ' order by t.size desc)
            from (select relname, pg_total_relation_size(oid) as size from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 2 desc limit 12) t
            """);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _database.DisposeAsync();
    }
}

/// <summary>The machine's clock, moved by whole days.</summary>
internal sealed class MovedClock : TimeProvider
{
    /// <summary>How far ahead of the machine it goes.</summary>
    public TimeSpan By { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + By;
}
