using System.Text.RegularExpressions;
using Zhijian.Testing;

namespace Zhijian.Architecture;

/// <summary>What is committed works on every machine: no path of one machine, no foreign host that a page or a program would call, nothing left lying about.</summary>
public sealed partial class CommittedFilesTests
{
    /// <summary>Hosts that may stand in the files, each with the reason. Nothing of it is called at run time.</summary>
    private static readonly Dictionary<string, string> Hosts = new()
    {
        ["schemas.openxmlformats.org"] = "names of the vocabularies in a workbook (ECMA-376)",
        ["purl.org"] = "the same",
        ["127.0.0.1"] = "the address the program listens on",
        ["localhost"] = "the address of tests in process",
        ["www.w3.org"] = "names of XML formats",
        ["www.sitemaps.org"] = "the name of the format of site maps",
        ["www.apache.org"] = "the license",
        ["dotnet.microsoft.com"] = "where a newcomer gets the SDK",
        ["tabler.io"] = "where the names of the icons are listed",
        ["nodejs.org"] = "where a newcomer gets Node",
    };

    /// <summary>The lock files of packages name their registry and where their authors take donations.</summary>
    private static readonly string[] Locked = ["web/package-lock.json", "tests/lighthouse/package-lock.json"];

    [Fact]
    public void No_file_names_a_path_of_one_machine()
    {
        Assert.Equal(4, Paths("a", "/home/" + "ann/x C:\\\\Users\\ann /tmp/" + "wt/x \"/root/" + "y\"").Count());
        Breaches.None(Texts().Where(t => !Locked.Contains(t.File)).SelectMany(t => Paths(t.File, t.Text)).Where(b => !b.StartsWith("src/Zhijian/Platform/Files/FileTypeTests.cs", StringComparison.Ordinal)));
    }

    [Fact]
    public void No_file_names_a_foreign_host()
    {
        Assert.NotEmpty(Foreign("a", "https:" + "//fonts.elsewhere.com/x"));
        Breaches.None(Texts().Where(t => !Locked.Contains(t.File)).SelectMany(t => Foreign(t.File, t.Text)));
        Breaches.None(Locked.SelectMany(l => Resolved().Matches(Files.Text(l)).Select(m => m.Groups[1].Value).Where(h => h != "registry.npmjs.org").Select(h => $"{l}: packages come from {h}")));
    }

    [Fact]
    public void Nothing_lies_about_that_no_one_needs()
    {
        Assert.NotEmpty(Stray(["a/b.orig", "x.log", "notes.tmp", "src/.DS_Store", "core"]));
        Breaches.None(Stray(Files.Committed));
    }

    private static IEnumerable<string> Stray(IEnumerable<string> files) => files.Where(f => StrayName().IsMatch(f)).Select(f => $"{f} lies about");

    private static IEnumerable<(string File, string Text)> Texts() => Files.Committed.Where(f => !f.EndsWith(".png", StringComparison.Ordinal)).Select(f => (f, Files.Text(f)));

    private static IEnumerable<string> Paths(string file, string text) => MachinePath().Matches(text).Select(m => $"{file}: {m.Value}");

    private static IEnumerable<string> Foreign(string file, string text) =>
        Host().Matches(text).Select(m => m.Groups[1].Value).Where(h => !Hosts.ContainsKey(h) && !h.EndsWith(".example", StringComparison.Ordinal)).Select(h => $"{file}: {h}");

    [GeneratedRegex(@"(?<![\w.~}])/(?:home|root|Users|work|tmp)/[\w.-]+|\b[A-Z]:\\{1,2}[A-Za-z]\w+")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"https?://([A-Za-z0-9][A-Za-z0-9.-]*[A-Za-z0-9])")]
    private static partial Regex Host();

    [GeneratedRegex("\"resolved\": \"https?://([^/]+)/")]
    private static partial Regex Resolved();

    [GeneratedRegex(@"(^|/)(\.DS_Store|Thumbs\.db|core)$|\.(orig|rej|log|tmp|bak|swp|user|suo|pid|keep)$|~$")]
    private static partial Regex StrayName();
}
