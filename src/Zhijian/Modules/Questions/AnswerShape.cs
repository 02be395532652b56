namespace Zhijian.Modules.Questions;

/// <summary>
/// What the page of a question could send: its controls, and which values each of them knows. Small beside the question, which may hold pictures,
/// so that it can be remembered for as long as the program runs.
/// </summary>
/// <param name="controls">For each control whether it knows a value.</param>
public sealed class AnswerShape(IReadOnlyList<Func<string, bool>> controls)
{
    public static AnswerShape Of(Question question) => new(question.Body switch
    {
        ChoiceBody body => [PlaceBelow(body.Choices.Count)],
        TrueFalseBody => [IsTruth],
        MatchingBody body => [.. Enumerable.Repeat(PlaceBelow(body.Pairs.Select(p => p.Answer).Distinct(StringComparer.Ordinal).Count()), body.Pairs.Count(p => !p.Prompt.IsEmpty))],
        OrderingBody body => [.. Enumerable.Repeat(PlaceBelow(body.Items.Count + 1), body.Items.Count)],
        ClozeBody => [.. ClozeText.Gaps(question.Text).Select(g => g.Kind is GapKind.Choice or GapKind.Responses ? PlaceBelow(g.Answers.Count) : IsAnything)],
        _ => [IsAnything],
    });

    /// <summary>Whether the page of this question could have sent it: places among its choices, true or false, no control that it hasn't.</summary>
    public bool Takes(AnswerSheet sheet) => sheet.Values.Count <= controls.Count && sheet.Values.Zip(controls).All(c => c.First.All(c.Second));

    private static Func<string, bool> PlaceBelow(int below) => value => AnswerSheet.Place(value, below) is not null;

    private static bool IsTruth(string value) => value is "true" or "false";

    private static bool IsAnything(string value) => true;
}
