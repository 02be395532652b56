using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using Zhijian.Platform.Writing;

namespace Zhijian.Modules.Questions.Showing;

/// <summary>
/// A text with gaps, made fit for a page with its marks: gaps become signs that no text holds, the whole goes through the one door for written
/// text, and what comes out is cut where the signs stand. A gap may so stand in a table, a list or bold words.
/// </summary>
public static partial class ClozeMarkup
{
    private const char Begins = '\uE000';
    private const char Ends = '\uE001';

    /// <summary>HTML and the numbers of gaps in turns; null where a gap stands inside a mark (in a picture's words), so that the text can't be cut there.</summary>
    public static IReadOnlyList<(string Html, int? Gap)>? Of(FormattedText text, string? pictures)
    {
        var (signed, gaps) = Signed(text);
        var html = Formatted.Html(signed, pictures);
        var inText = Sign().Matches(new HtmlParser().ParseDocument(html).Body!.TextContent).Select(Number);
        var signs = Sign().Matches(html);
        if (!inText.SequenceEqual(Enumerable.Range(0, gaps)) || !signs.Select(Number).SequenceEqual(Enumerable.Range(0, gaps)))
        {
            return null;
        }
        List<(string, int?)> pieces = [];
        var from = 0;
        foreach (Match sign in signs)
        {
            pieces.Add((html[from..sign.Index], null));
            pieces.Add(("", Number(sign)));
            from = sign.Index + sign.Length;
        }
        pieces.Add((html[from..], null));
        return pieces;
    }

    private static (FormattedText Text, int Gaps) Signed(FormattedText text)
    {
        var (signed, gaps) = (new StringBuilder(), 0);
        foreach (var piece in ClozeText.Read(text).Pieces)
        {
            if (piece is ClozeWords words)
            {
                signed.Append(words.Text.Replace($"{Begins}", "", StringComparison.Ordinal));
            }
            else
            {
                signed.Append(CultureInfo.InvariantCulture, $"{Begins}{gaps++}{Ends}");
            }
        }
        return (text with { Text = signed.ToString() }, gaps);
    }

    private static int Number(Match sign) => int.Parse(sign.Groups[1].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex("\uE000([0-9]+)\uE001", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Sign();
}
