using System.Collections.Frozen;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Review;

/// <summary>Where a case stands.</summary>
public enum ReviewState
{
    /// <summary>Not submitted yet; never stored.</summary>
    New,

    /// <summary>Waits at one layer.</summary>
    Waiting,

    /// <summary>Is with its author, who has notes on what to change.</summary>
    Returned,

    /// <summary>Was taken back by its author.</summary>
    Withdrawn,

    /// <summary>Passed the last layer; the record is filed.</summary>
    Approved,
}

/// <summary>What can be done with a case.</summary>
public enum ReviewMove
{
    Submit,
    Accept,
    ReturnToAuthor,
    ReturnToLayer,
    Withdraw,
    Delegate,
    Escalate,
    SkipVacant,
    Reroute,
    Undo,
}

/// <summary>Where a move leads.</summary>
internal enum ReviewTarget
{
    FirstLayer,
    NextLayer,
    NextLayerOrApproved,
    EarlierLayer,
    Author,
    Withdrawn,
    SamePlace,

    /// <summary>Where the case stood before the step that is taken back.</summary>
    PlaceBefore,
}

/// <summary>The one table of what may follow what: every state and every move has either a target or a refusal.</summary>
internal static class ReviewMoves
{
    private static readonly FrozenDictionary<(ReviewState, ReviewMove), Outcome> Table = new Dictionary<(ReviewState, ReviewMove), Outcome>
    {
        [(ReviewState.New, ReviewMove.Submit)] = ReviewTarget.FirstLayer,
        [(ReviewState.New, ReviewMove.Accept)] = ReviewRefusals.NotSubmitted,
        [(ReviewState.New, ReviewMove.ReturnToAuthor)] = ReviewRefusals.NotSubmitted,
        [(ReviewState.New, ReviewMove.ReturnToLayer)] = ReviewRefusals.NotSubmitted,
        [(ReviewState.New, ReviewMove.Withdraw)] = ReviewRefusals.NotSubmitted,
        [(ReviewState.New, ReviewMove.Delegate)] = ReviewRefusals.NotSubmitted,
        [(ReviewState.New, ReviewMove.Escalate)] = ReviewRefusals.NotSubmitted,
        [(ReviewState.New, ReviewMove.SkipVacant)] = ReviewRefusals.NotSubmitted,
        [(ReviewState.New, ReviewMove.Reroute)] = ReviewRefusals.NotSubmitted,
        [(ReviewState.New, ReviewMove.Undo)] = ReviewRefusals.NotSubmitted,

        [(ReviewState.Waiting, ReviewMove.Submit)] = ReviewRefusals.AlreadySubmitted,
        [(ReviewState.Waiting, ReviewMove.Accept)] = ReviewTarget.NextLayerOrApproved,
        [(ReviewState.Waiting, ReviewMove.ReturnToAuthor)] = ReviewTarget.Author,
        [(ReviewState.Waiting, ReviewMove.ReturnToLayer)] = ReviewTarget.EarlierLayer,
        [(ReviewState.Waiting, ReviewMove.Withdraw)] = ReviewTarget.Withdrawn,
        [(ReviewState.Waiting, ReviewMove.Delegate)] = ReviewTarget.SamePlace,
        [(ReviewState.Waiting, ReviewMove.Escalate)] = ReviewTarget.SamePlace,
        [(ReviewState.Waiting, ReviewMove.SkipVacant)] = ReviewTarget.NextLayer,
        [(ReviewState.Waiting, ReviewMove.Reroute)] = ReviewTarget.SamePlace,
        [(ReviewState.Waiting, ReviewMove.Undo)] = ReviewTarget.PlaceBefore,

        [(ReviewState.Returned, ReviewMove.Submit)] = ReviewTarget.FirstLayer,
        [(ReviewState.Returned, ReviewMove.Accept)] = ReviewRefusals.WithItsAuthor,
        [(ReviewState.Returned, ReviewMove.ReturnToAuthor)] = ReviewRefusals.WithItsAuthor,
        [(ReviewState.Returned, ReviewMove.ReturnToLayer)] = ReviewRefusals.WithItsAuthor,
        [(ReviewState.Returned, ReviewMove.Withdraw)] = ReviewTarget.Withdrawn,
        [(ReviewState.Returned, ReviewMove.Delegate)] = ReviewRefusals.WithItsAuthor,
        [(ReviewState.Returned, ReviewMove.Escalate)] = ReviewRefusals.WithItsAuthor,
        [(ReviewState.Returned, ReviewMove.SkipVacant)] = ReviewRefusals.WithItsAuthor,
        [(ReviewState.Returned, ReviewMove.Reroute)] = ReviewRefusals.WithItsAuthor,
        [(ReviewState.Returned, ReviewMove.Undo)] = ReviewTarget.PlaceBefore,

        [(ReviewState.Withdrawn, ReviewMove.Submit)] = ReviewTarget.FirstLayer,
        [(ReviewState.Withdrawn, ReviewMove.Accept)] = ReviewRefusals.AlreadyWithdrawn,
        [(ReviewState.Withdrawn, ReviewMove.ReturnToAuthor)] = ReviewRefusals.AlreadyWithdrawn,
        [(ReviewState.Withdrawn, ReviewMove.ReturnToLayer)] = ReviewRefusals.AlreadyWithdrawn,
        [(ReviewState.Withdrawn, ReviewMove.Withdraw)] = ReviewRefusals.AlreadyWithdrawn,
        [(ReviewState.Withdrawn, ReviewMove.Delegate)] = ReviewRefusals.AlreadyWithdrawn,
        [(ReviewState.Withdrawn, ReviewMove.Escalate)] = ReviewRefusals.AlreadyWithdrawn,
        [(ReviewState.Withdrawn, ReviewMove.SkipVacant)] = ReviewRefusals.AlreadyWithdrawn,
        [(ReviewState.Withdrawn, ReviewMove.Reroute)] = ReviewRefusals.AlreadyWithdrawn,
        [(ReviewState.Withdrawn, ReviewMove.Undo)] = ReviewRefusals.AlreadyWithdrawn,

        [(ReviewState.Approved, ReviewMove.Submit)] = ReviewRefusals.AlreadyApproved,
        [(ReviewState.Approved, ReviewMove.Accept)] = ReviewRefusals.AlreadyApproved,
        [(ReviewState.Approved, ReviewMove.ReturnToAuthor)] = ReviewRefusals.AlreadyApproved,
        [(ReviewState.Approved, ReviewMove.ReturnToLayer)] = ReviewRefusals.AlreadyApproved,
        [(ReviewState.Approved, ReviewMove.Withdraw)] = ReviewRefusals.AlreadyApproved,
        [(ReviewState.Approved, ReviewMove.Delegate)] = ReviewRefusals.AlreadyApproved,
        [(ReviewState.Approved, ReviewMove.Escalate)] = ReviewRefusals.AlreadyApproved,
        [(ReviewState.Approved, ReviewMove.SkipVacant)] = ReviewRefusals.AlreadyApproved,
        [(ReviewState.Approved, ReviewMove.Reroute)] = ReviewRefusals.AlreadyApproved,
        [(ReviewState.Approved, ReviewMove.Undo)] = ReviewTarget.PlaceBefore,
    }.ToFrozenDictionary();

    public static Outcome From(ReviewState state, ReviewMove move) => Table[(state, move)];

    internal readonly record struct Outcome(ReviewTarget? Target, Refusal? Refusal)
    {
        public static implicit operator Outcome(ReviewTarget target) => new(target, null);

        public static implicit operator Outcome(Refusal refusal) => new(null, refusal);
    }
}
