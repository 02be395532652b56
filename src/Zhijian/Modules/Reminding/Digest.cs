using Zhijian.Modules.Rules;
using Zhijian.Platform.Ahead;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Reminding;

/// <summary>One step of one thread: of what, to whom it is told, for which day's reminder.</summary>
/// <param name="Step">The day on which this reminder fell due.</param>
/// <param name="FromBelow">Told to those who lead the organisation above, because it has been late for long.</param>
public sealed record ReminderStep(Matter Matter, DateOnly Step, bool FromBelow)
{
    /// <summary>By which it is known whether this step was told already.</summary>
    public ToldStep Key => new(Matter.Kind, Matter.About, Matter.DueOn, Step, FromBelow);
}

/// <summary>A step as it is remembered.</summary>
public readonly record struct ToldStep(string Kind, Guid About, DateOnly DueOn, DateOnly Step, bool FromBelow);

/// <summary>All that one person is told in one message.</summary>
public sealed record Digest(IReadOnlyList<ReminderStep> Steps)
{
    /// <summary>
    /// What is to be told to somebody who leads the organisation: of each matter that is still open the latest step that fell due and was not told yet. A step that nobody
    /// could be reached for is dropped when the next one falls due.
    /// </summary>
    public static Digest Of(IEnumerable<ReminderStep> due, IReadOnlySet<ToldStep> told) => new([.. due.Where(step => !told.Contains(step.Key)).OrderBy(s => s.FromBelow).ThenBy(s => s.Matter.DueOn).ThenBy(s => s.Matter.Kind, StringComparer.Ordinal).ThenBy(s => s.Matter.About)]);

    /// <summary>The step of a matter that fell due last for those who lead its organisation; null where it is too early or nobody needs to be told.</summary>
    public static ReminderStep? Step(Matter matter, ReminderDay own, ReminderSteps common, DateOnly today) =>
        matter.IsOpen(today) && (own.IsCommon ? common.LastOn(matter.DueOn, today) : own.On) is { } on ? new ReminderStep(matter, on, FromBelow: false) : null;

    /// <summary>The step for those who lead the organisation above: one, when it has been late for as long as the rule says.</summary>
    public static ReminderStep? StepAbove(Matter matter, ReminderSteps common, WorkCalendar calendar, DateOnly today) => StepAbove(matter, due => common.EscalatedOn(due, calendar), today);

    /// <param name="escalatedOn">The day on which what was due on a day is told above.</param>
    internal static ReminderStep? StepAbove(Matter matter, Func<DateOnly, DateOnly> escalatedOn, DateOnly today) =>
        matter.DueOn < today && matter.IsOpen(today) && escalatedOn(matter.DueOn) is var on && on <= today ? new ReminderStep(matter, on, FromBelow: true) : null;

    public bool IsEmpty => Steps.Count == 0;

    /// <summary>The sentence of the message, and where it leads: the overview of a week to its page, which names what is due as well; one thing alone to its own page, several to the page of what is ahead.</summary>
    public (HomeText Text, string Href) Say(Func<Matter, HomeTask> say, DateOnly today)
    {
        if (Steps.FirstOrDefault(s => s.Matter.Kind == Weekly.Week.Kind) is { } week)
        {
            return (new HomeText("reminding.weekly", [.. week.Matter.Details]), "/weekly");
        }
        var own = Steps.Where(s => !s.FromBelow).Select(s => s.Matter).ToList();
        var below = Steps.Where(s => s.FromBelow).Select(s => s.Matter).ToList();
        var late = own.Count(m => m.DueOn < today);
        var minutes = own.Sum(m => say(m).Minutes);
        var mine = own switch
        {
            [] => null,
            [var one] => new HomeText(late > 0 ? "reminding.one-late" : "reminding.one", say(one).Text, one.DueOn, minutes),
            [var first, ..] when late > 0 => new HomeText("reminding.several-late", own.Count, late, say(first).Text, minutes),
            [var first, ..] => new HomeText("reminding.several", own.Count, say(first).Text, first.DueOn, minutes),
        };
        var theirs = below.Count == 0 ? null : new HomeText("reminding.below", below.Count, below.Select(m => m.OrganisationId).Distinct().Count());
        var text = (mine, theirs) switch
        {
            ({ } m, { } t) => new HomeText("reminding.and-below", m, t),
            _ => mine ?? theirs!,
        };
        return (text, own.Count == 1 && below.Count == 0 ? say(own[0]).Href : "/ahead");
    }
}
