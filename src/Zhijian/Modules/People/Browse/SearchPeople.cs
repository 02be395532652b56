using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.People.Browse;

/// <summary>Finds people by a part of their name or the beginning of their number, as the list of members does.</summary>
internal sealed class SearchPeople(MemberListQuery members, Actor actor) : ISearchSource
{
    public string TextKey => "people.menu";

    public int Order => 20;

    public async Task<SearchFound> Find(string text, int most, CancellationToken cancel) => actor.May(PeopleActs.See)
        ? SearchFound.Of((await members.Run(new MemberFilter(text), null, most, withChoices: false, actor, cancel)).Page, m => new SearchHit(m.Name, new HomeText("people.found-at", m.OrganisationName), $"/people/{m.Id}", "user"), "/people", "Search", text)
        : SearchFound.Nothing;
}
