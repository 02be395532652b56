using Npgsql;

namespace Zhijian.Testing;

/// <summary>
/// Every row of every table, for tests of what leaves nothing behind. Left out are versions and sealed values, which are other bytes each time, and the tables that tell what happened:
/// they say so for ever.
/// </summary>
internal sealed class WholeDatabase
{
    private static readonly string[] TellsWhatHappened =
    [
        "account_session", "answered_request", "audit_checkpoint", "audit_edge", "audit_leaf", "journal", "message", "review_case", "review_step", "review_submission", "security_count", "stored_file",
    ];

    private readonly SortedDictionary<string, List<string>> _rows = new(StringComparer.Ordinal);

    private WholeDatabase()
    {
    }

    public static async Task<WholeDatabase> Read(World world)
    {
        var read = new WholeDatabase();
        await using var connection = new NpgsqlConnection(world.Database.MaintenanceConnection);
        await connection.OpenAsync();
        List<(string Name, string[] LeftOut)> tables = [];
        await using (var names = new NpgsqlCommand(
            """
            select t.table_name, coalesce(array_agg(c.column_name) filter (where c.data_type = 'bytea' or c.column_name = 'version' or c.is_generated = 'ALWAYS'), '{}')::text[]
            from information_schema.tables t join information_schema.columns c using (table_schema, table_name)
            where t.table_schema = 'public' and t.table_type = 'BASE TABLE' and t.table_name <> all(@happened) and t.table_name not like 'import%' group by 1
            """, connection) { Parameters = { new("happened", TellsWhatHappened) } })
        {
            await using var row = await names.ExecuteReaderAsync();
            while (await row.ReadAsync()) { tables.Add((row.GetString(0), row.GetFieldValue<string[]>(1))); }
        }
        foreach (var (name, leftOut) in tables)
        {
            await using var all = new NpgsqlCommand($"select (to_jsonb(t) - @leftOut)::text from \"{name}\" t order by 1", connection) { Parameters = { new("leftOut", leftOut) } };
            await using var row = await all.ExecuteReaderAsync();
            var rows = read._rows[name] = [];
            while (await row.ReadAsync()) { rows.Add(row.GetString(0)); }
        }
        return read;
    }

    /// <summary>Fails with the rows that are there now and were not, or are gone.</summary>
    /// <param name="leftOut">Tables that keep something on purpose; the test says what and why.</param>
    public async Task IsAsBefore(World world, params string[] leftOut)
    {
        var now = await Read(world);
        Assert.True(_rows.Count > 50 && _rows["organisation"].Count > 3, "The tables are not seen whole.");
        Breaches.None(_rows.Where(t => !leftOut.Contains(t.Key)).SelectMany(t => now._rows[t.Key].Except(t.Value).Select(r => $"{t.Key} has {r}").Concat(t.Value.Except(now._rows[t.Key]).Select(r => $"{t.Key} lacks {r}"))).Select(r => r[..Math.Min(r.Length, 400)]));
    }
}
