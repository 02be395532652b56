using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Zhijian.Testing;

namespace Zhijian.Platform.Storage;

[SupportedOSPlatform("linux")]
public sealed class EmbeddedPostgresTests : IDisposable
{
    internal const string FolderVariable = "ZHIJIAN_TEST_FOLDER";
    internal static readonly PostgresOptions Small = new() { SharedBuffersMegabytes = 32 };
    private static readonly PostgresOptions Quick = Small with { Durable = false };
    private static readonly bool Long = TestRun.IsLong;
    private readonly string root = Directory.CreateTempSubdirectory("zhijian-server-").FullName;

    public EmbeddedPostgresTests() => LetOthersPass(root);

    private string Data => Path.Combine(root, "data");

    [Fact]
    public async Task What_was_written_is_there_after_a_clean_stop_and_a_second_start()
    {
        await using (var first = await Start(Data, Small))
        {
            await Execute(first.OwnerConnection, "create table note (id int primary key)", "insert into note values (7)");
        }

        await using var second = await Start(Data, Small);
        Assert.Equal([7], await Rows(second));
        Assert.Equal("on", await Ask(second.AppConnection, "show fsync"));
        Assert.Equal("on", await Ask(second.AppConnection, "show data_checksums"));
        Assert.Equal("off", await Ask(second.AppConnection, "show jit"));
        Assert.Equal("", await Ask(second.AppConnection, "show listen_addresses"));
    }

    [Fact]
    public async Task The_application_role_owns_nothing_and_may_not_walk_past_the_fence()
    {
        await using var server = await Start(Data, Quick);
        Assert.Equal(0L, await Ask(server.AppConnection, "select count(*) from pg_class where relowner = 'zhijian_app'::regrole"));
        Assert.Equal(0L, await Ask(server.AppConnection, "select count(*) from pg_roles where rolname like 'zhijian%' and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)"));
        Assert.Equal("zhijian_owner", await Ask(server.AppConnection, "select pg_get_userbyid(datdba)::text from pg_database where datname = 'zhijian'"));
    }

    [Fact]
    public async Task Other_accounts_of_the_machine_may_not_connect()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root may act as another account.");
        await using var server = await Start(Data, Quick);
        var host = new NpgsqlConnectionStringBuilder(server.AppConnection).Host!;
        string[] asNobody = ["--reuid=nobody", "--clear-groups", "psql", "-h", host, "-U", "zhijian_app", "-d", "zhijian", "-c", "select 1"];
        var refused = await PostgresPrograms.RunAsUs("setpriv", "/", asNobody, input: null, CancellationToken.None);
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("Permission denied", refused.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_programs_that_start_at_once_share_one_server_and_the_last_one_stops_it()
    {
        var both = await Task.WhenAll(Start(Data, Quick), Start(Data, Quick));
        var process = both[0].ProcessId;
        Assert.NotNull(process);
        await both[0].DisposeAsync();
        Assert.Equal(process, both[1].ProcessId);
        Assert.Equal(1, await Ask(both[1].AppConnection, "select 1"));
        await both[1].DisposeAsync();
        Assert.Null(both[1].ProcessId);
    }

    [Fact]
    public async Task A_folder_with_a_long_name_of_many_letters_is_no_obstacle()
    {
        var data = Path.Combine(root, "指尖 的 'data', $HOME; " + new string('长', 40));
        await using var server = await Start(data, Quick);
        Assert.Equal(1, await Ask(server.AppConnection, "select 1"));
        Assert.True(Directory.Exists(Path.Combine(data, "postgres", "base")));
    }

    [Fact]
    public async Task A_folder_that_the_server_account_cannot_enter_is_replaced_by_one_it_can_and_that_is_said_and_remembered()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only a server started by root runs as another account.");
        var closed = Path.Combine(root, "home");
        Directory.CreateDirectory(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var data = Path.Combine(closed, "data");
        string elsewhere;
        await using (var first = await Start(data, Quick))
        {
            elsewhere = Path.GetDirectoryName(Path.GetDirectoryName(first.LogFolder))!;
            Assert.Contains(data, first.Notice, StringComparison.Ordinal);
            Assert.Contains(elsewhere, first.Notice, StringComparison.Ordinal);
            await Execute(first.OwnerConnection, "create table note (id int primary key)", "insert into note values (8)");
        }

        await using (var second = await Start(data, Quick))
        {
            Assert.Equal([8], await Rows(second));
        }

        Directory.Delete(elsewhere, recursive: true);
    }

    [Fact]
    public async Task A_first_start_that_was_killed_in_the_middle_is_begun_again()
    {
        var unfinished = Path.Combine(Data, "postgres.new");
        Directory.CreateDirectory(unfinished);
        LetOthersPass(Data);
        await File.WriteAllTextAsync(Path.Combine(unfinished, "PG_VERSION"), "15\n", TestContext.Current.CancellationToken);
        await using var server = await Start(Data, Quick);
        Assert.Equal(1, await Ask(server.AppConnection, "select 1"));
        Assert.False(Directory.Exists(unfinished));
    }

    [Fact]
    public async Task A_process_file_that_names_a_stranger_does_not_keep_the_server_from_starting()
    {
        await using (await Start(Data, Quick))
        {
        }

        var stranger = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        await File.WriteAllTextAsync(Path.Combine(Data, "postgres", "postmaster.pid"), $"{stranger}\n{Data}/postgres\n1\n5432\n\n\n", TestContext.Current.CancellationToken);
        await using var server = await Start(Data, Quick);
        Assert.Equal(1, await Ask(server.AppConnection, "select 1"));
    }

    [Fact]
    public async Task Killing_the_server_in_the_middle_of_a_burst_loses_nothing_that_was_acknowledged()
    {
        var server = await Start(Data, Small);
        await Execute(server.OwnerConnection, "create table note (id int primary key)");
        var acknowledged = new ConcurrentBag<int>();
        for (var round = 0; round < (Long ? 100 : 4); round++)
        {
            var enough = new TaskCompletionSource();
            var writers = Enumerable.Range(0, 4).Select(writer => Write(server.OwnerConnection, (round * 4) + writer, acknowledged, 25, enough)).ToList();
            await enough.Task;
            Kill(server.ProcessId);
            await Task.WhenAll(writers);

            var next = await Start(Data, Small);
            await server.DisposeAsync();
            server = next;
            Assert.Empty(acknowledged.Except(await Rows(server)));
        }

        await server.DisposeAsync();
    }

    [Fact]
    public async Task Killing_the_program_leaves_a_server_that_the_next_start_joins_with_every_acknowledged_row()
    {
        for (var round = 0; round < (Long ? 30 : 2); round++)
        {
            using var program = StartHolder();
            var acknowledged = await ReadAcknowledged(program, 40);
            program.Kill();
            await program.WaitForExitAsync(TestContext.Current.CancellationToken);

            await using var server = await Start(Data, Small);
            Assert.Empty(acknowledged.Except(await Rows(server)));
            if (round % 2 == 1)
            {
                // The next program then meets a server that was killed as well.
                Kill(server.ProcessId);
            }
        }
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    internal static string AcknowledgedFile(string data) => Path.Combine(Path.GetDirectoryName(data)!, "acknowledged");

    private Process StartHolder()
    {
        File.WriteAllText(AcknowledgedFile(Data), "");
        string[] arguments = ["-method", $"{typeof(ServerHolder).FullName}.{nameof(ServerHolder.Hold_a_server_and_write_until_killed)}", "-explicit", "only"];
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Zhijian.Tests"), arguments) { RedirectStandardOutput = true };
        start.Environment[FolderVariable] = Data;
        return Process.Start(start)!;
    }

    private async Task<List<int>> ReadAcknowledged(Process program, int atLeast)
    {
        using var changes = new FileSystemWatcher(root, "acknowledged") { EnableRaisingEvents = true };
        var enough = new TaskCompletionSource();
        changes.Changed += (_, _) => Look();
        program.EnableRaisingEvents = true;
        program.Exited += (_, _) => enough.TrySetException(new InvalidOperationException("The child ended: " + program.StandardOutput.ReadToEnd()));
        Look();
        await enough.Task;
        return Acknowledged();

        void Look()
        {
            if (Acknowledged().Count >= atLeast)
            {
                enough.TrySetResult();
            }
        }

        // The last line may be half written: its row was acknowledged, but its number may be cut.
        List<int> Acknowledged() => File.ReadAllText(AcknowledgedFile(Data)).Split('\n').SkipLast(1).Select(line => int.Parse(line, CultureInfo.InvariantCulture)).ToList();
    }

    private static async Task Write(string connectionString, int series, ConcurrentBag<int> acknowledged, int enough, TaskCompletionSource reached)
    {
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync();
            for (var n = 0; ; n++)
            {
                var id = (series * 1_000_000) + n;
                await using var command = new NpgsqlCommand($"insert into note values ({id})", connection);
                await command.ExecuteNonQueryAsync();
                acknowledged.Add(id);
                if (n == enough)
                {
                    reached.TrySetResult();
                }
            }
        }
        catch (NpgsqlException)
        {
            // The server was killed under it.
        }
    }

    private static void Kill(int? id)
    {
        Assert.NotNull(id);
        using var process = Process.GetProcessById(id.Value);
        process.Kill();
    }

    private static void LetOthersPass(string folder) => File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.OtherExecute);

    internal static Task<EmbeddedPostgres> Start(string data, PostgresOptions options) =>
        EmbeddedPostgres.Start(data, options, NullLogger.Instance, CancellationToken.None);

    internal static async Task<List<int>> Rows(EmbeddedPostgres server)
    {
        await using var connection = new NpgsqlConnection(server.OwnerConnection);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select id from note order by id", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<int>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetInt32(0));
        }

        return rows;
    }

    private static async Task<object?> Ask(string connectionString, string query)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(query, connection);
        return await command.ExecuteScalarAsync();
    }

    internal static async Task Execute(string connectionString, params string[] statements)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync();
        }
    }
}

/// <summary>Run by the test above in a process of its own, until it is killed.</summary>
[SupportedOSPlatform("linux")]
public sealed class ServerHolder
{
    [Fact(Explicit = true)]
    public async Task Hold_a_server_and_write_until_killed()
    {
        var data = Environment.GetEnvironmentVariable(EmbeddedPostgresTests.FolderVariable);
        Assert.SkipWhen(data is null, "Runs only as the other test's child.");
        await using var server = await EmbeddedPostgresTests.Start(data, EmbeddedPostgresTests.Small);
        await EmbeddedPostgresTests.Execute(server.OwnerConnection, "create table if not exists note (id int primary key)");
        for (var id = (await EmbeddedPostgresTests.Rows(server)).DefaultIfEmpty(0).Max() + 1; ; id++)
        {
            await EmbeddedPostgresTests.Execute(server.OwnerConnection, $"insert into note values ({id})");
            await File.AppendAllTextAsync(EmbeddedPostgresTests.AcknowledgedFile(data), $"{id}\n");
        }
    }
}
