using Dapper;
using Npgsql;
using Zhijian.Testing;

namespace Zhijian.Faults;

/// <summary>
/// Counts what a request really left behind: every row of every table that was added, changed or removed, and in how many transactions.
/// What was rolled back doesn't count. The triggers stand in the test's own database alone.
/// </summary>
internal sealed class WrittenRows(NpgsqlConnection watcher) : IAsyncDisposable
{
    private const string Watch = """
        create schema watch;
        create unlogged table watch.written(id bigint generated always as identity primary key, place text not null, tx xid8 not null default pg_current_xact_id());
        create function watch.note() returns trigger language plpgsql security definer set search_path = pg_catalog as $$ begin
          -- That a session is in use is noted now and then, whatever the request does.
          if tg_table_name = 'account_session' and tg_op = 'UPDATE' then
            if to_jsonb(new) - 'used_at' = to_jsonb(old) - 'used_at' then return null; end if;
          end if;
          insert into watch.written(place) values (tg_table_name); return null; end $$;
        do $$ declare t record; begin
          for t in select c.oid::regclass as place from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema', 'watch') loop
            execute format('create trigger watch_note after insert or update or delete on %s for each row execute function watch.note()', t.place);
          end loop;
        end $$;
        """;

    public static async Task<WrittenRows> In(World world)
    {
        var watcher = new NpgsqlConnection(world.Database.MaintenanceConnection);
        await watcher.OpenAsync();
        await watcher.ExecuteAsync(Watch);
        return new WrittenRows(watcher);
    }

    /// <summary>Where counting begins.</summary>
    public async Task<long> Now() => await watcher.ExecuteScalarAsync<long>("select coalesce(max(id), 0) from watch.written");

    /// <summary>What was committed since.</summary>
    public async Task<Written> Since(long mark)
    {
        var rows = (await watcher.QueryAsync<(string Place, string Tx)>("select place, tx::text from watch.written where id > @mark", new { mark })).ToList();
        return new Written(rows.Count, rows.Select(r => r.Tx).Distinct().Count(), string.Join(' ', rows.Select(r => r.Place).Distinct().Order(StringComparer.Ordinal)));
    }

    /// <summary>The tables of which a row holds this text.</summary>
    public async Task<List<string>> Holding(string text)
    {
        List<string> found = [];
        foreach (var table in (await watcher.QueryAsync<string>("select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and n.nspname = 'public'")).ToList())
        {
            if (await watcher.ExecuteScalarAsync<bool>($"select exists (select from {table} t where t::text like @like)", new { like = $"%{text}%" }))
            {
                found.Add(table);
            }
        }
        return found;
    }

    public ValueTask DisposeAsync() => watcher.DisposeAsync();

    /// <param name="Places">The tables, for people.</param>
    internal sealed record Written(int Rows, int Transactions, string Places);
}
