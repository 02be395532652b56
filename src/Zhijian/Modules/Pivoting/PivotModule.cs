using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Figures;
using Zhijian.Modules.Indicators;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform;

namespace Zhijian.Modules.Pivoting;

/// <summary>Tables whose sides are chosen: any measure by organisation, kind, month or kind of member, opened down to its rows, and kept as a
/// view.</summary>
public sealed class PivotModule : IModule
{
    public IReadOnlyList<Type> Needs => [typeof(RulesModule), typeof(OrganisationsModule), typeof(PeopleModule), typeof(FiguresModule),
        typeof(IndicatorsModule)];

    public IEnumerable<MenuEntry> Menu => [new(MenuGroup.Decisions, 63, "pivot.menu", "table", "/pivot", actor => actor.May(FigureActs.See))];

    public void AddServices(IServiceCollection services)
    {
    }

    public void DescribeTables(ModelBuilder model) => model.Entity<PivotView>().ToTable("pivot_view");
}
