using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Importing.Reading;

/// <summary>Finds the row with the headings: the first in which several cells, or all of the few, name something that is looked for.</summary>
internal sealed class HeaderFinder(Func<string, bool> isHeading)
{
    /// <summary>Titles and notes that may stand above the headings.</summary>
    public const int MostRowsAbove = 10;

    private const int LongestHeading = 100;
    private int _seen;

    public bool IsFound => Row > 0;

    /// <summary>The number of the row with the headings; 0 before it is found.</summary>
    public int Row { get; private set; }

    public IReadOnlyList<string> Headings { get; private set; } = [];

    /// <summary>Looks at a row from the top.</summary>
    public Refusal? Take(TableRow row)
    {
        var (named, filled) = Count(row);
        if (named >= 2 || (named > 0 && named == filled))
        {
            Row = row.Number;
            Headings = Cleaned(row);
            var twice = Headings.Where(h => h.Length > 0).GroupBy(h => h).FirstOrDefault(g => g.Count() > 1);
            return twice is null ? null : ImportRefusals.HeadingTwice.With(twice.Key);
        }
        return ++_seen > MostRowsAbove ? ImportRefusals.NoHeader : null;
    }

    /// <summary>Two rows of headings can't be told from data by a program.</summary>
    public Refusal? WhyNotBelow(TableRow row) => Count(row) is { Named: >= 2 } ? ImportRefusals.TwoHeaders.With(Row, row.Number) : null;

    public Refusal? WhyNone() => IsFound ? null : _seen == 0 ? ImportRefusals.NoRows : ImportRefusals.NoHeader;

    private (int Named, int Filled) Count(TableRow row)
    {
        var filled = row.Cells.Select(c => c.Trim()).Where(c => c.Length > 0).ToList();
        return (filled.Count(c => c.Length <= LongestHeading && isHeading(c)), filled.Count);
    }

    private static List<string> Cleaned(TableRow row)
    {
        var last = Array.FindLastIndex(row.Cells, c => !string.IsNullOrWhiteSpace(c));
        return [.. row.Cells.Take(last + 1).Select(c => string.Join(' ', c.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))).Select(c => c.Length > LongestHeading ? c[..LongestHeading] : c)];
    }
}
