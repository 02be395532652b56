using Zhijian.Modules.Organisations;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Quality.Showing;

/// <summary>From an organisation's page to the quality of its data.</summary>
internal sealed class QualityOfOrganisation : IOrganisationLinks
{
    public IEnumerable<OrganisationLink> Of(OrganisationAt place, DateOnly? asOf, Actor actor)
    {
        if (asOf is null && actor.May(QualityActs.See, place.PathToday))
        {
            yield return new OrganisationLink(45, "quality.menu", "checklist", $"/quality?organisation={place.Id}");
        }
    }
}
