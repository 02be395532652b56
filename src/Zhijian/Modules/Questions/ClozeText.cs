using System.Text.RegularExpressions;
using Zhijian.Platform.Writing;

namespace Zhijian.Modules.Questions;

/// <summary>A piece of a text with gaps.</summary>
public abstract record ClozePiece;

/// <summary>What stands between gaps.</summary>
public sealed record ClozeWords(string Text) : ClozePiece;

/// <summary>What is done at a gap.</summary>
public enum GapKind
{
    Words,
    Number,

    /// <summary>One is chosen.</summary>
    Choice,

    /// <summary>Several are chosen.</summary>
    Responses,
}

/// <summary>How the choices of a gap stand.</summary>
public enum GapLayout
{
    /// <summary>A list that is opened.</summary>
    Inline,
    Vertical,
    Horizontal,
}

/// <summary>A gap.</summary>
/// <param name="Weight">Against the other gaps.</param>
public sealed record ClozeGap(int Weight, GapKind Kind, IReadOnlyList<GapAnswer> Answers) : ClozePiece
{
    public GapLayout Layout { get; init; }

    public bool CaseMatters { get; init; }

    public bool Shuffles { get; init; }
}

/// <summary>An answer to a gap.</summary>
/// <param name="Fraction">In per cent of the gap.</param>
/// <param name="Number">For numbers; null: any other.</param>
public sealed record GapAnswer(string Text, decimal Fraction, string Feedback)
{
    public decimal? Number { get; init; }

    public decimal Tolerance { get; init; }
}

/// <summary>Reads gaps as Moodle's embedded answers are written: <c>{2:MULTICHOICE:wrong#why~=right~%50%half}</c>. The text itself is kept as it is.</summary>
public static partial class ClozeText
{
    private const int HeaviestGap = 1000;

    private static readonly Dictionary<string, ClozeGap> Words = Kinds();

    /// <summary>The pieces of a text in their order; the first gap that can't be read, with its place in the text, ends the reading.</summary>
    public static (IReadOnlyList<ClozePiece> Pieces, (int At, string Gap)? Fault) Read(FormattedText text)
    {
        List<ClozePiece> pieces = [];
        var decodes = text.Format is TextFormat.Html or TextFormat.Moodle;
        var from = 0;
        foreach (Match start in GapStart().Matches(text.Text))
        {
            if (start.Index < from)
            {
                continue;
            }
            var end = End(text.Text, start.Index + start.Length);
            if (end < 0 || !Words.TryGetValue(start.Groups[2].Value, out var kind) || !int.TryParse(start.Groups[1].Value is { Length: > 0 } w ? w : "1", out var weight) || weight > HeaviestGap
                || Answers(text.Text[(start.Index + start.Length)..end], kind.Kind, decodes) is not { } answers)
            {
                return (pieces, (start.Index, start.Value));
            }
            if (start.Index > from)
            {
                pieces.Add(new ClozeWords(text.Text[from..start.Index]));
            }
            pieces.Add(kind with { Weight = weight, Answers = answers });
            from = end + 1;
        }
        if (from < text.Text.Length)
        {
            pieces.Add(new ClozeWords(text.Text[from..]));
        }
        return (pieces, null);
    }

    public static IReadOnlyList<ClozeGap> Gaps(FormattedText text) => [.. Read(text).Pieces.OfType<ClozeGap>()];

    private static int End(string text, int from)
    {
        for (var i = from; i < text.Length; i++)
        {
            if (text[i] == '}' && text[i - 1] != '\\')
            {
                return i;
            }
        }
        return -1;
    }

    private static List<GapAnswer>? Answers(string inside, GapKind kind, bool decodes)
    {
        List<GapAnswer> answers = [];
        foreach (var (piece, index) in Split(inside, '~').Select((p, i) => (p, i)))
        {
            if (piece.Trim().Length == 0 && index == 0)
            {
                continue;
            }
            var (fraction, rest) = (0m, piece.TrimStart());
            if (rest.StartsWith('='))
            {
                (fraction, rest) = (100, rest[1..]);
            }
            else if (Weight().Match(rest) is { Success: true } weighed)
            {
                if (ExactNumber.Read(weighed.Groups[1].Value) is not { } share || share is < -100 or > 100)
                {
                    return null;
                }
                (fraction, rest) = (share, rest[weighed.Length..]);
            }
            var parts = Split(rest, '#', 2);
            var answer = new GapAnswer(Plain(parts[0], decodes), fraction, parts.Count > 1 ? Plain(parts[1], decodes) : "");
            if (answer.Text.Length == 0)
            {
                return null;
            }
            if (kind == GapKind.Number && answer.Text != "*")
            {
                var number = answer.Text.Split(':', 2);
                if (ExactNumber.Read(number[0]) is not { } value || (number.Length > 1 ? ExactNumber.Read(number[1]) : 0) is not { } tolerance || tolerance < 0)
                {
                    return null;
                }
                answer = answer with { Number = value, Tolerance = tolerance };
            }
            answers.Add(answer);
        }
        return answers.Count == 0 ? null : answers;
    }

    /// <summary>Parts between a sign that no backslash stands before; the # of an entity (&amp;#125;) is none.</summary>
    private static List<string> Split(string text, char sign, int most = int.MaxValue)
    {
        List<string> parts = [];
        var from = 0;
        for (var i = 0; i < text.Length && parts.Count < most - 1; i++)
        {
            if (text[i] == sign && (i == 0 || (text[i - 1] != '\\' && !(sign == '#' && text[i - 1] == '&'))))
            {
                parts.Add(text[from..i]);
                from = i + 1;
            }
        }
        parts.Add(text[from..]);
        return parts;
    }

    private static string Plain(string text, bool decodes)
    {
        var bare = Escape().Replace(text, "$1").Trim();
        return decodes ? HtmlNames.Read(bare) : bare;
    }

    private static Dictionary<string, ClozeGap> Kinds()
    {
        Dictionary<string, ClozeGap> kinds = [];
        void Add(ClozeGap gap, params string[] words)
        {
            foreach (var word in words)
            {
                kinds.Add(word, gap);
            }
        }
        var words = new ClozeGap(1, GapKind.Words, []);
        var choice = new ClozeGap(1, GapKind.Choice, []);
        var responses = new ClozeGap(1, GapKind.Responses, []) { Layout = GapLayout.Vertical };
        Add(words, "SHORTANSWER", "SA", "MW");
        Add(words with { CaseMatters = true }, "SHORTANSWER_C", "SAC", "MWC");
        Add(new ClozeGap(1, GapKind.Number, []), "NUMERICAL", "NM");
        Add(choice, "MULTICHOICE", "MC");
        Add(choice with { Layout = GapLayout.Vertical }, "MULTICHOICE_V", "MCV");
        Add(choice with { Layout = GapLayout.Horizontal }, "MULTICHOICE_H", "MCH");
        Add(choice with { Shuffles = true }, "MULTICHOICE_S", "MCS");
        Add(choice with { Layout = GapLayout.Vertical, Shuffles = true }, "MULTICHOICE_VS", "MCVS");
        Add(choice with { Layout = GapLayout.Horizontal, Shuffles = true }, "MULTICHOICE_HS", "MCHS");
        Add(responses, "MULTIRESPONSE", "MR");
        Add(responses with { Layout = GapLayout.Horizontal }, "MULTIRESPONSE_H", "MRH");
        Add(responses with { Shuffles = true }, "MULTIRESPONSE_S", "MRS");
        Add(responses with { Layout = GapLayout.Horizontal, Shuffles = true }, "MULTIRESPONSE_HS", "MRHS");
        return kinds;
    }

    [GeneratedRegex(@"(?<!\\)\{([0-9]{0,4}):([A-Z][A-Z_]*):", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex GapStart();

    [GeneratedRegex(@"^%(-?[0-9.]{1,12})%", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Weight();

    [GeneratedRegex(@"\\([}~#/""])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Escape();
}
