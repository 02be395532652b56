using System.Globalization;
using System.Text.RegularExpressions;

namespace Zhijian.Modules.Questions.Formats;

/// <summary>
/// Reads GIFT, Moodle's text format of questions (docs.moodle.org, "GIFT format"): questions are parted by blank lines, comments begin with <c>//</c> and may carry
/// <c>[id:…]</c> and <c>[tag:…]</c> of the question that follows. A question that can't be read whole is told with its line and left out; the others are read.
/// </summary>
internal sealed partial class GiftReader
{
    private const string Gap = "_____";

    private readonly List<CategoryNote> _categories = [];
    private readonly List<ReadQuestion> _questions = [];
    private readonly List<Unkept> _unkept = [];
    private IReadOnlyList<string> _category = [];

    // Of the question being read.
    private string? _name;
    private int _faults;

    public static QuestionFile Read(string text)
    {
        var reader = new GiftReader();
        List<(int, string)> lines = [];
        List<string> comments = [];
        var number = 0;
        foreach (var line in text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n').Append(""))
        {
            number++;
            var trimmed = line.Trim();
            if (trimmed.Length == 0)
            {
                reader.Block(lines, comments);
                lines.Clear();
                comments.Clear();
            }
            else if (trimmed.StartsWith("//", StringComparison.Ordinal))
            {
                comments.Add(trimmed);
            }
            else
            {
                lines.Add((number, trimmed));
            }
        }
        return new QuestionFile { Categories = reader._categories, Questions = reader._questions, Unkept = reader._unkept };
    }

    private void Block(List<(int Number, string Text)> lines, List<string> comments)
    {
        if (lines.Count == 0)
        {
            return;
        }
        (_name, _faults) = (null, _unkept.Count);
        var first = lines[0].Number;
        foreach (var (number, text) in lines)
        {
            if (text.Any(c => char.IsControl(c) && c != '\t'))
            {
                Fault(number, WhyNotKept.ControlCharacter);
                return;
            }
        }
        var letters = GiftLetters.Of(lines);
        const string category = "$CATEGORY:";
        if (letters.StartsWith(category))
        {
            TakeCategory(letters.From(category.Length), first, lines.Count);
        }
        else if (ReadQuestion(letters, string.Join('\n', comments)) is { } question && _unkept.Count == _faults)
        {
            _questions.Add(new ReadQuestion(first, question));
        }
    }

    private void TakeCategory(GiftLetters letters, int line, int lines)
    {
        var path = CategoryPath.Read(letters.ToString());
        if (lines > 1 || path.Count == 0)
        {
            // Moodle takes the question on the next line for a part of the category's name.
            Fault(line, WhyNotKept.BadCategory);
            return;
        }
        _category = path;
        if (!_categories.Any(c => c.Path.SequenceEqual(path)))
        {
            _categories.Add(new CategoryNote(path));
        }
    }

    private Question? ReadQuestion(GiftLetters letters, string comment)
    {
        letters = letters.Trim();
        if (letters.StartsWith("::"))
        {
            var end = letters.IndexOf("::", 2);
            if (end < 0)
            {
                Fault(letters.Line, WhyNotKept.OpenName);
                return null;
            }
            _name = letters.To(2, end).ToString().Trim();
            letters = letters.From(end + 2).Trim();
        }
        var (open, close) = (letters.IndexOf("{"), letters.IndexOf("}"));
        if ((open < 0) != (close < 0) || close < open)
        {
            Fault(letters.LineAt(Math.Max(open, close)), WhyNotKept.LonelyBrace);
            return null;
        }
        var isDescription = open < 0;
        var answers = isDescription ? GiftLetters.Of([]) : letters.To(open + 1, close).Trim();
        var words = letters;
        if (!isDescription)
        {
            var (before, after) = (letters.To(0, open), letters.From(close + 1));
            if (answers.IndexOf("{") >= 0 || after.IndexOf("{") >= 0 || after.IndexOf("}") >= 0)
            {
                Fault(letters.LineAt(close), WhyNotKept.SecondBraces);
                return null;
            }
            words = before.Plus(after.Count == 0 ? "" : Gap, after);
        }
        var explained = GiftLetters.Of([]);
        if (answers.LastIndexOf("####") is >= 0 and var general)
        {
            explained = answers.From(general + 4);
            answers = answers.To(0, general).Trim();
        }
        var text = Text(words, TextFormat.Moodle);
        if (text.IsEmpty)
        {
            Fault(letters.Line, WhyNotKept.NoText);
            return null;
        }
        var body = isDescription ? new DescriptionBody() : Body(answers, text.Format, letters.LineAt(Math.Max(open, 0)));
        if (body is null)
        {
            return null;
        }
        return new Question
        {
            Name = Question.NameOf(_name, text), Text = text, Explanation = Text(explained, text.Format), Category = _category, Body = body,
            Code = Id().Match(comment) is { Success: true } id ? Unbracketed(id.Groups[1].Value) : null,
            Tags = [.. Tag().Matches(comment).Select(m => Unbracketed(m.Groups[1].Value)).Distinct(StringComparer.Ordinal)],
            Mark = isDescription ? 0 : 1, Penalty = Question.UsualPenaltyOf(body.Kind),
        };
    }

    private QuestionBody? Body(GiftLetters answers, TextFormat format, int line)
    {
        if (answers.Count == 0)
        {
            return new EssayBody();
        }
        if (answers.StartsWith("#"))
        {
            return Numerical(answers.From(1), format, line);
        }
        if (answers.StartsWith(">") && OrderingHead().Match(answers.Lines()[0].ToString()) is { Success: true } head)
        {
            return Ordering(head, [.. answers.Lines().Skip(1)], format, line);
        }
        if (answers.IndexOf("~") >= 0)
        {
            return Choices(answers, format, line);
        }
        if (answers.IndexOf("=") >= 0 && answers.IndexOf("->") >= 0)
        {
            return Matching(answers, format, line);
        }
        var bare = (answers.IndexOf("#") is > 0 and var feedback ? answers.To(0, feedback) : answers).ToString().Trim();
        return bare is "T" or "TRUE" or "F" or "FALSE" ? TrueFalse(answers, bare is "T" or "TRUE", format) : ShortAnswers(answers, format, line);
    }

    private static TrueFalseBody TrueFalse(GiftLetters answers, bool isTrue, TextFormat format)
    {
        // The first feedback is for those who are wrong, the second for those who are right.
        var (wrong, right) = (GiftLetters.Of([]), GiftLetters.Of([]));
        if (answers.IndexOf("#") is >= 0 and var first)
        {
            var second = answers.IndexOf("#", first + 1);
            wrong = second < 0 ? answers.From(first + 1) : answers.To(first + 1, second);
            right = second < 0 ? right : answers.From(second + 1);
        }
        var (forWrong, forRight) = (Text(wrong, format), Text(right, format));
        return isTrue ? new TrueFalseBody(true, forRight, forWrong) : new TrueFalseBody(false, forWrong, forRight);
    }

    private ChoiceBody? Choices(GiftLetters answers, TextFormat format, int line)
    {
        List<Choice> choices = [];
        var pieces = Pieces(answers, "~=");
        foreach (var (sign, piece, at) in pieces)
        {
            if (sign == '\0')
            {
                Fault(at, WhyNotKept.UnmarkedAnswer, Short(piece));
                return null;
            }
            if (sign == '=')
            {
                // After an equal sign Moodle reads no weight here: what looks like one is text.
                var (text, feedback) = Answer(piece, format);
                choices.Add(new Choice(text, 100, feedback));
            }
            else if (Weighed(piece, 0) is { } weighed)
            {
                var (text, feedback) = Answer(weighed.Piece, format);
                choices.Add(new Choice(text, weighed.Fraction, feedback));
            }
            if (choices.LastOrDefault() is { Text.IsEmpty: true })
            {
                Fault(at, WhyNotKept.EmptyAnswer);
            }
        }
        return Enough(choices, 2, line) ? new ChoiceBody(pieces.Any(p => p.Sign == '='), choices) : null;
    }

    private ShortAnswerBody? ShortAnswers(GiftLetters answers, TextFormat format, int line)
    {
        List<ShortAnswer> given = [];
        foreach (var (_, piece, at) in Pieces(answers, "="))
        {
            if (Weighed(piece, 100) is { } weighed)
            {
                var (text, feedback) = Answer(weighed.Piece, format);
                if (text.IsEmpty)
                {
                    Fault(at, WhyNotKept.EmptyAnswer);
                }
                given.Add(new ShortAnswer(text.Text, weighed.Fraction, feedback));
            }
        }
        return Enough(given, 1, line) ? new ShortAnswerBody(false, given) : null;
    }

    private MatchingBody? Matching(GiftLetters answers, TextFormat format, int line)
    {
        List<MatchingPair> pairs = [];
        foreach (var (_, piece, at) in Pieces(answers, "="))
        {
            if (piece.IndexOf("->") is not (>= 0 and var arrow))
            {
                Fault(at, WhyNotKept.NoArrow, Short(piece));
                continue;
            }
            var answer = piece.From(arrow + 2).ToString().Trim();
            if (answer.Length == 0)
            {
                Fault(at, WhyNotKept.EmptyAnswer);
            }
            pairs.Add(new MatchingPair(Text(piece.To(0, arrow), format), answer));
        }
        return Enough(pairs, 2, line) ? new MatchingBody(pairs) : null;
    }

    private NumericalBody? Numerical(GiftLetters answers, TextFormat format, int line)
    {
        var wrong = answers.IndexOf("~");
        List<NumericalAnswer> given = [];
        foreach (var (_, piece, at) in Pieces(wrong < 0 ? answers : answers.To(0, wrong), "="))
        {
            if (Weighed(piece, 100) is not { } weighed)
            {
                continue;
            }
            var (number, feedback) = Answer(weighed.Piece, format);
            if (NumberOf(number.Text) is not { } read)
            {
                Fault(at, WhyNotKept.BadNumber, Short(weighed.Piece));
                continue;
            }
            given.Add(new NumericalAnswer(read.Value, read.Tolerance, weighed.Fraction, feedback));
        }
        if (!Enough(given, 1, line))
        {
            return null;
        }
        if (wrong >= 0)
        {
            var (text, feedback) = Answer(answers.From(wrong + 1), format);
            if (!text.IsEmpty || answers.IndexOf("~", wrong + 1) >= 0)
            {
                Fault(answers.LineAt(wrong), WhyNotKept.UnmarkedAnswer, Short(answers.From(wrong + 1)));
                return null;
            }
            given.Add(new NumericalAnswer(null, 0, 0, feedback));
        }
        return new NumericalBody(given);
    }

    /// <summary>A number, one with how far off it may be (5:0.1), a range (1..5), or any (*).</summary>
    private static (decimal? Value, decimal Tolerance)? NumberOf(string text)
    {
        if (text == "*")
        {
            return (null, 0);
        }
        if (text.IndexOf("..", StringComparison.Ordinal) is > 0 and var dots)
        {
            return ExactNumber.Read(text[..dots]) is { } least && ExactNumber.Read(text[(dots + 2)..]) is { } most && least <= most
                && (Exact(least, most) is var middle && middle is not null) ? (middle, ExactNumber.Plain(most - middle.Value)) : null;
        }
        var parts = text.Split(':', 2);
        return ExactNumber.Read(parts[0]) is { } value && (parts.Length == 1 ? 0 : ExactNumber.Read(parts[1])) is { } tolerance && tolerance >= 0 ? (value, tolerance) : null;
    }

    /// <summary>The middle of a range; null where it has more digits than are kept.</summary>
    private static decimal? Exact(decimal least, decimal most)
    {
        const decimal largest = 1e20m;
        if (Math.Abs(least) > largest || Math.Abs(most) > largest)
        {
            return null;
        }
        var middle = ExactNumber.Plain((least + most) / 2);
        return middle - least == most - middle ? middle : null;
    }

    private OrderingBody? Ordering(Match head, List<GiftLetters> lines, TextFormat format, int line)
    {
        List<FormattedText> items = [.. lines.Select(l => Text(l, format)).Where(t => !t.IsEmpty)];
        if (!Enough(items, 2, line))
        {
            return null;
        }
        string Word(int group) => head.Groups[group].Value;
        var grading = Word(4) is { Length: > 0 } word ? OrderingWords.Grading(word) : OrderingGrading.AbsolutePosition;
        if (grading is null)
        {
            Fault(line, WhyNotKept.UnknownValue, Word(4));
            return null;
        }
        return new OrderingBody(items)
        {
            Shown = int.Parse(Word(1), CultureInfo.InvariantCulture),
            Selection = Word(2) switch { "RANDOM" or "REL" => OrderingSelection.Random, "CONTIGUOUS" or "CONTIG" => OrderingSelection.Contiguous, _ => OrderingSelection.All },
            IsHorizontal = Word(3) is "HORIZONTAL" or "HORI" or "H" or "1",
            Grading = grading.Value,
            ShowsGrading = Word(5) is not ("HIDE" or "FALSE" or "NO" or "0"),
            Numbering = Word(6) is { Length: > 0 } style ? style : "none",
        };
    }

    /// <summary>Parts that begin with one of the signs; one that stands before the first has the sign 0.</summary>
    private static List<(char Sign, GiftLetters Piece, int Line)> Pieces(GiftLetters letters, string signs)
    {
        List<(char, GiftLetters, int)> pieces = [];
        var (sign, from) = ('\0', 0);
        for (var i = 0; i <= letters.Count; i++)
        {
            if (i < letters.Count && !signs.Any(s => letters.Is(s.ToString(), i)))
            {
                continue;
            }
            var piece = letters.To(from, i).Trim();
            if (piece.Count > 0 || sign != '\0')
            {
                pieces.Add((sign, piece, piece.Count > 0 ? piece.Line : letters.LineAt(from - 1)));
            }
            (sign, from) = i < letters.Count ? (signs.First(s => letters.Is(s.ToString(), i)), i + 1) : ('\0', i);
        }
        return pieces;
    }

    /// <summary>What an answer earns, and the rest; null where the weight is none.</summary>
    private (decimal Fraction, GiftLetters Piece)? Weighed(GiftLetters piece, decimal usual)
    {
        if (!piece.StartsWith("%") || Weight().Match(piece.ToString()) is not { Success: true } weight)
        {
            return (usual, piece);
        }
        if (ExactNumber.Read(weight.Groups[1].Value) is not { } fraction || fraction is < -100 or > 100)
        {
            Fault(piece.Line, WhyNotKept.BadWeight, weight.Value);
            return null;
        }
        return (fraction, piece.From(weight.Length).Trim());
    }

    private static (FormattedText Text, FormattedText Feedback) Answer(GiftLetters piece, TextFormat format)
    {
        var feedback = piece.IndexOf("#");
        return feedback < 0 ? (Text(piece, format), FormattedText.None) : (Text(piece.To(0, feedback), format), Text(piece.From(feedback + 1), format));
    }

    /// <summary>A text, which may begin with its way of writing in brackets.</summary>
    private static FormattedText Text(GiftLetters letters, TextFormat format)
    {
        letters = letters.Trim();
        if (letters.StartsWith("[") && letters.IndexOf("]") is > 0 and var end && FormatWords.OfGift(letters.To(1, end).ToString()) is { } named)
        {
            return FormattedText.Of(letters.From(end + 1).ToString(), named);
        }
        return FormattedText.Of(letters.ToString(), format);
    }

    private bool Enough<T>(List<T> answers, int fewest, int line)
    {
        if (answers.Count < fewest && _unkept.Count == _faults)
        {
            Fault(line, WhyNotKept.TooFewAnswers);
        }
        return answers.Count >= fewest;
    }

    private void Fault(int line, WhyNotKept why, string? detail = null) => _unkept.Add(new Unkept(line, _name, why, detail));

    private static string Short(GiftLetters piece)
    {
        const int longest = 40;
        var text = piece.ToString();
        return text.Length <= longest ? text : text[..longest] + "…";
    }

    private static string Unbracketed(string text) => text.Trim().Replace("\\]", "]", StringComparison.Ordinal);

    [GeneratedRegex(@"^%(-?[0-9]{1,12}(?:\.[0-9]{0,12})?)%", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Weight();

    [GeneratedRegex(@"\[id:((?:\\\]|[^\]\p{Cc}])+)\]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Id();

    [GeneratedRegex(@"\[tag:((?:\\\]|[^\]<>`\p{Cc}])+)\]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Tag();

    [GeneratedRegex(@"^>\s*([0-9]{1,4})\s*(ALL|EXACT|RANDOM|REL|CONTIGUOUS|CONTIG)?\s*(HORIZONTAL|HORI|H|1|VERTICAL|VERT|V|0)?\s*(ALL_OR_NOTHING|ABSOLUTE_POSITION|ABSOLUTE|ABS|RELATIVE_[A-Z_]{5,40}|RELATIVE|REL|LONGEST_[A-Z_]{5,40})?\s*(SHOW|TRUE|YES|1|HIDE|FALSE|NO|0)?\s*(none|123|abc|ABCD|iii|IIII)?\s*$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex OrderingHead();
}
