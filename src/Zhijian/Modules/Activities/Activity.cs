using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Activities;

/// <summary>
/// Something a branch, general branch or committee does together: a meeting, a lecture, a theme day, a joint activity, a service.
/// The one object grows from plan to filed record.
/// </summary>
public sealed partial class Activity
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The path of the host organisation.</summary>
    public required string Path { get; set; }

    /// <summary>The organisation that holds it.</summary>
    public required Guid OrganisationId { get; init; }

    /// <summary>The Party group, for group meetings.</summary>
    public Guid? GroupId { get; set; }

    public required ActivityKind Kind { get; init; }

    public ActivityState State { get; set; } = ActivityState.Planned;

    public required string Title { get; set; }

    public required DateTimeOffset StartsAt { get; set; }

    public required DateTimeOffset EndsAt { get; set; }

    public string? Place { get; set; }

    public string? OnlineLink { get; set; }

    public required Guid HostMemberId { get; set; }

    public Guid? RecorderMemberId { get; set; }

    /// <summary>JointBuilding, JointLearning or JointActivity, for joint activities.</summary>
    public string? LinkageKind { get; set; }

    /// <summary>Partners outside the institution, as text.</summary>
    public string? OutsidePartners { get; set; }

    /// <summary>How many other organisations of the institution take part.</summary>
    public int Partners { get; init; }

    /// <summary>The learning task that those who are there have studied once the record is filed; null where it serves none.</summary>
    public Guid? ServesTask { get; set; }

    /// <summary>As the task was called when it was chosen.</summary>
    public string? ServesTitle { get; set; }

    /// <summary>The series this one belongs to.</summary>
    public Guid? SeriesId { get; set; }

    public DateTimeOffset? AnnouncedAt { get; set; }

    public DateTimeOffset? RollOpenedAt { get; set; }

    public DateTimeOffset? RollClosedAt { get; set; }

    public DateTimeOffset? CancelledAt { get; set; }

    public string? CancelReason { get; set; }

    /// <summary>Key of the renewing check-in code; never leaves the server.</summary>
    public required byte[] CodeSecret { get; init; }

    public required Guid CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Held before this platform and brought by a list: the day is known and not the hour, so that it lasts from the day's beginning to its end; nobody stands on a roll.</summary>
    public bool IsHistory { get; init; }

    public int Version { get; set; } = 1;
}

/// <summary>Where an activity stands in its life.</summary>
public enum ActivityState
{
    /// <summary>Planned, nobody told yet.</summary>
    Planned,

    /// <summary>Those expected were told and can answer.</summary>
    Announced,

    /// <summary>The roll is open: people check in.</summary>
    RollOpen,

    /// <summary>Held; minutes are being written. A returned record is back here.</summary>
    Held,

    /// <summary>The record is under review.</summary>
    Submitted,

    /// <summary>The record is filed: immutable, corrected by addenda only.</summary>
    Filed,

    Cancelled,
}

/// <summary>An organisation that takes part; each gets its own trace of the one event.</summary>
public sealed class ActivityParty
{
    public required Guid ActivityId { get; init; }

    public required Guid OrganisationId { get; init; }

    public required string Path { get; set; }

    public required bool IsHost { get; init; }
}

/// <summary>A point of the agenda; the minutes grow out of it.</summary>
public sealed class AgendaItem
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid ActivityId { get; init; }

    public required string Path { get; set; }

    public required int Ordinal { get; set; }

    public required string Title { get; set; }

    /// <summary>Points of discussion, a line each.</summary>
    public string? Discussion { get; set; }

    public string? Resolution { get; set; }
}

/// <summary>A question put to the vote in the meeting, with the totals and the rule that decided.</summary>
public sealed class Motion
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid ActivityId { get; init; }

    public required Guid AgendaItemId { get; init; }

    public required string Path { get; set; }

    public required int Ordinal { get; set; }

    public required string Text { get; set; }

    public required int Yes { get; set; }

    public required int No { get; set; }

    public required int Abstain { get; set; }

    public required bool Passed { get; set; }

    /// <summary>Name of the vote policy: Resolution, BranchCommittee or Development.</summary>
    public string Policy { get; set; } = "Resolution";

    /// <summary>PACK/VERSION/RULE of the majority rule.</summary>
    public required string Rule { get; set; }
}

/// <summary>A task that came out of the meeting, with an owner and a date.</summary>
public sealed class FollowUp
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid ActivityId { get; init; }

    public Guid? AgendaItemId { get; init; }

    public required string Path { get; set; }

    public required string Text { get; set; }

    public required Guid OwnerMemberId { get; set; }

    public required DateOnly DueOn { get; set; }

    public DateTimeOffset? DoneAt { get; set; }

    public int Version { get; set; } = 1;
}
