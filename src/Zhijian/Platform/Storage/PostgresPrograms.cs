using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Zhijian.Platform.Storage;

/// <summary>Where PostgreSQL's programs are on this machine, and how they are run as a person who may run them.</summary>
internal sealed record PostgresPrograms(int Version, string Folder)
{
    private const int OldestVersion = 15;
    private const string DebianPlace = "/usr/lib/postgresql";
    private static readonly string[] Needed = ["postgres", "initdb", "pg_ctl"];

    /// <summary>The server refuses to run as root; then it runs as the account that the Debian package made.</summary>
    public static string ServerAccount => Environment.IsPrivilegedProcess ? "postgres" : Environment.UserName;

    /// <summary>The newest version; for an existing cluster, the version that made it.</summary>
    public static async Task<PostgresPrograms> Find(int? clusterVersion, CancellationToken cancel)
    {
        var installed = InDebianPlace().ToList();
        if (installed.Count == 0 && await OnPath(cancel) is { } found)
        {
            installed.Add(found);
        }

        var usable = installed.Where(programs => programs.Version >= OldestVersion).ToList();
        if (usable.Count == 0)
        {
            throw new PostgresUnavailableException(PostgresTexts.Missing(installed.Select(programs => programs.Version).DefaultIfEmpty(0).Max()));
        }

        return clusterVersion is not { } needed
            ? usable.MaxBy(programs => programs.Version)!
            : usable.Find(programs => programs.Version == needed) ?? throw new PostgresUnavailableException(PostgresTexts.OtherVersion(needed));
    }

    /// <summary>Runs one of PostgreSQL's programs as the server's account and gives what it printed; fails if the program failed.</summary>
    public async Task<string> Run(string program, string workingFolder, IEnumerable<string> arguments, CancellationToken cancel)
    {
        var finished = await RunAsServer(Path.Combine(Folder, program), workingFolder, arguments, input: null, cancel);
        return finished.ExitCode == 0
            ? finished.Output
            : throw new PostgresUnavailableException(PostgresTexts.Failed(program, finished.Output));
    }

    /// <summary>Runs a program as the server's account.</summary>
    public static Task<Finished> RunAsServer(string program, string workingFolder, IEnumerable<string> arguments, string? input, CancellationToken cancel)
    {
        var (first, all) = AsServer(program, arguments);
        return RunAsUs(first, workingFolder, all, input, cancel);
    }

    /// <summary>What to start, with which arguments, so that a program runs as the server's account.</summary>
    public static (string Program, IEnumerable<string> Arguments) AsServer(string program, IEnumerable<string> arguments) => Environment.IsPrivilegedProcess
        ? ("setpriv", [$"--reuid={ServerAccount}", $"--regid={ServerAccount}", "--init-groups", "--inh-caps=-all", "--", program, .. arguments])
        : (program, arguments);

    /// <summary>Runs a program as ourselves.</summary>
    public static async Task<Finished> RunAsUs(string program, string workingFolder, IEnumerable<string> arguments, string? input, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = workingFolder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
        };
        KeepEnvironmentNeutral(start);

        using var process = Process.Start(start) ?? throw new InvalidOperationException(program);
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var errors = process.StandardError.ReadToEndAsync(cancel);
        await process.StandardInput.WriteAsync(input.AsMemory(), cancel);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancel);
        return new Finished(process.ExitCode, (await output + await errors).Trim());
    }

    /// <summary>PGPORT, PGDATA and the like, set for another server, must not steer this one; messages must be in a language we know.</summary>
    private static void KeepEnvironmentNeutral(ProcessStartInfo start)
    {
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal) || name.StartsWith("LC_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["LC_ALL"] = "C.UTF-8";
    }

    private static IEnumerable<PostgresPrograms> InDebianPlace()
    {
        if (!Directory.Exists(DebianPlace))
        {
            yield break;
        }

        foreach (var folder in Directory.GetDirectories(DebianPlace))
        {
            var programs = Path.Combine(folder, "bin");
            if (int.TryParse(Path.GetFileName(folder), out var version) && HoldsServer(programs))
            {
                yield return new PostgresPrograms(version, programs);
            }
        }
    }

    private static async Task<PostgresPrograms?> OnPath(CancellationToken cancel)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        var folder = folders.FirstOrDefault(HoldsServer);
        if (folder is null)
        {
            return null;
        }

        // Prints "postgres (PostgreSQL) 15.14 (…)".
        var answer = await RunAsUs(Path.Combine(folder, "postgres"), "/", ["--version"], input: null, cancel);
        var digits = answer.Output.SkipWhile(letter => !char.IsAsciiDigit(letter)).TakeWhile(char.IsAsciiDigit).ToArray();
        return int.TryParse(digits, out var version) ? new PostgresPrograms(version, folder) : null;
    }

    private static bool HoldsServer(string folder) =>
        Needed.All(program => File.Exists(Path.Combine(folder, program)));

    /// <summary>How a program ended and what it printed.</summary>
    internal readonly record struct Finished(int ExitCode, string Output);
}
