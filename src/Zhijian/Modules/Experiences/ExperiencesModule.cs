using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Costs;
using Zhijian.Modules.Experiences.Following;
using Zhijian.Modules.Experiences.Showing;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Publishing;
using Zhijian.Modules.Rules;
using Zhijian.Modules.Standards;
using Zhijian.Platform;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Experiences;

/// <summary>What those who took part in an activity tell of it, of their own will; and how its host publishes what they agreed to.</summary>
public sealed class ExperiencesModule : IModule
{
    public IReadOnlyList<Type> Needs => [typeof(RulesModule), typeof(CostsModule), typeof(StandardsModule), typeof(OrganisationsModule), typeof(PeopleModule), typeof(ActivitiesModule), typeof(PublishingModule)];

    public IReadOnlyList<string> Acts => [];

    public IEnumerable<MenuEntry> Menu => [];

    public void AddServices(IServiceCollection services)
    {
        services.AddScoped<ITaskSource, ExperiencesOnHome>();
        services.AddScoped<IBesideActivity, BesideActivity>();
        services.AddScoped<IArticleHints, HintsOfArticle>();
        services.AddScoped<OwnExperiencesBook>();
        services.AddScoped<OwnRowsBook, InvitationRows>();
        services.AddScoped<IFollowsOrganisationChanges, InvitationRows>();
    }

    public void DescribeTables(ModelBuilder model)
    {
        model.Entity<ExperienceCall>().ToTable("experience_call");
        model.Entity<ExperienceReport>().ToTable("experience_report");
        model.Entity<ExperienceChoice>(e =>
        {
            e.ToTable("experience_choice");
            e.HasKey(c => c.ReportId);
        });
        model.Entity<ExperienceInvitation>(e =>
        {
            e.ToTable("experience_invitation");
            e.HasKey(i => new { i.ActivityId, i.MemberId });
        });
    }
}
