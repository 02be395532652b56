using System.Text;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;
using Zhijian.Testing;

namespace Zhijian.Security;

/// <summary>
/// docs/security/asvs.md says of each requirement of the OWASP ASVS 5.0, levels 1 and 2, which test or document shows it, why it does not apply, or that it is open.
/// Written from standards/asvs-5.0.yaml; renewed with ZHIJIAN_WRITE_CATALOGUE=1.
/// </summary>
public sealed class AsvsTests
{
    private const int Level1 = 70;
    private const int Level2 = 183;
    private static readonly string Table = Path.Combine(World.Repository, "docs", "security", "asvs.md");

    private static readonly Dictionary<string, string> Chapters = new()
    {
        ["V1"] = "Encoding and cleaning", ["V2"] = "Validation and business logic", ["V3"] = "Browser", ["V4"] = "Interface", ["V5"] = "Files", ["V6"] = "Signing in", ["V7"] = "Sessions", ["V8"] = "Rights", ["V9"] = "Tokens that carry their content",
        ["V10"] = "OAuth and OpenID Connect", ["V11"] = "Cryptography", ["V12"] = "Communication", ["V13"] = "Configuration", ["V14"] = "Data protection", ["V15"] = "Code and architecture", ["V16"] = "Logging and errors", ["V17"] = "WebRTC",
    };

    private readonly List<Requirement> _all = Read();

    [Fact]
    public void Every_requirement_is_answered_once_and_every_answer_can_be_looked_up()
    {
        var tests = typeof(AsvsTests).Assembly.GetTypes().SelectMany(t => t.GetMethods().Select(m => $"{t.FullName}.{m.Name}").Append(t.FullName!)).ToHashSet();

        Assert.Equal(Level1, _all.Count(r => r.Level == 1));
        Assert.Equal(Level2, _all.Count(r => r.Level == 2));
        Breaches.None(_all.GroupBy(r => r.Id).Where(g => g.Count() > 1).Select(g => $"{g.Key} stands there twice")
            .Concat(_all.Where(r => r.Asks.Length == 0 || r.Answers.Count(a => a.Length > 0) != 1).Select(r => $"{r.Id} has no answer, or more than one"))
            .Concat(_all.SelectMany(r => r.Tests.Where(t => !tests.Contains("Zhijian." + t)).Select(t => $"{r.Id}: there is no test {t}")))
            .Concat(_all.Where(r => r.Document.Length > 0 && !File.Exists(Path.Combine(World.Repository, r.Document))).Select(r => $"{r.Id}: there is no {r.Document}")));
    }

    [Fact]
    public void The_table_is_as_the_list()
    {
        var table = Written();
        if (Environment.GetEnvironmentVariable("ZHIJIAN_WRITE_CATALOGUE") == "1")
        {
            File.WriteAllText(Table, table);
        }
        foreach (var level in new[] { 1, 2 })
        {
            var of = _all.Where(r => r.Level == level).ToList();
            Console.WriteLine($"figure asvs-level-{level}-tested {of.Count(r => r.Test.Length > 0)}");
            Console.WriteLine($"figure asvs-level-{level}-documented {of.Count(r => r.Document.Length > 0)}");
            Console.WriteLine($"figure asvs-level-{level}-not-applicable {of.Count(r => r.NotApplicable.Length > 0)}");
            Console.WriteLine($"figure asvs-level-{level}-open {of.Count(r => r.Open.Length > 0)} 0 {(of.Any(r => r.Open.Length > 0) ? "short" : "met")}");
        }
        Assert.True(table == File.ReadAllText(Table), "docs/security/asvs.md is stale: ZHIJIAN_WRITE_CATALOGUE=1 ./test -class '*AsvsTests'");
    }

    private string Written()
    {
        var text = new StringBuilder("# OWASP ASVS 5.0, levels 1 and 2\n\nWhat each requirement asks, in our own words, and what shows that it is met. Written from `standards/asvs-5.0.yaml`; a test fails when this table is stale, when a test it names is gone,\nor when a requirement is missing. The requirements themselves: OWASP Application Security Verification Standard 5.0.0.\n\n| | tested | documented | not applicable | open |\n|---|---|---|---|---|\n");
        foreach (var level in new[] { 1, 2 })
        {
            var of = _all.Where(r => r.Level == level).ToList();
            text.Append($"| Level {level} ({of.Count}) | {of.Count(r => r.Test.Length > 0)} | {of.Count(r => r.Document.Length > 0)} | {of.Count(r => r.NotApplicable.Length > 0)} | {of.Count(r => r.Open.Length > 0)} |\n");
        }
        foreach (var chapter in _all.GroupBy(r => r.Id.Split('.')[0]))
        {
            text.Append($"\n## {chapter.Key} {Chapters[chapter.Key]}\n| | level | asks | shown by |\n|---|---|---|---|\n");
            foreach (var r in chapter)
            {
                text.Append($"| {r.Id[1..]} | {r.Level} | {r.Asks} | {Shown(r)} |\n");
            }
        }
        return text.ToString();
    }

    private static string Shown(Requirement r) =>
        r.Tests.Count > 0 ? string.Join("<br>", r.Tests.Select(t => $"`{string.Join('.', t.Split('.').SkipWhile((_, i) => i < t.Split('.').Length - (t.Split('.')[^1].Contains('_', StringComparison.Ordinal) ? 2 : 1)))}`"))
        : r.Document.Length > 0 ? $"[{r.Document}](../../{r.Document})"
        : r.NotApplicable.Length > 0 ? $"not applicable: {r.NotApplicable}"
        : $"**open**: {r.Open}";

    private static List<Requirement> Read()
    {
        using var text = File.OpenText(Path.Combine(World.Repository, "standards", "asvs-5.0.yaml"));
        return new DeserializerBuilder().WithNamingConvention(HyphenatedNamingConvention.Instance).Build().Deserialize<List<Requirement>>(text);
    }

    private sealed class Requirement
    {
        public string Id { get; set; } = "";

        public int Level { get; set; }

        public string Asks { get; set; } = "";

        public string Test { get; set; } = "";

        public string Document { get; set; } = "";

        public string NotApplicable { get; set; } = "";

        public string Open { get; set; } = "";

        public IReadOnlyList<string> Answers => [Test, Document, NotApplicable, Open];

        public IReadOnlyList<string> Tests => Test.Split(", ", StringSplitOptions.RemoveEmptyEntries);
    }
}
