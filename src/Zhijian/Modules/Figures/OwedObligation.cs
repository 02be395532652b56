using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Figures;

/// <summary>What one organisation owes in one period by one rule, and how much of it is filed.</summary>
public sealed class OwedObligation
{
    public const int LongestReason = 300;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid OrganisationId { get; init; }

    public required string Path { get; set; }

    public required ActivityKind Kind { get; init; }

    public required PeriodKind PeriodKind { get; init; }

    public required DateOnly PeriodStart { get; init; }

    public required DateOnly PeriodEnd { get; init; }

    public required DateOnly DueOn { get; init; }

    /// <summary>The month in which it falls due.</summary>
    public required DateOnly Month { get; init; }

    public required int Expected { get; init; }

    public int Met { get; private set; }

    public int InReview { get; private set; }

    public int Excused { get; private set; }

    public required OwedState State { get; set; }

    public required Severity Severity { get; init; }

    public required string ReasonKey { get; init; }

    public required string[] ReasonValues { get; init; }

    public required string Pack { get; init; }

    public required string PackVersion { get; init; }

    public required string Rule { get; init; }

    public required string Clause { get; init; }

    public DateTimeOffset? ExcusedAt { get; private set; }

    public Guid? ExcusedBy { get; private set; }

    public string? ExcusedByName { get; private set; }

    public string? ExcusedWhy { get; private set; }

    public int Version { get; set; } = 1;

    /// <summary>The level above frees the organisation from what is still open, with a reason that everybody who sees the gap can read.</summary>
    public Decision<ObligationExcused> Excuse(Actor actor, string? why, DateTimeOffset now)
    {
        if (!actor.Posts.Any(post => post.Path != Path && post.Covers(FigureActs.Excuse, Path)))
        {
            return FigureRefusals.OnlyFromAbove;
        }
        if (State == OwedState.NotApplicable || ExcusedAt is not null || Expected <= Met + InReview)
        {
            return FigureRefusals.NothingOpen;
        }
        if (string.IsNullOrWhiteSpace(why))
        {
            return FigureRefusals.ReasonMissing.At("Form.Why");
        }
        if (why.Trim().Length > LongestReason)
        {
            return Platform.Storage.PlatformRefusals.TooLong.With(LongestReason).At("Form.Why");
        }
        return new ObligationExcused(Id, Path, Kind, PeriodStart, why.Trim());
    }

    internal void Apply(ObligationExcused fact, Actor actor, DateTimeOffset now)
    {
        ExcusedAt = now;
        ExcusedBy = actor.MemberId;
        ExcusedByName = actor.Name;
        ExcusedWhy = fact.Why;
    }
}

/// <summary>Where an obligation stands in the book; whether an open one is pending or missing depends on the day it is asked.</summary>
public enum OwedState
{
    Open,
    Met,
    Excused,
    NotApplicable,
}

/// <summary>An organisation was freed from something it owed.</summary>
public sealed record ObligationExcused(Guid SubjectId, string OrganisationPath, ActivityKind Kind, DateOnly PeriodStart, string Why) : IFact;

/// <summary>Why figures say no.</summary>
public static class FigureRefusals
{
    /// <summary>Only an organisation above can free one below from what it owes.</summary>
    public static readonly Refusal OnlyFromAbove = new("figures.only-from-above", RefusalKind.NotYours);

    /// <summary>Nothing of it is open any more.</summary>
    public static readonly Refusal NothingOpen = new("figures.nothing-open");

    /// <summary>An excuse needs its reason.</summary>
    public static readonly Refusal ReasonMissing = new("figures.reason-missing", RefusalKind.BadInput);

    /// <summary>Figures of a day that has not come.</summary>
    public static readonly Refusal NotYet = new("figures.not-yet", RefusalKind.BadInput);

    /// <summary>One month of an organisation has no more notes than so many; the value is it.</summary>
    public static readonly Refusal TooManyNotes = new("figures.too-many-notes");

    /// <summary>The last day lies before the first.</summary>
    public static readonly Refusal EndsBeforeStart = new("figures.ends-before-start", RefusalKind.BadInput);
}
