using System.Text.Json;
using Zhijian.Platform.Deciding;

namespace Zhijian.Platform.Exchange;

/// <summary>A kind of thing that connected systems follow: its elements, the facts after which it looks different, and how it stands now. A class that implements it is found.</summary>
public interface IExchangedKind
{
    /// <summary>In the feed, in what a client may read, and in the text <c>exchange.kind.KIND</c>.</summary>
    string Kind { get; }

    /// <summary>By their names in the feed; the text <c>exchange.element.NAME</c> says them to people. Sealed values are no elements.</summary>
    IReadOnlyList<string> Elements { get; }

    IReadOnlyList<ChangingFact> Facts { get; }

    /// <summary>How these things stand now, inside the fence of whoever asks; those that can't be seen are left out.</summary>
    Task<IReadOnlyDictionary<Guid, IReadOnlyDictionary<string, object?>>> Read(IReadOnlyCollection<Guid> ids, CancellationToken cancel);
}

/// <summary>A fact after which things of a kind look different.</summary>
/// <param name="IdIn">The member of the fact's body that names the thing; null where it is the subject.</param>
/// <param name="FromIn">The member that names the organisation which the thing left by it; whoever follows that organisation hears of it too.</param>
public sealed record ChangingFact(Type Fact, string? IdIn = null, string? FromIn = null);

/// <summary>
/// A kind of record that connected systems may bring, one by its key in the source. It goes through the same actions and rules as the pages, so that nothing enters by this door that would not by another.
/// </summary>
public interface ITakesRecords
{
    /// <summary>In addresses, and in what a client may write.</summary>
    static abstract string Plural { get; }

    /// <summary>What the record is, where it is noted from where values came: Member, Organisation.</summary>
    static abstract string EntityKind { get; }

    /// <summary>The form of a record.</summary>
    static abstract Type Body { get; }

    /// <summary>Whether it may change places in the tree of organisations.</summary>
    static virtual bool ReshapesTree => false;

    /// <summary>The acts that the client needs for it, at its own organisation and below.</summary>
    static abstract IReadOnlyList<string> Acts { get; }

    /// <summary>Creates the record, or brings the one that its key named before up to what is sent.</summary>
    /// <param name="id">The record that the key stands for; null where it is new.</param>
    Task<PutRecord> Put(Guid? id, JsonElement record, IBringsRecord bringing, Actor actor, CancellationToken cancel);
}

/// <summary>What whoever takes a record in may ask of who brings it.</summary>
public interface IBringsRecord
{
    /// <summary>The organisation that a source key of the same client stands for.</summary>
    Task<Guid?> OrganisationOf(string key, CancellationToken cancel);

    /// <summary>
    /// Of the values that would replace what is kept, the elements that must stay as they are, because what is kept came from their authoritative source; each of them waits for that source's owner.
    /// </summary>
    Task<IReadOnlySet<string>> Withhold(Guid id, IReadOnlyList<BroughtValue> values, CancellationToken cancel);
}

/// <summary>A value that would replace another.</summary>
/// <param name="Element">The field, as its thing names it.</param>
/// <param name="Before">What is kept; null for nothing.</param>
public sealed record BroughtValue(string Element, string? Before, string After);

/// <summary>What came of a record.</summary>
public enum PutResult
{
    Created,
    Changed,

    /// <summary>It stood there already as sent.</summary>
    Unchanged,

    /// <summary>A rule refused it; nothing was changed.</summary>
    Refused,
}

/// <summary>What came of one record, and why not if it was refused.</summary>
public sealed record PutRecord(PutResult Result, Guid? Id, string? Path, Refusal? Refusal = null)
{
    /// <summary>The elements that it set.</summary>
    public IReadOnlyList<string> Set { get; init; } = [];

    /// <summary>The elements that stay as they are, because what is kept came from their authoritative source.</summary>
    public IReadOnlyCollection<string> Withheld { get; init; } = [];

    /// <summary>The thing's version since.</summary>
    public int Version { get; init; }

    public static PutRecord Of(Refusal refusal) => new(PutResult.Refused, null, null, refusal);
}
