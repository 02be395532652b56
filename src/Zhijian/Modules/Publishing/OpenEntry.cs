using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Publishing;

/// <summary>How an entry of the timetable stands.</summary>
public enum OpenEntryState
{
    /// <summary>It must be open and is not yet.</summary>
    Due,

    Open,

    /// <summary>Its time is over.</summary>
    Ended,
}

/// <summary>
/// An entry of the open-affairs timetable: what an organisation opens, why and by when. It comes into being by itself, from a period or from a fact that another part
/// of the program stated, and is open at once where a reviewed record says it already; otherwise as soon as an article for it is published.
/// </summary>
public sealed class OpenEntry
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Path { get; set; }

    public required Guid OrganisationId { get; init; }

    public required string OrganisationName { get; init; }

    public required OpenItem Item { get; init; }

    /// <summary>The period or the thing from which it follows; an item is asked for once for each.</summary>
    public required string Occasion { get; init; }

    /// <summary>What it is about, where it is not a period: a meeting's title.</summary>
    public string? About { get; init; }

    /// <summary>The day of what happened, or the period's first.</summary>
    public required DateOnly On { get; init; }

    /// <summary>The last day of a period or of a term that began; null elsewhere.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>The number of the filed record; null where there is none.</summary>
    public string? RecordNumber { get; init; }

    /// <summary>The filed record; null where there is none.</summary>
    public Guid? RecordId { get; init; }

    public required OpenScope Audience { get; init; }

    public required DateOnly DueOn { get; init; }

    public OpenEntryState State { get; set; }

    /// <summary>The article that opens it; null where the entry speaks for itself.</summary>
    public Guid? ArticleId { get; set; }

    public DateOnly? OpenedOn { get; set; }

    /// <summary>The last day on show of an entry that speaks for itself.</summary>
    public DateOnly? ShownUntil { get; set; }

    /// <summary>The rule by which it is asked for: PACK@VERSION:RULE.</summary>
    public required string Rule { get; init; }

    public int Version { get; set; } = 1;

    /// <summary>An entry that follows from something that happened; it is open at once where the rule says so.</summary>
    public static OpenEntry Of(OpenItemRule rule, Publisher publisher, OpenOccurrence what, DateOnly today, WorkCalendar calendar) => new()
    {
        Path = publisher.Path, OrganisationId = publisher.Id, OrganisationName = publisher.Name, Item = rule.Item, Occasion = what.Occasion, About = what.About, On = what.On, Until = what.Until, RecordId = what.RecordId,
        RecordNumber = what.RecordNumber, Audience = rule.Scope, DueOn = what.DueOn ?? rule.DueAfter(what.On, calendar), State = rule.OpensByItself ? OpenEntryState.Open : OpenEntryState.Due,
        OpenedOn = rule.OpensByItself ? today : null, ShownUntil = rule.OpensByItself ? rule.ShownUntil(today, calendar) : null, Rule = rule.Rule.ToString(),
    };

    /// <summary>Its article is on show.</summary>
    public OpenEntryOpened OpenBy(Guid article, DateOnly today)
    {
        (State, ArticleId, OpenedOn) = (OpenEntryState.Open, article, OpenedOn ?? today);
        return new OpenEntryOpened(Id, Path, Item, Occasion, article);
    }

    /// <summary>Its article is on show no more: withdrawn, it is owed again; its time over, it has ended.</summary>
    public void ClosedBy(bool timeIsOver) => (State, OpenedOn) = timeIsOver ? (OpenEntryState.Ended, OpenedOn) : (OpenEntryState.Due, null);
}

/// <summary>Something from which an entry follows.</summary>
/// <param name="Occasion">By which it is told apart from others of the same organisation.</param>
public sealed record OpenOccurrence(string Occasion, string? About, DateOnly On)
{
    public DateOnly? Until { get; init; }

    public Guid? RecordId { get; init; }

    public string? RecordNumber { get; init; }

    /// <summary>Where the rule counts from another day.</summary>
    public DateOnly? DueOn { get; init; }

    /// <summary>A period and by when its item is open.</summary>
    public static OpenOccurrence Of(OpenItemRule rule, ReportingPeriod period, WorkCalendar calendar) => new(period.ToString(), null, period.First) { Until = period.Last, DueOn = rule.DueOn(period, calendar) };
}

/// <summary>What had to be open is open.</summary>
public sealed record OpenEntryOpened(Guid SubjectId, string OrganisationPath, OpenItem Item, string Occasion, Guid ArticleId) : IFact;
