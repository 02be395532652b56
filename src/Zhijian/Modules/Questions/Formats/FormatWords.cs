using System.Text.RegularExpressions;

namespace Zhijian.Modules.Questions.Formats;

/// <summary>The words of both formats for ways of writing.</summary>
internal static class FormatWords
{
    public static TextFormat? OfGift(string word) => word switch { "moodle" => TextFormat.Moodle, "html" => TextFormat.Html, "plain" => TextFormat.Plain, "markdown" => TextFormat.Markdown, _ => null };

    public static string InGift(TextFormat format) => format switch { TextFormat.Html => "html", TextFormat.Plain => "plain", TextFormat.Markdown => "markdown", _ => "moodle" };

    public static TextFormat? OfXml(string word) => word switch { "moodle_auto_format" => TextFormat.Moodle, "html" => TextFormat.Html, "plain_text" => TextFormat.Plain, "markdown" => TextFormat.Markdown, _ => null };

    public static string InXml(TextFormat format) => format switch { TextFormat.Html => "html", TextFormat.Plain => "plain_text", TextFormat.Markdown => "markdown", _ => "moodle_auto_format" };
}

/// <summary>Moodle's words for what counts as right in an order.</summary>
internal static class OrderingWords
{
    private static readonly Dictionary<string, OrderingGrading> Words = new(StringComparer.Ordinal)
    {
        ["ALL_OR_NOTHING"] = OrderingGrading.AllOrNothing,
        ["ABSOLUTE_POSITION"] = OrderingGrading.AbsolutePosition,
        ["RELATIVE_NEXT_EXCLUDE_LAST"] = OrderingGrading.RelativeNextExcludeLast,
        ["RELATIVE_NEXT_INCLUDE_LAST"] = OrderingGrading.RelativeNextIncludeLast,
        ["RELATIVE_ONE_PREVIOUS_AND_NEXT"] = OrderingGrading.RelativeOnePreviousAndNext,
        ["RELATIVE_ALL_PREVIOUS_AND_NEXT"] = OrderingGrading.RelativeAllPreviousAndNext,
        ["LONGEST_ORDERED_SUBSET"] = OrderingGrading.LongestOrderedSubset,
        ["LONGEST_CONTIGUOUS_SUBSET"] = OrderingGrading.LongestContiguousSubset,
        ["RELATIVE_TO_CORRECT"] = OrderingGrading.RelativeToCorrect,
    };

    public static string Of(OrderingGrading grading) => Words.First(w => w.Value == grading).Key;

    public static OrderingGrading? Grading(string word) =>
        Words.TryGetValue(word, out var grading) ? grading : word switch { "ABSOLUTE" or "ABS" => OrderingGrading.AbsolutePosition, "RELATIVE" or "REL" => OrderingGrading.RelativeNextExcludeLast, _ => null };
}

/// <summary>Nested categories as both formats write them: parted by <c>/</c>; a slash of a name is doubled.</summary>
internal static partial class CategoryPath
{
    /// <summary>A slash beside another belongs to a name.</summary>
    public static IReadOnlyList<string> Read(string text) =>
        [.. Between().Split(text.Trim()).Select(p => p.Trim().Replace("//", "/", StringComparison.Ordinal)).Where(p => p.Length > 0)];

    public static string Write(IEnumerable<string> path) => string.Join('/', path.Select(Escape));

    private static string Escape(string name)
    {
        var escaped = name.Replace("/", "//", StringComparison.Ordinal);
        return (escaped.StartsWith('/') ? " " : "") + escaped + (escaped.EndsWith('/') ? " " : "");
    }

    [GeneratedRegex(@"(?<!/)/(?!/)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Between();
}
