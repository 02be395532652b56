namespace Zhijian.Modules.Questions;

/// <summary>What a file of questions holds: what could be read whole, and what could not, with its line and the reason. Nothing is in between.</summary>
public sealed record QuestionFile
{
    /// <summary>In the order in which they are first named.</summary>
    public IReadOnlyList<CategoryNote> Categories { get; init; } = [];

    public IReadOnlyList<ReadQuestion> Questions { get; init; } = [];

    public IReadOnlyList<Unkept> Unkept { get; init; } = [];
}

/// <summary>A question and the line it begins on, counted from 1.</summary>
public sealed record ReadQuestion(int Line, Question Question);

/// <summary>A category that a file names, with what it says of it.</summary>
public sealed record CategoryNote(IReadOnlyList<string> Path)
{
    public FormattedText Note { get; init; } = FormattedText.None;

    public string? Code { get; init; }
}

/// <summary>What could not be kept whole, and was therefore not taken.</summary>
/// <param name="Line">Counted from 1; 0 where it stands in no line of a file.</param>
/// <param name="Name">The question's name; null where it has none or none was found.</param>
/// <param name="Detail">The word of the file it is about.</param>
public sealed record Unkept(int Line, string? Name, WhyNotKept Why, string? Detail = null);

/// <summary>Why something could not be kept whole.</summary>
public enum WhyNotKept
{
    /// <summary>The XML is not well formed, declares a document type, or is too large.</summary>
    BrokenXml,

    /// <summary>XML, but not Moodle's.</summary>
    NotAQuiz,

    /// <summary>A character that no text has.</summary>
    ControlCharacter,

    /// <summary>A brace is opened or closed, and its other half is missing.</summary>
    LonelyBrace,

    /// <summary>More than one pair of braces.</summary>
    SecondBraces,

    /// <summary>A name begins with two colons and doesn't end.</summary>
    OpenName,
    BadCategory,
    NoText,
    TooFewAnswers,
    EmptyAnswer,

    /// <summary>An answer without a sign that says whether it is right.</summary>
    UnmarkedAnswer,

    /// <summary>No number between -100 and 100.</summary>
    BadWeight,

    /// <summary>No number, or one with more digits than are kept.</summary>
    BadNumber,

    /// <summary>A pair without an arrow.</summary>
    NoArrow,
    BadGap,
    UnknownKind,

    /// <summary>The file says something of the question for which there is no place.</summary>
    UnknownPart,
    UnknownValue,
    SaidTwice,

    /// <summary>Markup where text is expected, outside CDATA.</summary>
    MarkupInText,
    BadFile,

    /// <summary>When writing: this format has no way of saying it.</summary>
    NotInThisFormat,
}
