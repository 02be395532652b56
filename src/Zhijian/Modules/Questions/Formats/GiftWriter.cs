using System.Globalization;
using System.Text;

namespace Zhijian.Modules.Questions.Formats;

/// <summary>Writes GIFT as Moodle reads it. What GIFT has no way of saying is told by its name, and the question is then not written at all.</summary>
internal static class GiftWriter
{
    public static string Category(CategoryNote category) => $"$CATEGORY: {CategoryPath.Write(category.Path).Replace("\\", "\\\\", StringComparison.Ordinal)}\n\n";

    /// <summary>The question, or what of it GIFT can't say.</summary>
    public static (string? Text, Unkept? Unkept) Write(Question question)
    {
        if (WhatItLacks(question) is { } lacking)
        {
            return (null, new Unkept(0, question.Name, WhyNotKept.NotInThisFormat, lacking));
        }
        var (text, format) = (new StringBuilder(), question.Text.Format);
        if (question.Code is not null || question.Tags.Count > 0)
        {
            text.Append("// ").AppendJoin(' ', new[] { question.Code is { } code ? $"[id:{Bracketed(code)}]" : null }.OfType<string>().Concat(question.Tags.Select(t => $"[tag:{Bracketed(t)}]"))).Append('\n');
        }
        text.Append("::").Append(Escape(question.Name)).Append("::").Append(Text(question.Text, TextFormat.Moodle));
        if (question.Body is not DescriptionBody)
        {
            text.Append('{');
            Body(text, question.Body, format);
            if (!question.Explanation.IsEmpty)
            {
                text.Append(question.Body is EssayBody or TrueFalseBody ? "" : "\t").Append("####").Append(Text(question.Explanation, format));
            }
            text.Append('}');
        }
        return (text.Append("\n\n").ToString(), null);
    }

    private static void Body(StringBuilder text, QuestionBody body, TextFormat format)
    {
        switch (body)
        {
            case TrueFalseBody b:
                var (wrong, right) = b.IsTrue ? (b.WhenFalse, b.WhenTrue) : (b.WhenTrue, b.WhenFalse);
                text.Append(b.IsTrue ? "TRUE" : "FALSE");
                if (!wrong.IsEmpty || !right.IsEmpty)
                {
                    text.Append('#').Append(Text(wrong, format));
                }
                if (!right.IsEmpty)
                {
                    text.Append('#').Append(Text(right, format));
                }
                break;
            case ChoiceBody b:
                text.Append('\n');
                var signed = b.IsSingle ? b.Choices.ToList().FindIndex(c => c.Fraction == 100) : -1;
                foreach (var (choice, i) in b.Choices.Select((c, i) => (c, i)))
                {
                    // At least one tilde tells Moodle that these are choices, even where every one is right.
                    text.Append('\t').Append(i == signed ? "=" : choice.Fraction == 0 && !choice.Text.Text.StartsWith('%') ? "~" : $"~%{ExactNumber.Write(choice.Fraction)}%").Append(Text(choice.Text, format));
                    Feedback(text, choice.Feedback, format);
                }
                break;
            case ShortAnswerBody b:
                text.Append('\n');
                foreach (var answer in b.Answers)
                {
                    text.Append("\t=%").Append(ExactNumber.Write(answer.Fraction)).Append('%').Append(Text(new FormattedText(answer.Text, format), format));
                    Feedback(text, answer.Feedback, format);
                }
                break;
            case NumericalBody b:
                text.Append("#\n");
                foreach (var (answer, i) in b.Answers.Select((a, i) => (a, i)))
                {
                    if (answer.Value is null && answer.Fraction == 0 && i == b.Answers.Count - 1)
                    {
                        text.Append("\t~");
                    }
                    else
                    {
                        text.Append("\t=%").Append(ExactNumber.Write(answer.Fraction)).Append('%').Append(answer.Value is { } value ? $"{ExactNumber.Write(value)}:{ExactNumber.Write(answer.Tolerance)}" : "*");
                    }
                    Feedback(text, answer.Feedback, format);
                }
                break;
            case MatchingBody b:
                text.Append('\n');
                foreach (var pair in b.Pairs)
                {
                    text.Append("\t=").Append(Text(pair.Prompt, format)).Append(" -> ").Append(Escape(pair.Answer)).Append('\n');
                }
                break;
            case OrderingBody b:
                text.Append(CultureInfo.InvariantCulture, $">{b.Shown} {b.Selection.ToString().ToUpperInvariant()} {(b.IsHorizontal ? "HORIZONTAL" : "VERTICAL")} {OrderingWords.Of(b.Grading)} {(b.ShowsGrading ? "SHOW" : "HIDE")} {b.Numbering}\n");
                foreach (var item in b.Items)
                {
                    text.Append(Text(item, format)).Append('\n');
                }
                break;
        }
    }

    private static void Feedback(StringBuilder text, FormattedText feedback, TextFormat format)
    {
        if (!feedback.IsEmpty)
        {
            text.Append('#').Append(Text(feedback, format));
        }
        else if (text[^1] == '~')
        {
            text.Append('#');
        }
        text.Append('\n');
    }

    /// <summary>A text with its way of writing where it differs from the question's, or where its first words look like one or like a comment.</summary>
    private static string Text(FormattedText text, TextFormat usual)
    {
        if (text.IsEmpty)
        {
            return "";
        }
        var looksLikeOne = text.Text.StartsWith('[') || text.Text.StartsWith("//", StringComparison.Ordinal);
        return (text.Format != usual || looksLikeOne ? $"[{FormatWords.InGift(text.Format)}]" : "") + Escape(text.Text);
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            if (GiftLetters.Escaped.Contains(c, StringComparison.Ordinal))
            {
                escaped.Append('\\');
            }
            escaped.Append(c == '\n' ? "\\n" : c.ToString());
        }
        return escaped.ToString();
    }

    private static string Bracketed(string text) => text.Replace("]", "\\]", StringComparison.Ordinal);

    /// <summary>The part of a question that GIFT has no words for, as Moodle's XML calls it; null where it has all.</summary>
    private static string? WhatItLacks(Question q)
    {
        if (q.Hints.Count > 0)
        {
            return "hint";
        }
        if (q.IsHidden)
        {
            return "hidden";
        }
        if (q.Mark != (q.Kind == QuestionKind.Description ? 0 : 1))
        {
            return "defaultgrade";
        }
        if (q.Penalty != Question.UsualPenaltyOf(q.Kind))
        {
            return "penalty";
        }
        if (QuestionTexts.FilesOf(q).Any())
        {
            return "file";
        }
        if (q.Code is { } code && (code.Contains('\\', StringComparison.Ordinal) || code.Any(char.IsControl)))
        {
            return "idnumber";
        }
        if (q.Tags.Any(t => t.IndexOfAny(['\\', '<', '>', '`']) >= 0 || t.Any(char.IsControl)))
        {
            return "tags";
        }
        // Without braces nothing can be said after the question; and comments may hold "//" only at a line's beginning.
        if (q.Body is DescriptionBody && !q.Explanation.IsEmpty)
        {
            return "generalfeedback";
        }
        return q.Body switch
        {
            ChoiceBody b => !b.Shuffles ? "shuffleanswers" : b.Numbering != AnswerNumbering.Abc ? "answernumbering" : b.ShowsInstruction ? "showstandardinstruction" : !b.Combined.IsEmpty ? "correctfeedback"
                : b.Choices.Count < 2 ? "answer" : b.IsSingle && b.Choices.All(c => c.Fraction != 100) ? "single" : null,
            ShortAnswerBody b => b.CaseMatters ? "usecase" : b.Answers.Any(a => HasArrow(a.Text) || HasArrow(a.Feedback.Text)) ? "->" : null,
            NumericalBody b => b.Units.Count > 0 || b.UnitGrading != 0 || b.UnitShown != 3 || b.UnitsStandLeft || b.UnitPenalty != 0.1m ? "units" : b.Answers.All(a => a.Value is null && a.Fraction == 0) ? "answer"
                : b.Answers.Any(a => a.Value is null && a.Tolerance != 0) ? "tolerance" : null,
            MatchingBody b => !b.Shuffles ? "shuffleanswers" : !b.Combined.IsEmpty ? "correctfeedback" : b.Pairs.Count < 2 ? "subquestion" : b.Pairs.Any(p => HasArrow(p.Prompt.Text)) ? "->" : null,
            OrderingBody b => !b.Combined.IsEmpty ? "correctfeedback" : b.Items.Count < 2 ? "answer" : null,
            ClozeBody => "cloze",
            EssayBody b => b.ForMarkers.IsEmpty && b.Template.IsEmpty && (b with { ForMarkers = FormattedText.None, Template = FormattedText.None }) == new EssayBody() ? null : "essay",
            _ => null,
        };
    }

    private static bool HasArrow(string text) => text.Contains("->", StringComparison.Ordinal);
}
