namespace Zhijian.Modules.Questions.Formats;

/// <summary>Every text of a question, wherever it stands.</summary>
internal static class QuestionTexts
{
    public static IEnumerable<FormattedText> Of(Question question) =>
        new[] { question.Text, question.Explanation }.Concat(question.Hints.Select(h => h.Text)).Concat(Of(question.Body));

    /// <summary>Every file that came inside a question.</summary>
    public static IEnumerable<EmbeddedFile> FilesOf(Question question) => Of(question).SelectMany(t => t.Files);

    private static IEnumerable<FormattedText> Of(QuestionBody body) => body switch
    {
        ChoiceBody b => b.Choices.SelectMany(c => new[] { c.Text, c.Feedback }).Concat(Of(b.Combined)),
        TrueFalseBody b => [b.WhenTrue, b.WhenFalse],
        ShortAnswerBody b => b.Answers.SelectMany(a => new[] { new FormattedText(a.Text, TextFormat.Plain), a.Feedback }),
        NumericalBody b => b.Answers.Select(a => a.Feedback),
        MatchingBody b => b.Pairs.SelectMany(p => new[] { p.Prompt, new FormattedText(p.Answer, TextFormat.Plain) }).Concat(Of(b.Combined)),
        OrderingBody b => b.Items.Concat(Of(b.Combined)),
        EssayBody b => [b.ForMarkers, b.Template],
        _ => [],
    };

    private static IEnumerable<FormattedText> Of(CombinedFeedback combined) => [combined.Correct, combined.Partly, combined.Incorrect];
}
