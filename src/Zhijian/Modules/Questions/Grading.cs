using System.Text;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Questions;

/// <summary>What somebody answered.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "$kind")]
[JsonDerivedType(typeof(GivenChoices), "choices")]
[JsonDerivedType(typeof(GivenTruth), "truth")]
[JsonDerivedType(typeof(GivenWords), "words")]
[JsonDerivedType(typeof(GivenMatches), "matches")]
[JsonDerivedType(typeof(GivenOrder), "order")]
[JsonDerivedType(typeof(GivenGaps), "gaps")]
public abstract record Given;

/// <summary>The choices taken, by their places from 0.</summary>
public sealed record GivenChoices(IReadOnlyList<int> Places) : Given;

/// <summary>Whether the statement was said to be true.</summary>
public sealed record GivenTruth(bool IsTrue) : Given;

/// <summary>What was typed: a word, or a number with its unit.</summary>
public sealed record GivenWords(string Text) : Given;

/// <summary>For each prompt in the question's order the answer taken; null where none was.</summary>
public sealed record GivenMatches(IReadOnlyList<string?> Answers) : Given;

/// <summary>The items by their right places from 0, in the order given.</summary>
public sealed record GivenOrder(IReadOnlyList<int> Places) : Given;

/// <summary>For each gap what was typed, or the places chosen; null where it was left empty.</summary>
public sealed record GivenGaps(IReadOnlyList<Given?> Gaps) : Given;

/// <summary>
/// What an answer earns, as a share of the mark from 0 to 1: the same for the same answer always, worked out by the server alone. Nobody earns less than nothing.
/// An answer that doesn't belong to the kind of question, a place there is not, a place named twice: nothing earned.
/// </summary>
public static partial class Grading
{
    private const decimal PerCent = 100;

    /// <summary>The share earned; null where a person has to mark it (essays), or where there is nothing to answer.</summary>
    public static decimal? Of(Question question, Given? given) => question.Body switch
    {
        EssayBody or DescriptionBody => null,
        _ when given is null => 0,
        ChoiceBody body when given is GivenChoices chosen => Bounded(body.IsSingle && chosen.Places.Count != 1 ? 0 : Sum(body.Choices.Count, chosen.Places, i => body.Choices[i].Fraction)),
        TrueFalseBody body when given is GivenTruth truth => truth.IsTrue == body.IsTrue ? 1 : 0,
        ShortAnswerBody body when given is GivenWords words => Bounded(body.Answers.FirstOrDefault(a => Fits(words.Text, a.Text, body.CaseMatters))?.Fraction ?? 0),
        NumericalBody body when given is GivenWords words => OfNumber(body, words.Text),
        MatchingBody body when given is GivenMatches matches => OfMatches(body, matches),
        OrderingBody body when given is GivenOrder order => OfOrder(body.Grading, body.Items.Count, order.Places),
        ClozeBody when given is GivenGaps gaps => OfGaps(ClozeText.Gaps(question.Text), gaps.Gaps),
        _ => 0,
    };

    private static decimal Bounded(decimal perCent) => Math.Clamp(perCent / PerCent, 0, 1);

    private static decimal Sum(int count, IReadOnlyList<int> places, Func<int, decimal> fraction) =>
        places.All(i => i >= 0 && i < count) && places.Distinct().Count() == places.Count ? places.Sum(fraction) : 0;

    /// <summary>Whether words fit an answer in which <c>*</c> stands for any text and <c>\*</c> for an asterisk. White space at the ends and how a letter is put together don't count.</summary>
    public static bool Fits(string words, string answer, bool caseMatters)
    {
        var pattern = new StringBuilder(@"\A");
        var trimmed = Composed(answer);
        for (var i = 0; i < trimmed.Length; i++)
        {
            if (trimmed[i] == '\\' && i + 1 < trimmed.Length && trimmed[i + 1] == '*')
            {
                pattern.Append(@"\*");
                i++;
            }
            else
            {
                pattern.Append(trimmed[i] == '*' ? ".*" : Regex.Escape(trimmed[i].ToString()));
            }
        }
        // Without going back: any number of asterisks takes time that grows with the words only.
        return Regex.IsMatch(Composed(words), pattern.Append(@"\z").ToString(), RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | (caseMatters ? RegexOptions.None : RegexOptions.IgnoreCase));
    }

    private static string Composed(string text) => string.Join(' ', ComposedText.Of(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static decimal OfNumber(NumericalBody body, string typed)
    {
        // Digits as Chinese keyboards also give them.
        var text = new string([.. typed.Select(Narrow)]).Trim();
        var match = Number().Match(text);
        if (!match.Success || ExactNumber.Read(match.Value.Replace(" ", "", StringComparison.Ordinal)) is not { } value)
        {
            return body.Answers.FirstOrDefault(a => a.Value is null) is { } any && text.Length > 0 ? Bounded(any.Fraction) : 0;
        }
        var beside = (body.UnitsStandLeft ? text[..match.Index] : text[(match.Index + match.Length)..]).Trim();
        var other = (body.UnitsStandLeft ? text[(match.Index + match.Length)..] : text[..match.Index]).Trim();
        var unit = body.Units.FirstOrDefault(u => u.Name == beside);
        if (other.Length > 0 || (beside.Length > 0 && unit is null && body.UnitGrading == 0))
        {
            return 0;
        }
        var earned = Of(unit is null ? value : value / unit.Multiplier);
        if (body.UnitGrading == 0 || body.Units.Count == 0 || unit is not null)
        {
            return Bounded(earned);
        }
        return Bounded(body.UnitGrading == 1 ? earned * (1 - body.UnitPenalty) : earned > 0 ? earned - (body.UnitPenalty * PerCent) : 0);

        decimal Of(decimal number) => body.Answers.FirstOrDefault(a => a.Value is null || Math.Abs(a.Value.Value - number) <= a.Tolerance)?.Fraction ?? 0;
    }

    private static char Narrow(char c) => c switch { >= '\uFF01' and <= '\uFF5E' => (char)(c - 0xFEE0), '\u3000' => ' ', '−' => '-', _ => c };

    private static decimal OfMatches(MatchingBody body, GivenMatches matches)
    {
        var asked = body.Pairs.Where(p => !p.Prompt.IsEmpty).ToList();
        return asked.Count == 0 || matches.Answers.Count != asked.Count ? 0 : (decimal)asked.Where((p, i) => matches.Answers[i] == p.Answer).Count() / asked.Count;
    }

    /// <summary>What an order earns: by places, by neighbours or by what stands in a right row, as the question says.</summary>
    private static decimal OfOrder(OrderingGrading grading, int count, IReadOnlyList<int> places)
    {
        if (places.Count < 2 || places.Distinct().Count() != places.Count || places.Any(p => p < 0 || p >= count))
        {
            return 0;
        }
        // Where only some of the items were shown, their right order is that among themselves.
        var right = places.Order().ToList();
        var order = places.Select(p => right.IndexOf(p)).ToList();
        var n = order.Count;
        decimal Share(int earned, int of) => (decimal)earned / of;
        int Before(int at) => at > 0 ? order[at - 1] : -1;
        int After(int at) => at < n - 1 ? order[at + 1] : n;
        return grading switch
        {
            OrderingGrading.AllOrNothing => order.SequenceEqual(Enumerable.Range(0, n)) ? 1 : 0,
            OrderingGrading.AbsolutePosition => Share(order.Where((item, at) => item == at).Count(), n),
            OrderingGrading.RelativeNextExcludeLast => Share(order.Where((item, at) => item < n - 1 && After(at) == item + 1).Count(), n - 1),
            OrderingGrading.RelativeNextIncludeLast => Share(order.Where((item, at) => After(at) == item + 1).Count(), n),
            OrderingGrading.RelativeOnePreviousAndNext => Share(order.Select((item, at) => (Before(at) == item - 1 ? 1 : 0) + (After(at) == item + 1 ? 1 : 0)).Sum(), 2 * n),
            OrderingGrading.RelativeAllPreviousAndNext => Share(order.Select((item, at) => order.Take(at).Count(o => o < item) + order.Skip(at + 1).Count(o => o > item)).Sum(), n * (n - 1)),
            OrderingGrading.LongestOrderedSubset => Share(Longest(order, contiguous: false), n),
            OrderingGrading.LongestContiguousSubset => Share(Longest(order, contiguous: true), n),
            _ => order.Select((item, at) => 1 - ((decimal)Math.Abs(item - at) / (n - 1))).Sum() / n,
        };
    }

    /// <summary>The most items that stand in the right order, beside each other or not; a single one stands in no order.</summary>
    private static int Longest(List<int> order, bool contiguous)
    {
        var lengths = new int[order.Count];
        for (var i = 0; i < order.Count; i++)
        {
            lengths[i] = 1;
            for (var j = contiguous ? Math.Max(0, i - 1) : 0; j < i; j++)
            {
                if (contiguous ? order[j] == order[i] - 1 : order[j] < order[i])
                {
                    lengths[i] = Math.Max(lengths[i], lengths[j] + 1);
                }
            }
        }
        return lengths.Max() is > 1 and var longest ? longest : 0;
    }

    private static decimal OfGaps(IReadOnlyList<ClozeGap> gaps, IReadOnlyList<Given?> given)
    {
        var weight = gaps.Sum(g => g.Weight);
        return weight == 0 || given.Count != gaps.Count ? 0 : gaps.Select((gap, i) => gap.Weight * OfGap(gap, given[i])).Sum() / weight;
    }

    private static decimal OfGap(ClozeGap gap, Given? given) => (gap.Kind, given) switch
    {
        (GapKind.Choice, GivenChoices { Places.Count: 1 } chosen) => Bounded(Sum(gap.Answers.Count, chosen.Places, i => gap.Answers[i].Fraction)),
        (GapKind.Responses, GivenChoices chosen) => Bounded(Sum(gap.Answers.Count, chosen.Places, i => gap.Answers[i].Fraction)),
        (GapKind.Words, GivenWords words) => Bounded(gap.Answers.FirstOrDefault(a => Fits(words.Text, a.Text, gap.CaseMatters))?.Fraction ?? 0),
        (GapKind.Number, GivenWords words) => OfNumber(new NumericalBody([.. gap.Answers.Select(a => new NumericalAnswer(a.Number, a.Tolerance, a.Fraction, FormattedText.None))]), words.Text),
        _ => 0,
    };

    [GeneratedRegex(@"[+-]?\s?(?:[0-9]{1,28}(?:\.[0-9]{0,28})?|\.[0-9]{1,28})(?:[eE][+-]?[0-9]{1,2})?", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Number();
}
