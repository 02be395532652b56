using System.Diagnostics;
using Zhijian.Testing;

namespace Zhijian.Platform.Hosting;

/// <summary>Whatever falls, no image of a memory that holds keys is left on the disk.</summary>
public sealed class MemoryImagesTests
{
    [Theory]
    [InlineData("Max core file size        0                    0                    bytes", false)]
    [InlineData("Max core file size        0                    unlimited            bytes", false)]
    [InlineData("Max core file size        unlimited            unlimited            bytes", true)]
    [InlineData("Max core file size        1024                 unlimited            bytes", true)]
    [InlineData("Max cpu time              unlimited            unlimited            seconds", true)]
    public void What_the_system_allows_is_read(string line, bool leaves) => Assert.Equal(leaves, Health.LeavesMemoryImages([line]));

    /// <summary>The script itself, with a program in place of .NET that tells what it may leave behind.</summary>
    [Fact]
    public async Task The_script_that_starts_everything_forbids_it()
    {
        var lines = (await File.ReadAllLinesAsync(Path.Combine(World.Repository, "run"), TestContext.Current.CancellationToken)).ToList();
        var from = lines.FindIndex(l => l.StartsWith("ulimit ", StringComparison.Ordinal));
        var start = lines.FindIndex(l => l.StartsWith("exec dotnet", StringComparison.Ordinal));
        Assert.InRange(from, 0, start);
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", $"ulimit -S -c unlimited 2>/dev/null; root=/; {string.Join('\n', lines[from..start])}\nexec cat /proc/self/limits"]) { RedirectStandardOutput = true })!;
        var said = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.False(Health.LeavesMemoryImages(said.Split('\n')));
    }
}
