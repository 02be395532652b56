namespace Zhijian.Modules.Questions.Formats;

/// <summary>Questions made for trying formats: every kind, with every part a format has a word for, and with texts that look like the formats' own signs.</summary>
internal static class QuestionCorpus
{
    private static readonly string[] Awkward =
    [
        "灭火器的压力表指针在绿色区域表示什么？", "a = b ~ c # d : e", "{ braces } and \\ backslash \\\\ twice", "[html] only looks like a format", "[plain]", "[not a format] stays", "// no comment", "one\ntwo\n\nfour, after an empty line",
        "%50% is no weight here", "5 -> 6 has an arrow", "::no name:: either", "#### no explanation", "$CATEGORY: no/category", "<p>A <b>bold</b> &amp; a &lt;tag&gt;</p>", "tab\there", "‘引号’ — “破折号” 🧯", "\\n is written with two signs", "ends with a backslash \\",
        "{1:SA:no gap in plain words", "TRUE", "T", "]]> closes no section", "a&b<c>d\"e'f", "= at the beginning", "~ at the beginning", "* any", "100:0.5", "> 3 ALL VERTICAL", "x".PadRight(3000, 'y'),
    ];

    private static readonly TextFormat[] Formats = Enum.GetValues<TextFormat>();

    private static readonly EmbeddedFile Picture = new("marke 图.png", "/", Convert.ToBase64String([137, 80, 78, 71, 13, 10, 26, 10, 0, 255]));

    /// <summary>All of them, each with a name of its own.</summary>
    public static IReadOnlyList<Question> All { get; } = [.. Made().Select((q, i) => q with { Name = $"{i}: {q.Name}" })];

    private static IEnumerable<Question> Made()
    {
        foreach (var (text, i) in Awkward.Select((t, i) => (t, i)))
        {
            var format = Formats[i % Formats.Length];
            var other = Formats[(i + 1) % Formats.Length];
            foreach (var body in Bodies(text, format, other))
            {
                yield return Of(text, format, body);
            }
        }
        foreach (var body in Bodies("普通的文字", TextFormat.Html, TextFormat.Plain).Concat(Particular()))
        {
            var plain = Of("问题的文字", TextFormat.Html, body);
            yield return plain;
            yield return plain with { Explanation = new FormattedText("说明 # 与 {括号}", TextFormat.Markdown) };
            yield return plain with { Category = ["顶层", "安全/消防", "a//b"], Tags = ["消防", "with ] bracket"], Code = "id]7" };
            yield return plain with { Category = ["顶层"], Mark = 2.5m, Penalty = 0.1m, IsHidden = true };
            yield return plain with { Hints = [new Hint(new FormattedText("再想想", TextFormat.Html), true, true), new Hint(new FormattedText("看第二段", TextFormat.Plain)) { Options = "x" }] };
            yield return plain with { Text = plain.Text with { Files = [Picture] } };
        }
        foreach (var gaps in Gaps())
        {
            yield return Of(gaps, TextFormat.Html, new ClozeBody());
        }
    }

    private static Question Of(string text, TextFormat format, QuestionBody body)
    {
        var formatted = FormattedText.Of(text, format);
        return new Question
        {
            Name = Question.NameOf(null, formatted), Text = formatted, Body = body, Penalty = Question.UsualPenaltyOf(body.Kind),
            Mark = body.Kind switch { QuestionKind.Description => 0, QuestionKind.Cloze => ClozeText.Gaps(formatted).Sum(g => g.Weight), _ => 1 },
        };
    }

    /// <summary>Each kind with this text wherever it has one.</summary>
    private static IEnumerable<QuestionBody> Bodies(string text, TextFormat format, TextFormat other)
    {
        FormattedText T(string words) => FormattedText.Of(words, format);
        FormattedText O(string words) => FormattedText.Of(words, other);
        yield return new ChoiceBody(true, [new Choice(T(text), 100, O(text)), new Choice(T("另一个"), 0, FormattedText.None), new Choice(O(text + " 2"), 33.33333m, T("一半")), new Choice(T("倒扣"), -50, O("不对"))]);
        yield return new ChoiceBody(false, [new Choice(T(text), 50, T(text)), new Choice(O("第二"), 50, FormattedText.None), new Choice(T("错"), -100, O(text))]);
        yield return new TrueFalseBody(true, T(text), FormattedText.None);
        yield return new TrueFalseBody(false, FormattedText.None, O(text));
        yield return new ShortAnswerBody(false, [new ShortAnswer(text.ReplaceLineEndings(" ").Trim(), 100, T(text)), new ShortAnswer("半*", 50, FormattedText.None)]);
        yield return new MatchingBody([new MatchingPair(T(text), "甲 = 1"), new MatchingPair(O("second"), text.ReplaceLineEndings(" ").Trim()), new MatchingPair(FormattedText.None, "多余的")]);
        yield return new OrderingBody([T(text), O("then"), T("最后")]);
        yield return new EssayBody();
        yield return new DescriptionBody();
    }

    private static IEnumerable<QuestionBody> Particular()
    {
        var combined = new CombinedFeedback(new FormattedText("对", TextFormat.Html), new FormattedText("部分对", TextFormat.Plain), new FormattedText("错", TextFormat.Html), true);
        var (a, b) = (new Choice(new FormattedText("甲", TextFormat.Html), 100, FormattedText.None), new Choice(new FormattedText("乙", TextFormat.Html) { Files = [Picture] }, 0, new FormattedText("不是", TextFormat.Html)));
        foreach (var numbering in Enum.GetValues<AnswerNumbering>())
        {
            yield return new ChoiceBody(true, [a, b]) { Numbering = numbering, Shuffles = numbering != AnswerNumbering.Roman, ShowsInstruction = numbering == AnswerNumbering.None, Combined = numbering == AnswerNumbering.Numbers ? combined : CombinedFeedback.None };
        }
        yield return new ChoiceBody(false, [a with { Fraction = 100 }, b]);
        yield return new ShortAnswerBody(true, [new ShortAnswer("CO2", 100, FormattedText.None), new ShortAnswer("\\*", 12.5m, new FormattedText("星号", TextFormat.Html))]);
        yield return new NumericalBody([new NumericalAnswer(119, 0, 100, new FormattedText("火警", TextFormat.Html)), new NumericalAnswer(-0.5m, 0.25m, 50, FormattedText.None), new NumericalAnswer(null, 0, 0, new FormattedText("都不是", TextFormat.Html))]);
        yield return new NumericalBody([new NumericalAnswer(1.5m, 0.01m, 100, FormattedText.None)]) { Units = [new NumericalUnit("m", 1), new NumericalUnit("cm", 100)], UnitGrading = 1, UnitPenalty = 0.2m, UnitShown = 1, UnitsStandLeft = true };
        yield return new NumericalBody([new NumericalAnswer(123456789.123456789m, 0, 100, FormattedText.None)]);
        yield return new MatchingBody([new MatchingPair(new FormattedText("一", TextFormat.Html), "1"), new MatchingPair(new FormattedText("二", TextFormat.Html), "2")]) { Shuffles = false, Combined = combined };
        foreach (var grading in Enum.GetValues<OrderingGrading>())
        {
            yield return new OrderingBody([new FormattedText("先", TextFormat.Html), new FormattedText("中", TextFormat.Html), new FormattedText("后", TextFormat.Html)])
            {
                Grading = grading, IsHorizontal = grading == OrderingGrading.AbsolutePosition, Selection = grading == OrderingGrading.RelativeToCorrect ? OrderingSelection.Random : grading == OrderingGrading.AllOrNothing ? OrderingSelection.Contiguous : OrderingSelection.All,
                Shown = grading == OrderingGrading.AllOrNothing ? 2 : 0, ShowsGrading = grading != OrderingGrading.LongestOrderedSubset, Numbering = grading == OrderingGrading.RelativeNextIncludeLast ? "iii" : "none",
            };
        }
        yield return new EssayBody { ResponseFormat = "plain", IsRequired = false, Lines = 5, FewestWords = 10, MostWords = 200, Attachments = 2, AttachmentsRequired = 1, MostBytes = 1024, FileTypes = ".pdf", ForMarkers = new FormattedText("看要点", TextFormat.Html), Template = new FormattedText("我的想法：", TextFormat.Html) };
    }

    private static IEnumerable<string> Gaps()
    {
        string[] kinds = ["SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC", "MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH", "MULTICHOICE_S", "MCS", "MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS", "MULTIRESPONSE", "MR", "MULTIRESPONSE_H", "MRH", "MULTIRESPONSE_S", "MRS", "MULTIRESPONSE_HS", "MRHS"];
        foreach (var (kind, i) in kinds.Select((k, i) => (k, i)))
        {
            yield return $"<p>火警电话是 {{{i % 3 + 1}:{kind}:=119#对~%50%报警~110#这是报警电话}}，急救是 {{:{kind}:%100%120~\\~\\#\\}}}}。</p>";
        }
        yield return "{2:NUMERICAL:=3.14:0.01#好~%50%3:0.5~*#再算}";
        yield return "{:NM:=-5} 与 {1:NM:=.5:0}";
    }
}
