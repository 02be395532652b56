using Zhijian.Modules.Questions.Bank;
using Zhijian.Modules.Questions.Formats;
using Zhijian.Modules.Questions.Showing;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Questions;

/// <summary>One line of a question's form: a choice, an accepted answer, a number, a pair or an item.</summary>
/// <param name="Text">The choice, the answer, the number, the prompt, the item.</param>
/// <param name="Other">The tolerance of a number, the other half of a pair.</param>
/// <param name="Weight">In per cent; empty: nothing, and of accepted answers everything.</param>
public sealed record DraftLine(string? Text, string? Other, string? Weight, string? Feedback)
{
    public bool IsEmpty => string.IsNullOrWhiteSpace(Text) && string.IsNullOrWhiteSpace(Other) && string.IsNullOrWhiteSpace(Feedback);
}

/// <summary>What authors type. What the form has no field for stays as it was.</summary>
public sealed record QuestionDraft(QuestionKind Kind, string? Name, string? Text, string? Explanation, string? Category, string? Tags, string? Mark, IReadOnlyList<DraftLine> Lines)
{
    private const int LongestText = 20_000;
    private const int LongestLine = 2000;
    private const int MostTags = 12;
    private const decimal Whole = 100;

    /// <summary>Thirds don't add up to a hundred exactly.</summary>
    private const decimal Rounding = 0.001m;

    private static readonly char[] Separators = [',', '，', '、', ';', '；', '\n', '\t'];

    /// <summary>Of a statement whether it is true.</summary>
    public bool? IsTrue { get; init; }

    public bool CaseMatters { get; init; }

    /// <summary>Comes to the end of what is asked.</summary>
    public BroughtPicture? Picture { get; init; }

    public bool Shuffles { get; init; } = true;

    /// <summary>The kinds that have a form.</summary>
    public static readonly IReadOnlyList<QuestionKind> Kinds =
        [QuestionKind.Single, QuestionKind.Multiple, QuestionKind.TrueFalse, QuestionKind.ShortAnswer, QuestionKind.Numerical, QuestionKind.Matching, QuestionKind.Ordering, QuestionKind.Cloze];

    /// <summary>The question, or what is wrong at which field.</summary>
    public Refusal? Read(Question? before, out Question question)
    {
        question = before ?? new Question { Name = "", Text = FormattedText.None, Body = new DescriptionBody(), Penalty = Question.UsualPenaltyOf(Kind) };
        if (string.IsNullOrWhiteSpace(Text))
        {
            return PlatformRefusals.Required.At("Form.Text");
        }
        var tooLong = Longer("Name", Name, BankQuestion.LongestName) ?? Longer("Text", Text, LongestText) ?? Longer("Explanation", Explanation, LongestText) ?? Longer("Category", Category, BankQuestion.LongestCategory) ?? Longer("Tags", Tags, LongestLine);
        for (var i = 0; tooLong is null && i < Lines.Count; i++)
        {
            tooLong = Longer($"Lines[{i}].Text", Lines[i].Text, LongestLine) ?? Longer($"Lines[{i}].Other", Lines[i].Other, LongestLine) ?? Longer($"Lines[{i}].Feedback", Lines[i].Feedback, LongestLine);
        }
        if (tooLong is not null)
        {
            return tooLong;
        }
        var format = before?.Text is { IsEmpty: false } old ? old.Format : TextFormat.Markdown;
        var text = FormattedText.Of(Text, format, before is null ? null : QuestionPictures.Kept(before.Text, Text));
        if (Picture is { } picture)
        {
            if (QuestionPictures.With(text, picture.Extension, picture.Content, picture.Words) is not { } pictured)
            {
                return QuestionRefusals.NoPictureInPlainText.At("Form.Picture");
            }
            text = pictured;
        }
        List<string> tags = [.. (Tags ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.OrdinalIgnoreCase)];
        if (tags.Count > MostTags)
        {
            return QuestionRefusals.TooManyTags.With(MostTags).At("Form.Tags");
        }
        var gaps = Kind == QuestionKind.Cloze ? ClozeText.Gaps(text).Sum(g => g.Weight) : 0;
        decimal? mark = string.IsNullOrWhiteSpace(Mark) ? (Kind == QuestionKind.Cloze ? gaps : 1) : ExactNumber.Read(Mark);
        if (mark is not (>= 0 and <= Whole))
        {
            return QuestionRefusals.BadNumber.At("Form.Mark");
        }
        if (Body(before?.Body, text, format, out var body) is { } wrong)
        {
            return wrong;
        }
        question = question with
        {
            Name = Question.NameOf(Name, text), Text = text, Explanation = FormattedText.Of(Explanation, before?.Explanation is { IsEmpty: false } said ? said.Format : format, before?.Explanation.Files),
            Category = CategoryPath.Read(Category ?? ""), Tags = tags, Mark = mark.Value, Body = body,
        };
        return null;
    }

    private Refusal? Body(QuestionBody? before, FormattedText text, TextFormat format, out QuestionBody body)
    {
        body = before ?? new DescriptionBody();
        var lines = Lines.Index().Where(l => !l.Item.IsEmpty).ToList();
        switch (Kind)
        {
            case QuestionKind.Single or QuestionKind.Multiple:
                return Choices(before as ChoiceBody, lines, format, ref body);
            case QuestionKind.TrueFalse:
                if (IsTrue is not { } isTrue)
                {
                    return PlatformRefusals.Required.At("Form.IsTrue");
                }
                body = new TrueFalseBody(isTrue, FormattedText.Of(Feedback(0), format), FormattedText.Of(Feedback(1), format));
                return null;
            case QuestionKind.ShortAnswer:
                return ShortAnswers(before as ShortAnswerBody, lines, format, ref body);
            case QuestionKind.Numerical:
                return Numbers(before as NumericalBody, lines, format, ref body);
            case QuestionKind.Matching:
                if (lines.Find(l => string.IsNullOrWhiteSpace(l.Item.Other)) is { Item: not null } half)
                {
                    return QuestionRefusals.HalfAPair.With(half.Index + 1).At($"Form.Lines[{half.Index}].Other");
                }
                if (lines.Count < 2 || lines.All(l => string.IsNullOrWhiteSpace(l.Item.Text)))
                {
                    return QuestionRefusals.TooFewAnswers.At("Form.Lines[0].Text");
                }
                body = (before as MatchingBody ?? new MatchingBody([])) with { Shuffles = Shuffles, Pairs = [.. lines.Select(l => new MatchingPair(FormattedText.Of(l.Item.Text, format), l.Item.Other!.Trim()))] };
                return null;
            case QuestionKind.Ordering:
                if (lines.Count < 2)
                {
                    return QuestionRefusals.TooFewAnswers.At("Form.Lines[0].Text");
                }
                body = (before as OrderingBody ?? new OrderingBody([])) with { Items = [.. lines.Select(l => FormattedText.Of(l.Item.Text, format))] };
                return null;
            case QuestionKind.Cloze:
                var (pieces, fault) = ClozeText.Read(text);
                if (fault is { } bad)
                {
                    return QuestionRefusals.BadGap.With(bad.Gap).At("Form.Text");
                }
                if (!pieces.OfType<ClozeGap>().Any())
                {
                    return QuestionRefusals.NoGap.At("Form.Text");
                }
                body = new ClozeBody();
                return null;
            default:
                return null;
        }
    }

    private Refusal? Choices(ChoiceBody? before, List<(int Index, DraftLine Item)> lines, TextFormat format, ref QuestionBody body)
    {
        if (lines.Count < 2)
        {
            return QuestionRefusals.TooFewAnswers.At("Form.Lines[0].Text");
        }
        List<Choice> choices = [];
        foreach (var (index, line) in lines)
        {
            if (string.IsNullOrWhiteSpace(line.Text))
            {
                return PlatformRefusals.Required.At($"Form.Lines[{index}].Text");
            }
            if (WeightOf(line, 0) is not { } weight)
            {
                return QuestionRefusals.BadWeight.At($"Form.Lines[{index}].Weight");
            }
            var old = before is not null && index < before.Choices.Count ? before.Choices[index] : null;
            choices.Add(new Choice(FormattedText.Of(line.Text, old?.Text.Format ?? format, old?.Text.Files), weight, FormattedText.Of(line.Feedback, old?.Feedback is { IsEmpty: false } f ? f.Format : format, old?.Feedback.Files)));
        }
        var isRight = Kind == QuestionKind.Single ? choices.Count(c => c.Fraction == Whole) == 1 : Math.Abs(choices.Where(c => c.Fraction > 0).Sum(c => c.Fraction) - Whole) <= Rounding;
        if (!isRight)
        {
            return QuestionRefusals.NoneIsRight.At("Form.Lines[0].Weight");
        }
        body = (before ?? new ChoiceBody(true, [])) with { IsSingle = Kind == QuestionKind.Single, Choices = choices, Shuffles = Shuffles };
        return null;
    }

    private Refusal? ShortAnswers(ShortAnswerBody? before, List<(int Index, DraftLine Item)> lines, TextFormat format, ref QuestionBody body)
    {
        List<ShortAnswer> answers = [];
        foreach (var (index, line) in lines)
        {
            if (string.IsNullOrWhiteSpace(line.Text))
            {
                return PlatformRefusals.Required.At($"Form.Lines[{index}].Text");
            }
            if (WeightOf(line, Whole) is not { } weight)
            {
                return QuestionRefusals.BadWeight.At($"Form.Lines[{index}].Weight");
            }
            answers.Add(new ShortAnswer(line.Text.Trim(), weight, FormattedText.Of(line.Feedback, format)));
        }
        if (answers.Count == 0)
        {
            return QuestionRefusals.TooFewAnswers.At("Form.Lines[0].Text");
        }
        if (answers.All(a => a.Fraction != Whole))
        {
            return QuestionRefusals.NoneIsRight.At("Form.Lines[0].Weight");
        }
        body = (before ?? new ShortAnswerBody(false, [])) with { CaseMatters = CaseMatters, Answers = answers };
        return null;
    }

    private static Refusal? Numbers(NumericalBody? before, List<(int Index, DraftLine Item)> lines, TextFormat format, ref QuestionBody body)
    {
        List<NumericalAnswer> answers = [];
        foreach (var (index, line) in lines)
        {
            var isAny = line.Text?.Trim() == "*";
            if (!isAny && ExactNumber.Read(line.Text) is null)
            {
                return QuestionRefusals.BadNumber.At($"Form.Lines[{index}].Text");
            }
            decimal? tolerance = string.IsNullOrWhiteSpace(line.Other) ? 0 : ExactNumber.Read(line.Other);
            if (tolerance is not >= 0)
            {
                return QuestionRefusals.BadNumber.At($"Form.Lines[{index}].Other");
            }
            if (WeightOf(line, isAny ? 0 : Whole) is not { } weight)
            {
                return QuestionRefusals.BadWeight.At($"Form.Lines[{index}].Weight");
            }
            answers.Add(new NumericalAnswer(isAny ? null : ExactNumber.Read(line.Text), isAny ? 0 : tolerance.Value, weight, FormattedText.Of(line.Feedback, format)));
        }
        if (answers.Count == 0)
        {
            return QuestionRefusals.TooFewAnswers.At("Form.Lines[0].Text");
        }
        if (answers.All(a => a.Fraction != Whole))
        {
            return QuestionRefusals.NoneIsRight.At("Form.Lines[0].Weight");
        }
        body = (before ?? new NumericalBody([])) with { Answers = answers };
        return null;
    }

    /// <summary>The same as lines of the form, for a question that is changed.</summary>
    public static QuestionDraft Of(Question q) => new(q.Kind, q.Name, q.Text.Text, q.Explanation.Text, CategoryPath.Write(q.Category), string.Join(", ", q.Tags), ExactNumber.Write(q.Mark), LinesOf(q.Body))
    {
        IsTrue = (q.Body as TrueFalseBody)?.IsTrue, CaseMatters = q.Body is ShortAnswerBody { CaseMatters: true }, Shuffles = q.Body switch { ChoiceBody b => b.Shuffles, MatchingBody b => b.Shuffles, _ => true },
    };

    private static List<DraftLine> LinesOf(QuestionBody body) => body switch
    {
        ChoiceBody b => [.. b.Choices.Select(c => new DraftLine(c.Text.Text, null, ExactNumber.Write(c.Fraction), c.Feedback.Text))],
        TrueFalseBody b => [new DraftLine(null, null, null, b.WhenTrue.Text), new DraftLine(null, null, null, b.WhenFalse.Text)],
        ShortAnswerBody b => [.. b.Answers.Select(a => new DraftLine(a.Text, null, ExactNumber.Write(a.Fraction), a.Feedback.Text))],
        NumericalBody b => [.. b.Answers.Select(a => new DraftLine(a.Value is { } v ? ExactNumber.Write(v) : "*", ExactNumber.Write(a.Tolerance), ExactNumber.Write(a.Fraction), a.Feedback.Text))],
        MatchingBody b => [.. b.Pairs.Select(p => new DraftLine(p.Prompt.Text, p.Answer, null, null))],
        OrderingBody b => [.. b.Items.Select(i => new DraftLine(i.Text, null, null, null))],
        _ => [],
    };

    private string? Feedback(int line) => line < Lines.Count ? Lines[line].Feedback : null;

    private static decimal? WeightOf(DraftLine line, decimal usual) =>
        string.IsNullOrWhiteSpace(line.Weight) ? usual : ExactNumber.Read(line.Weight.Trim().TrimEnd('%', '％')) is { } weight and >= -Whole and <= Whole ? weight : null;

    private static Refusal? Longer(string field, string? value, int most) => value?.Trim().Length > most ? PlatformRefusals.TooLong.With(most).At($"Form.{field}") : null;
}
