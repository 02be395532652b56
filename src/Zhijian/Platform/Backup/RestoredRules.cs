using Dapper;
using Npgsql;

namespace Zhijian.Platform.Backup;

/// <summary>Whether the rows of a restored database keep the rules of its schema: every row that is pointed at is there, every check holds. PostgreSQL itself looks only when rows are written.</summary>
internal static class RestoredRules
{
    /// <summary>One question for each foreign key and each check, which answers with the rule's name where a row breaks it.</summary>
    private const string Questions =
        """
        select format('select %L where exists (select from %s c where %s and not exists (select from %s p where %s))',
          con.conrelid::regclass || '.' || con.conname, con.conrelid::regclass, string_agg(format('c.%I is not null', child.attname), ' and '), con.confrelid::regclass, string_agg(format('p.%I = c.%I', parent.attname, child.attname), ' and '))
        from pg_constraint con cross join lateral unnest(con.conkey, con.confkey) as k(child, parent)
          join pg_attribute child on child.attrelid = con.conrelid and child.attnum = k.child join pg_attribute parent on parent.attrelid = con.confrelid and parent.attnum = k.parent
        where con.contype = 'f' and con.connamespace = 'public'::regnamespace group by con.oid, con.conname, con.conrelid, con.confrelid
        union all
        select format('select %L where exists (select from %s where not (%s))', conrelid::regclass || '.' || conname, conrelid::regclass, pg_get_expr(conbin, conrelid))
        from pg_constraint where contype = 'c' and conrelid <> 0 and connamespace = 'public'::regnamespace
        """;

    /// <exception cref="BackupException">Rows break a rule; each is named.</exception>
    public static async Task Check(NpgsqlConnection connection)
    {
        List<string> broken = [];
        foreach (var question in (await connection.QueryAsync<string>(Questions)).ToList())
        {
            broken.AddRange(await connection.QueryAsync<string>(question, commandTimeout: 0));
        }
        if (broken.Count > 0)
        {
            throw new BackupException("Rows break the rules of the schema: " + string.Join(", ", broken) + ". 恢复出的数据违反表结构规则。");
        }
    }
}
