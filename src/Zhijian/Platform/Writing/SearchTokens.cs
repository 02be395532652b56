using System.Globalization;
using System.Text;
using Zhijian.Platform.Texts;

namespace Zhijian.Platform.Writing;

/// <summary>
/// The words of a text, as they are kept and as they are looked for. Chinese has no gaps between words, so each pair of neighbouring letters is one, and each letter
/// alone; what is written in other letters and digits is split at everything else, without regard to case, and English plurals are found by their singular.
/// </summary>
public static class SearchTokens
{
    /// <summary>A text has no more different words than this; those of a book would make the index, not the search, better.</summary>
    public const int Most = 6000;

    private const int LongestWord = 40;

    /// <summary>Everything by which these texts are found, each once.</summary>
    public static IReadOnlyCollection<string> Of(params IEnumerable<string?> texts)
    {
        HashSet<string> found = new(StringComparer.Ordinal);
        foreach (var (letters, isHan) in texts.SelectMany(Runs))
        {
            if (found.Count >= Most)
            {
                break;
            }
            if (!isHan)
            {
                found.Add(letters[0]);
                continue;
            }
            for (var i = 0; i < letters.Count; i++)
            {
                found.Add(letters[i]);
                if (i > 0)
                {
                    found.Add(letters[i - 1] + letters[i]);
                }
            }
        }
        return found;
    }

    /// <summary>What a text must hold all of to be found by these words.</summary>
    public static IReadOnlyList<string> Needles(string? typed)
    {
        HashSet<string> needles = new(StringComparer.Ordinal);
        foreach (var (letters, isHan) in Runs(typed))
        {
            if (!isHan || letters.Count == 1)
            {
                needles.Add(letters[0]);
                continue;
            }
            for (var i = 1; i < letters.Count; i++)
            {
                needles.Add(letters[i - 1] + letters[i]);
            }
        }
        return [.. needles];
    }

    /// <summary>Stretches of Chinese letters, one by one, and whole words of other writings.</summary>
    private static IEnumerable<(List<string> Letters, bool IsHan)> Runs(string? text)
    {
        List<string> han = [];
        StringBuilder word = new();
        foreach (var rune in (text is null ? "" : ComposedText.Of(text)).EnumerateRunes())
        {
            var isHan = IsHan(rune);
            var isWord = !isHan && Rune.IsLetterOrDigit(rune);
            if (!isHan && han.Count > 0)
            {
                yield return (han, true);
                han = [];
            }
            if (!isWord && word.Length > 0)
            {
                yield return ([Word(word)], false);
                word.Clear();
            }
            if (isHan)
            {
                han.Add(rune.ToString());
            }
            else if (isWord)
            {
                word.Append(Rune.ToLowerInvariant(rune).ToString());
            }
        }
        if (han.Count > 0)
        {
            yield return (han, true);
        }
        if (word.Length > 0)
        {
            yield return ([Word(word)], false);
        }
    }

    private static string Word(StringBuilder letters)
    {
        var word = letters.ToString(0, Math.Min(letters.Length, LongestWord));
        return word switch
        {
            _ when word.Length > 4 && word.EndsWith("ies", StringComparison.Ordinal) => word[..^3] + "y",
            _ when word.Length > 3 && word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal) && !word.EndsWith("us", StringComparison.Ordinal) && !word.EndsWith("is", StringComparison.Ordinal) => word[..^1],
            _ => word,
        };
    }

    private static bool IsHan(Rune rune) =>
        Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherLetter && rune.Value is (>= 0x3400 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF) or (>= 0x3040 and <= 0x30FF) or (>= 0xAC00 and <= 0xD7AF);
}
