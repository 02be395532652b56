using Zhijian.Modules.Figures;
using Zhijian.Modules.Rules;
using Zhijian.Platform;

namespace Zhijian.Modules.Indicators;

/// <summary>Numbers by which like organisations are compared, the index made of them, and the workshop where a new one is tried. Over organisations and their records, never over people.</summary>
public sealed class IndicatorsModule : IModule
{
    public IReadOnlyList<Type> Needs => [typeof(RulesModule), typeof(FiguresModule)];

    public IEnumerable<MenuEntry> Menu => [new(62, "indicators.menu", "chart-bar", "/indicators", actor => actor.May(FigureActs.See))];

    public void AddServices(IServiceCollection services) => services.AddSingleton<PublishedMeasures>();
}
