using Zhijian.Modules.Questions.Bringing;
using Zhijian.Modules.Questions.Formats;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Questions;

/// <summary>The rules of the bank, of papers and of copies, by tables.</summary>
public sealed class QuestionBankTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);
    private static readonly Actor Author = new() { Name = "周", AccountId = Guid.NewGuid(), MemberId = Guid.NewGuid() };

    public static TheoryData<QuestionKind, string[], string, string> Wrong => new()
    {
        { QuestionKind.Single, ["甲|100"], "questions.too-few-answers", "Form.Lines[0].Text" },
        { QuestionKind.Single, ["甲|100", "乙|100"], "questions.none-is-right", "Form.Lines[0].Weight" },
        { QuestionKind.Single, ["甲|", "乙|"], "questions.none-is-right", "Form.Lines[0].Weight" },
        { QuestionKind.Single, ["甲|100", "乙|一百"], "questions.bad-weight", "Form.Lines[1].Weight" },
        { QuestionKind.Single, ["甲|100", "乙|-101"], "questions.bad-weight", "Form.Lines[1].Weight" },
        { QuestionKind.Multiple, ["甲|50", "乙|40", "丙|"], "questions.none-is-right", "Form.Lines[0].Weight" },
        { QuestionKind.TrueFalse, [], "platform.required", "Form.IsTrue" },
        { QuestionKind.ShortAnswer, [], "questions.too-few-answers", "Form.Lines[0].Text" },
        { QuestionKind.ShortAnswer, ["甲|50"], "questions.none-is-right", "Form.Lines[0].Weight" },
        { QuestionKind.Numerical, ["十|"], "questions.bad-number", "Form.Lines[0].Text" },
        { QuestionKind.Matching, ["甲|", "乙|"], "questions.half-a-pair", "Form.Lines[0].Other" },
        { QuestionKind.Ordering, ["甲|"], "questions.too-few-answers", "Form.Lines[0].Text" },
        { QuestionKind.Cloze, [], "questions.no-gap", "Form.Text" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_in_a_question_is_told_at_its_field(QuestionKind kind, string[] lines, string code, string field)
    {
        var refusal = Draft(kind, lines).Read(null, out _);

        Assert.Equal((code, field), (refusal!.Code, refusal.Field));
    }

    [Fact]
    public void The_rest_of_what_can_be_wrong()
    {
        var good = Draft(QuestionKind.Single, ["甲|100", "乙|"]);
        Assert.Equal(PlatformRefusals.Required.At("Form.Text"), (good with { Text = " " }).Read(null, out _));
        Assert.Equal(QuestionRefusals.TooManyTags.At("Form.Tags").Code, (good with { Tags = string.Join(',', Enumerable.Range(0, 13)) }).Read(null, out _)!.Code);
        Assert.Equal(QuestionRefusals.BadNumber.At("Form.Mark"), (good with { Mark = "-1" }).Read(null, out _));
        Assert.Equal(QuestionRefusals.BadGap.Code, (Draft(QuestionKind.Cloze, []) with { Text = "火警 {1:NOSUCH:=119}" }).Read(null, out _)!.Code);
        Assert.Equal("Form.Text", (good with { Text = new string('长', 20_001) }).Read(null, out _)!.Field);
        Assert.Equal("Form.Source", new WrittenQuestion(Made(), null, " ").WhyWrong()!.Field);
        Assert.Equal("Form.Category", new WrittenQuestion(Made() with { Category = [new string('类', 301)] }, null, "自编").WhyWrong()!.Field);
    }

    [Theory]
    [InlineData(QuestionKind.Single, "甲|100", "乙|", "丙|-50")]
    [InlineData(QuestionKind.Multiple, "甲|33.33333", "乙|33.33333", "丙|33.33333", "丁|-100")]
    [InlineData(QuestionKind.TrueFalse)]
    [InlineData(QuestionKind.ShortAnswer, "119|100", "一一九|50")]
    [InlineData(QuestionKind.Numerical, "3.14|100", "*|")]
    [InlineData(QuestionKind.Ordering, "拔|", "瞄|", "压|")]
    public void A_question_that_is_opened_in_its_form_and_saved_again_is_the_same(QuestionKind kind, params string[] lines)
    {
        Assert.Null((Draft(kind, lines) with { IsTrue = true }).Read(null, out var question));
        Assert.Null(QuestionDraft.Of(question).Read(question, out var again));

        Assert.Equal(QuestionJson.Write(question), QuestionJson.Write(again));
        Assert.Equal(kind, question.Kind);
    }

    [Fact]
    public void What_the_form_has_no_field_for_stays()
    {
        var before = new Question
        {
            Name = "题", Text = new FormattedText("<b>题</b>", TextFormat.Html), Hints = [new Hint(new FormattedText("想想"))], Code = "x-7",
            Body = new ChoiceBody(true, [new Choice(new FormattedText("甲", TextFormat.Html), 100, FormattedText.None), new Choice(new FormattedText("乙", TextFormat.Html), 0, FormattedText.None)]) { Numbering = AnswerNumbering.Roman, Combined = new CombinedFeedback(new FormattedText("好"), FormattedText.None, FormattedText.None) },
        };
        Assert.Null((QuestionDraft.Of(before) with { Name = "新名" }).Read(before, out var after));

        Assert.Equal(QuestionJson.Write(before with { Name = "新名" }), QuestionJson.Write(after));
    }

    [Fact]
    public void A_released_question_gets_a_new_edition_and_a_used_one_is_retired_with_a_reason()
    {
        Assert.NotNull(BankQuestion.Draft(Written(), Guid.NewGuid(), "党委", "1.", Author, Now, out var question).Fact);
        Assert.Equal(QuestionRefusals.NotReleased, question!.Revise(1).Refusal);
        Assert.Equal(QuestionRefusals.NotInUse, question.Retire("旧了", 1).Refusal);
        Assert.Equal(PlatformRefusals.Stale, question.Change(Written(), 9).Refusal);
        Assert.Equal(QuestionRefusals.NoDrafts.At("Form.Category"), QuestionRelease.Of("一批", [], Guid.NewGuid(), "党委", "1.", Author, Now, out _).Refusal);
        Assert.Equal(PlatformRefusals.Required.At("Form.Title"), QuestionRelease.Of(" ", [question], Guid.NewGuid(), "党委", "1.", Author, Now, out _).Refusal);
        Assert.NotNull(QuestionRelease.Of("一批", [question], Guid.NewGuid(), "党委", "1.", Author, Now, out var release).Fact);
        Assert.Equal(QuestionRefusals.UnderReview, release!.Again([question], 1).Refusal);
        Assert.Equal(QuestionRefusals.NotADraft, question.Change(Written(), 1).Refusal);
        var first = question.Release(Now);
        Assert.Equal((1, true), (first.Number, question.IsInUse));
        Assert.Equal(2, question.Revise(1).Fact!.Edition);
        question.HandIn(release.Id);
        Assert.Equal(QuestionRefusals.UnderReview, question.WhyNotRetire());
        question.BackTo(QuestionState.Draft, "写明条款");
        Assert.True(question.IsInUse);
        Assert.NotNull(question.Retire("旧了", 1).Fact);
    }

    [Fact]
    public void Too_many_at_once_and_questions_with_files_are_not_handed_in()
    {
        BankQuestion One(Question content) => BankQuestion.Of(new WrittenQuestion(content, null, "自编"), Guid.NewGuid(), "党委", "1.", Guid.NewGuid(), Now);
        Assert.Equal(QuestionRefusals.TooManyAtOnce.Code, QuestionRelease.Of("多", [.. Enumerable.Range(0, QuestionRelease.Most + 1).Select(_ => One(Made()))], Guid.NewGuid(), "党委", "1.", Author, Now, out _).Refusal!.Code);
        var withFile = Made() with { Text = new FormattedText("看图", TextFormat.Html) { Files = [new EmbeddedFile("a.png", "/", "AA==")] } };
        Assert.Equal(QuestionRefusals.HasFiles.Code, QuestionRelease.Of("图", [One(withFile)], Guid.NewGuid(), "党委", "1.", Author, Now, out _).Refusal!.Code);
    }

    [Fact]
    public void An_order_comes_back_for_its_seed_and_is_another_for_another()
    {
        var question = Made(6);
        var orders = Enumerable.Range(0, 50).Select(s => string.Join(',', Arrangement.Of(question, (ulong)s, shuffles: true).Places)).ToList();
        Assert.Equal(orders, Enumerable.Range(0, 50).Select(s => string.Join(',', Arrangement.Of(question, (ulong)s, shuffles: true).Places)));
        Assert.True(orders.Distinct().Count() > 40);
        Assert.Equal([0, 1, 2, 3, 4, 5], Arrangement.Of(question, 7, shuffles: false).Places);
        // Written down, so that no later change moves what was drawn before.
        Assert.Equal("2,3,1,4,5,0", string.Join(',', new SeededDraw(20261121).Mixed(6)));
        Assert.All(Enumerable.Range(0, 300), _ => Assert.InRange(new SeededDraw((ulong)_).Below(3), 0, 2));
    }

    [Fact]
    public void What_was_marked_is_read_by_the_order_that_was_shown()
    {
        var question = Made(4);
        var shown = Arrangement.Of(question, 3, shuffles: true);
        var right = shown.Places.ToList().IndexOf(0).ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(1, Grading.Of(question, Sheet([right]).ToGiven(question, shown)));
        Assert.Null(Sheet([]).ToGiven(question, shown));
        Assert.Null(Sheet(["99"]).ToGiven(question, shown));

        var ordering = Made() with { Body = new OrderingBody([Plain("拔"), Plain("瞄"), Plain("压")]) };
        var mixed = Arrangement.Of(ordering, 5, shuffles: false);
        var places = mixed.Places.Select(p => (p + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(1, Grading.Of(ordering, new AnswerSheet([.. places.Select(p => (IReadOnlyList<string>)[p])]).ToGiven(ordering, mixed)));
        Assert.Null(new AnswerSheet([["1"], ["1"], ["2"]]).ToGiven(ordering, mixed));
        Assert.False(new AnswerSheet([["1"], [], ["2"]]).IsWhole(ordering, mixed));

        var matching = Made() with { Body = new MatchingBody([new MatchingPair(Plain("火警"), "119"), new MatchingPair(Plain("急救"), "120"), new MatchingPair(FormattedText.None, "110")]) };
        var answers = Arrangement.Of(matching, 9, shuffles: true);
        IReadOnlyList<string> At(string answer) => [answers.Answers.ToList().IndexOf(answer).ToString(System.Globalization.CultureInfo.InvariantCulture)];
        Assert.Equal(1, Grading.Of(matching, new AnswerSheet([At("119"), At("120")]).ToGiven(matching, answers)));
        Assert.Equal(0.5m, Grading.Of(matching, new AnswerSheet([At("119"), At("110")]).ToGiven(matching, answers)));

        Assert.Null(AnswerSheet.Read(_ => [new string('长', AnswerSheet.LongestValue + 1)]));
    }

    [Fact]
    public void A_copy_is_drawn_by_its_rules_each_question_once_and_the_same_for_its_seed()
    {
        var paper = Opened(new PaperPlan([], [new DrawRule(3, "安全", null, null, 2), new DrawRule(2, "", null, null, 1)]), [Editions(5), [.. Editions(5), .. Editions(4, 5)]]);
        var copy = paper.Copy(42);
        Assert.Equal(copy, paper.Copy(42));
        Assert.Equal(5, copy.Select(q => q.QuestionId).Distinct().Count());
        Assert.Equal(8, copy.Sum(q => q.Mark));
        Assert.True(Enumerable.Range(0, 20).Select(s => string.Join(',', paper.Copy(s).Select(q => q.QuestionId))).Distinct().Count() > 15);
    }

    [Fact]
    public void The_server_grades_what_was_kept_and_a_retired_question_earns_its_points_for_everybody()
    {
        var paper = Opened(new PaperPlan([new FixedQuestion(Id(1), 2), new FixedQuestion(Id(2), 3), new FixedQuestion(Id(3), 5)], []), [], passMark: 5);
        var attempt = PaperAttempt.Of(paper, Guid.NewGuid(), 1, 7);
        var question = Made();
        var shown = attempt.Shown(1, question, paper.ShufflesOptions);
        var right = shown.Places.ToList().IndexOf(0).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var graded = attempt.HandIn(paper, [(question, false, Sheet([right])), (question, true, null), (question, false, null)]);

        Assert.Equal([true, true, false], graded.Select(g => g.IsRight));
        Assert.Equal(attempt.Questions[0].Mark + attempt.Questions[1].Mark, attempt.Earned);
        Assert.Equal(attempt.Earned >= 5, attempt.IsPassed);
    }

    [Fact]
    public void A_paper_says_why_it_cannot_be_set_opened_or_taken()
    {
        var good = new PaperDraft("测验", "", PaperPlan.Empty, 1, 1, null, AnswersShown.AfterHandIn, null, null);
        foreach (var (draft, code) in new[]
        {
            (good with { Title = " " }, "platform.required"), (good with { PassMark = null }, "papers.no-pass-mark"), (good with { Attempts = 21 }, "papers.bad-attempts"), (good with { Shows = AnswersShown.AfterClosing }, "papers.never-closes"),
            (good with { OpensAt = Now, ClosesAt = Now }, "papers.closes-before-it-opens"), (good with { Plan = new PaperPlan([], [new DrawRule(101, "", null, null, 1)]) }, "papers.too-many-questions"),
        })
        {
            Assert.Equal(code, draft.WhyWrong()!.Code);
        }
        Paper.Draft(good, Guid.NewGuid(), "党委", "1.", Author, Now, out var paper);
        Assert.Equal(PaperRefusals.NoQuestions, paper!.WhyNotOpen(Now));
        Assert.Equal(PaperRefusals.NotOpen, paper.Withdraw("不考了", 1).Refusal);
        Assert.NotNull(paper.Change(good with { PassMark = 9, Plan = new PaperPlan([], [new DrawRule(2, "", null, null, 1)]) }, 1).Fact);
        Assert.Equal(PaperRefusals.BadPassMark.Code, paper.WhyNotOpen(Now)!.Code);
        paper.Change(good with { Plan = new PaperPlan([new FixedQuestion(Id(9), 1)], [new DrawRule(2, "", null, null, 1)]), ClosesAt = Now.AddHours(1) }, 1);
        Assert.Equal(PaperRefusals.ClosesInThePast, paper.WhyNotOpen(Now.AddHours(2)));
        Assert.Equal(PaperRefusals.GoneQuestions.Code, paper.Open(new PaperPool([], [Editions(2)]), 1, Now).Refusal!.Code);
        Assert.Equal(PaperRefusals.TooFewToDraw.Code, paper.Open(new PaperPool([new EditionOf(Id(9), 1)], [Editions(1)]), 1, Now).Refusal!.Code);
        Assert.NotNull(paper.Open(new PaperPool([new EditionOf(Id(9), 1)], [Editions(2)]), 1, Now).Fact);
        Assert.Equal(PaperRefusals.NotADraft, paper.Change(good, 1).Refusal);
        Assert.Equal(PaperRefusals.NotADraft, paper.Pick(PaperPlan.Empty, 1).Refusal);
        Assert.Equal(PaperRefusals.NoAttemptLeft.Code, paper.WhyNotBegin("FullMember", 1, Now)!.Code);
        Assert.Equal(PaperRefusals.ClosedToAll, paper.WhyNotBegin("FullMember", 0, Now.AddHours(1)));
        Assert.Equal(PaperRefusals.Closed, paper.WhyNotAnswer(Now.AddHours(1)));
        paper.Kinds = ["Applicant"];
        Assert.Equal(PaperRefusals.NotForYou, paper.WhyNotBegin("FullMember", 0, Now));
        paper.OpensAt = Now.AddMinutes(1);
        Assert.Equal(PaperRefusals.NotYetOpen, paper.WhyNotAnswer(Now));
    }

    [Fact]
    public void A_table_says_what_it_can_and_reads_it_back_as_the_same()
    {
        var file = CsvQuestions.Read("题型,分类,题干,A,B,C,答案,解析,难度,来源\n单选,安全/消防,火警电话是？,110,119,120,B,记住它,易,自编\n多选,,应带走的是,钥匙,手机,煤气罐,AB,,,\n判断,,着火时可以坐电梯。,,,,错,,,\n数值,,π 约为,,,,3.14±0.01,,,\n匹配,,连线,火警 -> 119,急救 -> 120,,,,,\n排序,,灭火器,拔,瞄,压,,,,\n填空,,急救电话是,,,,120,,,\n");
        Assert.Empty(file.File.Unkept);
        Assert.Equal(7, file.File.Questions.Count);
        Assert.Equal((Difficulty.Easy, "自编"), (file.Beside[2].Difficulty, file.Beside[2].Source));
        foreach (var (_, question) in file.File.Questions)
        {
            var (row, unkept) = CsvQuestions.Write(question, Difficulty.Hard, "自编");
            Assert.Null(unkept);
            Assert.Equal(QuestionJson.Write(question), QuestionJson.Write(CsvQuestions.Read(CsvQuestions.Head + row).File.Questions.Single().Question));
        }
        var told = QuestionCorpus.All.Count(q => CsvQuestions.Write(q, null, "").Row is null);
        Console.WriteLine($"figure questions-a-table-has-no-words-for {told}");
        Assert.InRange(told, 1, QuestionCorpus.All.Count - 1);
    }

    [Theory]
    [InlineData("kind,text,A,B,answer\nsingle,题,甲,乙,C\n", 2, WhyNotKept.UnknownValue)]
    [InlineData("kind,text,A,B,answer\n\nsingle,题,甲,乙,\n", 3, WhyNotKept.UnmarkedAnswer)]
    [InlineData("kind,text,A,B,answer\nsingle,题,甲,,A\n", 2, WhyNotKept.TooFewAnswers)]
    [InlineData("kind,text,A,B,answer\nriddle,题,甲,乙,A\n", 2, WhyNotKept.UnknownKind)]
    [InlineData("kind,text,A,B,answer\nsingle,,甲,乙,A\n", 2, WhyNotKept.NoText)]
    [InlineData("kind,text,A,C,answer\nmatching,题,甲,乙 -> 1,\n", 2, WhyNotKept.EmptyAnswer)]
    [InlineData("kind,text,A,B\nmatching,题,甲 -> 1,乙\n", 2, WhyNotKept.NoArrow)]
    [InlineData("kind,text,answer\nnumerical,题,十\n", 2, WhyNotKept.BadNumber)]
    [InlineData("kind,text,mood\nsingle,题,好\n", 1, WhyNotKept.UnknownPart)]
    [InlineData("kind,kind,text\nsingle,single,题\n", 1, WhyNotKept.SaidTwice)]
    [InlineData("x,y\n1,2\n", 1, WhyNotKept.UnknownPart)]
    [InlineData("a,b\n1,2\n", 1, WhyNotKept.NotAQuiz)]
    [InlineData("kind,text\nsingle,\"题\n", 2, WhyNotKept.LonelyBrace)]
    public void A_table_that_cannot_be_read_whole_is_told_with_its_line(string csv, int line, WhyNotKept why) =>
        Assert.Contains((line, why), CsvQuestions.Read(csv).File.Unkept.Select(u => (u.Line, u.Why)));

    [Fact]
    public void A_brought_file_says_of_every_question_what_becomes_of_it()
    {
        var import = new QuestionImport
        {
            Path = "1.", OrganisationId = Guid.NewGuid(), OrganisationName = "党委", FileName = "题.gift", Format = QuestionFormat.Gift, Category = "入门", Source = "自编", CreatedBy = Guid.NewGuid(), CreatedAt = Now,
            Content = "$CATEGORY: 安全\n\n// [tag:difficulty:hard] [tag:source:手册]\n::甲::新的{T}\n\n::乙::有的{T}\n\n::丙::改的{T}\n\n::丁::等的{T}\n\n::甲::又一次{F}\n\n::坏::没有{\n",
        };
        KnownQuestion Known(string name, string text, QuestionState state) => new(Guid.NewGuid(), null, "入门/安全", name, state, GiftReader.Read($"::{name}::{text}").Questions.Single().Question with { Category = ["入门", "安全"] }, null, "自编");
        var file = BroughtReading.Of(import, [Known("乙", "有的{T}", QuestionState.Released), Known("丙", "原来{F}", QuestionState.Released), Known("丁", "原来{F}", QuestionState.InReview)]);

        Assert.Equal([BroughtFate.New, BroughtFate.Same, BroughtFate.Differs, BroughtFate.Waits, BroughtFate.Twice], file.Questions.Select(q => q.Fate));
        Assert.Equal((Difficulty.Hard, "手册"), (file.Questions[0].Written.Difficulty, file.Questions[0].Written.Source));
        Assert.Empty(file.Questions[0].Written.Content.Tags);
        Assert.Equal(WhyNotKept.LonelyBrace, Assert.Single(file.Unkept).Why);
        Assert.Equal((1, 1), import.Take(file, 1).Fact is { } taken ? (taken.Added, taken.Changed) : default);
        Assert.Equal(QuestionRefusals.AlreadyDecided, import.Take(file, 1).Refusal);
        Assert.Equal(QuestionRefusals.AlreadyDecided, import.Leave(1).Refusal);
    }

    [Fact]
    public void Hints_are_given_where_enough_people_answered()
    {
        ChoiceBody body = (ChoiceBody)Made().Body;
        Assert.Equal([ItemHint.TooFew], new ItemSums(9, 0, 1, null, new Dictionary<int, int>()).Hints(body));
        Assert.Equal([ItemHint.VeryEasy, ItemHint.UnusedChoice], new ItemSums(50, 0, 0.98m, 0.05, new Dictionary<int, int> { [0] = 49, [1] = 1 }).Hints(Made(3).Body));
        Assert.Equal([ItemHint.VeryHard, ItemHint.Misleads, ItemHint.WrongPreferred], new ItemSums(50, 0, 0.1m, -0.2, new Dictionary<int, int> { [0] = 5, [1] = 45 }).Hints(body));
        Assert.Equal([ItemHint.TellsLittle], new ItemSums(50, 0, 0.5m, 0.05, new Dictionary<int, int> { [0] = 26, [1] = 24 }).Hints(body));
        Assert.Equal([ItemHint.Fine], new ItemSums(50, 0, 0.5m, 0.4, new Dictionary<int, int> { [0] = 26, [1] = 24 }).Hints(body));
        var sums = new ItemSums(50, 0, 0.9m, 0.4, new Dictionary<int, int> { [0] = 48, [1] = 2 });
        Assert.Equal((48, null, 0), (sums.Told(0), sums.Told(1), sums.Told(2)));
    }

    private static Paper Opened(PaperPlan plan, IReadOnlyList<IReadOnlyList<EditionOf>> draws, decimal passMark = 0)
    {
        Assert.NotNull(Paper.Draft(new PaperDraft("测验", "", plan, passMark, 0, null, AnswersShown.AfterHandIn, null, null) { ShufflesQuestions = true, ShufflesOptions = true }, Guid.NewGuid(), "党委", "1.", Author, Now, out var paper).Fact);
        Assert.NotNull(paper!.Open(new PaperPool([.. plan.Fixed.Select(f => new EditionOf(f.QuestionId, 1))], draws), 1, Now).Fact);
        return paper;
    }

    private static Guid Id(int number) => new($"00000000-0000-0000-0000-{number:D12}");

    private static List<EditionOf> Editions(int count, int from = 0) => [.. Enumerable.Range(from, count).Select(i => new EditionOf(Id(i), 1))];

    private static AnswerSheet Sheet(IReadOnlyList<string> values) => new([values]);

    private static FormattedText Plain(string text) => new(text, TextFormat.Plain);

    /// <summary>A single choice whose first is right.</summary>
    private static Question Made(int choices = 2) => new() { Name = "题", Text = Plain("题"), Body = new ChoiceBody(true, [.. Enumerable.Range(0, choices).Select(i => new Choice(Plain($"{i}"), i == 0 ? 100 : 0, FormattedText.None))]) };

    private static WrittenQuestion Written() => new(Made(), Difficulty.Easy, "自编");

    private static QuestionDraft Draft(QuestionKind kind, string[] lines) => new(kind, null, "火警电话是？", null, "安全/消防", "消防", null, [.. lines.Select(l => l.Split('|')).Select(l => new DraftLine(l[0], null, l.ElementAtOrDefault(1), null))]);
}
