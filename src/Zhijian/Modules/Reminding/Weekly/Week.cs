using Zhijian.Modules.Rules;
using Zhijian.Platform.Ahead;

namespace Zhijian.Modules.Reminding.Weekly;

/// <summary>A week from Monday to Sunday, told on the working day that follows it.</summary>
public readonly record struct Week(DateOnly Monday)
{
    /// <summary>The kind of thread of its message.</summary>
    public const string Kind = "weekly";

    public DateOnly Sunday => Monday.AddDays(6);

    public Week Next => new(Monday.AddDays(7));

    public Week Before => new(Monday.AddDays(-7));

    /// <summary>The week of a day.</summary>
    public static Week Of(DateOnly day) => new(day.AddDays(-(((int)day.DayOfWeek + 6) % 7)));

    /// <summary>The last week that is over.</summary>
    public static Week LastBefore(DateOnly today) => Of(today).Before;

    /// <summary>Whether the overview of the week before is told today: the first working day of this one.</summary>
    public static bool IsTold(DateOnly today, WorkCalendar calendar)
    {
        var monday = Of(today).Monday;
        return calendar.IsWorkday(today) && Enumerable.Range(0, today.DayNumber - monday.DayNumber).All(d => !calendar.IsWorkday(monday.AddDays(d)));
    }

    /// <summary>The message of the overview: what was held, what is late, what falls due; null where there is nothing to say.</summary>
    public ReminderStep? Told(Guid organisationId, string path, int held, int late, int due) => held + late + due == 0 ? null : new ReminderStep(
        new Matter { Kind = Kind, OrganisationId = organisationId, About = organisationId, Path = path, DueOn = Sunday, Details = [Text(held), Text(late), Text(due)] }, Next.Monday, FromBelow: false);

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>The numbers of all organisations' weeks at once: each counts for itself and for everything above it.</summary>
internal sealed class WeekOfAll
{
    private readonly Dictionary<string, (int Held, int Late, int Due)> _at = new(StringComparer.Ordinal);

    public WeekOfAll(IReadOnlyDictionary<string, int> held, IEnumerable<Matter> matters, DateOnly today)
    {
        foreach (var (path, count) in held)
        {
            Add(path, count, 0, 0);
        }
        foreach (var matter in matters.Where(m => m.IsOpen(today) && m.DueOn <= today.AddDays(7)))
        {
            var late = matter.DueOn < today;
            Add(matter.Path, 0, late ? 1 : 0, late ? 0 : 1);
        }
    }

    public (int Held, int Late, int Due) At(string path) => _at.GetValueOrDefault(path);

    private void Add(string path, int held, int late, int due)
    {
        // 1.9.107., then 1.9., then 1.
        for (var end = path.Length; end > 1; end = path.LastIndexOf('.', end - 2) + 1)
        {
            var place = path[..end];
            var sum = _at.GetValueOrDefault(place);
            _at[place] = (sum.Held + held, sum.Late + late, sum.Due + due);
        }
    }
}
