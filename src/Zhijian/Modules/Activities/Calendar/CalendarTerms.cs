using Zhijian.Platform.Privacy;

namespace Zhijian.Modules.Activities.Calendar;

/// <summary>Addresses of calendars go when the person ends them.</summary>
internal sealed class CalendarTerms : IKeepsForATerm
{
    public static IReadOnlyList<RetentionRule> Rules => [new("calendar_feed", "revoked_at")];
}
