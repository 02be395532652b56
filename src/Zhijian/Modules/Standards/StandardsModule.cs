using Zhijian.Platform;

namespace Zhijian.Modules.Standards;

/// <summary>The data standard: which things are known, how each is written, whose word counts; code sets and checks. It knows nothing of those who keep them.</summary>
public sealed class StandardsModule : IModule
{
    public IReadOnlyList<Type> Needs => [];

    public IEnumerable<MenuEntry> Menu => [new(MenuGroup.Platform, 70, "standard.menu", "list-details", "/standard", actor => actor.Posts.Count > 0)];

    public void AddServices(IServiceCollection services) => services.AddSingleton<InventedPeople>();
}
