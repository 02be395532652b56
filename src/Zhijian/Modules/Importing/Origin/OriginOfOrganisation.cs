using Zhijian.Modules.Organisations;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Importing.Origin;

/// <summary>From an organisation's page to where its name, kind and place came from, for those who bring lists or review them.</summary>
internal sealed class OriginOfOrganisation : IOrganisationLinks
{
    public IEnumerable<OrganisationLink> Of(OrganisationAt place, DateOnly? asOf, Actor actor)
    {
        if (asOf is null && actor.May(ImportActs.See, place.PathToday))
        {
            yield return new OrganisationLink(90, "import.origin", "route", $"/organisations/{place.Id}/origin");
        }
    }
}
