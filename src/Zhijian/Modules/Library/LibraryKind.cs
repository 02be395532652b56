using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Library;

/// <summary>What an item of the library is.</summary>
public enum LibraryKind
{
    Article,

    /// <summary>A micro-lesson: cards, each under its heading.</summary>
    Cards,

    /// <summary>A PDF or office file.</summary>
    Document,

    Video,
    Audio,

    /// <summary>A page elsewhere, with a note on why it is worth reading.</summary>
    Link,

    /// <summary>A book of the branch and where it stands.</summary>
    Book,

    /// <summary>Chapters made of other items.</summary>
    Course,
}

/// <summary>How an item stands.</summary>
public enum LibraryState
{
    /// <summary>Being written; an earlier edition may be public meanwhile.</summary>
    Draft,

    InReview,
    Released,
    Withdrawn,
}

/// <summary>For whom an item is meant, by the words that members' categories and posts have elsewhere. Nobody is kept from reading what is meant for others.</summary>
public static class Learners
{
    public const string Secretary = nameof(PostKind.Secretary);

    public static readonly IReadOnlyList<string> All =
    [
        nameof(MemberCategory.Applicant), nameof(MemberCategory.Activist), nameof(MemberCategory.DevelopmentObject), nameof(MemberCategory.ProbationaryMember), nameof(MemberCategory.FullMember), Secretary,
    ];

    /// <summary>The kinds among what was given, in their usual order.</summary>
    public static List<string> Of(IEnumerable<string>? given) => [.. All.Intersect(given ?? [], StringComparer.Ordinal)];

    /// <summary>The enumeration's value by whose name a kind is said to people; null for words of other programs.</summary>
    public static Enum? Named(string learner) => learner == Secretary ? PostKind.Secretary : Enum.TryParse<MemberCategory>(learner, out var category) && Enum.IsDefined(category) ? category : null;
}
