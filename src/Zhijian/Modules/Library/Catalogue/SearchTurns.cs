namespace Zhijian.Modules.Library.Catalogue;

/// <summary>
/// Editions are numbered in the order in which they were released, and the index of words knows each by its bucket in that order and by its volume of many buckets. A search looks back in windows:
/// the newest bucket, the three before it, the rest of their volume with the three volumes before that; what is older is the rest.
/// </summary>
public sealed class SearchTurns(long newest)
{
    public const int Windows = 3;

    /// <summary>The window made of volumes. It begins within one: it holds only what comes before <see cref="BeforeBuckets"/>.</summary>
    public const int WindowOfVolumes = 2;

    /// <summary>How many editions one bucket holds; the index in the schema counts alike.</summary>
    public const int InBucket = 512;

    /// <summary>How many editions one volume holds; the index in the schema counts alike.</summary>
    public const int InVolume = 16 * InBucket;

    private const int NewestBuckets = 4;

    private const int NewestVolumes = 4;

    private readonly long _bucket = newest / InBucket;

    /// <summary>What stands in the windows made of buckets has this number or a later one.</summary>
    public long BeforeBuckets => Math.Max(0, _bucket - NewestBuckets + 1) * InBucket;

    /// <summary>What stands in none of the windows has an earlier number than this.</summary>
    public long Before => Math.Max(0, Volume - NewestVolumes + 1) * InVolume;

    private long Volume => (BeforeBuckets - 1) / InVolume;

    /// <summary>By which names the index knows an edition.</summary>
    public static string[] NamesOf(long turn) => [Bucket(turn / InBucket), Volumed(turn / InVolume)];

    /// <summary>The names of a window, from 0. The first holds the coming bucket too, for what is released while somebody looks.</summary>
    public string[] Window(int number) => number switch
    {
        0 => Names(_bucket + 1, 2, Bucket),
        1 => Names(_bucket - 1, NewestBuckets - 1, Bucket),
        _ when BeforeBuckets == 0 => [],
        _ => Names(Volume, NewestVolumes, Volumed),
    };

    private static string[] Names(long last, int count, Func<long, string> name) => [.. Enumerable.Range(0, count).Select(i => last - i).Where(n => n >= 0).Select(name)];

    private static string Bucket(long number) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{number}");

    private static string Volumed(long number) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"v{number}");
}
