namespace Zhijian.Modules.Rules;

/// <summary>The pack <c>reminders</c>: when to remind, and how often one person may be interrupted.</summary>
public sealed record ReminderRules(ReminderSteps Common, VacancyRule Vacancy, InterruptionRule Interruptions);

/// <summary>The days on which to remind of a matter that has to be seen to by a day.</summary>
/// <param name="DaysBefore">Days before the last day in time, each once.</param>
/// <param name="OverdueEveryDays">After that day, one every so many days.</param>
/// <param name="EscalateAfterWorkingDays">So many working days after that day those who lead the organisation above are told, once.</param>
public sealed record ReminderSteps(IReadOnlyList<int> DaysBefore, int OverdueEveryDays, int EscalateAfterWorkingDays, RuleReference Rule)
{
    /// <summary>The latest day up to today on which to remind; null where it is too early.</summary>
    public DateOnly? LastOn(DateOnly dueOn, DateOnly today)
    {
        var late = today.DayNumber - dueOn.DayNumber;
        if (late > 0)
        {
            return today.AddDays(-((late - 1) % OverdueEveryDays));
        }
        var reached = DaysBefore.Where(days => dueOn.AddDays(-days) <= today).ToList();
        return reached.Count == 0 ? null : dueOn.AddDays(-reached.Min());
    }

    /// <summary>The day on which those above are told.</summary>
    public DateOnly EscalatedOn(DateOnly dueOn, WorkCalendar calendar) => calendar.AddWorkingDays(dueOn, EscalateAfterWorkingDays).Date;

    /// <summary>The days from the day on, up to the last one in time, on which a reminder is still to come.</summary>
    public IEnumerable<DateOnly> Ahead(DateOnly dueOn, DateOnly from) => DaysBefore.Select(days => dueOn.AddDays(-days)).Where(day => day >= from).Order();
}

/// <summary>Within how many days a post that must be held is filled again.</summary>
public sealed record VacancyRule(int FillWithinDays, RuleReference Rule);

/// <summary>How often and when one person may be interrupted.</summary>
/// <param name="MostAWeek">Messages of reminders in seven days; several matters share one.</param>
/// <param name="Hour">The hour at which they come, unless the person chose another.</param>
/// <param name="QuietFrom">From this hour on nobody is reminded.</param>
/// <param name="QuietUntil">Before this hour nobody is reminded.</param>
public sealed record InterruptionRule(int MostAWeek, int Hour, int QuietFrom, int QuietUntil, RuleReference Rule);
