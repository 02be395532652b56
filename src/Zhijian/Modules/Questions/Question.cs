using System.Text.Json.Serialization;

namespace Zhijian.Modules.Questions;

/// <summary>How a text is written; the four of Moodle, whose names both file formats use.</summary>
public enum TextFormat
{
    /// <summary>Plain lines with a little HTML; <c>moodle</c> in GIFT, <c>moodle_auto_format</c> in XML.</summary>
    Moodle,
    Html,
    Plain,
    Markdown,
}

/// <summary>A file that came inside a question, as it came.</summary>
/// <param name="Path">The folder that texts name it by; usually <c>/</c>.</param>
/// <param name="Content">Base64 without white space.</param>
public sealed record EmbeddedFile(string Name, string Path, string Content);

/// <summary>A text with its way of writing. White space at its ends means nothing in any of the formats and is never kept; a text of nothing has no way of writing.</summary>
public sealed record FormattedText(string Text, TextFormat Format = TextFormat.Moodle)
{
    public static readonly FormattedText None = new("");

    public IReadOnlyList<EmbeddedFile> Files { get; init; } = [];

    [JsonIgnore]
    public bool IsEmpty => Text.Length == 0 && Files.Count == 0;

    public static FormattedText Of(string? text, TextFormat format, IReadOnlyList<EmbeddedFile>? files = null)
    {
        var trimmed = (text ?? "").ReplaceLineEndings("\n").Trim();
        return trimmed.Length == 0 && files is not { Count: > 0 } ? None : new FormattedText(trimmed, format) { Files = files ?? [] };
    }
}

/// <summary>What a learner does with a question.</summary>
public enum QuestionKind
{
    Single,
    Multiple,
    TrueFalse,
    ShortAnswer,
    Numerical,
    Matching,
    Ordering,
    Cloze,

    /// <summary>Answered in free words; a person marks it.</summary>
    Essay,

    /// <summary>Read only: what stands before the questions that follow.</summary>
    Description,
}

/// <summary>One question, whole: what the formats of Moodle say of it and nothing else. It never changes; a changed one is another version.</summary>
public sealed record Question
{
    /// <summary>What Moodle takes off for each further try, where nothing is said: a third.</summary>
    public const decimal UsualPenalty = 0.3333333m;

    public required string Name { get; init; }

    public required FormattedText Text { get; init; }

    /// <summary>Shown after the answer, whatever it was; the formats call it general feedback.</summary>
    public FormattedText Explanation { get; init; } = FormattedText.None;

    /// <summary>The number another system knows it by; null where there is none.</summary>
    public string? Code { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Where it stands, outermost first; empty where nothing is said.</summary>
    public IReadOnlyList<string> Category { get; init; } = [];

    /// <summary>What it counts for in a paper.</summary>
    public decimal Mark { get; init; } = 1;

    /// <summary>What is taken off for each further try, as a share of the mark.</summary>
    public decimal Penalty { get; init; } = UsualPenalty;

    public bool IsHidden { get; init; }

    public IReadOnlyList<Hint> Hints { get; init; } = [];

    public required QuestionBody Body { get; init; }

    [JsonIgnore]
    public QuestionKind Kind => Body.Kind;

    /// <summary>What Moodle takes off where nothing is said.</summary>
    public static decimal UsualPenaltyOf(QuestionKind kind) => kind switch
    {
        QuestionKind.TrueFalse => 1,
        QuestionKind.Essay or QuestionKind.Description => 0,
        _ => UsualPenalty,
    };

    /// <summary>A name on one line; where none is given, the first words of the text, as Moodle does.</summary>
    public static string NameOf(string? name, FormattedText text)
    {
        const int longestDerived = 80;
        var given = OnOneLine(name ?? "");
        if (given.Length > 0)
        {
            return given;
        }
        var words = OnOneLine(PlainWords.Of(text));
        return words.Length <= longestDerived ? words : words[..(char.IsHighSurrogate(words[longestDerived - 1]) ? longestDerived - 1 : longestDerived)] + "…";
    }

    private static string OnOneLine(string text) => string.Join(' ', text.Split(['\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}

/// <summary>What helps after a wrong try.</summary>
/// <param name="ShowsNumberCorrect">Says how many of the chosen are right.</param>
/// <param name="ClearsWrong">Takes the wrong ones away.</param>
/// <param name="Options">What the kind of question makes of it, as written.</param>
public sealed record Hint(FormattedText Text, bool ShowsNumberCorrect = false, bool ClearsWrong = false, string? Options = null);

/// <summary>What is said of the whole answer: right, partly right, wrong.</summary>
public sealed record CombinedFeedback(FormattedText Correct, FormattedText Partly, FormattedText Incorrect, bool ShowsNumberCorrect = false)
{
    public static readonly CombinedFeedback None = new(FormattedText.None, FormattedText.None, FormattedText.None);

    [JsonIgnore]
    public bool IsEmpty => Correct.IsEmpty && Partly.IsEmpty && Incorrect.IsEmpty && !ShowsNumberCorrect;
}

/// <summary>What belongs to one kind of question only.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "$kind")]
[JsonDerivedType(typeof(ChoiceBody), "choice")]
[JsonDerivedType(typeof(TrueFalseBody), "true-false")]
[JsonDerivedType(typeof(ShortAnswerBody), "short-answer")]
[JsonDerivedType(typeof(NumericalBody), "numerical")]
[JsonDerivedType(typeof(MatchingBody), "matching")]
[JsonDerivedType(typeof(OrderingBody), "ordering")]
[JsonDerivedType(typeof(ClozeBody), "cloze")]
[JsonDerivedType(typeof(EssayBody), "essay")]
[JsonDerivedType(typeof(DescriptionBody), "description")]
public abstract record QuestionBody
{
    [JsonIgnore]
    public abstract QuestionKind Kind { get; }
}

/// <summary>How the choices are numbered; <see cref="None"/>: not at all.</summary>
public enum AnswerNumbering
{
    Abc,
    UpperAbc,
    Numbers,
    Roman,
    UpperRoman,
    None,
}

/// <summary>A choice.</summary>
/// <param name="Fraction">What choosing it earns, in per cent of the mark, from -100 to 100.</param>
public sealed record Choice(FormattedText Text, decimal Fraction, FormattedText Feedback);

/// <summary>Choices, of which one or several are chosen.</summary>
public sealed record ChoiceBody(bool IsSingle, IReadOnlyList<Choice> Choices) : QuestionBody
{
    public bool Shuffles { get; init; } = true;

    public AnswerNumbering Numbering { get; init; }

    public bool ShowsInstruction { get; init; }

    public CombinedFeedback Combined { get; init; } = CombinedFeedback.None;

    public override QuestionKind Kind => IsSingle ? QuestionKind.Single : QuestionKind.Multiple;
}

/// <summary>A statement that is true or false.</summary>
public sealed record TrueFalseBody(bool IsTrue, FormattedText WhenTrue, FormattedText WhenFalse) : QuestionBody
{
    public override QuestionKind Kind => QuestionKind.TrueFalse;
}

/// <summary>An answer in words; <c>*</c> stands for any text, <c>\*</c> for an asterisk.</summary>
public sealed record ShortAnswer(string Text, decimal Fraction, FormattedText Feedback);

/// <summary>Answered by a word or a few.</summary>
public sealed record ShortAnswerBody(bool CaseMatters, IReadOnlyList<ShortAnswer> Answers) : QuestionBody
{
    public override QuestionKind Kind => QuestionKind.ShortAnswer;
}

/// <summary>A number that earns something.</summary>
/// <param name="Value">Null: any other number.</param>
/// <param name="Tolerance">How far off it may be, both ways.</param>
public sealed record NumericalAnswer(decimal? Value, decimal Tolerance, decimal Fraction, FormattedText Feedback);

/// <summary>A unit that may stand behind the number.</summary>
/// <param name="Multiplier">How many of it make one of the unit whose multiplier is 1.</param>
public sealed record NumericalUnit(string Name, decimal Multiplier);

/// <summary>Answered by a number.</summary>
public sealed record NumericalBody(IReadOnlyList<NumericalAnswer> Answers) : QuestionBody
{
    public IReadOnlyList<NumericalUnit> Units { get; init; } = [];

    /// <summary>What a missing or wrong unit costs: 0 nothing, 1 a share of what the answer earned, 2 a share of the mark.</summary>
    public int UnitGrading { get; init; }

    public decimal UnitPenalty { get; init; } = 0.1m;

    /// <summary>How units are asked: 0 typed, 1 and 2 chosen, 3 not at all.</summary>
    public int UnitShown { get; init; } = 3;

    public bool UnitsStandLeft { get; init; }

    public override QuestionKind Kind => QuestionKind.Numerical;
}

/// <summary>What belongs together. A pair without a prompt only offers a further answer.</summary>
public sealed record MatchingPair(FormattedText Prompt, string Answer);

/// <summary>Prompts, for each of which an answer is chosen from all.</summary>
public sealed record MatchingBody(IReadOnlyList<MatchingPair> Pairs) : QuestionBody
{
    public bool Shuffles { get; init; } = true;

    public CombinedFeedback Combined { get; init; } = CombinedFeedback.None;

    public override QuestionKind Kind => QuestionKind.Matching;
}

/// <summary>Which items are shown.</summary>
public enum OrderingSelection
{
    All,
    Random,
    Contiguous,
}

/// <summary>What counts as right in an order; the ways and words of Moodle's ordering question.</summary>
public enum OrderingGrading
{
    AllOrNothing = -1,
    AbsolutePosition,
    RelativeNextExcludeLast,
    RelativeNextIncludeLast,
    RelativeOnePreviousAndNext,
    RelativeAllPreviousAndNext,
    LongestOrderedSubset,
    LongestContiguousSubset,
    RelativeToCorrect,
}

/// <summary>Items that are put in order; they stand in the right one.</summary>
public sealed record OrderingBody(IReadOnlyList<FormattedText> Items) : QuestionBody
{
    public bool IsHorizontal { get; init; }

    public OrderingSelection Selection { get; init; }

    /// <summary>How many are shown, where not all are; 0: all.</summary>
    public int Shown { get; init; }

    public OrderingGrading Grading { get; init; } = OrderingGrading.AbsolutePosition;

    public bool ShowsGrading { get; init; } = true;

    /// <summary>none, 123, abc, ABCD, iii or IIII.</summary>
    public string Numbering { get; init; } = "none";

    public CombinedFeedback Combined { get; init; } = CombinedFeedback.None;

    public override QuestionKind Kind => QuestionKind.Ordering;
}

/// <summary>A text with gaps that are questions of their own; they stand in the text and are read by <see cref="ClozeText"/>.</summary>
public sealed record ClozeBody : QuestionBody
{
    public override QuestionKind Kind => QuestionKind.Cloze;
}

/// <summary>Answered in free words. What a form for it looks like is kept as the format says it.</summary>
public sealed record EssayBody : QuestionBody
{
    public string ResponseFormat { get; init; } = "editor";

    public bool IsRequired { get; init; } = true;

    public int Lines { get; init; } = 15;

    public int? FewestWords { get; init; }

    public int? MostWords { get; init; }

    public int Attachments { get; init; }

    public int AttachmentsRequired { get; init; }

    public long MostBytes { get; init; }

    public string FileTypes { get; init; } = "";

    /// <summary>For whoever marks it.</summary>
    public FormattedText ForMarkers { get; init; } = FormattedText.None;

    public FormattedText Template { get; init; } = FormattedText.None;

    public override QuestionKind Kind => QuestionKind.Essay;
}

/// <summary>Nothing to answer.</summary>
public sealed record DescriptionBody : QuestionBody
{
    public override QuestionKind Kind => QuestionKind.Description;
}
