using System.Text;
using Zhijian.Platform.Writing;

namespace Zhijian.Modules.Questions;

/// <summary>The words of a text without its markup: for names and lists, never for showing as HTML.</summary>
internal static class PlainWords
{
    public static string Of(FormattedText text) => text.Format is TextFormat.Html or TextFormat.Moodle ? WithoutTags(text.Text) : text.Text;

    private static string WithoutTags(string text)
    {
        if (!text.Contains('<', StringComparison.Ordinal) && !text.Contains('&', StringComparison.Ordinal))
        {
            return text;
        }
        var words = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            // A tag begins with a letter, a slash or a mark; "3 < 4" is none.
            if (text[i] == '<' && i + 1 < text.Length && (char.IsAsciiLetter(text[i + 1]) || text[i + 1] is '/' or '!') && text.IndexOf('>', i) is > 0 and var end)
            {
                words.Append(' ');
                i = end;
            }
            else
            {
                words.Append(text[i]);
            }
        }
        return HtmlNames.Read(words.ToString()).Trim();
    }
}
