using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Review;

/// <summary>
/// Something that happened to a case. <see cref="SubjectId"/> is the record under review, so that its module finds it;
/// <see cref="RecordKind"/> tells the module whether the record is one of its own.
/// </summary>
public abstract record CaseFact(CaseHead Case) : IFact, IDecidedByRule
{
    public Guid SubjectId => Case.SubjectId;

    public string OrganisationPath => Case.OrganisationPath;

    public string RecordKind => Case.RecordKind;

    public string? Rule => Case.RuleVersion;
}

/// <summary>Which case a fact is about, and which numbered version was looked at.</summary>
public sealed record CaseHead(Guid CaseId, string RecordKind, Guid SubjectId, Guid OrganisationId, string OrganisationPath, string Title, int Submission, string RuleVersion);

/// <summary>A note on one field of the record.</summary>
public sealed record FieldNote(string Field, string Note);

/// <summary>A version went into review, for the first time or again.</summary>
public sealed record CaseSubmitted(CaseHead Case, Guid ByMemberId, int Layer) : CaseFact(Case);

/// <summary>A layer accepted and the case went on to the next.</summary>
public sealed record CaseAccepted(CaseHead Case, Guid ByMemberId, int Layer, int NextLayer) : CaseFact(Case);

/// <summary>The last layer accepted: the record may be filed and counted.</summary>
public sealed record CaseApproved(CaseHead Case, Guid ByMemberId, int Layer) : CaseFact(Case);

/// <summary>The case went back, to its author (<paramref name="ToLayer"/> is null) or to an earlier layer.</summary>
public sealed record CaseReturned(CaseHead Case, Guid ByMemberId, int FromLayer, int? ToLayer, string Note, IReadOnlyList<FieldNote> FieldNotes) : CaseFact(Case)
{
    public bool ToAuthor => ToLayer is null;
}

/// <summary>The author took the record back.</summary>
public sealed record CaseWithdrawn(CaseHead Case, Guid ByMemberId) : CaseFact(Case);

/// <summary>A reviewer asked a colleague to decide in their place.</summary>
public sealed record CaseDelegated(CaseHead Case, Guid ByMemberId, int Layer, Guid ToMemberId) : CaseFact(Case);

/// <summary>A layer waited longer than its limit; the next layer is told (null: there is none above).</summary>
public sealed record CaseEscalated(CaseHead Case, int Layer, int? ToLayer, int WaitedWorkingDays) : CaseFact(Case)
{
    /// <summary>Who may decide in place of the layer; null where four eyes leave nobody.</summary>
    public Guid? ToMemberId { get; init; }
}

/// <summary>A layer was passed over because nobody holds its post.</summary>
public sealed record LayerSkipped(CaseHead Case, int Layer, int NextLayer) : CaseFact(Case);

/// <summary>The tree changed and the layers of an open case follow it.</summary>
public sealed record CaseRerouted(CaseHead Case, int Layer) : CaseFact(Case);

/// <summary>A reviewer took the last decision back; <paramref name="WasApproval"/>: the record has to leave the files again.</summary>
public sealed record DecisionUndone(CaseHead Case, Guid ByMemberId, int Layer, ReviewMove Undone, bool WasApproval) : CaseFact(Case);
