using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Review.Following;
using Zhijian.Modules.Review.Home;
using Zhijian.Modules.Rules;
using Zhijian.Platform;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Review;

/// <summary>Layer by layer review of any kind of record. Knows nothing of what is reviewed.</summary>
public sealed class ReviewModule : IModule
{
    public IReadOnlyList<Type> Needs => [typeof(RulesModule), typeof(OrganisationsModule), typeof(PeopleModule)];

    public IReadOnlyList<string> Acts => [ReviewActs.Decide, ReviewActs.See];

    public IEnumerable<MenuEntry> Menu => [new(MenuGroup.Today, 20, "review.menu", "checklist", "/review", a => a.May(ReviewActs.Decide))];

    public void AddServices(IServiceCollection services)
    {
        services.AddScoped<IFollowsOrganisationChanges, CasesFollowTree>();
        services.AddScoped<ITaskSource, ReviewOnHome>();
        services.AddScoped<Platform.Ahead.IMatterSource, Ahead.WaitingMatters>();
        services.AddScoped<IQueueSource, ReviewOnHome>();
        services.AddScoped<ISubmissionSource, ReviewOnHome>();
    }

    public void DescribeTables(ModelBuilder model)
    {
        model.Entity<ReviewCase>(e =>
        {
            e.ToTable("review_case");
            Json(e.Property(c => c.Route));
            e.Ignore(c => c.Latest);
            e.Ignore(c => c.LastReturn);
            e.Ignore(c => c.WaitingLayer);
            e.HasMany(c => c.Submissions).WithOne().HasForeignKey(s => s.CaseId);
            e.HasMany(c => c.Steps).WithOne().HasForeignKey(s => s.CaseId);
        });
        model.Entity<Submission>(e =>
        {
            e.ToTable("review_submission");
            e.HasKey(s => new { s.CaseId, s.Number });
            Json(e.Property(s => s.Checks));
            e.Ignore(s => s.Content);
        });
        model.Entity<ReviewStep>(e =>
        {
            e.ToTable("review_step");
            e.HasKey(s => new { s.CaseId, s.Number });
            Json(e.Property(s => s.FieldNotes));
        });
        model.Entity<Absence>().ToTable("review_absence");
    }

    /// <summary>A value kept as one JSON column; such values are replaced, never changed in place.</summary>
    private static void Json<T>(PropertyBuilder<T> property)
        where T : class =>
        property.HasColumnType("jsonb").HasConversion(
            v => KeptJson.Write(v),
            v => KeptJson.Read<T>(v),
            new ValueComparer<T>((a, b) => ReferenceEquals(a, b), v => v.GetHashCode(), v => v));
}

/// <summary>What a post may do with records under review.</summary>
public static class ReviewActs
{
    /// <summary>Decide where the chain names the post.</summary>
    public const string Decide = "review.decide";

    /// <summary>See how a record stands in review and its trail.</summary>
    public const string See = "review.see";
}

/// <summary>The review's rows.</summary>
public static class ReviewRows
{
    extension(ZhijianDb db)
    {
        public DbSet<ReviewCase> ReviewCases => db.Set<ReviewCase>();

        public DbSet<Absence> ReviewAbsences => db.Set<Absence>();
    }
}
