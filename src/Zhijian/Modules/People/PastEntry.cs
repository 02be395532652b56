namespace Zhijian.Modules.People;

/// <summary>What a line of a person's past is about.</summary>
public enum PastKind
{
    /// <summary>Belonged to a branch.</summary>
    Membership,

    /// <summary>Held a post.</summary>
    Post,

    /// <summary>How membership stood on the day on which it was stated.</summary>
    State,
}

/// <summary>One dated line of a person's past, as an institution states it. It is shown as that institution's word and nothing follows from it here.</summary>
/// <param name="Organisation">Where, by the name it had there; null where it says nothing of an organisation.</param>
/// <param name="What">Which post or state: a code of the glossary where it is one; null for a membership.</param>
/// <param name="Until">The first day on which it no longer held; null while it did.</param>
/// <param name="StatedBy">The institution that says so, which may be an earlier one than that which handed the person on.</param>
/// <param name="StatedOn">The day on which it was stated.</param>
public sealed record PastEntry(PastKind Kind, string? Organisation, string? What, DateOnly? From, DateOnly? Until, string StatedBy, DateOnly StatedOn)
{
    /// <summary>Characters of a name in it.</summary>
    public const int LongestName = 200;

    /// <summary>Lines of one person; more is no person's past.</summary>
    public const int Most = 400;

    /// <summary>Whether both say the same, on whatever day they were stated.</summary>
    public bool SaysTheSameAs(PastEntry other) => this with { StatedOn = other.StatedOn } == other;

    /// <summary>Those that say something which nothing kept says already.</summary>
    public static IReadOnlyList<PastEntry> New(IEnumerable<PastEntry> brought, IReadOnlyCollection<PastEntry> kept)
    {
        List<PastEntry> fresh = [];
        foreach (var entry in brought)
        {
            if (!kept.Any(entry.SaysTheSameAs) && !fresh.Any(entry.SaysTheSameAs))
            {
                fresh.Add(entry);
            }
        }
        return fresh;
    }
}
