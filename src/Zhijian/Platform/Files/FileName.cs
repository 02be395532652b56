using System.Globalization;
using System.Text;

namespace Zhijian.Platform.Files;

/// <summary>Makes the name a file came with into one that can be shown and saved anywhere.</summary>
public static class FileName
{
    /// <summary>Longest name in characters, the extension included.</summary>
    public const int Longest = 100;

    private static readonly string[] Reserved = ["CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "LPT1", "LPT2", "LPT3"];

    /// <summary>
    /// The last segment, without control characters, invisible ones and those that turn the direction of writing,
    /// at most <see cref="Longest"/> characters, ending with an extension of its content.
    /// </summary>
    public static string Cleaned(string name, FileType type)
    {
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var shown = Shown(last).Trim(' ', '.');
        var extension = Path.GetExtension(shown);
        string[] own = [type.Extension, .. type.OtherExtensions];
        var ending = own.FirstOrDefault(e => e.Equals(extension, StringComparison.OrdinalIgnoreCase));
        var stem = ending is null ? shown : shown[..^extension.Length].TrimEnd(' ', '.');
        ending ??= type.Extension;
        if (stem.Length == 0 || Reserved.Contains(stem, StringComparer.OrdinalIgnoreCase))
        {
            stem = "file" + (stem.Length == 0 ? "" : "-" + stem);
        }
        return Shortened(stem, Longest - ending.Length) + ending;
    }

    /// <summary>Without letters that nobody sees or that turn the direction of writing; those that no file system takes become lines.</summary>
    internal static string Shown(string name)
    {
        var kept = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (rune == Rune.ReplacementChar || category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                continue;
            }
            kept.Append("<>:\"|?*/\\".Contains((char)rune.Value, StringComparison.Ordinal) && rune.IsBmp ? "_" : rune.ToString());
        }
        return kept.ToString();
    }

    /// <summary>Never cuts a character in two.</summary>
    private static string Shortened(string stem, int most)
    {
        if (stem.Length <= most)
        {
            return stem;
        }
        var starts = StringInfo.ParseCombiningCharacters(stem);
        return stem[..starts.Last(s => s <= most)].TrimEnd(' ', '.');
    }
}
