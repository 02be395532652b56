using Dapper;
using Npgsql;
using Zhijian.Platform.Sealing;

namespace Zhijian.Modules.People.Sealing;

/// <summary>
/// Seals what an earlier program kept in the clear (schema script 0024), as the owner of the tables: a thousand people at a time, so that a kill loses nothing and the next start goes on.
/// Then the columns in the clear go, and the table is written anew without them.
/// </summary>
public static class SealPlainMembers
{
    private const int AtOnce = 1000;
    private static readonly string[] Columns = ["ethnic_code", "birth_date", "identity_number", "mobile_number", "home_address", "floating_to"];

    /// <summary>Answers how many people had values in the clear.</summary>
    public static async Task<int> Run(string ownerConnection, Vault vault, CancellationToken cancel)
    {
        await using var source = NpgsqlDataSource.Create(ownerConnection);
        await using var connection = await source.OpenConnectionAsync(cancel);
        if (!await connection.ExecuteScalarAsync<bool>("select exists (select 1 from information_schema.columns where table_name = 'member' and column_name = 'identity_number_plain')"))
        {
            return 0;
        }
        var done = 0;
        while (await SealSome(connection, vault, cancel) is > 0 and var some)
        {
            done += some;
        }
        await connection.ExecuteAsync(new CommandDefinition(string.Join(';', Columns.Select(c => $"alter table member drop column {c}_plain")), commandTimeout: 0, cancellationToken: cancel));
        // Dropping a column leaves its bytes in old rows; writing the table anew does not.
        await connection.ExecuteAsync(new CommandDefinition("vacuum full member", commandTimeout: 0, cancellationToken: cancel));
        return done;
    }

    private static async Task<int> SealSome(NpgsqlConnection connection, Vault vault, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        // The owner stands behind the fence too.
        await connection.ExecuteAsync("set local zhijian.scope1 = '1.'", transaction: transaction);
        var plain = string.Join(", ", Columns.Select(c => $"{c}_plain as {c}"));
        var rows = (await connection.QueryAsync($"select id, data_key, {plain} from member where coalesce({string.Join(", ", Columns.Select(c => c + "_plain"))}) is not null order by id limit {AtOnce} for update", transaction: transaction))
            .Select(r => (IDictionary<string, object?>)r).ToList();
        if (rows.Count == 0)
        {
            return 0;
        }
        var keys = rows.Select(r => (byte[]?)r["data_key"] ?? vault.NewKey((Guid)r["id"]!)).ToList();
        byte[]? Sealed(int i, string column) => rows[i][column] is string text ? vault.Seal((Guid)rows[i]["id"]!, keys[i], new SealedPlace(PeopleRows.MemberTable, column, (Guid)rows[i]["id"]!), text) : null;
        await using var command = new NpgsqlCommand(
            $"""
            update member m set data_key = w.data_key, identity_index = w.identity_index, {string.Join(", ", Columns.Select(c => $"{c} = coalesce(w.{c}, m.{c}), {c}_plain = null"))}
            from unnest($1, $2, $3, {string.Join(", ", Columns.Select((_, i) => $"${i + 4}"))}) as w(id, data_key, identity_index, {string.Join(", ", Columns)}) where m.id = w.id
            """, connection, transaction);
        command.Parameters.AddWithValue(rows.Select(r => (Guid)r["id"]!).ToArray());
        command.Parameters.AddWithValue(keys.ToArray());
        command.Parameters.AddWithValue(rows.Select(r => r["identity_number"] is string number ? PeopleRows.IdentityIndex(vault, number) : null).ToArray());
        foreach (var column in Columns)
        {
            command.Parameters.AddWithValue(Enumerable.Range(0, rows.Count).Select(i => Sealed(i, column)).ToArray());
        }
        await command.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
        return rows.Count;
    }
}
