using System.Diagnostics;
using System.Text.RegularExpressions;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;
using Zhijian.Testing;

namespace Zhijian.Security;

/// <summary>One planted fault: which protection it takes away, where it is put, and which ordinary tests must notice. Written in <c>tests/sabotage/faults.yaml</c>.</summary>
internal sealed class PlantedFault
{
    public string Fault { get; set; } = "";

    public string TakesAway { get; set; } = "";

    public string File { get; set; } = "";

    public string Find { get; set; } = "";

    public string Put { get; set; } = "";

    public List<string> CaughtBy { get; set; } = [];

    public static IReadOnlyList<PlantedFault> All { get; } = Read();

    private static List<PlantedFault> Read()
    {
        using var text = System.IO.File.OpenText(Path.Combine(World.Repository, "tests", "sabotage", "faults.yaml"));
        return new DeserializerBuilder().WithNamingConvention(HyphenatedNamingConvention.Instance).Build().Deserialize<List<PlantedFault>>(text);
    }
}

/// <summary>A copy of the sources with every fault in it, each behind a switch of its own; built once, run with one fault at a time. The product itself is never touched.</summary>
internal sealed partial class SabotagedCopy
{
    private const string Switch = "ZHIJIAN_SABOTAGE";
    private static readonly string[] Parts = ["src", "tests", "tools", "rules", "standards", "docs", "Directory.Build.props", "Directory.Packages.props", "Zhijian.slnx", "global.json", ".editorconfig", "nuget.config", "NuGet.config"];
    private static readonly string Folder = Path.Combine(World.Repository, "tests", "Zhijian.Tests", "obj", "sabotage");

    private const string Faults =
        $$"""
        namespace Zhijian;

        /// <summary>Stands in the sabotaged copy alone.</summary>
        internal static class Sabotage
        {
            private static readonly string? Chosen = Environment.GetEnvironmentVariable("{{Switch}}");

            public static bool Is(string fault) => Chosen == fault;
        }

        """;

    /// <summary>Copies, plants and builds; what has not changed since the last time is left as it is.</summary>
    public static async Task<SabotagedCopy> Build()
    {
        HashSet<string> wanted = [];
        foreach (var file in Parts.SelectMany(FilesOf))
        {
            Write(file, Planted(file), wanted);
        }
        Write(Path.Combine("src", "Zhijian", "Sabotage.cs"), System.Text.Encoding.UTF8.GetBytes(Faults), wanted);
        foreach (var left in Directory.EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories).Where(f => !IsBuilt(f[Folder.Length..]) && !wanted.Contains(f)))
        {
            File.Delete(left);
        }
        var (code, text) = await Run("dotnet", ["build", "tests/Zhijian.Tests", "-v", "q", "-nologo"], null);
        Assert.True(code == 0, $"The sabotaged copy can't be built: a fault no longer fits where it is put.\n{text}");
        return new SabotagedCopy();
    }

    /// <summary>Runs tests with a fault, or with none: how many ran, and which failed.</summary>
    public async Task<(int Ran, List<string> Failed)> Test(string? fault, IEnumerable<string> tests)
    {
        var (_, text) = await Run(
            Path.Combine(Folder, "tests", "Zhijian.Tests", "bin", "Debug", "net10.0", "Zhijian.Tests"),
            ["-noLogo", "-noColor", .. fault is null ? Array.Empty<string>() : ["-stopOnFail"], .. tests.SelectMany(t => new[] { "-method", t.Split('.')[^1].Contains('_', StringComparison.Ordinal) ? $"Zhijian.{t}" : $"Zhijian.{t}.*" })], fault);
        return (Total().Match(text) is { Success: true } total ? int.Parse(total.Groups[1].Value) : 0, [.. FailedTest().Matches(text).Select(m => m.Groups[1].Value)]);
    }

    /// <summary>The file as it stands in the copy.</summary>
    private static byte[] Planted(string file)
    {
        var faults = PlantedFault.All.Where(f => Path.Combine("src", "Zhijian", f.File) == file).ToList();
        if (faults.Count == 0)
        {
            return File.ReadAllBytes(Path.Combine(World.Repository, file));
        }
        var text = File.ReadAllText(Path.Combine(World.Repository, file));
        foreach (var fault in faults)
        {
            text = text.Replace(fault.Find, fault.Put.Replace("SABOTAGED", $"Zhijian.Sabotage.Is(\"{fault.Fault}\")", StringComparison.Ordinal), StringComparison.Ordinal);
        }
        return System.Text.Encoding.UTF8.GetBytes(text);
    }

    private static IEnumerable<string> FilesOf(string part)
    {
        var path = Path.Combine(World.Repository, part);
        return Directory.Exists(path)
            ? Directory.EnumerateFiles(path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Select(f => Path.GetRelativePath(World.Repository, f)).Where(f => !IsBuilt(f))
            : File.Exists(path) ? [part] : [];
    }

    private static bool IsBuilt(string path) => path.Split(Path.DirectorySeparatorChar).Any(p => p is "bin" or "obj" or "node_modules");

    private static void Write(string file, byte[] content, HashSet<string> wanted)
    {
        var to = Path.Combine(Folder, file);
        wanted.Add(to);
        if (File.Exists(to) && File.ReadAllBytes(to).AsSpan().SequenceEqual(content))
        {
            return;
        }
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.WriteAllBytes(to, content);
    }

    private static async Task<(int Code, string Text)> Run(string program, string[] arguments, string? fault)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment.Remove("ZHIJIAN_TEST_LONG");
        start.Environment[Switch] = fault ?? "";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await said + await complained);
    }

    [GeneratedRegex(@"Total: (\d+)")]
    private static partial Regex Total();

    [GeneratedRegex(@"^ *(Zhijian\.\S+?)(?:\(.*)? \[FAIL\]", RegexOptions.Multiline)]
    private static partial Regex FailedTest();
}
