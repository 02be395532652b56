using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Access;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Collecting;
using Zhijian.Modules.Importing.Answers;
using Zhijian.Modules.Importing.History;
using Zhijian.Modules.Importing.Learning;
using Zhijian.Modules.Importing.Members;
using Zhijian.Modules.Importing.Origin;
using Zhijian.Modules.Importing.Posts;
using Zhijian.Modules.Importing.Reviewing;
using Zhijian.Modules.Importing.Showing;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Modules.Importing.Trees;
using Zhijian.Modules.Importing.Working;
using Zhijian.Modules.Learning;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Review;
using Zhijian.Modules.Rules;
using Zhijian.Modules.Standards;
using Zhijian.Platform;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Importing;

/// <summary>The way in: files are read, cleaned, checked and reviewed before anything of them enters; every value can say where it came from.</summary>
public sealed class ImportingModule : IModule
{
    public IReadOnlyList<Type> Needs => [typeof(RulesModule), typeof(StandardsModule), typeof(OrganisationsModule), typeof(PeopleModule), typeof(AccessModule), typeof(ReviewModule), typeof(ActivitiesModule), typeof(LearningModule), typeof(CollectingModule)];

    public IReadOnlyList<string> Acts => [ImportActs.Run, ImportActs.See];

    public IEnumerable<MenuEntry> Menu => [new(MenuGroup.Organisation, 45, "import.menu", "file-import", "/imports", actor => actor.May(ImportActs.Run))];

    public void AddServices(IServiceCollection services)
    {
        services.AddSingleton<ImportWork>();
        services.AddSingleton<ValueSeals>();
        services.AddScoped<ProvenanceBook>();
        services.AddScoped<KindOfRows, RowsOfMembers>();
        services.AddScoped<KindOfRows, RowsOfOrganisations>();
        services.AddScoped<KindOfRows, RowsOfPosts>();
        services.AddScoped<KindOfRows, RowsOfActivities>();
        services.AddScoped<KindOfRows, RowsOfLearning>();
        services.AddScoped<KindOfRows, RowsOfAnswers>();
        services.AddScoped<KindsOfRows>();
        services.AddScoped<BroughtBook>();
        services.AddScoped<IReviewable, ReviewableImports>();
        services.AddScoped<IHoldsDataKeys, BatchDataKeys>();
        services.AddScoped<IMemberLinks, OriginOfMember>();
        services.AddScoped<IOrganisationLinks, OriginOfOrganisation>();
        services.AddScoped<IKnowsEntryOrigin, OriginOfEntry>();
        services.AddScoped<IFollowsOrganisationChanges, OriginFollowsTree>();
        services.AddScoped<ITaskSource, ImportsOnHome>();
    }

    public void DescribeTables(ModelBuilder model)
    {
        model.Entity<ImportBatch>(e =>
        {
            e.ToTable("import_batch");
            e.Ignore(b => b.IsWorking);
            e.Ignore(b => b.IsOpen);
        });
    }
}

/// <summary>What a post may do with imports.</summary>
public static class ImportActs
{
    /// <summary>Bring files, mend and decide rows, hand in, undo.</summary>
    public const string Run = "import.run";

    /// <summary>See a batch and its rows; for those who review it.</summary>
    public const string See = "import.see";
}
