using System.Text.Json;
using System.Text.RegularExpressions;

namespace Zhijian.Modules.Rules;

public sealed partial class RuleTextsTests
{
    private static readonly Dictionary<string, string> Chinese = Read("zh-CN");
    private static readonly Dictionary<string, string> English = Read("en");

    [Fact]
    public void Both_languages_have_the_same_keys_and_the_same_placeholders()
    {
        Assert.Equal(Chinese.Keys.Order(), English.Keys.Order());
        Assert.All(Chinese, text => Assert.Equal(Placeholders(text.Value), Placeholders(English[text.Key])));
        Assert.All(Chinese.Values.Concat(English.Values), text => Assert.NotEmpty(text));
    }

    [Fact]
    public void Every_rule_has_a_title()
    {
        var ids = RulebookTests.Shipped.All().SelectMany(pack => pack.Rules).Select(rule => rule.TitleKey).ToList();
        Assert.All(ids, key => Assert.True(Chinese.ContainsKey(key), key));
        Assert.All(Chinese.Keys.Where(key => key.StartsWith("rules.rule.", StringComparison.Ordinal)), key => Assert.Contains(key, ids));
    }

    [Theory]
    [InlineData("organisation-kind", typeof(OrganisationKind))]
    [InlineData("space-level", typeof(SpaceLevel))]
    [InlineData("post-kind", typeof(PostKind))]
    [InlineData("activity-kind", typeof(ActivityKind))]
    [InlineData("attendance-status", typeof(AttendanceStatus))]
    [InlineData("member-category", typeof(MemberCategory))]
    [InlineData("severity", typeof(Severity))]
    [InlineData("source-tag", typeof(SourceTag))]
    [InlineData("review-layer", typeof(ReviewLayerKind))]
    [InlineData("period-kind", typeof(PeriodKind))]
    [InlineData("obligation-state", typeof(ObligationState))]
    [InlineData("vote-outcome", typeof(VoteOutcome))]
    [InlineData("vote-base", typeof(VoteBase))]
    [InlineData("sensitivity", typeof(Sensitivity))]
    [InlineData("capability", typeof(Capability))]
    [InlineData("open-item", typeof(OpenItem))]
    [InlineData("open-scope", typeof(OpenScope))]
    [InlineData("open-occasion", typeof(OpenOccasion))]
    public void Every_word_the_rules_speak_of_has_a_text(string group, Type words) =>
        Assert.All(Enum.GetNames(words), word => Assert.True(Chinese.ContainsKey($"{group}.{Zhijian.Platform.Texts.Words.Kebab(word)}"), word));

    [Fact]
    public void Every_reason_in_the_code_has_a_text_and_every_text_of_a_reason_is_used()
    {
        var used = ReasonsInCode();
        Assert.True(used.Count > 30);
        Assert.All(used, key => Assert.True(Chinese.ContainsKey(key), key));
        var sized = new[] { "too-few-", "too-many-" };
        Assert.All(
            Chinese.Keys.Where(key => key.StartsWith("rules.reason.", StringComparison.Ordinal) && !sized.Any(key.Contains)),
            key => Assert.Contains(key, used));
        foreach (var word in new[] { "full-members", "members", "units" })
        {
            Assert.All(sized, size => Assert.True(Chinese.ContainsKey($"rules.reason.{size}{word}")));
        }
    }

    private static HashSet<string> ReasonsInCode()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Zhijian.slnx"))) { folder = folder.Parent!; }
        var sources = Directory.EnumerateFiles(Path.Combine(folder.FullName, "src/Zhijian/Modules/Rules"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith("Tests.cs", StringComparison.Ordinal));
        return [.. sources.SelectMany(file => Reason().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value)];
    }

    private static IEnumerable<string> Placeholders(string text) => Placeholder().Matches(text).Select(match => match.Value).Distinct().Order();

    private static Dictionary<string, string> Read(string language)
    {
        var assembly = typeof(Rulebook).Assembly;
        var name = assembly.GetManifestResourceNames().Single(each => each.Contains("Modules.Rules.Texts", StringComparison.Ordinal) && each.Contains(language, StringComparison.Ordinal));
        using var stream = assembly.GetManifestResourceStream(name)!;
        return JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!;
    }

    [GeneratedRegex("\"(rules\\.reason\\.[a-z-]+)\"")]
    private static partial Regex Reason();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Placeholder();
}
