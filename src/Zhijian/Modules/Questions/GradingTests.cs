namespace Zhijian.Modules.Questions;

public sealed class GradingTests
{
    private static readonly FormattedText Words = new("题", TextFormat.Plain);

    [Theory]
    [InlineData("0", 1.0)]
    [InlineData("1", 0.0)]
    [InlineData("2", 0.5)]
    [InlineData("3", 0.0)]
    [InlineData("", 0.0)]
    [InlineData("0 2", 0.0)]
    [InlineData("4", 0.0)]
    [InlineData("-1", 0.0)]
    public void One_choice_earns_its_share_and_never_less_than_nothing(string chosen, double share) =>
        Earns(new ChoiceBody(true, [Of(100), Of(0), Of(50), Of(-25)]), Chosen(chosen), share);

    [Theory]
    [InlineData("0 1", 1.0)]
    [InlineData("0", 0.5)]
    [InlineData("0 1 2", 0.0)]
    [InlineData("0 2", 0.0)]
    [InlineData("0 1 3", 0.9)]
    [InlineData("0 0 1", 0.0)]
    [InlineData("", 0.0)]
    public void Several_choices_add_up_and_wrong_ones_take_away(string chosen, double share) =>
        Earns(new ChoiceBody(false, [Of(50), Of(50), Of(-100), Of(-10)]), Chosen(chosen), share);

    [Theory]
    [InlineData(true, true, 1.0)]
    [InlineData(true, false, 0.0)]
    [InlineData(false, false, 1.0)]
    [InlineData(false, true, 0.0)]
    public void A_statement_is_right_or_not(bool isTrue, bool said, double share) => Earns(new TrueFalseBody(isTrue, FormattedText.None, FormattedText.None), new GivenTruth(said), share);

    [Theory]
    [InlineData("鲁迅", false, "鲁迅", 1.0)]
    [InlineData(" 鲁迅 ", false, "鲁迅", 1.0)]
    [InlineData("周树人先生", false, "周*", 1.0)]
    [InlineData("co2", false, "CO2", 1.0)]
    [InlineData("co2", true, "CO2", 0.0)]
    [InlineData("a*b", false, "a\\*b", 1.0)]
    [InlineData("axxb", false, "a\\*b", 0.0)]
    [InlineData("a.b", false, "a?b", 0.0)]
    [InlineData("e\u0301", false, "é", 1.0)]
    [InlineData("two  words", false, "two words", 1.0)]
    [InlineData("", false, "*", 1.0)]
    public void Words_fit_with_asterisks_and_without_regard_to_case_where_it_does_not_matter(string typed, bool caseMatters, string answer, double share) =>
        Earns(new ShortAnswerBody(caseMatters, [new ShortAnswer(answer, 100, FormattedText.None)]), new GivenWords(typed), share);

    [Fact]
    public void The_first_answer_that_fits_counts() => Earns(new ShortAnswerBody(false, [new ShortAnswer("灭火器", 100, FormattedText.None), new ShortAnswer("灭*", 40, FormattedText.None)]), new GivenWords("灭火毯"), 0.4);

    [Fact]
    public void Many_asterisks_take_no_time_that_grows_out_of_hand() => Assert.False(Grading.Fits(new string('a', 20_000), string.Concat(Enumerable.Repeat("*a", 200)) + "b", false));

    [Theory]
    [InlineData("3.14", 1.0)]
    [InlineData("3.15", 1.0)]
    [InlineData("3.16", 0.5)]
    [InlineData("3.7", 0.0)]
    [InlineData("３．１４", 1.0)]
    [InlineData("314e-2", 1.0)]
    [InlineData("−3.14", 0.0)]
    [InlineData("约三", 0.0)]
    [InlineData("3.14 m", 0.0)]
    [InlineData("", 0.0)]
    public void A_number_may_be_off_by_its_tolerance(string typed, double share) =>
        Earns(new NumericalBody([new NumericalAnswer(3.14m, 0.01m, 100, FormattedText.None), new NumericalAnswer(3, 0.5m, 50, FormattedText.None)]), new GivenWords(typed), share);

    [Theory]
    [InlineData(0, "1.5 m", 1.0)]
    [InlineData(0, "150cm", 1.0)]
    [InlineData(0, "1.5", 1.0)]
    [InlineData(0, "1.5 km", 0.0)]
    [InlineData(1, "1.5", 0.8)]
    [InlineData(1, "1.5 km", 0.8)]
    [InlineData(2, "1.5", 0.8)]
    [InlineData(2, "7", 0.0)]
    [InlineData(1, "150 cm", 1.0)]
    public void A_unit_is_reckoned_and_its_lack_costs_what_the_question_says(int grading, string typed, double share) =>
        Earns(new NumericalBody([new NumericalAnswer(1.5m, 0, 100, FormattedText.None)]) { Units = [new NumericalUnit("m", 1), new NumericalUnit("cm", 100)], UnitGrading = grading, UnitPenalty = 0.2m, UnitShown = 0 }, new GivenWords(typed), share);

    [Theory]
    [InlineData("1 2 3", 1.0)]
    [InlineData("1 3 2", 0.3333)]
    [InlineData("- 2 -", 0.3333)]
    [InlineData("1 2", 0.0)]
    public void Each_prompt_of_a_match_counts_alike(string answers, double share) =>
        Earns(new MatchingBody([Pair("甲", "1"), Pair("乙", "2"), Pair("丙", "3"), Pair("", "4")]), new GivenMatches([.. answers.Split(' ').Select(a => a == "-" ? null : a)]), share);

    [Theory]
    [InlineData(OrderingGrading.AllOrNothing, "0 1 2 3", 1.0)]
    [InlineData(OrderingGrading.AllOrNothing, "0 1 3 2", 0.0)]
    [InlineData(OrderingGrading.AbsolutePosition, "0 1 3 2", 0.5)]
    [InlineData(OrderingGrading.AbsolutePosition, "3 0 1 2", 0.0)]
    [InlineData(OrderingGrading.RelativeNextExcludeLast, "3 0 1 2", 0.6667)]
    [InlineData(OrderingGrading.RelativeNextIncludeLast, "3 0 1 2", 0.5)]
    [InlineData(OrderingGrading.RelativeNextIncludeLast, "0 1 2 3", 1.0)]
    [InlineData(OrderingGrading.RelativeOnePreviousAndNext, "0 1 2 3", 1.0)]
    [InlineData(OrderingGrading.RelativeOnePreviousAndNext, "3 0 1 2", 0.5)]
    [InlineData(OrderingGrading.RelativeAllPreviousAndNext, "3 0 1 2", 0.5)]
    [InlineData(OrderingGrading.RelativeAllPreviousAndNext, "3 2 1 0", 0.0)]
    [InlineData(OrderingGrading.LongestOrderedSubset, "0 2 1 3", 0.75)]
    [InlineData(OrderingGrading.LongestOrderedSubset, "3 2 1 0", 0.0)]
    [InlineData(OrderingGrading.LongestContiguousSubset, "2 3 0 1", 0.5)]
    [InlineData(OrderingGrading.LongestContiguousSubset, "0 2 1 3", 0.0)]
    [InlineData(OrderingGrading.RelativeToCorrect, "0 1 2 3", 1.0)]
    [InlineData(OrderingGrading.RelativeToCorrect, "1 0 2 3", 0.8333)]
    [InlineData(OrderingGrading.AbsolutePosition, "0 0 1 2", 0.0)]
    [InlineData(OrderingGrading.AbsolutePosition, "0 1 2 9", 0.0)]
    [InlineData(OrderingGrading.AbsolutePosition, "1 3", 1.0)]
    public void An_order_earns_by_the_way_the_question_names(OrderingGrading grading, string order, double share) =>
        Earns(new OrderingBody([Words, Words, Words, Words]) { Grading = grading }, new GivenOrder([.. order.Split(' ').Select(int.Parse)]), share);

    [Fact]
    public void Gaps_count_by_their_weights()
    {
        var question = Question(new ClozeBody()) with { Text = new FormattedText("电话 {2:SA:=119~%50%报警}，数 {1:NM:=5:1}，选 {1:MC:=对~错}", TextFormat.Plain) };
        Given right = new GivenChoices([0]);
        Assert.Equal(1m, Grading.Of(question, new GivenGaps([new GivenWords("119"), new GivenWords("5.5"), right])));
        Assert.Equal(0.5m, Grading.Of(question, new GivenGaps([new GivenWords("报警"), null, right])));
        Assert.Equal(0m, Grading.Of(question, new GivenGaps([right, right])));
    }

    [Fact]
    public void What_a_person_has_to_mark_earns_nothing_by_itself_and_answers_of_another_kind_earn_nothing()
    {
        Assert.Null(Grading.Of(Question(new EssayBody()), new GivenWords("我的想法")));
        Assert.Null(Grading.Of(Question(new DescriptionBody()), null));
        Assert.Equal(0m, Grading.Of(Question(new TrueFalseBody(true, FormattedText.None, FormattedText.None)), new GivenWords("true")));
        Assert.Equal(0m, Grading.Of(Question(new TrueFalseBody(true, FormattedText.None, FormattedText.None)), null));
    }

    private static void Earns(QuestionBody body, Given given, double share) => Assert.Equal((decimal)share, Grading.Of(Question(body), given)!.Value, 4);

    private static Question Question(QuestionBody body) => new() { Name = "题", Text = Words, Body = body };

    private static Choice Of(decimal fraction) => new(Words, fraction, FormattedText.None);

    private static GivenChoices Chosen(string places) => new([.. places.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)]);

    private static MatchingPair Pair(string prompt, string answer) => new(FormattedText.Of(prompt, TextFormat.Plain), answer);
}
