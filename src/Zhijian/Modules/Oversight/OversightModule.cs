using Zhijian.Modules.Access;
using Zhijian.Modules.Oversight.Alarms;
using Zhijian.Modules.Oversight.Overview;
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

    public IReadOnlyList<string> Acts => [OversightActs.Read, OversightActs.Answer, OversightActs.Trail, OversightActs.Plant, OversightActs.Keep, OversightActs.Backup];

    public IEnumerable<MenuEntry> Menu => [new(MenuGroup.Platform, 82, "oversight.menu", "shield-check", "/oversight", actor => actor.May(OversightActs.Read))];

    public void AddServices(IServiceCollection services)
    {
        services.AddSingleton(_ => AlarmRules.Load());
        services.AddScoped<OverviewReceivers>();
        services.AddScoped<Platform.Web.ITaskSource, Home.OversightTasks>();
    }
}

/// <summary>What a post may do with the overview.</summary>
public static class OversightActs
{
    /// <summary>Receive and read the daily security overview.</summary>
    public const string Read = "oversight.read";

    /// <summary>Write down what an alarm was and what was done.</summary>
    public const string Answer = "oversight.answer";

    /// <summary>Plant decoys by which a leak is noticed.</summary>
    public const string Plant = "oversight.plant";

    /// <summary>Read the trail of all acts: who did what and when, not what it says.</summary>
    public const string Trail = "oversight.trail";

    /// <summary>Hold what concerns a person or a body although its term is over, and lift the hold.</summary>
    public const string Keep = "oversight.keep";

    /// <summary>Make a backup and practise a restore.</summary>
    public const string Backup = "oversight.backup";
}

/// <summary>The overview of a day was made and sent.</summary>
/// <param name="Receivers">To how many people.</param>
/// <param name="Bodies">Of how many different posts.</param>
public sealed record OverviewMade(Guid SubjectId, string OrganisationPath, DateOnly Day, int Receivers, int Bodies) : IFact;
