using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Activities;

/// <summary>Why minutes can't be written or a record can't move.</summary>
internal static class RecordRefusals
{
    public static readonly Refusal TooEarly = new("record.too-early");
    public static readonly Refusal RollStillOpen = new("record.roll-still-open");
    public static readonly Refusal UnderReview = new("record.under-review");
    public static readonly Refusal AlreadyFiled = new("record.already-filed");
    public static readonly Refusal Cancelled = new("record.cancelled");
    public static readonly Refusal MinutesEmpty = new("record.minutes-empty");

    /// <summary>The value is the last day on which it could be entered.</summary>
    public static readonly Refusal EntryClosed = new("record.entry-closed");

    public static readonly Refusal LateReasonMissing = new("record.late-reason-missing", RefusalKind.BadInput, "Form.LateReason");

    /// <summary>The value is the largest number of rows.</summary>
    public static readonly Refusal TooManyRows = new("record.too-many-rows", RefusalKind.BadInput);

    /// <summary>The value is the number of voters present.</summary>
    public static readonly Refusal VotesContradict = new("record.votes-contradict", RefusalKind.BadInput);

    public static readonly Refusal UnknownPolicy = new("record.unknown-policy", RefusalKind.BadInput);
    public static readonly Refusal OwnerNotOnRoll = new("record.owner-not-on-roll", RefusalKind.BadInput);
    public static readonly Refusal DueBeforeMeeting = new("record.due-before-meeting", RefusalKind.BadInput);

    public static readonly Refusal NotUnderReview = new("record.not-under-review");
    public static readonly Refusal NotFiled = new("record.not-filed");
    public static readonly Refusal NotTheOwner = new("record.not-the-owner", RefusalKind.NotYours);
    public static readonly Refusal AlreadyDone = new("record.already-done");
    public static readonly Refusal NothingCorrected = new("record.nothing-corrected", RefusalKind.BadInput, "Form.Text");
    public static readonly Refusal UnknownField = new("record.unknown-field", RefusalKind.BadInput, "Form.Fields");
    public static readonly Refusal AddendumOpen = new("record.addendum-open");
}
