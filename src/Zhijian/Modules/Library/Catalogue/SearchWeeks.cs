using System.Globalization;

namespace Zhijian.Modules.Library.Catalogue;

/// <summary>
/// The weeks in which editions were released, as the index of words knows them, and the windows in which a search looks back from a moment: a week, the
/// three before it, the twelve and the forty-eight before those; what is older is the rest. Weeks are counted from the beginning of 1970.
/// </summary>
public sealed class SearchWeeks(DateTimeOffset newest)
{
    public const int Windows = 4;

    private const long SecondsOfWeek = 7 * 24 * 3600;

    private static readonly int[] Sizes = [1, 3, 12, 48];

    private readonly long _newest = NumberOf(newest);

    /// <summary>What stands in none of the windows is older than this.</summary>
    public DateTimeOffset Before => DateTimeOffset.FromUnixTimeSeconds((_newest - Sizes.Sum() + 1) * SecondsOfWeek);

    /// <summary>As the index has it.</summary>
    public static string Of(DateTimeOffset moment) => Name(NumberOf(moment));

    /// <summary>The weeks of a window, from 0. The first holds the coming week too: the clocks of two servers may differ on its eve.</summary>
    public string[] Window(int number)
    {
        var from = _newest - Sizes[..number].Sum();
        return [.. Enumerable.Range(number == 0 ? -1 : 0, number == 0 ? Sizes[0] + 1 : Sizes[number]).Select(i => Name(from - i))];
    }

    private static long NumberOf(DateTimeOffset moment) => (long)Math.Floor(moment.ToUnixTimeSeconds() / (double)SecondsOfWeek);

    private static string Name(long number) => number.ToString(CultureInfo.InvariantCulture);
}
