using System.Diagnostics;
using Zhijian.Testing;

namespace Zhijian.Architecture;

/// <summary>The files of the checkout as the repository knows them: committed, or new and not ignored.</summary>
internal static class Files
{
    private static readonly Lazy<IReadOnlyList<string>> Known = new(List);

    /// <summary>Their paths from the checkout's root, with forward slashes.</summary>
    public static IReadOnlyList<string> Committed => Known.Value;

    public static string Text(string file) => File.ReadAllText(Path.Combine(World.Repository, file));

    private static List<string> List()
    {
        var start = new ProcessStartInfo("git", ["-c", "safe.directory=*", "-c", "core.quotepath=false", "ls-files", "--cached", "--others", "--exclude-standard"]) { WorkingDirectory = World.Repository, RedirectStandardOutput = true };
        using var git = Process.Start(start)!;
        var files = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(f => File.Exists(Path.Combine(World.Repository, f))).ToList();
        git.WaitForExit();
        Assert.True(files.Count > 100, "The checkout's own list of files could not be read.");
        return files;
    }
}
