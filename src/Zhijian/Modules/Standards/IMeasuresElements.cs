using Zhijian.Platform.Web;

namespace Zhijian.Modules.Standards;

/// <summary>What can be said of a value as data. Never of a person: where something is missing, those who keep the list look for it.</summary>
public enum Finding
{
    /// <summary>Expected, and not there.</summary>
    Missing,

    /// <summary>There, and not as the data standard has it today: a code that no longer holds, a day that can't be.</summary>
    Wrong,

    /// <summary>There, but for a year nobody brought, corrected or confirmed it.</summary>
    Unconfirmed,

    /// <summary>Two sources disagree, and the owner of the authoritative one has not decided yet.</summary>
    Disputed,
}

/// <summary>A part that keeps data elements measures them by its own questions to the database; the page of data quality puts the answers together.</summary>
public interface IMeasuresElements
{
    /// <summary>What the elements are about, as provenance names it: Member, Organisation.</summary>
    string EntityKind { get; }

    IReadOnlyList<MeasuredElement> Elements { get; }

    /// <summary>The organisation's own things and those of each organisation directly below it with everything below: one question, whatever their number.</summary>
    Task<IReadOnlyList<ElementCounts>> Count(string path, CancellationToken cancel);

    /// <summary>What is there but not confirmed, by the path of each organisation and in the order of the elements; for the job that counts it.</summary>
    Task<IReadOnlyList<UnconfirmedCounts>> CountUnconfirmed(NotedElement confirmed, CancellationToken cancel);

    /// <summary>The things behind a number, by name.</summary>
    /// <param name="noted">By which provenance knows of a confirmation or a dispute; nothing for what the table itself says.</param>
    Task<Listing<FoundThing>> Behind(MeasuredElement element, Finding finding, NotedElement? noted, string path, string? after, int size, CancellationToken cancel);
}

/// <summary>An element that is measured.</summary>
/// <param name="Field">As provenance names it.</param>
public sealed record MeasuredElement(DataElement Element, string Field);

/// <summary>Whether something is noted of an element of a thing; the answer of the part that keeps the notes, as a condition on the thing's id.</summary>
/// <param name="Condition">The condition; of the name of the column with the id, and of the field.</param>
/// <param name="Since">Its value <c>@since</c>.</param>
public sealed record NotedElement(Func<string, string, string> Condition, DateTimeOffset Since);

/// <summary>Counts of one place, in the order of the elements.</summary>
public sealed class ElementCounts
{
    /// <summary>The path of the organisation itself, or of one directly below it.</summary>
    public string Place { get; set; } = "";

    /// <summary>How many things should have each element.</summary>
    public int[] Expected { get; set; } = [];

    public int[] Missing { get; set; } = [];

    public int[] Wrong { get; set; } = [];
}

/// <summary>Counts of one organisation, in the order of the elements.</summary>
public sealed class UnconfirmedCounts
{
    public string Path { get; set; } = "";

    public int[] Unconfirmed { get; set; } = [];
}

/// <summary>A thing behind a number.</summary>
public sealed class FoundThing
{
    public Guid Id { get; set; }

    public string Name { get; set; } = "";

    /// <summary>The branch of a person, the organisation above of an organisation.</summary>
    public string? Belongs { get; set; }
}
