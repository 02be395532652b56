using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Access;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Privacy.Requests;
using Zhijian.Modules.Review;
using Zhijian.Modules.Rules;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Files;
using Zhijian.Platform.Oversight;
using Zhijian.Platform.Web;
using Zhijian.Platform;

namespace Zhijian.Modules.Privacy;

/// <summary>What the law on personal information gives every person: to see, take along and correct what is held about them, and to know who saw it (PIPL ch. IV).</summary>
public sealed class PrivacyModule : IModule
{
    public IReadOnlyList<Type> Needs => [typeof(RulesModule), typeof(Costs.CostsModule), typeof(StandardsModule), typeof(OrganisationsModule), typeof(PeopleModule), typeof(AccessModule), typeof(ReviewModule)];

    public IReadOnlyList<string> Acts => [PrivacyActs.Incidents, PrivacyActs.Register];

    public IEnumerable<MenuEntry> Menu => [new(MenuGroup.Platform, 83, "incident.menu", "alert-triangle", "/incidents", actor => actor.May(PrivacyActs.Incidents))];

    public void AddServices(IServiceCollection services)
    {
        services.AddScoped<IReviewable, ReviewableCorrection>();
        services.AddScoped<IReviewable, ReviewableRestriction>();
        services.AddScoped<IAttachable, ProofAttachments>();
    }

    public void DescribeTables(ModelBuilder model)
    {
        model.Entity<PersonRequest>(e =>
        {
            e.ToTable("person_request");
            e.Ignore(r => r.IsCorrection);
            e.Ignore(r => r.RecordKind);
        });
        model.Entity<Incident>().ToTable("incident");
        model.Entity<IncidentPerson>(e =>
        {
            e.ToTable("incident_person");
            e.HasKey(p => new { p.IncidentId, p.MemberId });
        });
    }
}

/// <summary>A person took along everything that is held about them. Only the form is kept here, never the content.</summary>
/// <param name="Form"><c>json</c> or <c>xlsx</c>.</param>
[CountsAs(OverviewLine.Exports)]
public sealed record OwnDataTaken(Guid SubjectId, string OrganisationPath, string Form) : IFact;
