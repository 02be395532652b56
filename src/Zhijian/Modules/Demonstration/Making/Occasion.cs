using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Demonstration.Making;

/// <summary>One activity of the story before it is told: who meets about what, when, and how far it has come.</summary>
internal sealed record Occasion(Unit Host, ActivityKind Kind, DateOnly Day, SubjectText Subject, Stage Stage)
{
    public Unit? Group { get; init; }

    public IReadOnlyList<Unit> Partners { get; init; } = [];

    /// <summary>Another time than the usual one of its kind.</summary>
    public TimeOnly? At { get; init; }

    /// <summary>Another number within the day, so that two of a kind differ.</summary>
    public int Ordinal { get; init; }

    public string? Title { get; init; }

    public bool EnteredLate { get; init; }
}

/// <summary>How far an activity has come.</summary>
internal enum Stage
{
    Planned,
    Announced,
    Cancelled,

    /// <summary>Held, nothing written yet.</summary>
    Held,

    /// <summary>Minutes written, not submitted.</summary>
    Drafted,
    WaitingAtFirst,
    WaitingAtSecond,
    WaitingAtLast,
    Returned,
    Withdrawn,

    /// <summary>Came back once, was corrected and waits again.</summary>
    Resubmitted,
    Filed,

    /// <summary>Came back once before it was filed.</summary>
    FiledAfterReturn,
}
