using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Review;

/// <summary>
/// One line of a case's trail, written once: who, when, in which post, by which rule version, what, and from where to where.
/// It also keeps the place the case left, so that a decision can be taken back exactly.
/// </summary>
public sealed class ReviewStep
{
    public Guid CaseId { get; private init; }

    /// <summary>Counts from 1 within the case.</summary>
    public int Number { get; private init; }

    /// <summary>The record's organisation, for the fence.</summary>
    public string Path { get; private init; } = "";

    public ReviewMove Move { get; private init; }

    /// <summary>Null where the program moved the case by a rule.</summary>
    public Guid? ByMemberId { get; private init; }

    public string ByName { get; private init; } = "";

    public PostKind? InPost { get; private init; }

    public Guid? AtOrganisationId { get; private init; }

    /// <summary>The absent colleague in whose place it was decided.</summary>
    public Guid? InPlaceOf { get; private init; }

    public Guid? ToMemberId { get; private init; }

    public string RuleVersion { get; private init; } = "";

    public int Submission { get; private init; }

    public string Note { get; private init; } = "";

    public IReadOnlyList<FieldNote> FieldNotes { get; private init; } = [];

    public DateTimeOffset At { get; private init; }

    /// <summary>The case's version after this step.</summary>
    public int CaseVersion { get; private init; }

    public ReviewState FromState { get; private init; }

    public int FromLayer { get; private init; }

    public ReviewLayerKind? FromLayerKind { get; private init; }

    public DateTimeOffset FromWaitingSince { get; private init; }

    public bool FromEscalated { get; private init; }

    public Guid? FromDeputyId { get; private init; }

    public Guid? FromDeputyFor { get; private init; }

    public ReviewState ToState { get; private init; }

    public int ToLayer { get; private init; }

    /// <summary>For an undo: this step and all between it and the undo no longer count.</summary>
    public int? TakesBackFrom { get; private init; }

    /// <summary>The step as it is kept, for reading.</summary>
    internal static ReviewStep Kept(StepRow row) => new()
    {
        CaseId = row.CaseId,
        Number = row.Number,
        Path = row.Path,
        Move = row.Move,
        ByMemberId = row.ByMemberId,
        ByName = row.ByName,
        InPost = row.InPost,
        AtOrganisationId = row.AtOrganisationId,
        InPlaceOf = row.InPlaceOf,
        ToMemberId = row.ToMemberId,
        RuleVersion = row.RuleVersion,
        Submission = row.Submission,
        Note = row.Note,
        FieldNotes = row.ReadFieldNotes(),
        At = row.At,
        CaseVersion = row.CaseVersion,
        FromState = row.FromState,
        FromLayer = row.FromLayer,
        FromLayerKind = row.FromLayerKind,
        FromWaitingSince = row.FromWaitingSince,
        FromEscalated = row.FromEscalated,
        FromDeputyId = row.FromDeputyId,
        FromDeputyFor = row.FromDeputyFor,
        ToState = row.ToState,
        ToLayer = row.ToLayer,
        TakesBackFrom = row.TakesBackFrom,
    };

    internal bool IsDecision => Move is ReviewMove.Accept or ReviewMove.ReturnToAuthor or ReviewMove.ReturnToLayer;

    internal Place From => new(FromState, FromLayer, FromWaitingSince, FromEscalated, FromDeputyId, FromDeputyFor);

    internal static ReviewStep Of(ReviewCase of, int number, ReviewMove move, Place from, ReviewLayerKind? fromKind, Place to, StepBy by, DateTimeOffset now) => new()
    {
        CaseId = of.Id,
        Number = number,
        Path = of.Path,
        Move = move,
        ByMemberId = by.MemberId,
        ByName = by.Name,
        InPost = by.Capacity?.Post,
        AtOrganisationId = by.Capacity?.OrganisationId,
        InPlaceOf = by.Capacity?.InPlaceOf,
        ToMemberId = by.ToMemberId,
        RuleVersion = of.Route.RuleVersion,
        Submission = of.LastSubmission,
        Note = by.Note,
        FieldNotes = by.FieldNotes,
        At = now,
        CaseVersion = of.Version,
        FromState = from.State,
        FromLayer = from.Layer,
        FromLayerKind = fromKind,
        FromWaitingSince = from.WaitingSince,
        FromEscalated = from.Escalated,
        FromDeputyId = from.DeputyId,
        FromDeputyFor = from.DeputyFor,
        ToState = to.State,
        ToLayer = to.Layer,
        TakesBackFrom = by.TakesBackFrom,
    };
}

/// <summary>Where a case stands, whole: what an undo puts back.</summary>
internal readonly record struct Place(ReviewState State, int Layer, DateTimeOffset WaitingSince, bool Escalated, Guid? DeputyId, Guid? DeputyFor)
{
    public static Place AtLayer(int layer, DateTimeOffset now) => new(ReviewState.Waiting, layer, now, false, null, null);

    public static Place Out(ReviewState state, int layer, DateTimeOffset now) => new(state, layer, now, false, null, null);
}

/// <summary>Who made a step and with which words.</summary>
internal sealed record StepBy(Guid? MemberId, string Name, Capacity? Capacity = null)
{
    /// <summary>A rule moved the case, nobody did.</summary>
    public static readonly StepBy Rule = new(null, "");

    public string Note { get; init; } = "";

    public IReadOnlyList<FieldNote> FieldNotes { get; init; } = [];

    public Guid? ToMemberId { get; init; }

    public int? TakesBackFrom { get; init; }
}
