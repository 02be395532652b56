using Zhijian.Modules.Figures;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform;

namespace Zhijian.Modules.Spaces;

/// <summary>The home pages of the four spaces and the search over everything. Stands above all modules and knows of their work only what they put there.</summary>
public sealed class SpacesModule : IModule
{
    public IReadOnlyList<Type> Needs => [typeof(RulesModule), typeof(OrganisationsModule), typeof(PeopleModule), typeof(FiguresModule)];

    public void AddServices(IServiceCollection services) => services.AddScoped<Platform.Web.ISearchSource, Search.SearchPages>();
}
