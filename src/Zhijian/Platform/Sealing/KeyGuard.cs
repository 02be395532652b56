using Npgsql;

namespace Zhijian.Platform.Sealing;

/// <summary>Keeps a database and the keys that sealed it together: with other keys, or none, the program does not start.</summary>
public static class KeyGuard
{
    private const string Setting = "sealing-keys";

    /// <summary>Makes the keys of a new institution, or checks that these are the ones that sealed the data.</summary>
    /// <exception cref="SealingException">The key file is missing, another institution's, or readable by others.</exception>
    public static async Task Check(string connectionString, KeyFile file, CancellationToken cancel)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        var known = await Known(source, cancel);
        if (known is null)
        {
            await using var first = source.CreateCommand("insert into setting(name, value) values ($1, $2) on conflict (name) do nothing");
            first.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Setting });
            first.Parameters.Add(new NpgsqlParameter<string> { TypedValue = file.Open().Fingerprint });
            await first.ExecuteNonQueryAsync(cancel);
            known = await Known(source, cancel);
        }
        if (!file.Exists)
        {
            throw new SealingException($"The keys of the sealed data are missing: {file.Path}. Put the file back from your safe, then start again. Nothing was changed. 密封数据的密钥文件缺失，请从保管处恢复后再启动；数据未改动。");
        }
        if (file.Open().Fingerprint != known)
        {
            throw new SealingException($"The keys in {file.Path} are not those that sealed this data. Put the right file back, then start again. Nothing was changed. 密钥文件与数据不符，请放回正确的文件后再启动；数据未改动。");
        }
    }

    private static async Task<string?> Known(NpgsqlDataSource source, CancellationToken cancel)
    {
        await using var command = source.CreateCommand("select value from setting where name = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Setting });
        return (string?)await command.ExecuteScalarAsync(cancel);
    }
}
