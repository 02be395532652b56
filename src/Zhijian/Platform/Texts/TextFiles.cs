using System.Collections.Frozen;
using System.Text.Json;

namespace Zhijian.Platform.Texts;

/// <summary>All texts people read, from the Texts/*.json beside each module. Both languages are complete; a test holds them to it.</summary>
public static class TextFiles
{
    public const string Chinese = "zh-CN";
    public const string English = "en";

    public static IReadOnlyList<string> Languages { get; } = [Chinese, English];

    private static readonly FrozenDictionary<string, FrozenDictionary<string, string>> ByLanguage = Languages.ToFrozenDictionary(l => l, Read);

    public static IReadOnlyDictionary<string, string> Of(string language) => ByLanguage[language];

    /// <summary>The text of a key; a key without text comes back itself, so that a gap is seen and never breaks a page.</summary>
    public static string Find(string language, string key) => ByLanguage[language].GetValueOrDefault(key, key);

    private static FrozenDictionary<string, string> Read(string language)
    {
        var assembly = typeof(TextFiles).Assembly;
        Dictionary<string, string> texts = [];
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.EndsWith($".Texts.{language}.json", StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            foreach (var (key, text) in JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!)
            {
                if (!texts.TryAdd(key, text))
                {
                    throw new InvalidOperationException($"The text key '{key}' stands twice ({name}).");
                }
            }
        }
        return texts.ToFrozenDictionary();
    }
}
