using Zhijian.Modules.Organisations;
using Zhijian.Modules.Rules;

namespace Zhijian.Modules.People.Enter;

/// <summary>Whether an organisation keeps members of its own: branches that may take people in, not the groups inside them.</summary>
internal static class Branches
{
    public static bool MayTakeIn(this RulesInForce rules, OrganisationKind kind) =>
        Organisation.LevelOf(kind) == SpaceLevel.Branch && kind != OrganisationKind.PartyGroup && rules.Organisations.May(kind, Capability.AdmitMembers) == CapabilityGrant.Yes;
}
