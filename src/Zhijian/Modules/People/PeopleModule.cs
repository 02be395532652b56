using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People.Following;
using Zhijian.Modules.People.Sealing;
using Zhijian.Modules.Rules;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;
using Zhijian.Platform;

namespace Zhijian.Modules.People;

/// <summary>Members, where they belong, and the posts they hold.</summary>
public sealed class PeopleModule : IModule
{
    public IReadOnlyList<Type> Needs => [typeof(RulesModule), typeof(StandardsModule), typeof(OrganisationsModule)];

    public IReadOnlyList<string> Acts => [PeopleActs.See, PeopleActs.Edit, PeopleActs.Reveal, PeopleActs.Erase, PeopleActs.Appoint];

    public IEnumerable<MenuEntry> Menu =>
    [
        new(MenuGroup.Organisation, 30, "people.menu", "users", "/people", actor => actor.May(PeopleActs.See)),
    ];

    public void AddServices(IServiceCollection services)
    {
        services.AddScoped<Platform.Web.ISearchSource, Browse.SearchPeople>();
        services.AddScoped<PastRecordBook>();
        services.AddSingleton<Enter.NewMemberWriter>();
        services.AddHostedService(s => s.GetRequiredService<Enter.NewMemberWriter>());
        services.AddScoped<IMeasuresElements, Measuring.MeasureMembersQuery>();
        services.AddScoped<Platform.Web.IWorkRecordSource, Mine.PostsHeld>();
        services.AddScoped<Platform.Ahead.IMatterSource, Ahead.LostContactMatters>();
        services.AddScoped<Platform.Ahead.IMatterSource, Ahead.VacantPostMatters>();
        services.AddScoped<IHoldsDataKeys, MemberDataKeys>();
        services.AddScoped<IMembersOfOrganisations, MembersOfOrganisations>();
        services.AddScoped<IFollowsOrganisationChanges, PeopleFollowTree>();
        services.AddScoped<IOrganisationLinks, PeopleOfOrganisation>();
    }

    public void DescribeTables(ModelBuilder model)
    {
        model.Entity<Member>(e =>
        {
            e.ToTable(PeopleRows.MemberTable);
            e.Ignore(m => m.Votes);
            e.Property(m => m.Spelled).UsePropertyAccessMode(PropertyAccessMode.Property);
            e.Property(m => m.SpelledAlso).UsePropertyAccessMode(PropertyAccessMode.Property);
            SealedRows.Describe(e);
        });
        model.Entity<Membership>().ToTable("membership");
        model.Entity<ConsentEntry>().ToTable("consent_entry");
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

    /// <summary>See one sealed value of a person in the clear, with a reason and for a minute.</summary>
    public const string Reveal = "people.reveal";

    /// <summary>Erase the sealed values of somebody who has left.</summary>
    public const string Erase = "people.erase";

    /// <summary>Appoint to posts and end them.</summary>
    public const string Appoint = "people.appoint";
}

/// <summary>The people's rows.</summary>
public static class PeopleRows
{
    internal const string MemberTable = "member";

    /// <summary>By which a person with this number is found, without opening any.</summary>
    internal static byte[] IdentityIndex(Vault vault, string normalised) => vault.Index(SealedRows.Purpose(MemberTable, "identity_number"), normalised);

    extension(ZhijianDb db)
    {
        public DbSet<Member> Members => db.Set<Member>();

        public DbSet<Membership> Memberships => db.Set<Membership>();

        public DbSet<PostHolding> PostHoldings => db.Set<PostHolding>();
    }
}
