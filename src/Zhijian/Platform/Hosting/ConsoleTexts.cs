using System.Globalization;
using System.Text.Json;

namespace Zhijian.Platform.Hosting;

/// <summary>What the commands say on the console, in the language of the operator's terminal.</summary>
public static class ConsoleTexts
{
    private static readonly string[] Variables = ["LC_ALL", "LC_MESSAGES", "LANG"];
    private static readonly Lazy<Dictionary<string, string>> Texts = new(() => Load(Language(Environment.GetEnvironmentVariable)));

    public static string Say(string key, params object[] values) => string.Format(CultureInfo.InvariantCulture, Texts.Value[key], values);

    /// <summary>The first of the usual variables that says anything decides, as everywhere on a terminal.</summary>
    internal static string Language(Func<string, string?> variable)
    {
        var said = Variables.Select(variable).FirstOrDefault(value => !string.IsNullOrEmpty(value));
        return said?.StartsWith("zh", StringComparison.OrdinalIgnoreCase) == true ? "zh-CN" : "en";
    }

    internal static Dictionary<string, string> Load(string language)
    {
        using var stream = typeof(ConsoleTexts).Assembly.GetManifestResourceStream($"Zhijian.Platform.Hosting.Texts.{language}.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!;
    }
}
