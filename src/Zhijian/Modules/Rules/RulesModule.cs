using Zhijian.Platform;

namespace Zhijian.Modules.Rules;

/// <summary>The dated, cited rules; it knows nothing of those who ask it.</summary>
public sealed class RulesModule : IModule
{
    public IReadOnlyList<Type> Needs => [];

    public void AddServices(IServiceCollection services)
    {
        services.AddSingleton(_ => Rulebook.Load(Path.Combine(AppContext.BaseDirectory, "rules")));
        services.AddScoped<Platform.Web.ISearchSource, Showing.SearchRules>();
    }
}
