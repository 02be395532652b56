using Dapper;
using Npgsql;
using Zhijian.Storage;

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
        var catalog = await Catalog.Read(world.Database.OwnerConnection);
        await using var superuser = new NpgsqlConnection(world.Database.MaintenanceConnection);
        foreach (var name in catalog.Tables.Select(t => t.Name).Where(n => !TellsWhatHappened.Contains(n) && !n.StartsWith("import", StringComparison.Ordinal)))
        {
            var leftOut = catalog.Of(name).Where(c => c.Type == "bytea" || c.Name == "version" || c.IsGenerated).Select(c => c.Name).ToArray();
            read._rows[name] = (await superuser.QueryAsync<string>($"select (to_jsonb(t) - @leftOut)::text from \"{name}\" t order by 1", new { leftOut })).AsList();
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
