using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Faults;

/// <summary>The real program as a process of its own on its own data folder, so that it and its database can be killed.</summary>
internal sealed class KilledServer : IAsyncDisposable
{
    private static readonly TimeSpan StartMayTake = TimeSpan.FromSeconds(90);
    private readonly int _port = FreePort();
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _said = new();
    private Process? _process;

    /// <summary>What the program is told besides its folder and address.</summary>
    public Dictionary<string, string> Settings { get; } = [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("zhijian-killed-").FullName;

    public Uri Address => new($"http://127.0.0.1:{_port}");

    /// <summary>Opens the database of the folder beside the program; it goes on running while either uses it.</summary>
    public Task<EmbeddedPostgres> Database() => EmbeddedPostgres.Start(Folder, new PostgresOptions(), NullLogger.Instance, CancellationToken.None);

    /// <summary>Looks into the database beside the program and leaves it again.</summary>
    public async Task<T> InDatabase<T>(Func<EmbeddedPostgres, Task<T>> look)
    {
        await using var database = await Database();
        return await look(database);
    }

    /// <summary>Starts the program and returns when it says its address.</summary>
    public async Task Start()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Folder };
        start.ArgumentList.Add(Path.Combine(World.Repository, "src", "Zhijian", "bin", "Debug", "net10.0", "Zhijian.dll"));
        start.ArgumentList.Add("serve");
        start.ArgumentList.Add("--empty");
        start.Environment["ZHIJIAN_DATA"] = Folder;
        // A few accounts stand for many people.
        start.Environment["Zhijian__Limits__ActionsPerSession"] = start.Environment["Zhijian__Limits__ActionsPerAccount"] = "0";
        start.Environment["ZHIJIAN_URLS"] = Address.ToString().TrimEnd('/');
        foreach (var (name, value) in Settings)
        {
            start.Environment[name] = value;
        }
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        _process.BeginErrorReadLine();
        using var patience = new CancellationTokenSource(StartMayTake);
        while (await _process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Contains(_port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))
            {
                _ = Listen(_process.StandardOutput);
                return;
            }
        }
        throw new InvalidOperationException("The program ended before it served.");
    }

    /// <summary>What program and database wrote last, for whoever has to find out why a test failed.</summary>
    public string LastWords()
    {
        var logs = Directory.EnumerateFiles(Folder, "*.log", SearchOption.AllDirectories).OrderBy(File.GetLastWriteTimeUtc).TakeLast(2);
        return string.Join('\n', logs.SelectMany(f => File.ReadLines(f).TakeLast(25)).Concat(_said.TakeLast(25)));
    }

    /// <summary>kill -9.</summary>
    public async Task Kill()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
    }

    /// <summary>kill -9 of the database's first process, which takes all its children with it.</summary>
    public static void KillDatabase(int postmaster)
    {
        using var process = Process.GetProcessById(postmaster);
        process.Kill();
    }

    public static async Task<int> Postmaster(EmbeddedPostgres server)
    {
        await using var connection = new NpgsqlConnection(server.MaintenanceConnection);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int", connection);
        return (int)(await command.ExecuteScalarAsync())!;
    }

    private async Task Listen(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            _said.Enqueue(line);
        }
    }

    /// <summary>Neither program nor database runs any more; what can be removed of the folder is removed.</summary>
    public async Task End()
    {
        await Kill();
        try
        {
            await EmbeddedPostgres.RemoveForsaken(Folder, CancellationToken.None);
        }
        catch (IOException)
        {
            // The folder is a disk of its own.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await End();
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
