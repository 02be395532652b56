using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Zhijian.Modules.Questions.Formats;

public sealed class FormatsTests
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void What_is_written_as_moodle_xml_is_read_as_the_same()
    {
        var changed = QuestionCorpus.All.Where(q => !Same(q, MoodleXml(InXml([q])))).ToList();

        Console.WriteLine($"figure questions-written-and-read-as-xml {QuestionCorpus.All.Count - changed.Count} 300");
        Assert.Empty(changed.Select(q => q.Name));
        Assert.True(QuestionCorpus.All.Count >= 300);
    }

    [Fact]
    public void What_is_written_as_gift_is_read_as_the_same_and_what_gift_has_no_words_for_is_not_written()
    {
        List<string> changed = [];
        var (kept, told) = (0, 0);
        foreach (var question in QuestionCorpus.All)
        {
            var (text, unkept) = GiftWriter.Write(question);
            if (text is null)
            {
                told++;
                Assert.Equal((question.Name, WhyNotKept.NotInThisFormat), (unkept!.Name, unkept.Why));
                Assert.False(string.IsNullOrEmpty(unkept.Detail));
                continue;
            }
            kept++;
            Assert.Null(unkept);
            if (!Same(question, GiftReader.Read(InGift([question]))))
            {
                changed.Add(question.Name);
            }
        }
        Console.WriteLine($"figure questions-written-and-read-as-gift {kept - changed.Count} 300");
        Console.WriteLine($"figure questions-gift-has-no-words-for {told}");
        Assert.Empty(changed);
        Assert.True(kept >= 300);
    }

    /// <summary>All of them in one file, category after category: nothing of one question gets into another.</summary>
    [Fact]
    public void A_file_of_all_questions_is_read_in_its_order_with_their_lines()
    {
        var inXml = MoodleXml(InXml(QuestionCorpus.All));
        Assert.Empty(inXml.Unkept);
        Assert.Equal(QuestionCorpus.All.OrderBy(q => q.Category.Count > 0).Select(Json), inXml.Questions.Select(q => Json(q.Question)));

        var saidByGift = QuestionCorpus.All.Where(q => GiftWriter.Write(q).Text is not null).ToList();
        var gift = InGift(saidByGift);
        var inGift = GiftReader.Read(gift);
        Assert.Empty(inGift.Unkept);
        Assert.Equal(saidByGift.OrderBy(q => q.Category.Count > 0).Select(Json), inGift.Questions.Select(q => Json(q.Question)));
        var lines = gift.Split('\n');
        Assert.All(inGift.Questions, q => Assert.StartsWith("::" + q.Question.Name[..q.Question.Name.IndexOf(':', StringComparison.Ordinal)], lines[q.Line - 1].Replace("\\", "", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    [Fact]
    public void Gift_of_other_hands_is_read_as_its_documentation_says()
    {
        const string gift =
            """
            // 楼内安全
            $CATEGORY: 安全/楼内

            // [id:fire-1] [tag:消防] [tag:电话]
            ::火警::[html]<p>火警电话是？</p>{=119#对了 ~110#这是报警电话 ~%50%报警#只对一半 ####记住三个号码}

            着火时要走 {~电梯 =楼梯} 下楼。

            应当带走的是{~%50%钥匙 ~%50%手机 ~%-100%煤气罐}

            地球是圆的{T}
            用湿毛巾捂住口鼻{FALSE#不对#对}

            ::数::圆周率是{#3.14:0.01}
            一年有几天{#365..366}
            多少米{#
              =%100%5:0#整
              =%50%5:1#差一点
              ~#再量一次
            }

            配对{ =灭火器 -> 灭火 =急救箱 -> 救人 = -> 多余 }

            谁写了这本书{=鲁迅 =%80%周树人}

            谈谈你的看法{}

            这里只是说明。
            """;
        var file = GiftReader.Read(gift.Replace("\n用湿", "\n\n用湿", StringComparison.Ordinal).Replace("\n一年", "\n\n一年", StringComparison.Ordinal).Replace("\n多少", "\n\n多少", StringComparison.Ordinal));

        Assert.Empty(file.Unkept);
        Assert.Equal(
            [QuestionKind.Single, QuestionKind.Single, QuestionKind.Multiple, QuestionKind.TrueFalse, QuestionKind.TrueFalse, QuestionKind.Numerical, QuestionKind.Numerical, QuestionKind.Numerical, QuestionKind.Matching, QuestionKind.ShortAnswer, QuestionKind.Essay, QuestionKind.Description],
            file.Questions.Select(q => q.Question.Kind));
        var first = file.Questions[0].Question;
        Assert.Equal(("火警", "fire-1", "消防 电话", "安全 楼内", "记住三个号码", TextFormat.Html), (first.Name, first.Code, string.Join(' ', first.Tags), string.Join(' ', first.Category), first.Explanation.Text, first.Text.Format));
        Assert.Equal([(100m, "119", "对了"), (0m, "110", "这是报警电话"), (50m, "报警", "只对一半")], ((ChoiceBody)first.Body).Choices.Select(c => (c.Fraction, c.Text.Text, c.Feedback.Text)));
        Assert.Equal("着火时要走 _____ 下楼。", file.Questions[1].Question.Text.Text);
        Assert.Equal((365.5m, 0.5m), ((NumericalBody)file.Questions[6].Question.Body).Answers.Select(a => (a.Value!.Value, a.Tolerance)).Single());
        Assert.Equal(("对", "不对"), (((TrueFalseBody)file.Questions[4].Question.Body).WhenFalse.Text, ((TrueFalseBody)file.Questions[4].Question.Body).WhenTrue.Text));
        Assert.True(((MatchingBody)file.Questions[8].Question.Body).Pairs[^1].Prompt.IsEmpty);
    }

    [Theory]
    [InlineData("好的{T}\n\n没有关上{=a ~b", 3, WhyNotKept.LonelyBrace)]
    [InlineData("::没有结束的名字{T}", 1, WhyNotKept.OpenName)]
    [InlineData("\n\n两对{=a ~b}再来{=c}", 3, WhyNotKept.SecondBraces)]
    [InlineData("{=a ~b}", 1, WhyNotKept.NoText)]
    [InlineData("题{~%150%a =b}", 1, WhyNotKept.BadWeight)]
    [InlineData("题{\n=a\n~\n}", 3, WhyNotKept.EmptyAnswer)]
    [InlineData("题{\n没有记号\n~a\n=b\n}", 2, WhyNotKept.UnmarkedAnswer)]
    [InlineData("题{#十}", 1, WhyNotKept.BadNumber)]
    [InlineData("题{#0.12345678901234567890123456789012345}", 1, WhyNotKept.BadNumber)]
    [InlineData("题{=a -> b =没有箭头}", 1, WhyNotKept.NoArrow)]
    [InlineData("题{=a -> b}", 1, WhyNotKept.TooFewAnswers)]
    [InlineData("好的{T}\n\n$CATEGORY:\n\n", 3, WhyNotKept.BadCategory)]
    [InlineData("题{T}\n\n响铃\u0007{T}", 3, WhyNotKept.ControlCharacter)]
    public void Gift_that_cannot_be_read_whole_is_told_with_its_line(string gift, int line, WhyNotKept why)
    {
        var file = GiftReader.Read(gift);

        Assert.Contains((line, why), file.Unkept.Select(u => (u.Line, u.Why)));
        Assert.All(file.Questions, q => Assert.True(q.Question.Text.Text is "好的" or "题"));
    }

    [Theory]
    [InlineData("<quiz>\n<question type='truefalse'>\n", WhyNotKept.BrokenXml, 3)]
    [InlineData("<!DOCTYPE quiz [<!ENTITY a 'b'>]>\n<quiz/>", WhyNotKept.BrokenXml, 1)]
    [InlineData("<exam/>", WhyNotKept.NotAQuiz, 1)]
    [InlineData("<quiz>\n<question type='calculated'><name><text>甲</text></name><questiontext><text>题</text></questiontext></question></quiz>", WhyNotKept.UnknownKind, 2)]
    [InlineData("<quiz>\n<question type='truefalse'><name><text>甲</text></name><questiontext><text>题</text></questiontext>\n<answer fraction='200'><text>true</text></answer>\n<answer fraction='0'><text>false</text></answer></question></quiz>", WhyNotKept.BadWeight, 3)]
    [InlineData("<quiz>\n<question type='essay'><name><text>甲</text></name><questiontext><text>题</text></questiontext>\n<wordcloud>yes</wordcloud></question></quiz>", WhyNotKept.UnknownPart, 3)]
    [InlineData("<quiz>\n<question type='essay'><name><text>甲</text></name><questiontext format='rtf'><text>题</text></questiontext></question></quiz>", WhyNotKept.UnknownValue, 2)]
    [InlineData("<quiz>\n<question type='essay'><name><text>甲</text></name><questiontext><text>题 <b>粗</b></text></questiontext></question></quiz>", WhyNotKept.MarkupInText, 2)]
    [InlineData("<quiz>\n<question type='essay'><name><text>甲</text></name><questiontext><text>题</text><file name='a.png' encoding='base64'>***</file></questiontext></question></quiz>", WhyNotKept.BadFile, 2)]
    [InlineData("<quiz>\n<question type='cloze'><name><text>甲</text></name><questiontext><text>有 {1:UNKNOWN:=a} 空</text></questiontext></question></quiz>", WhyNotKept.BadGap, 2)]
    public void Xml_that_cannot_be_read_whole_is_told_with_its_line(string xml, WhyNotKept why, int line)
    {
        var file = MoodleXml(xml);

        Assert.Contains((line, why), file.Unkept.Select(u => (u.Line, u.Why)));
        Assert.Empty(file.Questions);
    }

    /// <summary>A file that is cut off anywhere is read up to there or told, and never breaks the program.</summary>
    [Fact]
    public void A_file_cut_off_anywhere_is_read_or_told()
    {
        var some = QuestionCorpus.All.Where(q => q.Text.Text.Length < 200).Where((_, i) => i % 25 == 0).ToList();
        var (gift, xml) = (InGift([.. some.Where(q => GiftWriter.Write(q).Text is not null)]), InXml(some));
        var whole = GiftReader.Read(gift).Questions.Select(q => q.Question.Name).ToHashSet();
        for (var end = 0; end < gift.Length; end += 7)
        {
            var cut = GiftReader.Read(gift[..end]);
            Assert.True(cut.Questions.Count <= whole.Count);
            Assert.True(cut.Questions.Count + cut.Unkept.Count > 0 || end < 60);
        }
        for (var end = 0; end < xml.Length; end += 101)
        {
            Assert.Contains(WhyNotKept.BrokenXml, MoodleXml(xml[..end]).Unkept.Select(u => u.Why));
        }
    }

    private static string InXml(IReadOnlyList<Question> questions) => MoodleXmlWriter.Head + Filed(questions, MoodleXmlWriter.Category, MoodleXmlWriter.Write) + MoodleXmlWriter.Foot;

    private static string InGift(IReadOnlyList<Question> questions) => Filed(questions, GiftWriter.Category, q => GiftWriter.Write(q).Text!);

    /// <summary>Those of no category first: a category holds for all that follow.</summary>
    private static string Filed(IReadOnlyList<Question> questions, Func<CategoryNote, string> begun, Func<Question, string> written)
    {
        var text = new StringBuilder();
        IReadOnlyList<string> category = [];
        foreach (var question in questions.OrderBy(q => q.Category.Count > 0))
        {
            if (!question.Category.SequenceEqual(category))
            {
                text.Append(begun(new CategoryNote(category = question.Category)));
            }
            text.Append(written(question));
        }
        return text.ToString();
    }

    private static QuestionFile MoodleXml(string xml) => MoodleXmlReader.Read(new StringReader(xml));

    private static bool Same(Question question, QuestionFile file) => file.Unkept.Count == 0 && file.Questions.Count == 1 && Json(file.Questions[0].Question) == Json(question);

    private static string Json(Question question) => JsonSerializer.Serialize(question, Readable);
}
