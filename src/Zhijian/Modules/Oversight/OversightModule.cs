using Zhijian.Modules.Access;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Oversight;

/// <summary>Whether the platform itself is in order: one signed overview a day, to people of different bodies. Counts acts, never judges persons.</summary>
public sealed class OversightModule : IModule
{
    public IReadOnlyList<Type> Needs => [typeof(RulesModule), typeof(OrganisationsModule), typeof(PeopleModule), typeof(AccessModule)];

    public IReadOnlyList<string> Acts => [OversightActs.Read, OversightActs.Keep, OversightActs.Backup];

    public IEnumerable<MenuEntry> Menu => [new(82, "oversight.menu", "shield-check", "/oversight", actor => actor.May(OversightActs.Read))];
}

/// <summary>What a post may do with the overview.</summary>
public static class OversightActs
{
    /// <summary>Receive and read the daily security overview.</summary>
    public const string Read = "oversight.read";

    /// <summary>Hold what concerns a person or a body although its term is over, and lift the hold.</summary>
    public const string Keep = "oversight.keep";

    /// <summary>Make a backup and practise a restore.</summary>
    public const string Backup = "oversight.backup";
}

/// <summary>The overview of a day was made and sent.</summary>
/// <param name="Receivers">To how many people.</param>
/// <param name="Bodies">Of how many different posts.</param>
public sealed record OverviewMade(Guid SubjectId, string OrganisationPath, DateOnly Day, int Receivers, int Bodies) : IFact;
