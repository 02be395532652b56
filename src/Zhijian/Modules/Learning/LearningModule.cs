using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Costs;
using Zhijian.Modules.Figures;
using Zhijian.Modules.Learning.Attending;
using Zhijian.Modules.Learning.Following;
using Zhijian.Modules.Learning.Studying;
using Zhijian.Modules.Library;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Modules.Standards;
using Zhijian.Platform;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Learning;

/// <summary>Learning tasks: what organisations ask those below to study, what was studied, and the credited units of a year. No time is measured and nobody is ranked.</summary>
public sealed class LearningModule : IModule
{
    public IReadOnlyList<Type> Needs => [typeof(RulesModule), typeof(CostsModule), typeof(StandardsModule), typeof(OrganisationsModule), typeof(PeopleModule), typeof(FiguresModule), typeof(LibraryModule), typeof(ActivitiesModule)];

    public IReadOnlyList<string> Acts => [LearningActs.See, LearningActs.Assign, LearningActs.Record, LearningActs.Excuse, LearningActs.Bring];

    public IEnumerable<MenuEntry> Menu => [new(MenuGroup.Education, 29, "learning.menu", "school", "/learning", actor => actor.IsSignedIn)];

    public void AddServices(IServiceCollection services)
    {
        services.AddScoped<Platform.Web.IWorkRecordSource, OwnWork.TasksStudied>();
        services.AddScoped<Platform.Web.ILineageSource, Lineage.TaskLineage>();
        services.AddSingleton<IDeedSource, OwnWork.StudiedDeeds>();
        services.AddScoped<TaskBook>();
        services.AddScoped<IServedTasks, ServedTasks>();
        services.AddScoped<ITaskSource, LearningOnHome>();
        services.AddScoped<IFollowsOrganisationChanges, AssignmentsFollowTree>();
        services.AddScoped<OwnRowsBook, Records.RecordRows>();
        services.AddScoped<IFollowsOrganisationChanges, Records.RecordRows>();
    }

    public void DescribeTables(ModelBuilder model)
    {
        model.Entity<LearningTask>().ToTable("learning_task");
        model.Entity<LearningAssignment>(e =>
        {
            e.ToTable("learning_assignment");
            e.HasKey(a => new { a.TaskId, a.MemberId });
            e.Ignore(a => a.State);
        });
        model.Entity<CollectiveStudy>().ToTable("learning_study");
    }
}

/// <summary>What a post may do with learning tasks, beyond studying.</summary>
public static class LearningActs
{
    /// <summary>See the tasks of one's scope and how they progress, down to who has studied.</summary>
    public const string See = "learning.see";

    /// <summary>Issue tasks to those below, change their date, withdraw them.</summary>
    public const string Assign = "learning.assign";

    /// <summary>Record that the branch studied together, and take that back.</summary>
    public const string Record = "learning.record";

    /// <summary>Excuse somebody of the branch from a task, with a reason.</summary>
    public const string Excuse = "learning.excuse";

    /// <summary>Bring what people studied elsewhere as a list.</summary>
    public const string Bring = "learning.bring";
}
