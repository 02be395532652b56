using System.Data.Common;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using Zhijian.Platform.Sealing;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Zhijian.Platform.Storage;

/// <summary>The one unit of work. Each module adds its own tables beside its own code; column names follow one convention (snake case).</summary>
public sealed class ZhijianDb(DbContextOptions<ZhijianDb> options) : DbContext(options)
{
    internal Fence? Fence { get; set; }

    internal SealedRows? Seals { get; set; }

    internal static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && name[i - 1] != '_' && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
            {
                text.Append('_');
            }
            text.Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<Enum>().HaveConversion<string>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        PlatformTables.Describe(modelBuilder);
        foreach (var module in Wiring.Modules)
        {
            module.DescribeTables(modelBuilder);
        }
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(e => e.GetProperties()))
        {
            property.SetColumnName(SnakeCase(property.GetColumnName()));
            property.IsConcurrencyToken |= property.Name == "Version" && property.ClrType == typeof(int);
            if (property.ClrType == typeof(Guid) && property.IsPrimaryKey())
            {
                property.ValueGenerated = ValueGenerated.Never;
            }
        }
    }
}

/// <summary>The tables as EF Core knows them.</summary>
public static class Tables
{
    public static IServiceCollection AddTables(this IServiceCollection services) =>
        services.AddPooledDbContextFactory<ZhijianDb>(o => o.UseNpgsql().AddInterceptors(new OpensInsideFence(), new ScopeTravelsWithFirstCommand(), SealsWhatIsSaved.One));

    /// <summary>
    /// Describes the tables to EF Core, which keeps the description for every context of the process with the same options. At a start it takes longer than anything else; done while the
    /// database starts, the first page does not wait for it.
    /// </summary>
    public static void Describe()
    {
        using var alone = new ServiceCollection().AddTables().BuildServiceProvider();
        using var db = alone.GetRequiredService<IDbContextFactory<ZhijianDb>>().CreateDbContext();
        _ = db.Model;
    }
}

/// <summary>Where EF Core would open the connection, the fence does, and begins the transaction.</summary>
internal sealed class OpensInsideFence : DbConnectionInterceptor
{
    public override async ValueTask<InterceptionResult> ConnectionOpeningAsync(DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is not ZhijianDb { Fence: { } fence })
        {
            return result;
        }
        await fence.Open(cancellationToken);
        return InterceptionResult.Suppress();
    }

    public override InterceptionResult ConnectionOpening(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) =>
        eventData.Context is ZhijianDb { Fence: not null } ? throw new NotSupportedException("The database is asked without blocking a thread: use the asynchronous way.") : result;
}

/// <summary>Sends the scope together with EF Core's first command of a transaction, so that it costs no round trip of its own.</summary>
internal sealed class ScopeTravelsWithFirstCommand : DbCommandInterceptor
{
    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is ZhijianDb { Fence: { } fence })
        {
            // After a commit the connection is open and the next transaction not begun yet.
            await fence.Open(cancellationToken);
            // Saving counts the rows of each of its statements, so nothing may be put before them.
            if (eventData.CommandSource is CommandSource.SaveChanges)
            {
                await fence.SendScope(cancellationToken);
            }
        }
        Prefix(command, eventData);
        return result;
    }

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        Prefix(command, eventData);
        return result;
    }

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is ZhijianDb { Fence: { } fence })
        {
            await fence.Open(cancellationToken);
            await fence.SendScope(cancellationToken);
        }
        return result;
    }

    private static void Prefix(DbCommand command, CommandEventData eventData)
    {
        if (eventData.Context is ZhijianDb { Fence: { } fence } && fence.TakeUnsent() is { } scope)
        {
            command.CommandText = FencedScope.Call + command.CommandText;
            foreach (var (name, value) in scope.Parameters)
            {
                command.Parameters.Add(new NpgsqlParameter<string>(name, value));
            }
        }
    }
}

