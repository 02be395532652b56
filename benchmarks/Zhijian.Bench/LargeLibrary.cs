using Npgsql;

namespace Zhijian.Bench;

/// <summary>A library as large as that of a big institution after years: the released items of the demonstration, many times over, each with its own title and moment.</summary>
internal static class LargeLibrary
{
    /// <summary>Released items in all; the same share of a smaller university.</summary>
    public static int Items(Options options) => Math.Max(5000, 200_000 * options.Organisations / 5000);

    /// <summary>Brings the library to its size; what is there already stays.</summary>
    public static async Task Fill(string ownerConnection, int items)
    {
        await using var connection = new NpgsqlConnection(ownerConnection);
        await connection.OpenAsync();
        await using (var scope = new NpgsqlCommand("set zhijian.scope1 = '1.'", connection))
        {
            await scope.ExecuteNonQueryAsync();
        }
        await using var command = new NpgsqlCommand(
            $"""
            create temp table copied as
              select e.item_id as old, gen_random_uuid() as id, n, e.released_at - n * interval '3 hours' as at
              from generate_series(1, 1000) n, (select item_id, released_at from library_edition where state = 'Current' order by item_id limit 5000) e
              order by n, e.item_id limit greatest(0, {items} - (select count(*) from library_edition where state = 'Current'));
            insert into library_item select (jsonb_populate_record(i, jsonb_build_object('id', c.id, 'title', i.title || ' ' || c.n))).* from copied c join library_item i on i.id = c.old;
            insert into library_edition select (jsonb_populate_record(e, jsonb_build_object('item_id', c.id, 'number', 1, 'title', e.title || ' ' || c.n, 'released_at', c.at))).*
              from copied c join library_edition e on e.item_id = c.old and e.state = 'Current';
            insert into library_search(item_id, number, edition_path, words, title_letters)
              select c.id, 1, s.edition_path, s.words || c.n::text, title_parts(e.title || ' ' || c.n) from copied c join library_edition e on e.item_id = c.old and e.state = 'Current' join library_search s on s.item_id = e.item_id and s.number = e.number;
            """, connection) { CommandTimeout = 1200 };
        if (await command.ExecuteNonQueryAsync() <= 0)
        {
            return;
        }
        foreach (var table in new[] { "library_item", "library_edition", "library_search" })
        {
            await using var vacuum = new NpgsqlCommand($"vacuum analyze {table}", connection) { CommandTimeout = 600 };
            await vacuum.ExecuteNonQueryAsync();
        }
    }
}
