using Dapper;
using Npgsql;

namespace Zhijian.Storage;

/// <summary>What the database itself says about its tables.</summary>
internal sealed class Catalog
{
    public required IReadOnlyList<Column> Columns { get; init; }

    public required IReadOnlyList<Table> Tables { get; init; }

    public required IReadOnlyList<ForeignKey> ForeignKeys { get; init; }

    public required IReadOnlyList<(string Table, string Definition)> Checks { get; init; }

    public IEnumerable<Table> Fenced => Tables.Where(t => Columns.Any(c => c.Table == t.Name && c.Name == "path"));

    public IEnumerable<Column> Of(string table) => Columns.Where(c => c.Table == table);

    public static async Task<Catalog> Read(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        return new Catalog
        {
            Columns = (await connection.QueryAsync<Column>(
                """
                select c.relname as "Table", a.attname as Name, format_type(a.atttypid, a.atttypmod) as Type, not a.attnotnull as IsNullable,
                       a.atthasdef as HasDefault, a.attidentity <> '' as IsIdentity, a.attgenerated <> '' as IsGenerated, coalesce(l.collname, '') as Collation
                from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace left join pg_collation l on l.oid = a.attcollation
                where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0 and not a.attisdropped
                order by c.relname, a.attnum
                """)).AsList(),
            Tables = (await connection.QueryAsync<Table>(
                """
                select c.relname as Name, pg_get_userbyid(c.relowner) as Owner, c.relrowsecurity as HasPolicies, c.relforcerowsecurity as IsForced,
                       coalesce((select string_agg(p.polcmd::text, '') from pg_policy p where p.polrelid = c.oid and p.polpermissive), '') as Policies,
                       exists (select from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0] where i.indrelid = c.oid and a.attname = 'path') as LeadsWithPath
                from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition order by c.relname
                """)).AsList(),
            ForeignKeys = (await connection.QueryAsync<ForeignKey>(
                """
                select c.relname as "Table", a.attname as "Column", f.relname as Target, k.condeferrable and k.condeferred as IsDeferred
                from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class f on f.oid = k.confrelid join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
                where k.contype = 'f' and array_length(k.conkey, 1) = 1
                """)).AsList(),
            Checks = (await connection.QueryAsync<(string, string)>("select conrelid::regclass::text, pg_get_constraintdef(oid) from pg_constraint where contype = 'c' and conrelid <> 0")).AsList(),
        };
    }

    internal sealed record Column(string Table, string Name, string Type, bool IsNullable, bool HasDefault, bool IsIdentity, bool IsGenerated, string Collation);

    internal sealed record Table(string Name, string Owner, bool HasPolicies, bool IsForced, string Policies, bool LeadsWithPath);

    internal sealed record ForeignKey(string Table, string Column, string Target, bool IsDeferred);
}
