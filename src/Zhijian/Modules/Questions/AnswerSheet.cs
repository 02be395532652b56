using System.Globalization;
using System.Text.Json.Serialization;

namespace Zhijian.Modules.Questions;

/// <summary>
/// What somebody marked at the controls of one question: for each control its values, as the page sent them. It is kept as it was marked, also half done,
/// and becomes an answer (<see cref="Given"/>) only when it is graded.
/// </summary>
public sealed record AnswerSheet(IReadOnlyList<IReadOnlyList<string>> Values)
{
    /// <summary>More than this is no answer to anything asked here.</summary>
    public const int LongestValue = 1000;

    private const int MostControls = 60;
    private const int MostValues = 40;

    /// <summary>The name of a control in forms.</summary>
    public static string Field(int control) => string.Create(CultureInfo.InvariantCulture, $"a{control}");

    /// <summary>How many controls a question has.</summary>
    public static int Controls(Question question, Arrangement shown) => question.Body switch
    {
        DescriptionBody => 0,
        MatchingBody body => body.Pairs.Count(p => !p.Prompt.IsEmpty),
        OrderingBody => shown.Places.Count,
        ClozeBody => shown.Gaps.Count,
        _ => 1,
    };

    /// <summary>What a form says, whatever the question; null where it holds what no page of ours sends. What fits no control earns nothing.</summary>
    public static AnswerSheet? Read(Func<string, IReadOnlyList<string>> field)
    {
        List<IReadOnlyList<string>> values = [.. Enumerable.Range(0, MostControls).Select(i => (IReadOnlyList<string>)[.. field(Field(i)).Where(v => v.Length > 0).Distinct(StringComparer.Ordinal)])];
        var last = values.FindLastIndex(v => v.Count > 0);
        return values.Exists(v => v.Count > MostValues || v.Any(t => t.Length > LongestValue)) ? null : new AnswerSheet(values[..(last + 1)]);
    }

    /// <summary>Whether the page of this question could have sent it.</summary>
    public bool Fits(Question question) => AnswerShape.Of(question).Takes(this);

    /// <summary>Nothing was marked.</summary>
    [JsonIgnore]
    public bool IsBlank => Values.All(v => v.All(string.IsNullOrWhiteSpace));

    /// <summary>Every control was used.</summary>
    public bool IsWhole(Question question, Arrangement shown) => Enumerable.Range(0, Controls(question, shown)).All(i => i < Values.Count && Values[i].Any(t => !string.IsNullOrWhiteSpace(t)));

    public bool Holds(int control, string value) => control < Values.Count && Values[control].Contains(value, StringComparer.Ordinal);

    public string Text(int control) => control < Values.Count && Values[control].Count > 0 ? Values[control][0] : "";

    /// <summary>The answer that was meant; null where none was given, or it is not whole where only a whole one means something.</summary>
    public Given? ToGiven(Question question, Arrangement shown) => IsBlank ? null : question.Body switch
    {
        ChoiceBody => Chosen(0, shown.Places) is { Count: > 0 } places ? new GivenChoices(places) : null,
        TrueFalseBody => Text(0) switch { "true" => new GivenTruth(true), "false" => new GivenTruth(false), _ => null },
        ShortAnswerBody or NumericalBody or EssayBody => new GivenWords(Text(0)),
        MatchingBody => new GivenMatches([.. Enumerable.Range(0, Controls(question, shown)).Select(i => Place(Text(i), shown.Answers.Count) is { } at ? shown.Answers[at] : null)]),
        OrderingBody => Order(shown),
        ClozeBody => new GivenGaps([.. ClozeText.Gaps(question.Text).Select((gap, i) => Gap(gap, i, shown))]),
        _ => null,
    };

    private Given? Gap(ClozeGap gap, int control, Arrangement shown) =>
        gap.Kind is GapKind.Choice or GapKind.Responses ? Chosen(control, shown.Gaps[control]) is { Count: > 0 } places ? new GivenChoices(places) : null
        : string.IsNullOrWhiteSpace(Text(control)) ? null : new GivenWords(Text(control));

    private List<int> Chosen(int control, IReadOnlyList<int> shown) => control < Values.Count ? [.. Values[control].Select(v => Place(v, shown.Count)).OfType<int>().Select(p => shown[p])] : [];

    /// <summary>Each item says at which place it stands, from 1.</summary>
    private GivenOrder? Order(Arrangement shown)
    {
        var said = shown.Places.Select((_, i) => Place(Text(i), shown.Places.Count + 1)).ToList();
        return said.Exists(p => p is null or 0) || said.Distinct().Count() != said.Count ? null : new GivenOrder([.. said.Select((at, i) => (At: at!.Value, Item: shown.Places[i])).OrderBy(p => p.At).Select(p => p.Item)]);
    }

    /// <summary>The place that a control's value names, from 0; null where it names none below this one.</summary>
    internal static int? Place(string value, int below) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var place) && place < below ? place : null;
}
