using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Organisations;

/// <summary>A module that keeps something of an organisation names the pages on which to find it; the organisation's page leads there.</summary>
public interface IOrganisationLinks
{
    /// <summary>The pages this person may open; on a past day only those that can show it.</summary>
    IEnumerable<OrganisationLink> Of(OrganisationAt place, DateOnly? asOf, Actor actor);
}

/// <summary>One page about an organisation.</summary>
public sealed record OrganisationLink(int Order, string TextKey, string IconName, string Address);
