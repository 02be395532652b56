using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Activities.Listing;

/// <summary>Finds activities of the last year and those to come by a part of their title; older ones are found in their list, month by month.</summary>
internal sealed class SearchActivities(ActivityListQuery activities, Actor actor, InstitutionTime time) : ISearchSource
{
    private const int MonthsBack = 12;

    public string TextKey => "activity.found";

    public int Order => 10;

    public async Task<SearchFound> Find(string text, int most, CancellationToken cancel) => SearchFound.Of(
        await activities.Page(new ActivityFilter(Text: text, Since: time.Now.AddMonths(-MonthsBack)), actor, most, cancel),
        a => new SearchHit(a.Title, new HomeText("activity.found-on", a.StartsAt, a.OrganisationName ?? ""), $"/activities/{a.Id}", "calendar-event"), "/activities", "Text", text);
}
