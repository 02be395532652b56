using Npgsql;

namespace Zhijian.Platform.Storage;

/// <summary>
/// The connections to the database, in three pools by how much of the tree their transactions see. PostgreSQL keeps a plan per connection and statement,
/// and a plan that is good for one branch is a bad one for the whole institution: people who see alike share their plans, the others have plans of their own.
/// Planning each time anew instead would cost several times what these questions cost themselves.
/// </summary>
public sealed class FencedPools : IAsyncDisposable
{
    /// <summary>Fewer than PostgreSQL admits by default, so that an operator and a backup still get in.</summary>
    private const int MostConnections = 80;

    /// <summary>Seconds. Where several hosts are named, the one that took over is found as soon.</summary>
    private const int HostIsAskedAgainAfter = 2;

    private readonly NpgsqlDataSource _branch;
    private readonly NpgsqlDataSource _college;
    private readonly NpgsqlDataSource _institution;

    public FencedPools(string appConnection, int mostConnections = MostConnections)
    {
        _branch = Pool(appConnection, mostConnections / 2);
        _college = Pool(appConnection, mostConnections / 4);
        _institution = Pool(appConnection, mostConnections / 4);
    }

    /// <summary>One source for all scopes: for a command that uses one connection only.</summary>
    public FencedPools(NpgsqlDataSource single) => _branch = _college = _institution = single;

    /// <summary>The pool of everybody who sees about as much as this scope.</summary>
    public NpgsqlDataSource For(FencedScope scope) => scope.Depth switch
    {
        1 => _institution,
        2 => _college,
        _ => _branch,
    };

    public async ValueTask DisposeAsync()
    {
        await _branch.DisposeAsync();
        await _college.DisposeAsync();
        await _institution.DisposeAsync();
    }

    private static NpgsqlDataSource Pool(string appConnection, int most)
    {
        var settings = new NpgsqlConnectionStringBuilder(appConnection) { NoResetOnClose = true, MaxAutoPrepare = 200, AutoPrepareMinUsages = 3, MaxPoolSize = most, HostRecheckSeconds = HostIsAskedAgainAfter };
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }
}
