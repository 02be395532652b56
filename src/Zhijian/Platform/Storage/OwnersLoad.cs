using Npgsql;

namespace Zhijian.Platform.Storage;

/// <summary>
/// Fills an institution in which nobody works yet, as the owner of the tables and in one transaction. COPY is refused behind a fence that is forced on the owner too, so the force is
/// lifted inside the transaction; keys and indexes step aside and stand again, checked over all rows at once, before the commit. Nobody sees any of it earlier,
/// and a load that is cut off leaves the database as it was. Only commands on the console use it; no request ever has the owner's connection.
/// </summary>
public sealed class OwnersLoad : IAsyncDisposable
{
    private static readonly TimeSpan AllRowsMayTake = TimeSpan.FromMinutes(60);

    private readonly NpgsqlDataSource source;
    private readonly HashSet<string> aside = [];
    private readonly HashSet<string> emptied = [];
    private readonly HashSet<string> known = [];
    private readonly List<Definition> definitions = [];

    private OwnersLoad(NpgsqlDataSource source)
    {
        this.source = source;
        Fence = new Fence(new FencedPools(source)) { Patience = AllRowsMayTake };
    }

    /// <summary>The load's one transaction.</summary>
    public Fence Fence { get; }

    /// <summary>Begins the load; who acts is said by the caller on its <see cref="Fence"/>.</summary>
    public static async Task<OwnersLoad> Begin(string ownerConnection, CancellationToken cancel)
    {
        var load = new OwnersLoad(NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(ownerConnection) { Pooling = false, CommandTimeout = (int)AllRowsMayTake.TotalSeconds }));
        // A server that notices a killed program only at its next word would hold the tables until then.
        await load.Fence.Run(
            """
            set local client_connection_check_interval = '1s'; set local idle_in_transaction_session_timeout = 0;
            set local maintenance_work_mem = '512MB'; set local work_mem = '256MB'
            """, null, cancel);
        return load;
    }

    /// <summary>Begins writing rows to a table; its keys and indexes step aside at the first time.</summary>
    public async Task<NpgsqlBinaryImporter> Copy(string table, string columns, CancellationToken cancel)
    {
        await StepAside(cancel, table);
        var connection = await Fence.Open(cancel);
        var import = await connection.BeginBinaryImportAsync($"copy {table}({columns}) from stdin (format binary{(emptied.Contains(table) ? ", freeze" : "")})", cancel);
        import.Timeout = AllRowsMayTake;
        return import;
    }

    /// <summary>Keys and indexes of the tables step aside, and the fence no longer binds the owner, until <see cref="StandAgain"/>.</summary>
    public async Task StepAside(CancellationToken cancel, params IEnumerable<string> tables)
    {
        foreach (var table in tables.Where(aside.Add))
        {
            var found = await Fence.Rows<Definition>(
                """
                select k.conrelid::regclass::text as "Table", quote_ident(k.conname) as Name, pg_get_constraintdef(k.oid) as Text, case k.contype when 'f' then 3 else 1 end as Turn
                from pg_constraint k where (k.contype in ('p', 'u') and k.conrelid = @table::regclass) or (k.contype = 'f' and @table::regclass in (k.conrelid, k.confrelid))
                union all
                select i.indrelid::regclass::text, i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid), 2
                from pg_index i where i.indrelid = @table::regclass and not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u'))
                order by Turn desc
                """, new { table }, cancel);
            definitions.AddRange(found);
            await Fence.Run(string.Concat(found.Select(d => d.Drop)) + $"alter table {table} no force row level security", null, cancel);
            if (!await Fence.Row<bool>($"select exists (select 1 from {table})", null, cancel))
            {
                // Only what was emptied in the same transaction can be written frozen, and need not be visited again afterwards.
                await Fence.Run($"truncate {table}", null, cancel);
                emptied.Add(table);
            }
        }
    }

    /// <summary>Keys and indexes stand again; a row that breaks one ends the load. The planner learns what the tables hold now.</summary>
    public async Task StandAgain(CancellationToken cancel)
    {
        foreach (var definition in definitions.OrderBy(d => d.Turn))
        {
            await Fence.Run(definition.PutBack, null, cancel);
        }
        definitions.Clear();
        await Fence.Run(string.Concat(aside.Except(known).Select(table => $"analyze {table};")), null, cancel);
        known.UnionWith(aside);
    }

    /// <summary>All of it becomes true at once, behind the fence as before.</summary>
    public async Task Commit(CancellationToken cancel)
    {
        if (definitions.Count > 0)
        {
            throw new InvalidOperationException("Keys and indexes still stand aside.");
        }
        await Fence.Run(string.Concat(aside.Select(table => $"alter table {table} force row level security;")), null, cancel);
        await Fence.Commit(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await Fence.DisposeAsync();
        await source.DisposeAsync();
    }

    /// <summary>A key or index, as the catalogue words it.</summary>
    private sealed class Definition
    {
        public string Table { get; set; } = "";

        public string Name { get; set; } = "";

        public string Text { get; set; } = "";

        public int Turn { get; set; }

        private bool IsIndex => Turn == 2;

        public string Drop => IsIndex ? $"drop index {Name};" : $"alter table {Table} drop constraint {Name};";

        public string PutBack => IsIndex ? Text : $"alter table {Table} add constraint {Name} {Text}";
    }
}
