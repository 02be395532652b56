using Zhijian.Modules.Organisations;

namespace Zhijian.Modules.Figures;

/// <summary>Arithmetic of places in the tree and of months.</summary>
internal static class TreePath
{
    /// <summary>The path itself and the paths of all organisations above it: <c>1.9.107.</c>, <c>1.9.</c>, <c>1.</c></summary>
    public static IEnumerable<string> AndAbove(string path)
    {
        for (var end = path.Length; end > 0; end = path.LastIndexOf('.', end - 2) + 1)
        {
            yield return path[..end];
            if (path.IndexOf('.', StringComparison.Ordinal) == end - 1)
            {
                yield break;
            }
        }
    }

    /// <summary>The place directly above; nothing above the root.</summary>
    public static string? Above(string path) => AndAbove(path).Skip(1).FirstOrDefault();

    /// <summary>Places that each of some moves concerns, as later ones of the same change left them.</summary>
    public static IEnumerable<string> AsTheyAreNow(IReadOnlyList<PathMove> moves, Func<PathMove, IEnumerable<string>> of) =>
        moves.SelectMany((move, i) => of(move).Select(place => moves.Skip(i + 1).Aggregate(place, (now, later) => later.Concerns(now) ? later.Of(now) : now))).Distinct();

    /// <summary>The first day of the day's month.</summary>
    public static DateOnly MonthOf(DateOnly day) => new(day.Year, day.Month, 1);
}
