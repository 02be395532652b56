using System.Text;

namespace Zhijian.Platform.Writing;

/// <summary>What somebody typed in Latin letters, as spelled names are looked for by it: <c>zhangsan</c>, <c>zhang san</c>, <c>zs</c>, <c>zhangs</c> and <c>zsan</c> all mean 张三.</summary>
public sealed class SpelledNeedle
{
    /// <summary>No name of a person has more syllables.</summary>
    private const int MostInitials = 12;

    /// <summary>Longer input is no name of a person, and would make too many neighbours.</summary>
    private const int Longest = 40;

    /// <summary>Shorter input has neighbours everywhere.</summary>
    private const int ShortestForNear = 4;

    private const int MostSplits = 4;

    private readonly Readings _readings;

    private SpelledNeedle(string letters, IReadOnlyList<string> chunks, Readings readings)
    {
        (Letters, _readings) = (letters, readings);
        Initials = letters.Length is > 1 and <= MostInitials && letters.All(letter => readings.BeginsSyllable([letter])) ? letters : null;
        var ways = Split(chunks);
        Splits = [.. ways.Where(s => s.Count is > 1 and <= MostInitials && !s.All(piece => piece.Length == 1)).Select(s => new SpelledSplit(s))];
        IReadOnlyList<string>[] initials = Initials is null ? [] : [[.. Initials.Select(letter => letter.ToString())]];
        Anywhere = letters.Length < 2 ? [] : [.. ways.Concat(initials).Select(SpelledSplit.Anywhere).DistinctBy(way => way.Pattern)];
    }

    /// <summary>All letters without gaps: the beginning of a spelled name.</summary>
    public string Letters { get; }

    /// <summary>The same letters, where each can be the first of a syllable; null where they can't.</summary>
    public string? Initials { get; }

    /// <summary>The ways to read the letters as beginnings of neighbouring syllables, as few syllables as possible.</summary>
    public IReadOnlyList<SpelledSplit> Splits { get; }

    /// <summary>Of a longer spelled name one of these stands somewhere in it. None for a single letter.</summary>
    public IReadOnlyList<SpelledAnywhere> Anywhere { get; }

    /// <summary>Null where something else than Latin letters was typed, or where no table of readings was built in.</summary>
    public static SpelledNeedle? Read(string? typed) => Readings.Known is { } readings ? Read(typed, readings) : null;

    internal static SpelledNeedle? Read(string? typed, Readings readings)
    {
        StringBuilder letters = new();
        List<string> chunks = [];
        var from = 0;
        foreach (var sign in (typed ?? "").ToLowerInvariant().Replace("u\u0308", "v", StringComparison.Ordinal).Replace('ü', 'v'))
        {
            if (sign is >= 'a' and <= 'z')
            {
                letters.Append(sign);
            }
            else if (sign is not (' ' or '\'' or '’' or '-' or '\u3000'))
            {
                return null;
            }
            else if (letters.Length > from)
            {
                chunks.Add(letters.ToString(from, letters.Length - from));
                from = letters.Length;
            }
        }
        if (letters.Length > from)
        {
            chunks.Add(letters.ToString(from, letters.Length - from));
        }
        return letters.Length is 0 or > Longest ? null : new SpelledNeedle(letters.ToString(), chunks, readings);
    }

    /// <summary>Every spelling that one slip of the finger away means: one letter too much, too few, wrong, or two changed over. Only what can be read.</summary>
    public IReadOnlyCollection<string> OneSlipAway()
    {
        HashSet<string> near = new(StringComparer.Ordinal);
        if (Letters.Length < ShortestForNear)
        {
            return near;
        }
        for (var i = 0; i <= Letters.Length; i++)
        {
            var (before, after) = (Letters[..i], Letters[i..]);
            for (var letter = 'a'; letter <= 'z'; letter++)
            {
                Take($"{before}{letter}{after}");
                Take(after.Length > 0 ? $"{before}{letter}{after[1..]}" : before);
            }
            Take(after.Length > 0 ? before + after[1..] : before);
            Take(after.Length > 1 ? $"{before}{after[1]}{after[0]}{after[2..]}" : before);
        }
        return near;

        void Take(string letters)
        {
            if (letters != Letters && letters.Length > 1 && IsReadable(letters))
            {
                near.Add(letters);
            }
        }
    }

    /// <summary>Whether letters fall apart into whole syllables.</summary>
    private bool IsReadable(string letters)
    {
        var reached = new bool[letters.Length + 1];
        reached[0] = true;
        for (var from = 0; from < letters.Length; from++)
        {
            for (var length = 1; reached[from] && length <= 6 && from + length <= letters.Length; length++)
            {
                reached[from + length] |= _readings.IsSyllable(letters.AsSpan(from, length));
            }
        }
        return reached[^1];
    }

    private List<IReadOnlyList<string>> Split(IReadOnlyList<string> chunks)
    {
        List<IReadOnlyList<string>> all = [[]];
        foreach (var chunk in chunks)
        {
            var ways = Ways(chunk);
            all = [.. all.SelectMany(before => ways.Select(way => (IReadOnlyList<string>)[.. before, .. way])).Take(MostSplits)];
        }
        return all;
    }

    /// <summary>The shortest ways through a stretch of letters, each step the beginning of some syllable.</summary>
    private List<List<string>> Ways(string chunk)
    {
        var ways = new List<List<string>>[chunk.Length + 1];
        ways[0] = [[]];
        for (var until = 1; until <= chunk.Length; until++)
        {
            List<List<string>> best = [];
            for (var from = Math.Max(0, until - 6); from < until; from++)
            {
                if (_readings.BeginsSyllable(chunk.AsSpan(from, until - from)))
                {
                    best.AddRange(ways[from].Select(way => (List<string>)[.. way, chunk[from..until]]));
                }
            }
            var fewest = best.Count == 0 ? 0 : best.Min(way => way.Count);
            ways[until] = [.. best.Where(way => way.Count == fewest).Take(MostSplits)];
        }
        return ways[chunk.Length];
    }
}

/// <summary>Letters as beginnings of neighbouring syllables.</summary>
public sealed class SpelledSplit(IReadOnlyList<string> pieces)
{
    /// <summary>The first letter of each.</summary>
    public string Initials { get; } = string.Concat(pieces.Select(p => p[0]));

    /// <summary>The regular expression that a spelling begins with; made of small letters alone.</summary>
    public string FromBeginning { get; } = "^" + Joined(pieces);

    /// <summary>The same for what stands somewhere in a spelling, from the beginning of a syllable on.</summary>
    internal static SpelledAnywhere Anywhere(IReadOnlyList<string> pieces)
    {
        var runs = pieces.Select(p => " " + p).Append(pieces.Count > 1 ? string.Concat(pieces.Select(p => p[0])) : "");
        return new SpelledAnywhere("(^| )" + Joined(pieces), [.. runs.SelectMany(run => run.Zip(run.Skip(1), (first, second) => $"{first}{second}")).Distinct()]);
    }

    private static string Joined(IReadOnlyList<string> pieces) => string.Join("[a-z0-9]* ", pieces);
}

/// <summary>What stands somewhere in a spelled name.</summary>
/// <param name="Pattern">The regular expression; made of small letters alone.</param>
/// <param name="Pairs">Two characters each, all of which stand side by side in the spelling with a space before it, or among the first letters of its syllables.</param>
public sealed record SpelledAnywhere(string Pattern, IReadOnlyList<string> Pairs);
