using Zhijian.Modules.Rules;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Review.Show;

/// <summary>How long something has waited, in the reader's words.</summary>
internal static class Waiting
{
    public static string Told(Words words, InstitutionTime time, DateTimeOffset since)
    {
        var days = time.Today.DayNumber - time.DayOf(since).DayNumber;
        return days switch
        {
            <= 0 => words["review.waits-today"],
            1 => words["review.waits-day"],
            _ => words["review.waits-days", days],
        };
    }

    public static bool IsOverdue(WorkCalendar calendar, InstitutionTime time, DateTimeOffset since, int limit) =>
        calendar.WorkingDaysBetween(time.DayOf(since), time.Today).Days > limit;
}
