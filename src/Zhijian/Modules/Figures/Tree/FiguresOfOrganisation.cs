using Zhijian.Modules.Organisations;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Figures.Tree;

/// <summary>From an organisation's page to its figures, of today or of the day that is shown.</summary>
internal sealed class FiguresOfOrganisation : IOrganisationLinks
{
    public IEnumerable<OrganisationLink> Of(OrganisationAt place, DateOnly? asOf, Actor actor)
    {
        if (actor.May(FigureActs.See, place.PathToday) && place.Kind != Rules.OrganisationKind.PartyGroup)
        {
            yield return new OrganisationLink(30, "figures.menu", "chart-line", $"/figures?organisation={place.Id}{(asOf is { } day ? "&asOf=" + day.DayInAddress() : "")}");
        }
    }
}
