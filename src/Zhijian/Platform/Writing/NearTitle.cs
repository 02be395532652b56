namespace Zhijian.Platform.Writing;

/// <summary>Whether a title holds what was typed but for one character: one wrong, one missing, one too much, or two neighbours changed over.</summary>
public static class NearTitle
{
    /// <summary>Shorter texts are near to too much.</summary>
    public const int Shortest = 4;

    /// <summary>Among so many that hold one of the probes, the newest where there is an order of days, near titles are looked for.</summary>
    public const int MostProbed = 100;

    /// <summary>
    /// Texts of which every near title holds at least one: one slip leaves one of both halves whole, or changes over the two characters where they meet.
    /// None where the text is too short, or holds no Chinese, to be looked for so.
    /// </summary>
    public static IReadOnlyList<string> Probes(string typed)
    {
        if (typed.Length < Shortest || !typed.Any(c => c > '\u2FFF') || typed.Any(char.IsSurrogate))
        {
            return [];
        }
        var middle = typed.Length / 2;
        return [typed[..middle], typed[middle..], $"{typed[..(middle - 1)]}{typed[middle]}{typed[middle - 1]}{typed[(middle + 1)..]}"];
    }

    /// <summary>
    /// What a near title holds besides a probe, one of these ways at least: beside a whole half every letter of the other but one, somewhere. It says which titles an index should bring,
    /// where a half alone stands in very many. Of long texts a half says enough.
    /// </summary>
    public static IReadOnlyList<NearWay> Ways(string typed)
    {
        if (Probes(typed) is not [var first, var second, var changedOver])
        {
            return [];
        }
        return typed.Length > LongestInWays
            ? [new(first), new(second), new(changedOver)]
            : [.. ButOne(second).Select(letters => new NearWay(first, letters)), .. ButOne(first).Select(letters => new NearWay(second, letters)), new(changedOver)];
    }

    /// <summary>
    /// Every way to slip once, as what a near title then holds: the texts before and behind the slip, with one letter of any kind between them or none. None where the text can't be looked for so, and of long texts:
    /// few titles hold a half of those.
    /// </summary>
    public static IReadOnlyList<Slip> Slips(string typed) => Probes(typed).Count == 0 || typed.Length > LongestInWays
        ? []
        : [
            .. typed.Select((_, n) => new Slip(typed[..n], true, typed[(n + 1)..])),
            .. typed.Select((_, n) => new Slip(typed[..n], false, typed[(n + 1)..])),
            .. typed.Select((_, n) => new Slip(typed[..n], true, typed[n..])),
            .. typed.Skip(1).Select((letter, n) => new Slip($"{typed[..n]}{letter}", false, $"{typed[n]}{typed[(n + 2)..]}")),
        ];

    private const int LongestInWays = 16;

    private static IEnumerable<string> ButOne(string half) => half.Select((_, n) => half.Remove(n, 1));

    /// <summary>True for what is near; false for what holds the text exactly, which is found anyway.</summary>
    public static bool Holds(string title, string typed)
    {
        if (title.Contains(typed, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }
        // Fewest changes with which the typed text ends at each place of the title; it may begin anywhere, so the first row is zero.
        var (twoBefore, before, now) = (new int[title.Length + 1], new int[title.Length + 1], new int[title.Length + 1]);
        for (var i = 1; i <= typed.Length; i++)
        {
            now[0] = i;
            for (var j = 1; j <= title.Length; j++)
            {
                now[j] = Math.Min(Math.Min(before[j], now[j - 1]) + 1, before[j - 1] + (Same(typed[i - 1], title[j - 1]) ? 0 : 1));
                if (i > 1 && j > 1 && Same(typed[i - 1], title[j - 2]) && Same(typed[i - 2], title[j - 1]))
                {
                    now[j] = Math.Min(now[j], twoBefore[j - 2] + 1);
                }
            }
            (twoBefore, before, now) = (before, now, twoBefore);
        }
        return before.Min() <= 1;
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}

/// <summary>One way in which a title may be near: it holds a text whole, and some letters besides.</summary>
public sealed record NearWay(string Whole, string Letters = "");

/// <summary>What a title holds that differs from a text by one slip: what stands before it, whether any one letter stands between, and what stands behind.</summary>
public sealed record Slip(string Before, bool AnyBetween, string Behind);
