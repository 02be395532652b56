using System.Text.RegularExpressions;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Rules.Showing;

/// <summary>Writes the values of rules as people say them.</summary>
internal static partial class RuleValueWords
{
    /// <summary>Text keys of all names that a pack may use as a value: kinds, posts, periods, statuses.</summary>
    private static readonly Dictionary<string, string> Names = typeof(RuleValueWords).Assembly.GetTypes()
        .Where(t => t.IsEnum && t.Namespace == "Zhijian.Modules.Rules")
        .SelectMany(t => Enum.GetNames(t).Select(name => (name, key: $"{Words.Kebab(t.Name)}.{Words.Kebab(name)}")))
        .Where(n => TextFiles.Of(TextFiles.Chinese).ContainsKey(n.key))
        .GroupBy(n => n.name)
        .ToDictionary(g => g.Key, g => g.First().key);

    extension(Words words)
    {
        /// <summary>The name of a value: its last word; a field of the data dictionary keeps its own name.</summary>
        public string ValueName(RuleValue value)
        {
            var last = value.Key.Split('.')[^1];
            var key = $"rules.value.{Words.Kebab(last)}";
            return TextFiles.Of(TextFiles.Chinese).ContainsKey(key) ? words[key] : last;
        }

        /// <summary>The value: true and false as yes and no, names in the reader's language, "AtLeast 1/2" as a sentence would say it.</summary>
        public string ValueText(RuleValue value) =>
            string.Join(words["rules.list"], value.Text.Split(", ").Select(part => part switch
            {
                "true" => words["rules.yes"],
                "false" => words["rules.no"],
                _ when Threshold().Match(part) is { Success: true } match => words[$"rules.{Words.Kebab(match.Groups[1].Value)}", match.Groups[2].Value],
                _ => Names.TryGetValue(part, out var key) ? words[key] : part,
            }));
    }

    [GeneratedRegex("^(AtLeast|MoreThan) (.+)$")]
    private static partial Regex Threshold();
}
