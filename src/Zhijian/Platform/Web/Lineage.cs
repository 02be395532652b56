using Zhijian.Platform.Deciding;

namespace Zhijian.Platform.Web;

/// <summary>
/// Tells what lies behind a record that a figure counts: the record itself, the case in which it was reviewed, and who or what its words came from.
/// One per kind of record that is counted anywhere, registered with its module's services.
/// </summary>
public interface ILineageSource
{
    /// <summary>Null where the id is none of its records, or this person may not open it.</summary>
    Task<LineageRecord?> Of(Guid recordId, Actor actor, CancellationToken cancel);
}

/// <summary>A record on the way from a figure back to its source.</summary>
/// <param name="Name">What its own page is called: its number, or its title where it has none.</param>
/// <param name="Href">Its own page.</param>
/// <param name="IsCounted">Whether it counts now; what is not filed or released counts nowhere.</param>
/// <param name="Facts">What is said of it besides its title.</param>
public sealed record LineageRecord(Guid Id, string Name, string Title, string Href, bool IsCounted, IReadOnlyList<LineageFact> Facts)
{
    /// <summary>Of the filed content; null where none is kept.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Its latest case; null before it is handed in, where this person may not open it, or where such records are not reviewed.</summary>
    public Guid? CaseId { get; init; }

    /// <summary>How far its review is this person's to see.</summary>
    public LineageReview Review { get; init; } = LineageReview.NotHandedIn;

    /// <summary>Records that correct it, with their numbers.</summary>
    public IReadOnlyList<(Guid Id, string Number)> Corrections { get; init; } = [];

    /// <summary>Figures that count it besides the counts of filed records.</summary>
    public IReadOnlyList<LineageFact> Figures { get; init; } = [];

    /// <summary>The thing of whose values it is noted which list or system brought them, and the beginning of their elements' names; null where nothing is noted.</summary>
    public (Guid Id, string Elements)? Noted { get; init; }

    /// <summary>What people wrote themselves, or where else its words came from.</summary>
    public IReadOnlyList<LineageHand> Hands { get; init; } = [];

    /// <summary>What stands where no list or system brought it, after <see cref="Hands"/>.</summary>
    public LineageHand? Otherwise { get; init; }
}

/// <summary>One thing said of a record.</summary>
/// <param name="Term">Text key of what it is; the sentence itself where it stands alone.</param>
/// <param name="Value">As <see cref="HomeText"/> takes its values.</param>
/// <param name="Href">Where it can be looked up.</param>
public sealed record LineageFact(string Term, object Value, string? Href = null);

/// <summary>Who wrote something, or where it came from.</summary>
/// <param name="Text">As <see cref="HomeText"/> takes its values.</param>
/// <param name="At">Null where the sentence says when.</param>
public sealed record LineageHand(object Text, DateTimeOffset? At = null, string? Href = null);

/// <summary>How far the review of a record can be shown.</summary>
public enum LineageReview
{
    /// <summary>It was not handed in yet.</summary>
    NotHandedIn,

    /// <summary>It was; whether this person may open the case is asked of the review.</summary>
    HandedIn,

    /// <summary>Records of this kind are not reviewed.</summary>
    None,
}
