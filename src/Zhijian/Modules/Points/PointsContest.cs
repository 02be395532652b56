using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Points;

/// <summary>How a contest stands.</summary>
public enum ContestState
{
    Open,

    /// <summary>The posting stays as it is.</summary>
    Kept,

    /// <summary>The posting was taken back.</summary>
    Reversed,
}

/// <summary>How one posting stands, seen from its own member.</summary>
public enum PostingState
{
    Valid,
    Expired,
    Reversed,
}

/// <summary>Why a posting was taken back.</summary>
public enum ReversalCause
{
    /// <summary>What it follows from was corrected, taken out of the files or filed anew.</summary>
    RecordChanged,

    /// <summary>Another deed of the same year went or came, so the year's cap lies elsewhere.</summary>
    CapMoved,

    /// <summary>Somebody decided it, with a reason.</summary>
    Decided,
}

/// <summary>A posting that its member holds to be wrong. Carries what whoever decides needs to know of this one posting, so that nobody reads the ledger.</summary>
public sealed class PointsContest
{
    public const int LongestReason = 300;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid PostingId { get; init; }

    public required Guid MemberId { get; init; }

    /// <summary>Of the member's branch today; goes with the member.</summary>
    public required string Path { get; set; }

    public required string Name { get; init; }

    public required Deed Deed { get; init; }

    /// <summary>PACK@VERSION:RULE.</summary>
    public required string Rule { get; init; }

    /// <summary>The activity or task.</summary>
    public required Guid About { get; init; }

    public required string Title { get; init; }

    public required DateOnly DoneOn { get; init; }

    public required string Reason { get; init; }

    public required DateTimeOffset ContestedAt { get; init; }

    public ContestState State { get; private set; }

    /// <summary>What the member reads.</summary>
    public string? Answer { get; private set; }

    public Guid? DecidedBy { get; private set; }

    public string? DecidedByName { get; private set; }

    public DateTimeOffset? DecidedAt { get; private set; }

    public int Version { get; set; } = 1;

    /// <summary>Why a posting can't be contested; null where it can.</summary>
    public static Refusal? WhyNot(ContestablePosting posting) => posting.State != PostingState.Valid ? PointsRefusals.NotContestable : posting.IsContested ? PointsRefusals.ContestedAlready : null;

    /// <summary>The member contests one of their postings.</summary>
    public static Decision<PointsContested> Contest(ContestablePosting posting, string? reason, Actor actor, DateTimeOffset now, out PointsContest? contest)
    {
        contest = null;
        if ((WhyNot(posting) ?? WhyNotReason(reason)) is { } refusal)
        {
            return refusal;
        }
        contest = new PointsContest
        {
            PostingId = posting.Id, MemberId = actor.MemberId, Path = actor.HomePath, Name = actor.Name, Deed = posting.Deed, Rule = posting.Rule, About = posting.About, Title = posting.Title, DoneOn = posting.DoneOn,
            Reason = reason!.Trim(), ContestedAt = now,
        };
        return new PointsContested(contest.Id, contest.Path);
    }

    /// <summary>Why this person can't decide it; null where they can.</summary>
    /// <param name="firstDecided">Who decided that the record is filed as it is.</param>
    public Refusal? WhyNotDecide(Actor actor, IReadOnlyCollection<Guid> firstDecided) =>
        State != ContestState.Open ? PointsRefusals.DecidedAlready
        : actor.MemberId == MemberId ? PointsRefusals.OwnContest
        : actor.MemberId == Guid.Empty || firstDecided.Contains(actor.MemberId) ? PointsRefusals.DecidedFirst
        : null;

    /// <summary>Keeps the posting or takes it back, with a reason that the member reads.</summary>
    public Decision<PointsContestAnswered> Decide(bool? reverses, string? reason, int seen, Actor actor, IReadOnlyCollection<Guid> firstDecided, DateTimeOffset now)
    {
        var refusal = seen != Version ? PlatformRefusals.Stale : WhyNotDecide(actor, firstDecided) ?? (reverses is null ? PlatformRefusals.Required.At("Form.Choice") : WhyNotReason(reason));
        if (refusal is not null)
        {
            return refusal;
        }
        (State, Answer, DecidedBy, DecidedByName, DecidedAt) = (reverses!.Value ? ContestState.Reversed : ContestState.Kept, reason!.Trim(), actor.MemberId, actor.Name, now);
        return new PointsContestAnswered(Id, Path, State);
    }

    /// <summary>Every reason is read by the people concerned, so there has to be one.</summary>
    internal static Refusal? WhyNotReason(string? reason) => PlatformRefusals.WhyNotReason(reason, LongestReason);
}

/// <summary>What is known of a posting when it is contested.</summary>
public sealed record ContestablePosting(Guid Id, PostingState State, bool IsContested, Deed Deed, string Rule, Guid About, string Title, DateOnly DoneOn);

/// <summary>What a wrong record earned is taken back from everybody whom it concerned.</summary>
public static class RecordReversal
{
    /// <param name="postings">How many postings of it stand.</param>
    public static Decision<PointsOfRecordReversed> Decide(Guid record, string path, int postings, string? reason, Actor actor, IReadOnlyCollection<Guid> firstDecided)
    {
        var refusal = postings == 0 ? PointsRefusals.NothingToReverse : actor.MemberId == Guid.Empty || firstDecided.Contains(actor.MemberId) ? PointsRefusals.DecidedFirst : PointsContest.WhyNotReason(reason);
        return refusal is null ? new PointsOfRecordReversed(record, path, reason!.Trim()) : refusal;
    }
}

/// <summary>A member contests one of their postings; which, and why, stands at the contest.</summary>
public sealed record PointsContested(Guid SubjectId, string OrganisationPath) : IFact;

/// <summary>A contest was answered; the reason stands at the contest.</summary>
public sealed record PointsContestAnswered(Guid SubjectId, string OrganisationPath, ContestState State) : IFact;

/// <summary>What a record earned was taken back from everybody. The subject is the activity.</summary>
public sealed record PointsOfRecordReversed(Guid SubjectId, string OrganisationPath, string Reason) : IFact;

/// <summary>Why something about points can't be done.</summary>
public static class PointsRefusals
{
    /// <summary>It was taken back already, or ran out.</summary>
    public static readonly Refusal NotContestable = new("points.not-contestable");
    public static readonly Refusal ContestedAlready = new("points.contested-already");
    public static readonly Refusal DecidedAlready = new("points.decided-already");

    /// <summary>Nobody decides their own.</summary>
    public static readonly Refusal OwnContest = new("points.own-contest");

    /// <summary>Whoever decided first that the record is filed as it is doesn't decide what is contested about it.</summary>
    public static readonly Refusal DecidedFirst = new("points.decided-first");
    public static readonly Refusal NothingToReverse = new("points.nothing-to-reverse");
}
