using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;
using Zhijian.Platform.Writing;

namespace Zhijian.Modules.Organisations.Browse;

/// <summary>Finds organisations that stand today by a part of their name or of its pinyin; and, where none is called so, those nearly called so.</summary>
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
        var found = await tree.Called(NameSought.Of(text), "o.dissolved_on is null", Values(most + 1), cancel);
        return new SearchFound([.. found.Take(most).Select(o => Hit(o, "organisation.found-kind"))], found.Count > most ? $"/organisations?Q={Uri.EscapeDataString(text)}" : null);
    }

    public async Task<IReadOnlyList<SearchHit>> Near(string text, int most, CancellationToken cancel)
    {
        if (!actor.May(OrganisationActs.See) || LettersSought.Near(text) is not { IsAny: true } sought)
        {
            return [];
        }
        var held = await tree.NearlyCalled($"o.dissolved_on is null and {sought.MayHold("v.name")} and {sought.Holds("v.name")}", sought.Values.And(Values(NearTitle.MostProbed)), cancel);
        return [.. held.Where(o => NearTitle.Holds(o.Name, text)).Take(most).Select(o => Hit(o, "organisation.found-near"))];
    }

    private NamedValues Values(int most) => new() { { "day", time.Today }, { "from", (int?)null }, { "most", most } };

    private static SearchHit Hit(OrganisationAt organisation, string why) => new(organisation.Name, new HomeText(why, organisation.Kind), $"/organisations/{organisation.Id}", "sitemap");
}
