using System.Text;

namespace Zhijian.Modules.Review;

/// <summary>
/// Compares two texts word by word: a run of Latin letters or digits is one word, every other character (so every Chinese one) is a word of its own.
/// The shortest edit is found by Myers' method; texts that have almost nothing in common are shown as replaced.
/// </summary>
public static class InlineDifference
{
    /// <summary>Beyond this many edits nobody reads a word-by-word comparison; it also bounds the memory of the search.</summary>
    private const int MostEdits = 800;

    /// <summary>Below this share of common words a mixture of crossings-out is harder to read than the two texts.</summary>
    private const double LeastInCommon = 0.3;

    public static (IReadOnlyList<Piece> Before, IReadOnlyList<Piece> After) Between(string before, string after)
    {
        if (before == after)
        {
            return before.Length == 0 ? ([], []) : ([new Piece(PieceKind.Same, before)], [new Piece(PieceKind.Same, after)]);
        }
        var old = Words(before);
        var now = Words(after);
        var start = CommonStart(old, now);
        var end = CommonEnd(old, now, start);
        var kept = Kept(old[start..(old.Count - end)], now[start..(now.Count - end)]);
        var common = Enumerable.Range(0, start).Select(i => (i, i))
            .Concat(kept.Select(k => (k.Old + start, k.New + start)))
            .Concat(Enumerable.Range(0, end).Select(i => (old.Count - end + i, now.Count - end + i)))
            .ToList();
        if (TooLittleInCommon(common.Count, old.Count, now.Count))
        {
            common = [];
        }
        return (Pieces(old, [.. common.Select(c => c.Item1)], PieceKind.Removed), Pieces(now, [.. common.Select(c => c.Item2)], PieceKind.Added));
    }

    private static bool TooLittleInCommon(int common, int old, int now) => old > 4 && now > 4 && common < LeastInCommon * Math.Min(old, now);

    internal static List<string> Words(string text)
    {
        var words = new List<string>(text.Length);
        var position = 0;
        while (position < text.Length)
        {
            var from = position;
            Rune.DecodeFromUtf16(text.AsSpan(position), out var rune, out var length);
            position += length;
            if (JoinsWords(rune))
            {
                while (position < text.Length && char.IsAscii(text[position]) && char.IsAsciiLetterOrDigit(text[position]))
                {
                    position++;
                }
            }
            words.Add(text[from..position]);
        }
        return words;
    }

    private static bool JoinsWords(Rune rune) => rune.IsAscii && char.IsAsciiLetterOrDigit((char)rune.Value);

    private static int CommonStart(List<string> old, List<string> now)
    {
        var length = 0;
        while (length < old.Count && length < now.Count && old[length] == now[length])
        {
            length++;
        }
        return length;
    }

    private static int CommonEnd(List<string> old, List<string> now, int start)
    {
        var length = 0;
        while (length < old.Count - start && length < now.Count - start && old[^(length + 1)] == now[^(length + 1)])
        {
            length++;
        }
        return length;
    }

    /// <summary>The pairs of words that stay, by Myers' greedy search; empty when the edit would be longer than anybody reads.</summary>
    private static List<(int Old, int New)> Kept(List<string> old, List<string> now)
    {
        var most = Math.Min(old.Count + now.Count, MostEdits);
        var reached = new int[2 * most + 3];
        var steps = new List<int[]>();
        for (var edits = 0; edits <= most; edits++)
        {
            steps.Add(reached[(most + 1 - edits)..(most + 2 + edits)]);
            for (var diagonal = -edits; diagonal <= edits; diagonal += 2)
            {
                var down = diagonal == -edits || (diagonal != edits && reached[most + diagonal] < reached[most + 2 + diagonal]);
                var x = down ? reached[most + 2 + diagonal] : reached[most + diagonal] + 1;
                while (x < old.Count && x - diagonal < now.Count && old[x] == now[x - diagonal])
                {
                    x++;
                }
                reached[most + 1 + diagonal] = x;
                if (x >= old.Count && x - diagonal >= now.Count)
                {
                    return WalkBack(steps, old.Count, now.Count);
                }
            }
        }
        return [];
    }

    /// <summary>Follows the search backwards; every diagonal move is a word that stayed.</summary>
    private static List<(int Old, int New)> WalkBack(List<int[]> steps, int x, int y)
    {
        var kept = new List<(int, int)>();
        for (var edits = steps.Count - 1; edits > 0; edits--)
        {
            var reached = steps[edits];
            int At(int diagonal) => reached[edits + diagonal];
            var diagonal = x - y;
            var down = diagonal == -edits || (diagonal != edits && At(diagonal - 1) < At(diagonal + 1));
            var fromX = down ? At(diagonal + 1) : At(diagonal - 1);
            var fromY = fromX - (down ? diagonal + 1 : diagonal - 1);
            while (x > fromX && y > fromY)
            {
                kept.Add((--x, --y));
            }
            (x, y) = (fromX, fromY);
        }
        while (x > 0 && y > 0)
        {
            kept.Add((--x, --y));
        }
        kept.Reverse();
        return kept;
    }

    private static List<Piece> Pieces(List<string> words, HashSet<int> kept, PieceKind otherwise)
    {
        var pieces = new List<Piece>();
        var from = 0;
        for (var i = 1; i <= words.Count; i++)
        {
            if (i == words.Count || kept.Contains(i) != kept.Contains(from))
            {
                pieces.Add(new Piece(kept.Contains(from) ? PieceKind.Same : otherwise, string.Concat(words[from..i])));
                from = i;
            }
        }
        return pieces;
    }
}
