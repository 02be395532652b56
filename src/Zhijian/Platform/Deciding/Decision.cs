namespace Zhijian.Platform.Deciding;

/// <summary>
/// Something that happened, in the past tense. Written once to the journal, heard by other modules, never changed.
/// <see cref="SubjectId"/> is the thing it happened to; <see cref="OrganisationPath"/> is the place in the tree whose people may see its trace.
/// </summary>
public interface IFact
{
    Guid SubjectId { get; }

    string OrganisationPath { get; }
}

/// <summary>
/// Why a rule said no. <see cref="Code"/> is stable for tests and clients (<c>activity.already-checked-in</c>);
/// the sentence people read is the text <c>refusal.CODE</c>, filled with <see cref="Values"/>.
/// <see cref="Field"/> names the form field the refusal belongs to, if there is one.
/// </summary>
public sealed record Refusal(string Code, RefusalKind Kind = RefusalKind.NotAllowedNow, string? Field = null)
{
    public IReadOnlyList<object> Values { get; init; } = [];

    /// <summary>The same refusal with the numbers or names that its sentence mentions.</summary>
    public Refusal With(params object[] values) => this with { Values = values };

    /// <summary>The same refusal, shown at the given field of the form.</summary>
    public Refusal At(string field) => this with { Field = field };
}

/// <summary>What a refusal becomes over HTTP: 409, 422, 403, 412 or 404.</summary>
public enum RefusalKind
{
    /// <summary>The thing's state does not allow it now: 409.</summary>
    NotAllowedNow,

    /// <summary>What was typed is missing or wrong: 422, shown at the field.</summary>
    BadInput,

    /// <summary>This person may not do it: 403.</summary>
    NotYours,

    /// <summary>Somebody changed it in the meantime: 412 for the interface, a comparison for people.</summary>
    Stale,

    /// <summary>There is no such thing within this person's scope: 404.</summary>
    Missing,
}

/// <summary>What a rule answers: either the fact that follows, or the refusal.</summary>
public readonly record struct Decision<TFact>(TFact? Fact, Refusal? Refusal)
    where TFact : class, IFact
{
    public static implicit operator Decision<TFact>(TFact fact) => new(fact, null);

    public static implicit operator Decision<TFact>(Refusal refusal) => new(null, refusal);
}
