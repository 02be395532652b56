using System.Reflection;
using System.Text.RegularExpressions;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Architecture;

/// <summary>Finds texts that are missing, and keys that the code asks for in vain.</summary>
internal static partial class Wording
{
    /// <summary>Dotted words in code that look like keys and are none, each with the reason.</summary>
    private static readonly Dictionary<string, string> NotKeys = new()
    {
        ["rules.reason.committee"] = "the beginning of several keys",
    };

    public static IEnumerable<string> InOneLanguageOnly(IReadOnlyDictionary<string, string> chinese, IReadOnlyDictionary<string, string> english) =>
        chinese.Keys.Except(english.Keys).Select(k => $"{k} has no English text").Concat(english.Keys.Except(chinese.Keys).Select(k => $"{k} has no Chinese text"));

    /// <summary>Texts whose places differ between the languages: one of them would drop a name or a number.</summary>
    public static IEnumerable<string> PlacesThatDiffer(IReadOnlyDictionary<string, string> chinese, IReadOnlyDictionary<string, string> english) =>
        from key in chinese.Keys.Intersect(english.Keys)
        let here = PlacesIn(chinese[key])
        let there = PlacesIn(english[key])
        where !here.SetEquals(there)
        select $"{key}: {{{string.Join(',', here.Order())}}} in Chinese, {{{string.Join(',', there.Order())}}} in English";

    public static IEnumerable<string> Empty(IReadOnlyDictionary<string, string> texts) => texts.Where(t => string.IsNullOrWhiteSpace(t.Value)).Select(t => $"{t.Key} is empty");

    /// <summary>Literal keys, enum names and facts' sentences that the code asks for and no file has.</summary>
    public static IEnumerable<string> AskedInVain(IEnumerable<Type> types, IReadOnlyDictionary<string, string> texts) =>
        types.SelectMany(Asked).Where(a => !texts.ContainsKey(a.Key)).Select(a => $"{a.Owner}: no text '{a.Key}'").Distinct().Order(StringComparer.Ordinal);

    /// <summary>Every refusal with a name.</summary>
    public static IReadOnlyList<(string Name, Refusal Refusal)> Refusals(IEnumerable<Type> types) =>
        [.. from type in types
            from field in type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
            where field.FieldType == typeof(Refusal)
            select ($"{type.Name}.{field.Name}", (Refusal)field.GetValue(null)!)];

    public static IEnumerable<string> CodesUsedTwice(IReadOnlyList<(string Name, Refusal Refusal)> refusals) =>
        refusals.GroupBy(r => r.Refusal.Code).Where(g => g.Count() > 1).Select(g => $"{g.Key}: {string.Join(", ", g.Select(r => r.Name))}");

    public static IEnumerable<string> RefusalsWithoutSentence(IReadOnlyList<(string Name, Refusal Refusal)> refusals, IReadOnlyDictionary<string, string> texts) =>
        refusals.Where(r => !texts.ContainsKey($"refusal.{r.Refusal.Code}")).Select(r => $"{r.Name}: no text 'refusal.{r.Refusal.Code}'");

    /// <summary>Refusals of which no test speaks, neither by name nor by code.</summary>
    public static IEnumerable<string> NamedInNoTest(IReadOnlyList<(string Name, Refusal Refusal)> refusals, IReadOnlyList<string> tests) =>
        refusals.Where(r => !tests.Any(t => Regex.IsMatch(t, $@"\b{Regex.Escape(r.Name)}\b") || t.Contains($"\"{r.Refusal.Code}\"", StringComparison.Ordinal))).Select(r => $"{r.Name} ({r.Refusal.Code}) stands in no test");

    private static IEnumerable<(string Owner, string Key)> Asked(Type type)
    {
        Step? before = null;
        foreach (var step in Code.Steps(type))
        {
            if (step.Text is { } text && IsKey(text))
            {
                yield return (type.FullName!, text);
            }
            if (step.Member is MethodInfo { Name: "ToRedirect" } redirect && redirect.DeclaringType == typeof(Answer) && redirect.GetGenericArguments() is [{ IsGenericParameter: false, IsAbstract: false } fact])
            {
                yield return (type.FullName!, $"done.{Words.Kebab(fact.Name)}");
            }
            if (step.Calls(typeof(Words), nameof(Words.Name)) && before?.Member is Type { IsEnum: true } named)
            {
                foreach (var value in Enum.GetNames(named))
                {
                    yield return (type.FullName!, $"{Words.Kebab(named.Name)}.{Words.Kebab(value)}");
                }
            }
            before = step;
        }
    }

    /// <summary>A literal that starts with a word of the texts (activity., done., refusal., act. …) is a key, unless it names an act, a refusal's code or a data element.</summary>
    private static bool IsKey(string text) =>
        KeyShape().IsMatch(text) && FirstWords.Value.Contains(text.Split('.')[0])
        && !NotKeys.ContainsKey(text) && !TextFiles.Of(TextFiles.English).ContainsKey($"refusal.{text}") && !TextFiles.Of(TextFiles.English).ContainsKey($"act.{text}") && DataStandard.Find(text) is null;

    private static readonly Lazy<HashSet<string>> FirstWords = new(() => [.. TextFiles.Of(TextFiles.English).Keys.Select(k => k.Split('.')[0])]);

    private static HashSet<string> PlacesIn(string text) => [.. Place().Matches(text).Select(m => m.Groups[1].Value)];

    [GeneratedRegex(@"\{(\d+)(?::[^}]*)?\}")]
    private static partial Regex Place();

    [GeneratedRegex("^[a-z][a-z0-9-]*([.][a-z][a-z0-9-]*)*[.][a-z]([a-z0-9-]*[a-z0-9])?$")]
    private static partial Regex KeyShape();
}
