using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Activities;

/// <summary>The record of an activity, or an addendum to it: what is reviewed and filed.</summary>
public sealed partial class ActivityRecord
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid ActivityId { get; init; }

    public required string Path { get; set; }

    public required Guid OrganisationId { get; init; }

    public required ActivityKind Kind { get; init; }

    /// <summary>YEAR-KIND-NUMBER, unique within the organisation, for example 2026-ZT-0811.</summary>
    public required string Number { get; init; }

    public required string Title { get; set; }

    public RecordState State { get; set; } = RecordState.Draft;

    public required DateOnly HeldOn { get; init; }

    /// <summary>When the minutes were saved last.</summary>
    public DateTimeOffset? MinutesAt { get; set; }

    /// <summary>Name of who saved them.</summary>
    public string? MinutesBy { get; set; }

    /// <summary>When it was submitted first; lateness is judged by that day.</summary>
    public DateTimeOffset? SubmittedAt { get; set; }

    public Guid? SubmittedBy { get; set; }

    public DateTimeOffset? FiledAt { get; set; }

    /// <summary>Entered after the limit of the rule pack.</summary>
    public bool IsLate { get; set; }

    /// <summary>Why it was entered late; null when in time.</summary>
    public string? LateReason { get; set; }

    /// <summary>The filed record this one corrects.</summary>
    public Guid? AddendumTo { get; init; }

    public string? AddendumText { get; set; }

    /// <summary>Keys of the corrected fields.</summary>
    public string[]? AddendumFields { get; set; }

    /// <summary>Its own case, or for history that of the list that brought it.</summary>
    public Guid? ReviewCaseId { get; set; }

    /// <summary>Brought by a list, not written here.</summary>
    public bool IsHistory { get; init; }

    public int Version { get; set; } = 1;
}

/// <summary>Where a record stands.</summary>
public enum RecordState
{
    Draft,
    Submitted,
    Returned,
    Filed,
}

/// <summary>What the review approved, word for word; written once, never changed.</summary>
public sealed class FiledRecord
{
    public required Guid RecordId { get; init; }

    /// <summary>1, and one more for each time an approval was taken back and given again.</summary>
    public required int Edition { get; init; }

    public required Guid ActivityId { get; init; }

    public required string Path { get; init; }

    /// <summary>The submitted content as JSON.</summary>
    public required string Content { get; init; }

    /// <summary>SHA-256 of the submitted content.</summary>
    public required string Fingerprint { get; init; }

    public required DateTimeOffset FiledAt { get; init; }

    /// <summary>Name of who approved last.</summary>
    public required string FiledBy { get; init; }

    /// <summary>The review chain's rule version.</summary>
    public string? Rule { get; init; }
}
