using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Activities.Listing;

/// <summary>Finds activities by a part of their title; and, where that is few, those nearly called so.</summary>
internal sealed class SearchActivities(ActivityListQuery activities, Actor actor) : ISearchSource
{
    public string TextKey => "activity.menu";

    public int Order => 10;

    public async Task<SearchFound> Find(string text, int most, CancellationToken cancel) =>
        SearchFound.Of(await activities.Page(new ActivityFilter(Text: text), actor, most, cancel), a => Hit(a, "activity.found-on"), "/activities", "Text", text);

    public async Task<IReadOnlyList<SearchHit>> Near(string text, int most, CancellationToken cancel) =>
        [.. (await activities.Near(text, actor, most, cancel)).Select(a => Hit(a, "activity.found-near"))];

    private static SearchHit Hit(ActivityLine activity, string why) => new(activity.Title, new HomeText(why, activity.StartsAt, activity.OrganisationName ?? ""), $"/activities/{activity.Id}", "calendar-event");
}
