using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Zhijian.Platform.Texts;

/// <summary>
/// One form of writing for what looks alike (Unicode normalization form C, UAX 15). The runtime's own needs ICU, which this program goes without; the table <c>nfc.txt</c> holds
/// what the Unicode Character Database 14 says of decompositions (D), combining classes (C) and primary composites (P).
/// </summary>
internal static class ComposedText
{
    /// <summary>Everything before the combining marks is composed already.</summary>
    private const char FirstMark = '\u0300';

    private const int SyllableFirst = 0xAC00;
    private const int LeadFirst = 0x1100;
    private const int VowelFirst = 0x1161;
    private const int TailFirst = 0x11A7;
    private const int Leads = 19;
    private const int Vowels = 21;
    private const int Tails = 28;

    private static readonly Lazy<Tables> Known = new(Read);

    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange('\0', (char)(FirstMark - 1)))
        {
            return text;
        }
        var tables = Known.Value;
        List<int> points = new(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            Decompose(rune.Value, tables, points);
        }
        PutMarksInOrder(points, tables);
        return Text(Compose(points, tables));
    }

    private static void Decompose(int point, Tables tables, List<int> into)
    {
        if (point - SyllableFirst is >= 0 and < Leads * Vowels * Tails and var syllable)
        {
            into.Add(LeadFirst + (syllable / (Vowels * Tails)));
            into.Add(VowelFirst + (syllable / Tails % Vowels));
            if (syllable % Tails > 0)
            {
                into.Add(TailFirst + (syllable % Tails));
            }
        }
        else if (tables.Decompositions.TryGetValue(point, out var parts))
        {
            into.AddRange(parts);
        }
        else
        {
            into.Add(point);
        }
    }

    /// <summary>Marks of one base stand by their class; those of one class stay as they came.</summary>
    private static void PutMarksInOrder(List<int> points, Tables tables)
    {
        for (var i = 1; i < points.Count; i++)
        {
            for (var at = i; at > 0 && tables.Class(points[at]) is > 0 and var mark && tables.Class(points[at - 1]) > mark; at--)
            {
                (points[at - 1], points[at]) = (points[at], points[at - 1]);
            }
        }
    }

    private static List<int> Compose(List<int> points, Tables tables)
    {
        List<int> composed = [];
        var starter = -1;
        foreach (var point in points)
        {
            var mark = tables.Class(point);
            // What stands between the base and this mark blocks it, where it is of the same class or a base itself.
            var isFree = starter >= 0 && (composed.Count - 1 == starter || (tables.Class(composed[^1]) is > 0 and var before && before < mark));
            if (isFree && Together(composed[starter], point, tables) is { } whole)
            {
                composed[starter] = whole;
                continue;
            }
            if (mark == 0)
            {
                starter = composed.Count;
            }
            composed.Add(point);
        }
        return composed;
    }

    private static int? Together(int first, int second, Tables tables)
    {
        if (first - LeadFirst is >= 0 and < Leads and var lead && second - VowelFirst is >= 0 and < Vowels and var vowel)
        {
            return SyllableFirst + (((lead * Vowels) + vowel) * Tails);
        }
        if (first - SyllableFirst is >= 0 and < Leads * Vowels * Tails and var syllable && syllable % Tails == 0 && second - TailFirst is > 0 and < Tails and var tail)
        {
            return first + tail;
        }
        return tables.Composites.TryGetValue((first, second), out var whole) ? whole : null;
    }

    private static string Text(List<int> points)
    {
        var text = new StringBuilder(points.Count);
        foreach (var point in points)
        {
            text.Append(new Rune(point).ToString());
        }
        return text.ToString();
    }

    private static Tables Read()
    {
        using var text = new StreamReader(typeof(ComposedText).Assembly.GetManifestResourceStream("Zhijian.Platform.Texts.nfc.txt")!);
        Dictionary<int, int[]> decompositions = [];
        Dictionary<int, int> classes = [];
        Dictionary<(int, int), int> composites = [];
        while (text.ReadLine() is { } line)
        {
            var parts = line.Split(' ');
            int[] points = [.. parts.Skip(1).Select((p, i) => int.Parse(p, parts[0] == "C" && i == 1 ? NumberStyles.Integer : NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
            switch (parts[0])
            {
                case "D":
                    decompositions[points[0]] = points[1..];
                    break;
                case "C":
                    classes[points[0]] = points[1];
                    break;
                default:
                    composites[(points[0], points[1])] = points[2];
                    break;
            }
        }
        return new Tables(decompositions.ToFrozenDictionary(), classes.ToFrozenDictionary(), composites.ToFrozenDictionary());
    }

    private sealed record Tables(FrozenDictionary<int, int[]> Decompositions, FrozenDictionary<int, int> Classes, FrozenDictionary<(int, int), int> Composites)
    {
        public int Class(int point) => Classes.GetValueOrDefault(point);
    }
}
