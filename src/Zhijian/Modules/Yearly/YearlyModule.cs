using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Zhijian.Modules.Figures;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Yearly;

/// <summary>Yearly statistics: a year of an organisation and everything below it, counted on one day and frozen; what changed since the year before,
/// explained in parts.</summary>
public sealed class YearlyModule : IModule
{
    public IReadOnlyList<Type> Needs => [typeof(RulesModule), typeof(OrganisationsModule), typeof(PeopleModule), typeof(FiguresModule)];

    public IReadOnlyList<string> Acts => [YearlyActs.Freeze];

    public IEnumerable<MenuEntry> Menu => [new(MenuGroup.Decisions, 64, "yearly.menu", "archive", "/yearly", actor => actor.May(FigureActs.See))];

    public void AddServices(IServiceCollection services) => services.AddScoped<YearBook>();

    public void DescribeTables(ModelBuilder model) => model.Entity<YearlySheet>(e =>
    {
        e.ToTable("yearly_sheet");
        e.Ignore(s => s.IsFirst);
        e.Property(s => s.Lines).HasColumnType("jsonb").HasConversion(v => KeptJson.Write(v), v => KeptJson.Read<IReadOnlyList<YearlyLine>>(v),
            new ValueComparer<IReadOnlyList<YearlyLine>>((a, b) => ReferenceEquals(a, b), v => v.GetHashCode(), v => v));
    });
}
