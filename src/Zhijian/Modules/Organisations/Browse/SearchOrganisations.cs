using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Organisations.Browse;

/// <summary>Finds organisations that stand today by a part of their name.</summary>
internal sealed class SearchOrganisations(OrganisationTreeQuery tree, Actor actor, InstitutionTime time) : ISearchSource
{
    public string TextKey => "organisation.menu";

    public int Order => 30;

    public async Task<SearchFound> Find(string text, int most, CancellationToken cancel)
    {
        if (!actor.May(OrganisationActs.See))
        {
            return SearchFound.Nothing;
        }
        var found = await tree.Rows("o.dissolved_on is null and strpos(v.name, @text) > 0", new { text, day = time.Today, from = (int?)null, most = most + 1 }, cancel);
        return new SearchFound([.. found.Take(most).Select(o => new SearchHit(o.Name, new HomeText("organisation.found-kind", o.Kind), $"/organisations/{o.Id}", "sitemap"))], found.Count > most ? $"/organisations?Q={Uri.EscapeDataString(text)}" : null);
    }
}
