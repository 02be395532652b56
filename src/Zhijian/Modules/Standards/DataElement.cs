using Zhijian.Platform.Privacy;

namespace Zhijian.Modules.Standards;

/// <summary>What a data element is about.</summary>
public enum ElementOwner
{
    Organisation,
    Person,
    Post,
    Activity,
    LearningRecord,
    Statistics,
}

/// <summary>How a data element is written.</summary>
public enum ElementType
{
    Text,

    /// <summary>2026-11-21.</summary>
    Day,

    /// <summary>2026-11.</summary>
    Month,

    /// <summary>A day with its local time: 2026-11-21 14:30.</summary>
    Moment,

    /// <summary>A code of the element's code set.</summary>
    Code,
    Number,

    /// <summary><c>yes</c> or <c>no</c>.</summary>
    YesNo,

    /// <summary>GB 11643.</summary>
    IdentityNumber,
    MobileNumber,
    FixedPhone,

    /// <summary>GB 32100.</summary>
    SocialCreditCode,
}

/// <summary>One thing the institution knows about organisations, people, posts, activities or learning, as <c>standards/elements.yaml</c> describes it: once, with the one source that is right about it.</summary>
/// <param name="Id">For example <c>person.full-name</c>.</param>
/// <param name="CodeSet">The list its values come from; for codes.</param>
/// <param name="Longest">The most characters of a text.</param>
/// <param name="Column"><c>table.column</c> where it is kept; null for what no table keeps.</param>
/// <param name="Source">Whose word counts; a key of <see cref="DataStandard.SourceNames"/>. What comes from it is never overwritten by anybody else.</param>
/// <param name="ChangedBy">Who may change it here; a key of <see cref="DataStandard.ChangerNames"/>.</param>
/// <param name="Headings">What columns of spreadsheets are usually called, in both languages.</param>
/// <param name="Synonyms">Other words for its codes, each with the code that is meant.</param>
public sealed record DataElement(
    string Id, ElementOwner Of, BothLanguages Name, BothLanguages Definition, ElementType Type, CodeSet? CodeSet, int? Longest, string? Column, string Source, string ChangedBy,
    IReadOnlyList<string> Headings, IReadOnlyDictionary<string, string> Synonyms)
{
    /// <summary>The glossary's name, for example <c>FullName</c>.</summary>
    public required string Identifier { get; init; }

    /// <summary>How carefully it is kept; of a column, what the register of processing says.</summary>
    public required DataClass Class { get; init; }

    /// <summary>A regular expression that the whole text must match.</summary>
    public string? Pattern { get; init; }

    /// <summary>Never after today.</summary>
    public bool IsPast { get; init; }

    public decimal? Smallest { get; init; }

    public decimal? Largest { get; init; }

    /// <summary>Digits behind the point that a number may have.</summary>
    public int Decimals { get; init; }
}
