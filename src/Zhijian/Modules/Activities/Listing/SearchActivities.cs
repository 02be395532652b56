using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;
using Zhijian.Platform.Writing;

namespace Zhijian.Modules.Activities.Listing;

/// <summary>Finds activities by a part of their title; and, where that is few, those nearly called so.</summary>
internal sealed class SearchActivities(ActivityListQuery activities, Actor actor) : ISearchSource
{
    public string TextKey => "activity.menu";

    public int Order => 10;

    public async Task<SearchFound> Find(string text, int most, CancellationToken cancel)
    {
        var (page, near) = await activities.Called(text, actor, most, cancel);
        var found = SearchFound.Of(page, a => Hit(a, new HomeText("activity.found-on", a.StartsAt, a.OrganisationName ?? "")), "/activities", "Text", text);
        return found with { Near = [.. near.Where(a => NearTitle.Holds(a.Title, text)).Take(most).Select(a => Hit(a, new HomeText("activity.found-near", a.StartsAt, a.OrganisationName ?? "")))] };
    }

    private static SearchHit Hit(ActivityLine activity, HomeText why) => new(activity.Title, why, $"/activities/{activity.Id}", "calendar-event");
}
