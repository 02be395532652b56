using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform;
using Zhijian.Platform.Exports;
using Zhijian.Platform.Files.Guarded;
using Zhijian.Platform.Identity;

namespace Zhijian.Modules.Access;

/// <summary>What a post may do, and why a person can see something.</summary>
public sealed class AccessModule : IModule
{
    public IReadOnlyList<Type> Needs => [typeof(RulesModule), typeof(OrganisationsModule), typeof(PeopleModule)];

    public IReadOnlyList<string> Acts => [AccessActs.Explain, AccessActs.Accounts, FileActs.Download, FileActs.Print, FileActs.Forward, ExportActs.Take];

    public IEnumerable<MenuEntry> Menu =>
    [
        new(MenuGroup.Platform, 80, "access.menu", "shield-lock", "/access", actor => actor.May(AccessActs.Explain)),
        new(MenuGroup.Platform, 81, "access.accounts", "user-cog", "/access/accounts", actor => actor.May(AccessActs.Accounts)),
    ];

    public void AddServices(IServiceCollection services)
    {
        services.AddSingleton(_ => AccessTable.Load());
        services.AddScoped<IActorSource, PostsOfToday>();
    }
}

/// <summary>What a post may do with rights.</summary>
public static class AccessActs
{
    /// <summary>Open "who may do what" and "why can this person see this".</summary>
    public const string Explain = "access.explain";

    /// <summary>Invite people to their accounts, close accounts, make tokens.</summary>
    public const string Accounts = "access.accounts";
}
