using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;

namespace Zhijian.Platform.Storage;

/// <summary>
/// Brings the schema up to date: numbered plain SQL scripts of the platform and each module, in order, in one transaction under one advisory lock.
/// A script that ran once may never change (its checksum is kept); an older program refuses a newer schema.
/// </summary>
public sealed class SchemaRunner(string ownerConnection, string applicationRole)
{
    private const long Lock = 0x5A_48_49_4A;

    /// <summary>All scripts of this program, by number.</summary>
    public static IReadOnlyList<SchemaScript> Scripts { get; } = Read();

    /// <summary>Runs what is missing; answers the number of scripts run.</summary>
    /// <exception cref="SchemaException">A script changed after it ran, or the schema is newer than the program.</exception>
    public async Task<int> Run(CancellationToken cancel)
    {
        await using var source = NpgsqlDataSource.Create(ownerConnection);
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.ExecuteAsync("select pg_advisory_xact_lock(@Lock)", new { Lock }, transaction);
        await connection.ExecuteAsync("create table if not exists schema_script (number int primary key, name text not null, checksum text not null, ran_at timestamptz not null default now())", transaction: transaction);
        await connection.ExecuteAsync($"grant usage on schema public to \"{applicationRole}\"; grant select on schema_script to \"{applicationRole}\"; alter default privileges in schema public grant select, insert, update, delete on tables to \"{applicationRole}\"; alter default privileges in schema public grant usage, select on sequences to \"{applicationRole}\"", transaction: transaction);
        await connection.ExecuteAsync($"set local zhijian.application_role = '{applicationRole}'", transaction: transaction);
        var ran = (await connection.QueryAsync<(int Number, string Name, string Checksum)>("select number, name, checksum from schema_script", transaction: transaction)).ToDictionary(r => r.Number);
        foreach (var (number, name, checksum) in ran.Values)
        {
            var known = Scripts.FirstOrDefault(s => s.Number == number)
                ?? throw new SchemaException($"The database holds schema script {name}, which this program does not know: the program is older than its data. Start the newer program. Nothing was changed. 数据库比程序新，请启动新版本程序；数据未改动。");
            if (known.Checksum != checksum)
            {
                throw new SchemaException($"Schema script {name} was changed after it ran. Put it back and add a new script instead. Nothing was changed. 脚本在执行后被改动，请还原并另加新脚本；数据未改动。");
            }
        }
        var missing = Scripts.Where(s => !ran.ContainsKey(s.Number)).ToList();
        foreach (var script in missing)
        {
            try
            {
                // Without a limit: a script may have to write every row of years.
                await connection.ExecuteAsync(new CommandDefinition(script.Sql, transaction: transaction, commandTimeout: 0, cancellationToken: cancel));
            }
            catch (PostgresException problem)
            {
                throw new SchemaException($"Schema script {script.Name} failed: {problem.MessageText} (at character {problem.Position}). Nothing was changed.", problem);
            }
            await connection.ExecuteAsync("insert into schema_script(number, name, checksum) values (@Number, @Name, @Checksum)", new { script.Number, script.Name, script.Checksum }, transaction);
        }
        await transaction.CommitAsync(cancel);
        return missing.Count;
    }

    private static List<SchemaScript> Read()
    {
        var assembly = typeof(SchemaRunner).Assembly;
        var scripts = assembly.GetManifestResourceNames().Where(n => n.EndsWith(".sql", StringComparison.Ordinal) && n.Contains(".Schema.", StringComparison.Ordinal))
            .Select(n => ReadOne(assembly, n)).OrderBy(s => s.Number).ToList();
        return scripts.Select(s => s.Number).Distinct().Count() == scripts.Count
            ? scripts
            : throw new SchemaException("Two schema scripts have the same number: " + string.Join(", ", scripts.Select(s => s.Name)));
    }

    private static SchemaScript ReadOne(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        var sql = reader.ReadToEnd();
        var name = resource[(resource.IndexOf(".Schema.", StringComparison.Ordinal) + ".Schema.".Length)..^".sql".Length];
        return new SchemaScript(int.Parse(name[..4]), name, sql, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql))));
    }
}

/// <summary>One numbered script.</summary>
public sealed record SchemaScript(int Number, string Name, string Sql, string Checksum);

/// <summary>The schema can't be brought up to date; the message says what to do.</summary>
public sealed class SchemaException : Exception
{
    public SchemaException(string message)
        : base(message)
    {
    }

    public SchemaException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public SchemaException()
    {
    }
}
