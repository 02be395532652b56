using Zhijian.Modules.Organisations;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.People.Following;

/// <summary>From an organisation's page to its posts and its members.</summary>
internal sealed class PeopleOfOrganisation : IOrganisationLinks
{
    public IEnumerable<OrganisationLink> Of(OrganisationAt place, DateOnly? asOf, Actor actor)
    {
        if (asOf is not null)
        {
            yield break;
        }
        if (actor.May(PeopleActs.See, place.PathToday) || actor.May(PeopleActs.Appoint, place.PathToday))
        {
            yield return new OrganisationLink(10, "people.posts", "id-badge", $"/people/posts/{place.Id}");
        }
        if (actor.May(PeopleActs.See, place.PathToday))
        {
            yield return new OrganisationLink(20, "people.menu", "users", $"/people?under={place.Id}");
        }
    }
}
