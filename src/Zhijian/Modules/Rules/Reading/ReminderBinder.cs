namespace Zhijian.Modules.Rules.Reading;

/// <summary>Reads the pack <c>reminders</c>.</summary>
internal static class ReminderBinder
{
    private const int HoursADay = 24;

    public static ReminderRules Bind(IReadOnlyList<BoundRule> rules) => new(Steps(rules.Single("reminder-days")), Vacancy(rules.Single("vacancy")), Interruptions(rules.Single("interruptions")));

    private static ReminderSteps Steps(BoundRule bound)
    {
        var before = bound.Values.Ints("before");
        var every = AtLeastOne(bound, "overdueEveryDays");
        if (before.Distinct().Count() != before.Count) { bound.Whole.Complain("'before' names a number twice"); }
        return new ReminderSteps(before, every, AtLeastOne(bound, "escalateAfterWorkingDays"), bound.Reference);
    }

    private static VacancyRule Vacancy(BoundRule bound) => new(AtLeastOne(bound, "fillWithinDays"), bound.Reference);

    private static InterruptionRule Interruptions(BoundRule bound)
    {
        var (hour, from, until) = (bound.Values.Int("hour"), bound.Values.Int("quietFrom"), bound.Values.Int("quietUntil"));
        if (!(until <= hour && hour < from && from <= HoursADay)) { bound.Whole.Complain("'hour' must lie after 'quietUntil' and before 'quietFrom'"); }
        return new InterruptionRule(AtLeastOne(bound, "mostAWeek"), hour, from, until, bound.Reference);
    }

    private static int AtLeastOne(BoundRule bound, string key)
    {
        var number = bound.Values.Int(key);
        if (number >= 1) { return number; }
        bound.Whole.Complain($"'{key}' must be at least 1");
        return 1;
    }
}
