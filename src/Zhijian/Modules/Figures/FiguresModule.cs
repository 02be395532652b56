using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Figures;

/// <summary>Counts what was filed and what is owed. It knows nothing of those who file.</summary>
public sealed class FiguresModule : IModule
{
    public IReadOnlyList<Type> Needs => [typeof(RulesModule), typeof(OrganisationsModule), typeof(PeopleModule)];

    public IReadOnlyList<string> Acts => [FigureActs.See, FigureActs.Excuse, FigureActs.Note];

    public IEnumerable<MenuEntry> Menu => [new(MenuGroup.Decisions, 60, "figures.menu", "chart-dots", "/figures", actor => actor.May(FigureActs.See))];

    public void DescribeTables(ModelBuilder model)
    {
        model.Entity<OwedObligation>().ToTable("obligation");
        model.Entity<FigureNote>().ToTable("figure_note");
    }

    public void AddServices(IServiceCollection services)
    {
        services.AddSingleton(_ => Measures.Load());
        services.AddScoped<TraceBook>();
        services.AddScoped<ObligationBook>();
        services.AddScoped<FigureRebuild>();
        services.AddScoped<IFollowsOrganisationChanges, Tree.FollowTheTree>();
        services.AddScoped<IOrganisationLinks, Tree.FiguresOfOrganisation>();
        services.AddSingleton<Platform.Web.ITaskSource, Duties.OpenDutyTasks>();
        services.AddScoped<Platform.Ahead.IMatterSource, Duties.OwedMatters>();
    }
}

/// <summary>What a post may do with figures.</summary>
public static class FigureActs
{
    /// <summary>See the counts and obligations of an organisation, down to the records.</summary>
    public const string See = "figures.see";

    /// <summary>Free an organisation below from something it owes, with a reason.</summary>
    public const string Excuse = "obligations.excuse";

    /// <summary>Say something to a figure, for everybody who reads it, and take it back.</summary>
    public const string Note = "figures.note";
}

/// <summary>The rows of the figures.</summary>
public static class FigureRows
{
    extension(ZhijianDb db)
    {
        public DbSet<OwedObligation> Obligations => db.Set<OwedObligation>();
    }
}
