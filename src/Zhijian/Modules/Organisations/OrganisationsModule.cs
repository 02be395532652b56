using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Rules;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Storage;
using Zhijian.Platform;

namespace Zhijian.Modules.Organisations;

/// <summary>The tree of organisations and its history.</summary>
public sealed class OrganisationsModule : IModule
{
    public IReadOnlyList<Type> Needs => [typeof(RulesModule), typeof(StandardsModule)];

    public IReadOnlyList<string> Acts => [OrganisationActs.See, OrganisationActs.Change];

    public IEnumerable<MenuEntry> Menu => [new(MenuGroup.Organisation, 40, "organisation.menu", "sitemap", "/organisations", a => a.May(OrganisationActs.See))];

    public void AddServices(IServiceCollection services)
    {
        services.AddScoped<Platform.Web.ISearchSource, Browse.SearchOrganisations>();
        services.AddSingleton<SetUpCode>();
        services.AddScoped<Platform.Ahead.IMatterSource, Terms.TermMatters>();
        services.AddScoped<IMeasuresElements, Measuring.MeasureOrganisationsQuery>();
    }

    public void DescribeTables(ModelBuilder model)
    {
        model.Entity<Organisation>(e =>
        {
            e.ToTable("organisation");
            e.Ignore(o => o.Level);
            e.Property(o => o.Spelled).UsePropertyAccessMode(PropertyAccessMode.Property);
        });
        model.Entity<OrganisationVersion>().ToTable("organisation_version");
        model.Entity<TermOfOffice>().ToTable("organisation_term");
    }
}

/// <summary>What a post may do with organisations.</summary>
public static class OrganisationActs
{
    /// <summary>See an organisation, its people in numbers, its history.</summary>
    public const string See = "organisations.see";

    /// <summary>Found, rename, move, split, merge, upgrade, dissolve.</summary>
    public const string Change = "organisations.change";
}

/// <summary>The organisations' rows.</summary>
public static class OrganisationRows
{
    extension(ZhijianDb db)
    {
        public DbSet<Organisation> Organisations => db.Set<Organisation>();

        public DbSet<OrganisationVersion> OrganisationVersions => db.Set<OrganisationVersion>();

        public DbSet<TermOfOffice> TermsOfOffice => db.Set<TermOfOffice>();
    }
}
