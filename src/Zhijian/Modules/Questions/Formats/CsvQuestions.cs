using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Zhijian.Modules.Questions.Formats;

/// <summary>
/// Questions as a plain table, one a row, for those who keep theirs in a spreadsheet: kind, category, name, text, choices A to J, answer, explanation, difficulty, tags, source, number, points.
/// It says only what such a table can; what it has no column for is told and not written.
/// </summary>
internal static partial class CsvQuestions
{
    private const int Choices = 10;
    private const string Letters = "ABCDEFGHIJ";
    private const decimal Whole = 100;

    private static readonly SearchValues<char> Marks = SearchValues.Create("<>&*_`#[]\\|~");

    private static readonly Dictionary<string, string> Headings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["kind"] = "kind", ["题型"] = "kind", ["category"] = "category", ["分类"] = "category", ["name"] = "name", ["名称"] = "name", ["text"] = "text", ["题干"] = "text", ["题目"] = "text",
        ["answer"] = "answer", ["答案"] = "answer", ["explanation"] = "explanation", ["解析"] = "explanation", ["difficulty"] = "difficulty", ["难度"] = "difficulty", ["tags"] = "tags", ["标签"] = "tags",
        ["source"] = "source", ["来源"] = "source", ["code"] = "code", ["编号"] = "code", ["points"] = "points", ["分值"] = "points",
    };

    private static readonly Dictionary<string, QuestionKind> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["single"] = QuestionKind.Single, ["单选"] = QuestionKind.Single, ["单选题"] = QuestionKind.Single, ["multiple"] = QuestionKind.Multiple, ["多选"] = QuestionKind.Multiple, ["多选题"] = QuestionKind.Multiple,
        ["truefalse"] = QuestionKind.TrueFalse, ["true-false"] = QuestionKind.TrueFalse, ["判断"] = QuestionKind.TrueFalse, ["判断题"] = QuestionKind.TrueFalse,
        ["shortanswer"] = QuestionKind.ShortAnswer, ["short-answer"] = QuestionKind.ShortAnswer, ["填空"] = QuestionKind.ShortAnswer, ["填空题"] = QuestionKind.ShortAnswer, ["numerical"] = QuestionKind.Numerical, ["数值"] = QuestionKind.Numerical, ["数值题"] = QuestionKind.Numerical,
        ["matching"] = QuestionKind.Matching, ["匹配"] = QuestionKind.Matching, ["匹配题"] = QuestionKind.Matching, ["ordering"] = QuestionKind.Ordering, ["排序"] = QuestionKind.Ordering, ["排序题"] = QuestionKind.Ordering,
        ["cloze"] = QuestionKind.Cloze, ["完形"] = QuestionKind.Cloze, ["完形题"] = QuestionKind.Cloze,
    };

    private static readonly Dictionary<string, Difficulty> Difficulties = new(StringComparer.OrdinalIgnoreCase)
    {
        ["easy"] = Difficulty.Easy, ["易"] = Difficulty.Easy, ["medium"] = Difficulty.Medium, ["中"] = Difficulty.Medium, ["hard"] = Difficulty.Hard, ["难"] = Difficulty.Hard,
    };

    private static readonly Dictionary<string, bool> Truths = new(StringComparer.OrdinalIgnoreCase) { ["true"] = true, ["t"] = true, ["对"] = true, ["正确"] = true, ["√"] = true, ["false"] = false, ["f"] = false, ["错"] = false, ["错误"] = false, ["×"] = false };

    public static readonly string Head = CsvText.Row([.. new[] { "kind", "category", "name", "text" }, .. Letters.Select(l => l.ToString()), "answer", "explanation", "difficulty", "tags", "source", "code", "points"]);

    public static (QuestionFile File, IReadOnlyDictionary<int, (Difficulty? Difficulty, string? Source)> Beside) Read(string text)
    {
        List<ReadQuestion> questions = [];
        List<Unkept> unkept = [];
        Dictionary<int, (Difficulty?, string?)> beside = [];
        var rows = CsvText.Read(text, out var openQuote);
        if (openQuote is { } quote)
        {
            unkept.Add(new Unkept(quote, null, WhyNotKept.LonelyBrace, "\""));
            return (new QuestionFile { Unkept = unkept }, beside);
        }
        if (rows.Count == 0)
        {
            return (new QuestionFile(), beside);
        }
        Dictionary<string, int> columns = new(StringComparer.OrdinalIgnoreCase);
        foreach (var (at, heading) in rows[0].Cells.Index())
        {
            var name = Headings.GetValueOrDefault(heading) ?? (ChoiceHeading().Match(heading) is { Success: true } choice ? choice.Groups[1].Value.ToUpperInvariant() : null);
            if (heading.Length == 0)
            {
                continue;
            }
            if (name is null || !columns.TryAdd(name, at))
            {
                unkept.Add(new Unkept(rows[0].Line, null, name is null ? WhyNotKept.UnknownPart : WhyNotKept.SaidTwice, heading));
            }
        }
        if (!columns.ContainsKey("kind") || !columns.ContainsKey("text"))
        {
            unkept.Add(new Unkept(rows[0].Line, null, WhyNotKept.NotAQuiz, "kind, text"));
        }
        if (unkept.Count > 0)
        {
            return (new QuestionFile { Unkept = unkept }, beside);
        }
        foreach (var (line, cells) in rows.Skip(1))
        {
            string? Cell(string name) => columns.TryGetValue(name, out var at) && at < cells.Count && cells[at].Length > 0 ? cells[at] : null;
            if (cells.Skip(rows[0].Cells.Count).Any(c => c.Length > 0))
            {
                unkept.Add(new Unkept(line, Cell("name"), WhyNotKept.UnknownPart, cells[^1]));
                continue;
            }
            var (question, why, detail) = Question(Cell);
            if (question is null)
            {
                unkept.Add(new Unkept(line, Cell("name") ?? Cell("text"), why, detail));
                continue;
            }
            if (Cell("difficulty") is { } said && !Difficulties.ContainsKey(said))
            {
                unkept.Add(new Unkept(line, question.Name, WhyNotKept.UnknownValue, said));
                continue;
            }
            questions.Add(new ReadQuestion(line, question));
            beside[line] = (Cell("difficulty") is { } known ? Difficulties[known] : null, Cell("source"));
        }
        return (new QuestionFile { Questions = questions, Unkept = unkept, Categories = [.. questions.Select(q => q.Question.Category).Where(c => c.Count > 0).DistinctBy(CategoryPath.Write).Select(c => new CategoryNote(c))] }, beside);
    }

    private static (Question? Question, WhyNotKept Why, string? Detail) Question(Func<string, string?> cell)
    {
        if (cell("kind") is not { } typed || !Kinds.TryGetValue(typed, out var kind))
        {
            return (null, WhyNotKept.UnknownKind, cell("kind"));
        }
        if (cell("text") is not { } words)
        {
            return (null, WhyNotKept.NoText, null);
        }
        if (Letters.Select(l => l.ToString()).Concat(["text", "name", "answer", "explanation"]).Any(c => cell(c)?.Any(ch => char.IsControl(ch) && ch is not ('\n' or '\t')) == true))
        {
            return (null, WhyNotKept.ControlCharacter, null);
        }
        List<string> choices = [.. Letters.Select(l => cell(l.ToString())).TakeWhile(c => c is not null).Select(c => c!)];
        if (Letters.Skip(choices.Count).Any(l => cell(l.ToString()) is not null))
        {
            return (null, WhyNotKept.EmptyAnswer, Letters[choices.Count].ToString());
        }
        var text = FormattedText.Of(words, TextFormat.Plain);
        var (body, why, detail) = Body(kind, text, choices, cell("answer"));
        if (body is null)
        {
            return (null, why, detail);
        }
        decimal? mark = cell("points") is { } points ? ExactNumber.Read(points) : kind == QuestionKind.Cloze ? ClozeText.Gaps(text).Sum(g => g.Weight) : 1;
        if (mark is not >= 0)
        {
            return (null, WhyNotKept.BadNumber, cell("points"));
        }
        return (new Question
        {
            Name = Questions.Question.NameOf(cell("name"), text), Text = text, Explanation = FormattedText.Of(cell("explanation"), TextFormat.Plain), Category = CategoryPath.Read(cell("category") ?? ""), Code = cell("code"),
            Tags = [.. (cell("tags") ?? "").Split(['|', '、'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)], Mark = mark.Value, Penalty = Questions.Question.UsualPenaltyOf(kind), Body = body,
        }, default, null);
    }

    private static (QuestionBody? Body, WhyNotKept Why, string? Detail) Body(QuestionKind kind, FormattedText text, List<string> choices, string? answer)
    {
        FormattedText Plain(string words) => FormattedText.Of(words, TextFormat.Plain);
        switch (kind)
        {
            case QuestionKind.Single or QuestionKind.Multiple:
                if (choices.Count < 2)
                {
                    return (null, WhyNotKept.TooFewAnswers, null);
                }
                List<int> right = [.. (answer ?? "").ToUpperInvariant().Where(c => c is not (' ' or ',' or '、' or '，' or ';' or '|')).Select(c => Letters.IndexOf(c))];
                if (right.Count == 0 || right.Exists(r => r < 0 || r >= choices.Count) || right.Distinct().Count() != right.Count || (kind == QuestionKind.Single && right.Count != 1))
                {
                    return (null, right.Count == 0 ? WhyNotKept.UnmarkedAnswer : WhyNotKept.UnknownValue, answer);
                }
                return (new ChoiceBody(kind == QuestionKind.Single, [.. choices.Select((c, i) => new Choice(Plain(c), kind == QuestionKind.Single ? right.Contains(i) ? Whole : 0 : right.Contains(i) ? Share(right.Count) : -Whole, FormattedText.None))]), default, null);
            case QuestionKind.TrueFalse:
                return answer is not null && Truths.TryGetValue(answer, out var isTrue) && choices.Count == 0 ? (new TrueFalseBody(isTrue, FormattedText.None, FormattedText.None), default, null) : (null, WhyNotKept.UnknownValue, answer);
            case QuestionKind.ShortAnswer:
                List<string> accepted = [.. (answer is null ? [] : new[] { answer }).Concat(choices)];
                return accepted.Count == 0 ? (null, WhyNotKept.TooFewAnswers, null) : (new ShortAnswerBody(false, [.. accepted.Select(a => new ShortAnswer(a, Whole, FormattedText.None))]), default, null);
            case QuestionKind.Numerical:
                var parts = (answer ?? "").Split(['±', ':'], 2);
                return ExactNumber.Read(parts[0]) is { } value && (parts.Length > 1 ? ExactNumber.Read(parts[1]) : 0) is { } tolerance && tolerance >= 0 && choices.Count == 0
                    ? (new NumericalBody([new NumericalAnswer(value, tolerance, Whole, FormattedText.None)]), default, null) : (null, WhyNotKept.BadNumber, answer);
            case QuestionKind.Matching:
                var pairs = choices.Select(c => c.Split("->", 2, StringSplitOptions.TrimEntries)).ToList();
                return pairs.Exists(p => p.Length < 2 || p[1].Length == 0) ? (null, WhyNotKept.NoArrow, choices.First(c => c.Split("->", 2, StringSplitOptions.TrimEntries) is not [_, { Length: > 0 }]))
                    : pairs.Count < 2 ? (null, WhyNotKept.TooFewAnswers, null) : (new MatchingBody([.. pairs.Select(p => new MatchingPair(Plain(p[0]), p[1]))]), default, null);
            case QuestionKind.Ordering:
                return choices.Count < 2 ? (null, WhyNotKept.TooFewAnswers, null) : (new OrderingBody([.. choices.Select(Plain)]), default, null);
            default:
                var (pieces, fault) = ClozeText.Read(text);
                return fault is { } bad ? (null, WhyNotKept.BadGap, bad.Gap) : pieces.OfType<ClozeGap>().Any() ? (new ClozeBody(), default, null) : (null, WhyNotKept.TooFewAnswers, null);
        }
    }

    /// <summary>The row, or what of the question a table has no column for.</summary>
    public static (string? Row, Unkept? Unkept) Write(Question q, Difficulty? difficulty, string source)
    {
        var row = Columns(q, difficulty, source);
        // What a reader of the row would not get back is told, never left out.
        if (row is not null && Read(Head + row).File is { Unkept.Count: 0, Questions: [var read] } && Same(read.Question, q))
        {
            return (row, null);
        }
        return (null, new Unkept(0, q.Name, WhyNotKept.NotInThisFormat, "csv"));
    }

    private static string? Columns(Question q, Difficulty? difficulty, string source)
    {
        List<string> choices = q.Body switch
        {
            ChoiceBody b => [.. b.Choices.Select(c => c.Text.Text)], ShortAnswerBody b => [.. b.Answers.Skip(1).Select(a => a.Text)],
            MatchingBody b => [.. b.Pairs.Select(p => $"{p.Prompt.Text} -> {p.Answer}")], OrderingBody b => [.. b.Items.Select(i => i.Text)], _ => [],
        };
        var answer = q.Body switch
        {
            ChoiceBody b => string.Concat(b.Choices.Select((c, i) => c.Fraction > 0 && i < Choices ? Letters[i].ToString() : "")), TrueFalseBody b => b.IsTrue ? "true" : "false", ShortAnswerBody { Answers.Count: > 0 } b => b.Answers[0].Text,
            NumericalBody { Answers: [{ Value: { } value } one] } => ExactNumber.Write(value) + (one.Tolerance > 0 ? "±" + ExactNumber.Write(one.Tolerance) : ""), _ => "",
        };
        return choices.Count > Choices ? null : CsvText.Row([
            q.Kind switch { QuestionKind.TrueFalse => "truefalse", QuestionKind.ShortAnswer => "shortanswer", _ => q.Kind.ToString().ToLowerInvariant() }, CategoryPath.Write(q.Category), q.Name, q.Text.Text,
            .. Enumerable.Range(0, Choices).Select(i => i < choices.Count ? choices[i] : ""), answer, q.Explanation.Text, difficulty?.ToString().ToLowerInvariant(), string.Join('|', q.Tags), source, q.Code, q.Mark.ToString(CultureInfo.InvariantCulture)]);
    }

    /// <summary>Markdown and HTML without any mark is the same as plain words.</summary>
    private static bool Same(Question read, Question q) => QuestionJson.Write(read) == QuestionJson.Write(Plainly(q));

    private static Question Plainly(Question q)
    {
        FormattedText P(FormattedText text) => text.IsEmpty || text.Files.Count > 0 || text.Text.AsSpan().IndexOfAny(Marks) >= 0 ? text : text with { Format = TextFormat.Plain };
        return q with
        {
            Text = P(q.Text), Explanation = P(q.Explanation), Mark = ExactNumber.Plain(q.Mark),
            Body = q.Body switch
            {
                ChoiceBody b => b with { Choices = [.. b.Choices.Select(c => c with { Text = P(c.Text) })] }, MatchingBody b => b with { Pairs = [.. b.Pairs.Select(p => p with { Prompt = P(p.Prompt) })] },
                OrderingBody b => b with { Items = [.. b.Items.Select(P)] }, _ => q.Body,
            },
        };
    }

    /// <summary>As Moodle writes thirds.</summary>
    private static decimal Share(int count) => ExactNumber.Plain(Math.Round(Whole / count, 5));

    [GeneratedRegex("^(?:选项|choice|option)? ?([A-J])$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ChoiceHeading();
}
