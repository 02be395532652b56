using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Zhijian.Modules.Access;
using Zhijian.Modules.Collecting.Designing;
using Zhijian.Modules.Collecting.Filling;
using Zhijian.Modules.Collecting.Following;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Review;
using Zhijian.Modules.Rules;
using Zhijian.Modules.Standards;
using Zhijian.Platform;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Collecting;

/// <summary>Collection forms: what organisations above ask those below, out of data elements, each asked once; what it costs, and what came in.</summary>
public sealed class CollectingModule : IModule
{
    public IReadOnlyList<Type> Needs => [typeof(RulesModule), typeof(Costs.CostsModule), typeof(StandardsModule), typeof(OrganisationsModule), typeof(PeopleModule), typeof(AccessModule), typeof(ReviewModule)];

    public IReadOnlyList<string> Acts => [CollectingActs.See, CollectingActs.Fill, CollectingActs.Bring, CollectingActs.Design, CollectingActs.Budget];

    public IEnumerable<MenuEntry> Menu => [new(MenuGroup.Organisation, 65, "collecting.menu", "clipboard-list", "/collecting", actor => actor.May(CollectingActs.See))];

    public void AddServices(IServiceCollection services)
    {
        services.AddScoped<IReviewable, ReviewableEntry>();
        services.AddScoped<IReviewable, ReviewableForm>();
        services.AddScoped<ITaskSource, EntryTasks>();
        services.AddScoped<Platform.Web.ILineageSource, Lineage.EntryLineage>();
        services.AddScoped<Platform.Ahead.IMatterSource, Ahead.EntryMatters>();
        services.AddScoped<IUsesElements, FormsThatAsk>();
        services.AddScoped<IFollowsOrganisationChanges, EntriesFollowTree>();
    }

    public void DescribeTables(ModelBuilder model)
    {
        model.Entity<CollectionForm>(e =>
        {
            e.ToTable("collection_form");
            Json(e.Property(f => f.Questions));
            e.Ignore(f => f.Respondents);
            e.Ignore(f => f.MonthsBetween);
            e.Ignore(f => f.TimesAYear);
            e.Ignore(f => f.Minutes);
        });
        model.Entity<CollectionRound>().ToTable("collection_round");
        model.Entity<CollectionEntry>(e =>
        {
            e.ToTable("collection_entry");
            Json(e.Property(f => f.Answers));
            e.Ignore(f => f.IsIn);
            e.Ignore(f => f.IsInTime);
        });
        model.Entity<KnownValue>(e =>
        {
            e.ToTable("known_value");
            e.HasKey(v => new { v.OrganisationId, v.Element });
        });
        model.Entity<CollectionBudget>().ToTable("collection_budget");
    }

    /// <summary>A list kept as one JSON column; such lists are replaced, never changed in place.</summary>
    private static void Json<T>(PropertyBuilder<T> property)
        where T : class =>
        property.HasColumnType("jsonb").HasConversion(v => KeptJson.Write(v), v => KeptJson.Read<T>(v), new ValueComparer<T>((a, b) => ReferenceEquals(a, b), v => v.GetHashCode(), v => v));
}

/// <summary>What a post may do with collection forms.</summary>
public static class CollectingActs
{
    /// <summary>See what was asked, what it costs, and what came in.</summary>
    public const string See = "collecting.see";

    /// <summary>Fill in what one's own organisation is asked.</summary>
    public const string Fill = "collecting.fill";

    /// <summary>Bring the answers of one's own organisation and those below as a list.</summary>
    public const string Bring = "collecting.bring";

    /// <summary>Design forms for the organisations below, publish and close them.</summary>
    public const string Design = "collecting.design";

    /// <summary>Set how many minutes a month one organisation may be asked for.</summary>
    public const string Budget = "collecting.budget";
}

/// <summary>Under which words the review knows records of this module; each has its chain in the pack <c>review-chains</c>.</summary>
public static class CollectingKinds
{
    /// <summary>What an organisation filled in.</summary>
    public const string Entry = "collection-entry";

    /// <summary>A form that exceeds the budget.</summary>
    public const string Form = "collection-form";
}
