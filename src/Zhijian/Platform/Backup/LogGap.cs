using System.Globalization;

namespace Zhijian.Platform.Backup;

/// <summary>
/// Whether the archived log goes on without a hole. Names are <c>TTTTTTTTLLLLLLLLSSSSSSSS</c> in hexadecimal: timeline, log and segment, 256 segments to a log. A new timeline begins
/// where an earlier one was left.
/// </summary>
public static class LogGap
{
    private const int NameLength = 24;
    private const long SegmentsOfLog = 256;

    /// <summary>The first segment that is missing between the first that a restore needs and the newest; null where none is.</summary>
    public static string? FirstMissing(string first, IEnumerable<string> names)
    {
        var segments = names.Where(n => n.Length == NameLength && n.All(char.IsAsciiHexDigit) && string.CompareOrdinal(n, first) >= 0).Order(StringComparer.Ordinal).Select(Read).ToList();
        var (timeline, wanted) = Read(first);
        foreach (var (on, number) in segments)
        {
            if (on == timeline ? number != wanted : number > wanted)
            {
                return Name(timeline, wanted);
            }
            (timeline, wanted) = (on, number + 1);
        }
        return segments.Count == 0 ? first : null;
    }

    private static (long Timeline, long Number) Read(string name) => (Part(name, 0), (Part(name, 8) * SegmentsOfLog) + Part(name, 16));

    private static long Part(string name, int from) => long.Parse(name.AsSpan(from, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static string Name(long timeline, long number) => string.Create(CultureInfo.InvariantCulture, $"{timeline:X8}{number / SegmentsOfLog:X8}{number % SegmentsOfLog:X8}");
}
