using Zhijian.Platform.Web;

namespace Zhijian.Platform.Ahead;

/// <summary>Something an organisation has to see to by a day: a meeting it owes, a term that ends, a post that nobody holds. Asked anew each time, kept nowhere: what is done is gone.</summary>
public sealed class Matter
{
    /// <summary>Which part of the program knows of it; with <see cref="About"/> and <see cref="DueOn"/> the one thread of all its reminders.</summary>
    public string Kind { get; set; } = "";

    public Guid OrganisationId { get; set; }

    public string Path { get; set; } = "";

    /// <summary>The thing itself.</summary>
    public Guid About { get; set; }

    /// <summary>The last day on which it is in time.</summary>
    public DateOnly DueOn { get; set; }

    /// <summary>What its source needs to say it.</summary>
    public string[] Details { get; set; } = [];

    /// <summary>The day for which it is arranged already; null where nothing is.</summary>
    public DateOnly? ArrangedOn { get; set; }

    /// <summary>Whether somebody has to be told: nothing is arranged, or what was arranged has passed and it is late all the same.</summary>
    public bool IsOpen(DateOnly today) => ArrangedOn is not { } day || (day < today && DueOn < today);
}

/// <summary>
/// Tells what organisations have to see to. Any module may have such a source: the page of what is ahead, the reminders and the weekly overview ask all of them
/// and never learn what they are about. Only the duties of organisations and the work of the platform itself, never what persons think, feel or do elsewhere.
/// </summary>
public interface IMatterSource
{
    /// <summary>Its name in addresses, rules and texts.</summary>
    string Kind { get; }

    /// <summary>
    /// A question without a closing semicolon that answers, for all of the viewer's scope, <c>organisation_id, path, about, due_on, details (text[]), arranged_on (date or null)</c>.
    /// It may use <c>@today</c>, <c>@until</c> (the last day looked at) and what <see cref="Values"/> gives.
    /// </summary>
    string Sql { get; }

    /// <summary>Further values of the question; their names begin with the kind.</summary>
    IEnumerable<KeyValuePair<string, object>> Values => [];

    /// <summary>What to do, how long it takes, where.</summary>
    HomeTask Say(Matter matter);

    /// <summary>Where others than those who do it see how it stands; null where there is no such page.</summary>
    string? SeenAt(Matter matter) => null;

    /// <summary>The latest day, up to today, on which to remind of it, where a rule of its own says so; null where it is too early. <see cref="ReminderDay.ByTheCommonRule"/> otherwise.</summary>
    ReminderDay RemindedOn(Matter matter) => ReminderDay.ByTheCommonRule;
}

/// <summary>A day on which to remind of a matter.</summary>
/// <param name="On">The day; null where it is too early.</param>
/// <param name="IsCommon">Whether the matter has no rule of its own.</param>
public readonly record struct ReminderDay(DateOnly? On, bool IsCommon)
{
    /// <summary>The matter has no rule of its own.</summary>
    public static readonly ReminderDay ByTheCommonRule = new(null, true);
}
