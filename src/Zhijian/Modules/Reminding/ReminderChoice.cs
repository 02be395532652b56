using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Reminding;

/// <summary>When one person wants to be reminded. Nobody else sees it, and nothing follows from it.</summary>
public sealed class ReminderChoice
{
    /// <summary>A pause ends by itself after so many days at the latest, so that nobody forgets it.</summary>
    public const int LongestPauseDays = 60;

    /// <summary>The days over which interruptions are counted.</summary>
    internal const int DaysAWeek = 7;

    public required Guid MemberId { get; init; }

    /// <summary>The path of the person's branch.</summary>
    public required string Path { get; set; }

    /// <summary>The hour of the day from which reminders may come.</summary>
    public int Hour { get; private set; }

    /// <summary>Also on days on which nobody works.</summary>
    public bool EveryDay { get; private set; }

    /// <summary>The last day without reminders; null where there is no pause.</summary>
    public DateOnly? PausedUntil { get; private set; }

    /// <summary>0 as long as the person has chosen nothing.</summary>
    public int Version { get; set; }

    /// <summary>Takes what the person chose.</summary>
    public Decision<RemindersChosen> Choose(int? hour, bool everyDay, DateOnly? pausedUntil, int version, InterruptionRule rule, DateOnly today)
    {
        if (version != Version)
        {
            return PlatformRefusals.Stale;
        }
        if (hour is not { } chosen || chosen < rule.QuietUntil || chosen >= rule.QuietFrom)
        {
            return RemindingRefusals.QuietHour.With(rule.QuietUntil, rule.QuietFrom - 1).At("Form.Hour");
        }
        if (pausedUntil is { } until && (until < today || until > today.AddDays(LongestPauseDays)))
        {
            return RemindingRefusals.PauseTooLong.With(LongestPauseDays).At("Form.PausedUntil");
        }
        (Hour, EveryDay, PausedUntil) = (chosen, everyDay, pausedUntil);
        // Counted up by the journal from then on.
        Version = Math.Max(1, Version);
        return new RemindersChosen(MemberId, Path);
    }

    /// <summary>What holds for whoever never chose.</summary>
    public static ReminderChoice Usual(Guid memberId, string path, InterruptionRule rule) => new() { MemberId = memberId, Path = path, Hour = rule.Hour };

    /// <summary>
    /// Whether a reminder may reach the person at this moment: from their hour on, never in the quiet hours, on a working day unless they said otherwise, not in a pause,
    /// once a day and not more often in seven days than the rule allows.
    /// </summary>
    /// <param name="now">The local time of the institution.</param>
    /// <param name="sentOn">The days on which reminders went to this person lately.</param>
    public bool MayBeReached(DateTime now, IReadOnlyCollection<DateOnly> sentOn, InterruptionRule rule, WorkCalendar calendar)
    {
        var today = DateOnly.FromDateTime(now);
        return now.Hour >= Math.Max(Hour, rule.QuietUntil) && now.Hour < rule.QuietFrom
            && (EveryDay || calendar.IsWorkday(today))
            && !(PausedUntil >= today)
            && !sentOn.Contains(today)
            && sentOn.Count(day => day > today.AddDays(-DaysAWeek)) < rule.MostAWeek;
    }
}

/// <summary>A person chose when reminders may come; what they chose is not in the trace.</summary>
public sealed record RemindersChosen(Guid SubjectId, string OrganisationPath) : IFact;

/// <summary>Why reminders say no.</summary>
public static class RemindingRefusals
{
    /// <summary>The chosen hour lies in the quiet hours; the values are the first and the last hour that can be chosen.</summary>
    public static readonly Refusal QuietHour = new("reminding.quiet-hour", RefusalKind.BadInput);

    /// <summary>A pause that is over or would last longer than the number of days given.</summary>
    public static readonly Refusal PauseTooLong = new("reminding.pause-too-long", RefusalKind.BadInput);
}
