using System.Globalization;

namespace Zhijian.Modules.Library.Catalogue;

/// <summary>
/// Editions are numbered in the order in which they were released, and the index of words knows them by buckets of that order. A search looks back in windows:
/// the newest bucket, the three before it, the twelve and the forty-eight before those; what is older is the rest.
/// </summary>
public sealed class SearchTurns(long newest)
{
    public const int Windows = 4;

    /// <summary>How many editions one bucket holds; the index in the schema counts alike.</summary>
    public const int InBucket = 512;

    private static readonly int[] Sizes = [1, 3, 12, 48];

    private readonly long _newest = BucketOf(newest);

    /// <summary>What stands in none of the windows has an earlier number than this.</summary>
    public long Before => Math.Max(0, _newest - Sizes.Sum() + 1) * InBucket;

    public static long BucketOf(long turn) => turn / InBucket;

    /// <summary>The buckets of a window, from 0. The first holds the coming one too, for what is released while somebody looks.</summary>
    public string[] Window(int number)
    {
        var from = _newest - Sizes[..number].Sum();
        var (first, count) = number == 0 ? (from + 1, Sizes[0] + 1) : (from, Sizes[number]);
        return [.. Enumerable.Range(0, count).Select(i => first - i).Where(b => b >= 0).Select(b => b.ToString(CultureInfo.InvariantCulture))];
    }
}
