using System.Collections.Frozen;
using System.Text;

namespace Zhijian.Platform.Writing;

/// <summary>
/// How Chinese characters are read, without tones and with ü as v: the table that the build of <c>web/</c> writes from a well-kept package. It has three parts, parted by empty lines:
/// readings with the characters that have them (the usual reading first), surnames that are read in their own way, and words in which a character is not read as usually.
/// </summary>
internal sealed class Readings
{
    /// <summary>No surname or word of the table is longer.</summary>
    public const int LongestWord = 5;

    private static readonly Lazy<Readings?> Built = new(Read);

    private readonly FrozenDictionary<string, string[]> _characters;
    private readonly FrozenDictionary<string, string[]> _surnames;
    private readonly FrozenDictionary<string, string[]> _words;
    private readonly HashSet<string> _syllables;
    private readonly HashSet<string> _beginnings;

    private Readings(FrozenDictionary<string, string[]> characters, FrozenDictionary<string, string[]> surnames, FrozenDictionary<string, string[]> words)
    {
        (_characters, _surnames, _words) = (characters, surnames, words);
        _syllables = characters.Values.SelectMany(r => r).ToHashSet(StringComparer.Ordinal);
        _beginnings = _syllables.SelectMany(s => Enumerable.Range(1, s.Length).Select(n => s[..n])).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The table of this build; null where the build of <c>web/</c> did not run before that of the program.</summary>
    public static Readings? Known => Built.Value;

    /// <summary>The readings of a character, the usual one first; none where it is unknown.</summary>
    public IReadOnlyList<string> Of(string character) => _characters.GetValueOrDefault(character) ?? [];

    /// <summary>How a surname is read, one syllable a character; null where its characters are read as usually.</summary>
    public IReadOnlyList<string>? OfSurname(string surname) => _surnames.GetValueOrDefault(surname);

    /// <summary>How a word is read, one syllable a character; null where its characters are read as usually.</summary>
    public IReadOnlyList<string>? OfWord(string word) => _words.GetValueOrDefault(word);

    public bool IsSyllable(ReadOnlySpan<char> letters) => _syllables.GetAlternateLookup<ReadOnlySpan<char>>().Contains(letters);

    /// <summary>Whether some syllable begins so, or is it.</summary>
    public bool BeginsSyllable(ReadOnlySpan<char> letters) => _beginnings.GetAlternateLookup<ReadOnlySpan<char>>().Contains(letters);

    /// <summary>Reads a table as the build writes it.</summary>
    public static Readings Parse(TextReader table)
    {
        var parts = new[] { new Dictionary<string, string[]>(StringComparer.Ordinal), new(StringComparer.Ordinal), new(StringComparer.Ordinal) };
        var part = 0;
        while (table.ReadLine() is { } line)
        {
            if (line.Length == 0)
            {
                part++;
                continue;
            }
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            if (part > 0)
            {
                parts[part][line[..tab]] = line[(tab + 1)..].Split(' ');
                continue;
            }
            var readings = line[..tab].Split(' ');
            foreach (var character in line[(tab + 1)..].EnumerateRunes())
            {
                parts[0][character.ToString()] = readings;
            }
        }
        return new Readings(parts[0].ToFrozenDictionary(StringComparer.Ordinal), parts[1].ToFrozenDictionary(StringComparer.Ordinal), parts[2].ToFrozenDictionary(StringComparer.Ordinal));
    }

    private static Readings? Read()
    {
        using var stream = typeof(Readings).Assembly.GetManifestResourceStream("Zhijian.readings.txt");
        if (stream is null)
        {
            return null;
        }
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Parse(reader);
    }
}
