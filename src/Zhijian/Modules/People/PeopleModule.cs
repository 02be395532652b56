using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People.Following;
using Zhijian.Modules.Rules;
using Zhijian.Platform;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.People;

/// <summary>Members, where they belong, and the posts they hold.</summary>
public sealed class PeopleModule : IModule
{
    public IReadOnlyList<Type> Needs => [typeof(RulesModule), typeof(OrganisationsModule)];

    public IReadOnlyList<string> Acts => [PeopleActs.See, PeopleActs.Edit, PeopleActs.Appoint];

    public IEnumerable<MenuEntry> Menu =>
    [
        new(30, "people.menu", "users", "/people", actor => actor.May(PeopleActs.See)),
    ];

    public void AddServices(IServiceCollection services)
    {
        services.AddSingleton<InventedPeople>();
        services.AddScoped<IMembersOfOrganisations, MembersOfOrganisations>();
        services.AddScoped<IFollowsOrganisationChanges, PeopleFollowTree>();
        services.AddScoped<IOrganisationLinks, PeopleOfOrganisation>();
    }

    public void DescribeTables(ModelBuilder model)
    {
        var sealedColumn = new ValueConverter<Restricted, string>(v => v.Plain, v => new Restricted(v));
        model.Entity<Member>(e =>
        {
            e.ToTable("member");
            e.Ignore(m => m.Votes);
            foreach (var property in typeof(Member).GetProperties().Where(p => p.PropertyType == typeof(Restricted)))
            {
                e.Property(property.Name).HasConversion(sealedColumn);
            }
        });
        model.Entity<Membership>().ToTable("membership");
        model.Entity<PostHolding>().ToTable("post_holding");
    }
}

/// <summary>What a post may do with people.</summary>
public static class PeopleActs
{
    /// <summary>See members by name.</summary>
    public const string See = "people.see";

    /// <summary>Add, correct and move members.</summary>
    public const string Edit = "people.edit";

    /// <summary>Appoint to posts and end them.</summary>
    public const string Appoint = "people.appoint";
}

/// <summary>The people's rows.</summary>
public static class PeopleRows
{
    extension(ZhijianDb db)
    {
        public DbSet<Member> Members => db.Set<Member>();

        public DbSet<Membership> Memberships => db.Set<Membership>();

        public DbSet<PostHolding> PostHoldings => db.Set<PostHolding>();
    }
}
