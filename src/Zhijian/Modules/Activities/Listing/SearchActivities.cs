using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;
using Zhijian.Platform.Writing;

namespace Zhijian.Modules.Activities.Listing;

/// <summary>Finds activities of the last year and those to come by a part of their title; older ones are found in their list, month by month.</summary>
internal sealed class SearchActivities(ActivityListQuery activities, Actor actor, InstitutionTime time) : ISearchSource
{
    private const int MonthsBack = 12;

    /// <summary>What is only nearly called so is looked for among the newer ones: a slip is made in what one has in mind.</summary>
    private const int MonthsBackForNear = 3;

    public string TextKey => "activity.found";

    public int Order => 10;

    public async Task<SearchFound> Find(string text, int most, CancellationToken cancel)
    {
        var page = await activities.Page(new ActivityFilter(Text: text, Since: time.Now.AddMonths(-MonthsBack)), actor, most, cancel);
        var found = SearchFound.Of(page, a => Hit(a, new HomeText("activity.found-on", a.StartsAt, a.OrganisationName ?? "")), "/activities", "Text", text);
        if (page.Items.Count >= most || NearTitle.Probes(text) is not { Count: > 0 } probes)
        {
            return found;
        }
        var near = (await activities.Page(new ActivityFilter(Since: time.Now.AddMonths(-MonthsBackForNear)) { Probes = probes }, actor, NearTitle.MostProbed, cancel)).Items.Where(a => NearTitle.Holds(a.Title, text)).Take(most);
        return found with { Near = [.. near.Select(a => Hit(a, new HomeText("activity.found-near", a.StartsAt, a.OrganisationName ?? "")))] };
    }

    private static SearchHit Hit(ActivityLine activity, HomeText why) => new(activity.Title, why, $"/activities/{activity.Id}", "calendar-event");
}
