using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Review;

/// <summary>Why a move on a case is refused.</summary>
internal static class ReviewRefusals
{
    public static readonly Refusal NotSubmitted = new("review.not-submitted");
    public static readonly Refusal AlreadySubmitted = new("review.already-submitted");
    public static readonly Refusal WithItsAuthor = new("review.with-its-author");
    public static readonly Refusal AlreadyWithdrawn = new("review.already-withdrawn");
    public static readonly Refusal AlreadyApproved = new("review.already-approved");

    public static readonly Refusal ChangedMeanwhile = new("review.changed-meanwhile", RefusalKind.Stale);

    public static readonly Refusal NotTheAuthor = new("review.not-the-author", RefusalKind.NotYours);
    public static readonly Refusal OwnRecord = new("review.own-record", RefusalKind.NotYours);
    public static readonly Refusal AboutYourself = new("review.about-yourself", RefusalKind.NotYours);
    public static readonly Refusal NotYourLayer = new("review.not-your-layer", RefusalKind.NotYours);
    public static readonly Refusal DecidedAnotherLayer = new("review.decided-another-layer", RefusalKind.NotYours);

    public static readonly Refusal NoteMissing = new("review.note-missing", RefusalKind.BadInput, "note");
    public static readonly Refusal NoteTooLong = new("review.note-too-long", RefusalKind.BadInput, "note");
    public static readonly Refusal UnknownField = new("review.unknown-field", RefusalKind.BadInput, "fields");
    public static readonly Refusal NotAnEarlierLayer = new("review.not-an-earlier-layer", RefusalKind.BadInput, "layer");
    public static readonly Refusal SkippedLayer = new("review.skipped-layer", RefusalKind.BadInput, "layer");
    public static readonly Refusal DeputyMayNotDecide = new("review.deputy-may-not-decide", RefusalKind.BadInput, "deputy");
    public static readonly Refusal DeputyOutsideScope = new("review.deputy-outside-scope", RefusalKind.BadInput, "deputy");

    public static readonly Refusal LayerNeverSkipped = new("review.layer-never-skipped");
    public static readonly Refusal NotOverdue = new("review.not-overdue");
    public static readonly Refusal AlreadyEscalated = new("review.already-escalated");

    public static readonly Refusal NothingToUndo = new("review.nothing-to-undo");
    public static readonly Refusal SomebodyActedAfter = new("review.somebody-acted-after");
    public static readonly Refusal UndoTooLate = new("review.undo-too-late");

    public static readonly Refusal ChecksNotAllPassed = new("review.checks-not-all-passed");
    public static readonly Refusal HoldsSensitiveData = new("review.holds-sensitive-data");
}
