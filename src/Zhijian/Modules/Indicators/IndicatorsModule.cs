using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Figures;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.Review;
using Zhijian.Modules.Rules;
using Zhijian.Platform;

namespace Zhijian.Modules.Indicators;

/// <summary>
/// Numbers by which like organisations are compared, the index made of them, and the workshop where a new one is tried, kept, reviewed and published. Over organisations and their records, never over people.
/// </summary>
public sealed class IndicatorsModule : IModule
{
    public IReadOnlyList<Type> Needs => [typeof(RulesModule), typeof(OrganisationsModule), typeof(FiguresModule), typeof(ReviewModule)];

    public IReadOnlyList<string> Acts => [IndicatorActs.Write];

    public IEnumerable<MenuEntry> Menu => [new(MenuGroup.Supervision, 62, "indicators.menu", "chart-bar", "/indicators", actor => actor.May(FigureActs.See))];

    public void AddServices(IServiceCollection services)
    {
        services.AddSingleton<PublishedMeasures>();
        services.AddScoped<IReviewable, Reviewing.ReviewableIndicator>();
    }

    public void DescribeTables(ModelBuilder model)
    {
        model.Entity<KeptIndicator>(e =>
        {
            e.ToTable("kept_indicator");
            e.Ignore(i => i.Terms);
        });
        model.Entity<IndicatorEdition>(e =>
        {
            e.ToTable("indicator_edition");
            e.HasKey(i => new { i.IndicatorId, i.Number });
            e.Ignore(i => i.Terms);
        });
    }
}

/// <summary>What a post may do with indicators, beyond reading them.</summary>
public static class IndicatorActs
{
    /// <summary>Keep indicators of the own organisation, hand them in for review, withdraw them.</summary>
    public const string Write = "indicators.write";
}

/// <summary>Under which word the review knows records of this module.</summary>
public static class IndicatorRecords
{
    public const string Kept = "indicator";
}
