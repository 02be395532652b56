using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Access;
using Zhijian.Modules.Activities.FollowUps;
using Zhijian.Modules.Activities.Records;
using Zhijian.Modules.Figures;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Review;
using Zhijian.Modules.Rules;
using Zhijian.Platform;
using Zhijian.Platform.Files;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Activities;

/// <summary>A branch's organisational life: from plan to filed record.</summary>
public sealed class ActivitiesModule : IModule
{
    public IReadOnlyList<Type> Needs => [typeof(RulesModule), typeof(Costs.CostsModule), typeof(OrganisationsModule), typeof(PeopleModule), typeof(AccessModule), typeof(ReviewModule), typeof(FiguresModule)];

    public IReadOnlyList<string> Acts => [ActivityActs.See, ActivityActs.Plan, ActivityActs.Host, ActivityActs.Record, ActivityActs.Bring];

    public IEnumerable<MenuEntry> Menu =>
    [
        new(MenuGroup.Activities, 20, "activity.menu", "calendar-event", "/activities", MayHaveSome),
        new(MenuGroup.Activities, 30, "record.list", "archive", "/records", MayHaveSome),
    ];

    /// <summary>An administrator's space shows no organisation's work; their own stands in the member space.</summary>
    private static bool MayHaveSome(Platform.Deciding.Actor actor) => actor is { IsSignedIn: true, Space: not { SeesContent: false } };

    public void AddServices(IServiceCollection services)
    {
        services.AddScoped<Platform.Web.ISearchSource, Listing.SearchActivities>();
        services.AddScoped<IWorkRecordSource, OwnWork.ActivitiesTakenPartIn>();
        services.AddScoped<IWorkRecordSource, OwnWork.ActivitiesHosted>();
        services.AddScoped<ILineageSource, Lineage.RecordLineage>();
        services.AddSingleton<IDeedSource, OwnWork.DeedsOfTheRoll>();
        services.AddSingleton<IDeedSource, OwnWork.DeedsOfTheHosts>();
        services.AddScoped<Notices.ActivityCost>();
        services.AddScoped<Notices.ExpectedRoll>();
        services.AddScoped<Notices.OwnLine>();
        services.AddScoped<IFollowsOrganisationChanges, Following.ActivitiesFollowTree>();
        services.AddScoped<Platform.Web.ITaskSource, Home.ActivitiesOnHome>();
        services.AddScoped<Platform.Web.IUpcomingSource, Home.ActivitiesOnHome>();
        services.AddScoped<Platform.Web.IAttendedSource, Home.ActivitiesOnHome>();
        services.AddSingleton<CheckIn.CheckInDoor>();
        services.AddSingleton<CheckIn.CheckInWriter>();
        services.AddHostedService(s => s.GetRequiredService<CheckIn.CheckInWriter>());
        services.AddScoped<IReviewable, ReviewableRecord>();
        services.AddScoped<IAttachable, ActivityAttachments>();
        services.AddScoped<ITaskSource, FollowUpTasks>();
        services.AddScoped<IExplainsSight, Showing.SightOfActivities>();
    }

    public void DescribeTables(ModelBuilder model)
    {
        model.Entity<Activity>(e =>
        {
            e.ToTable("activity");
            e.Ignore(a => a.Details);
        });
        model.Entity<ActivityParty>(e =>
        {
            e.ToTable("activity_party");
            e.HasKey(p => new { p.ActivityId, p.OrganisationId });
        });
        model.Entity<AgendaItem>().ToTable("agenda_item");
        model.Entity<Motion>().ToTable("motion");
        model.Entity<FollowUp>().ToTable("follow_up");
        model.Entity<Attendance>(e =>
        {
            e.ToTable("attendance");
            e.HasKey(a => new { a.ActivityId, a.MemberId });
            e.Ignore(a => a.HasLeave);
            e.Ignore(a => a.AwaitsLeave);
            e.Ignore(a => a.IsPresent);
        });
        model.Entity<ActivityRecord>(e =>
        {
            e.ToTable("activity_record");
            e.Ignore(r => r.IsAddendum);
        });
        model.Entity<FiledRecord>(e =>
        {
            e.ToTable("filed_record");
            e.HasKey(f => new { f.RecordId, f.Edition });
            e.Property(f => f.Edition).ValueGeneratedNever();
        });
    }
}

/// <summary>What a post may do with activities.</summary>
public static class ActivityActs
{
    /// <summary>See activities and records of others.</summary>
    public const string See = "activities.see";

    /// <summary>Plan, change, announce, cancel.</summary>
    public const string Plan = "activities.plan";

    /// <summary>Hold: open the roll, mark people, close it.</summary>
    public const string Host = "activities.host";

    /// <summary>Write the minutes and submit the record.</summary>
    public const string Record = "activities.record";

    /// <summary>Bring what was held before this platform as a list.</summary>
    public const string Bring = "activities.bring";
}

/// <summary>The activities' rows.</summary>
public static class ActivityRows
{
    extension(ZhijianDb db)
    {
        public DbSet<Activity> Activities => db.Set<Activity>();

        public DbSet<ActivityParty> ActivityParties => db.Set<ActivityParty>();

        public DbSet<AgendaItem> AgendaItems => db.Set<AgendaItem>();

        public DbSet<Motion> Motions => db.Set<Motion>();

        public DbSet<FollowUp> FollowUps => db.Set<FollowUp>();

        public DbSet<Attendance> Attendances => db.Set<Attendance>();

        public DbSet<ActivityRecord> ActivityRecords => db.Set<ActivityRecord>();

        public DbSet<FiledRecord> FiledRecords => db.Set<FiledRecord>();
    }
}
