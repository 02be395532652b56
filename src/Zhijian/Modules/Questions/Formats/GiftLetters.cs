using System.Text;

namespace Zhijian.Modules.Questions.Formats;

/// <summary>A character of a GIFT text and whether a backslash made it an ordinary one.</summary>
internal readonly record struct GiftLetter(char Sign, bool IsLiteral, int Line);

/// <summary>A stretch of a GIFT text after its escapes are read: what controls is told from what is only text.</summary>
internal sealed class GiftLetters(IReadOnlyList<GiftLetter> letters)
{
    /// <summary>What a backslash takes the meaning from; <c>\n</c> is a line end, and any other backslash is itself.</summary>
    public const string Escaped = @"\:#={}~";

    public int Count => letters.Count;

    public int Line => letters.Count > 0 ? letters[0].Line : 0;

    public static GiftLetters Of(IEnumerable<(int Number, string Text)> lines)
    {
        List<GiftLetter> letters = [];
        foreach (var (number, text) in lines)
        {
            if (letters.Count > 0)
            {
                letters.Add(new GiftLetter('\n', false, number));
            }
            for (var i = 0; i < text.Length; i++)
            {
                var next = text[i] == '\\' && i + 1 < text.Length ? text[i + 1] : '\0';
                if (next == 'n' || (next != '\0' && Escaped.Contains(next, StringComparison.Ordinal)))
                {
                    letters.Add(new GiftLetter(next == 'n' ? '\n' : next, true, number));
                    i++;
                }
                else
                {
                    letters.Add(new GiftLetter(text[i], false, number));
                }
            }
        }
        return new GiftLetters(letters);
    }

    public int LineAt(int index) => letters[Math.Clamp(index, 0, letters.Count - 1)].Line;

    public GiftLetters From(int start) => To(start, letters.Count);

    public GiftLetters To(int start, int end) => new([.. letters.Skip(start).Take(end - start)]);

    /// <summary>Where a sign stands that controls; -1 where it doesn't.</summary>
    public int IndexOf(string sign, int from = 0)
    {
        for (var i = from; i + sign.Length <= letters.Count; i++)
        {
            if (Is(sign, i))
            {
                return i;
            }
        }
        return -1;
    }

    public int LastIndexOf(string sign)
    {
        for (var i = letters.Count - sign.Length; i >= 0; i--)
        {
            if (Is(sign, i))
            {
                return i;
            }
        }
        return -1;
    }

    public bool StartsWith(string sign) => letters.Count >= sign.Length && Is(sign, 0);

    public bool Is(string sign, int at)
    {
        for (var i = 0; i < sign.Length; i++)
        {
            if (letters[at + i].IsLiteral || letters[at + i].Sign != sign[i])
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Without white space at its ends.</summary>
    public GiftLetters Trim()
    {
        var (start, end) = (0, letters.Count);
        while (start < end && char.IsWhiteSpace(letters[start].Sign))
        {
            start++;
        }
        while (end > start && char.IsWhiteSpace(letters[end - 1].Sign))
        {
            end--;
        }
        return To(start, end);
    }

    public GiftLetters Plus(string between, GiftLetters other) =>
        new([.. letters, .. between.Select(c => new GiftLetter(c, true, Line)), .. other.All]);

    /// <summary>The parts between line ends of the file; a line end that is written <c>\n</c> ends none.</summary>
    public List<GiftLetters> Lines()
    {
        List<GiftLetters> lines = [];
        var from = 0;
        for (var i = 0; i <= letters.Count; i++)
        {
            if (i == letters.Count || letters[i] is { Sign: '\n', IsLiteral: false })
            {
                lines.Add(To(from, i));
                from = i + 1;
            }
        }
        return lines;
    }

    public override string ToString()
    {
        var text = new StringBuilder(letters.Count);
        foreach (var letter in letters)
        {
            text.Append(letter.Sign);
        }
        return text.ToString();
    }

    private IReadOnlyList<GiftLetter> All => letters;
}
