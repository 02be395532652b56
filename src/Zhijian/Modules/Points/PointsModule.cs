using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Learning;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Points;

/// <summary>A member's own ledger of points, explained line by line and contestable. Nobody else reads it, nobody is compared with anybody, and no decision hangs on it.</summary>
public sealed class PointsModule : IModule
{
    public IReadOnlyList<Type> Needs => [typeof(RulesModule), typeof(OrganisationsModule), typeof(PeopleModule), typeof(ActivitiesModule), typeof(LearningModule)];

    public IReadOnlyList<string> Acts => [PointsActs.Decide, PointsActs.Sums];

    public void AddServices(IServiceCollection services)
    {
        services.AddScoped<PointsBook>();
        services.AddScoped<IMemberLinks, Own.OwnPointsLink>();
        services.AddScoped<ITaskSource, Contesting.ContestsOnHome>();
        services.AddScoped<OwnRowsBook, Contesting.ContestRows>();
        services.AddScoped<IFollowsOrganisationChanges, Contesting.ContestRows>();
    }

    public void DescribeTables(ModelBuilder model) => model.Entity<PointsContest>().ToTable("points_contest");
}

/// <summary>What a post may do about points. None lets anybody read somebody else's.</summary>
public static class PointsActs
{
    /// <summary>Answer a contest, and take back what a wrong record earned, with a reason.</summary>
    public const string Decide = "points.decide";

    /// <summary>See the sums of one's own branch, a number for a month and a rule.</summary>
    public const string Sums = "points.sums";
}
