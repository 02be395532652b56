namespace Zhijian.Platform.Writing;

/// <summary>A text taken apart into cards: each heading of the first or second level in the Markdown begins one.</summary>
public static class CardDeck
{
    public static IReadOnlyList<TextCard> Of(string text)
    {
        List<TextCard> cards = [];
        List<string> lines = [];
        var (title, inCode) = ("", false);
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            inCode ^= line.StartsWith("```", StringComparison.Ordinal);
            if (!inCode && HeadingOf(line) is { } heading)
            {
                Close();
                title = heading;
            }
            else
            {
                lines.Add(line);
            }
        }
        Close();
        return cards;

        void Close()
        {
            var content = string.Join('\n', lines).Trim();
            if (title.Length > 0 || content.Length > 0)
            {
                cards.Add(new TextCard(cards.Count + 1, title, content));
            }
            lines.Clear();
        }
    }

    private static string? HeadingOf(string line)
    {
        var marks = line.StartsWith("## ", StringComparison.Ordinal) ? 3 : line.StartsWith("# ", StringComparison.Ordinal) ? 2 : 0;
        return marks > 0 && line[marks..].Trim().TrimEnd('#').Trim() is { Length: > 0 } heading ? heading : null;
    }
}

/// <summary>One card, or one room of an exhibition.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Text">Markdown.</param>
public sealed record TextCard(int Number, string Title, string Text);
