using Zhijian.Modules.Activities;
using Zhijian.Modules.Figures;
using Zhijian.Modules.Importing;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.Quality.Showing;
using Zhijian.Modules.Review;
using Zhijian.Modules.Rules;
using Zhijian.Modules.Standards;
using Zhijian.Platform;

namespace Zhijian.Modules.Quality;

/// <summary>How far the data can be relied on: per element and organisation what is missing, wrong, long unconfirmed or disputed; and from a figure back to its source. About data, never about people.</summary>
public sealed class QualityModule : IModule
{
    public IReadOnlyList<Type> Needs => [typeof(RulesModule), typeof(StandardsModule), typeof(OrganisationsModule), typeof(FiguresModule), typeof(ReviewModule), typeof(ActivitiesModule), typeof(ImportingModule)];

    public IReadOnlyList<string> Acts => [QualityActs.See];

    public IEnumerable<MenuEntry> Menu => [new(MenuGroup.Supervision, 68, "quality.menu", "checklist", "/quality", actor => actor.May(QualityActs.See))];

    public void AddServices(IServiceCollection services) => services.AddScoped<IOrganisationLinks, QualityOfOrganisation>();
}

/// <summary>What a post may do with the quality of data.</summary>
public static class QualityActs
{
    /// <summary>See how complete, right and recent data are, down to the things behind each number.</summary>
    public const string See = "quality.see";
}
