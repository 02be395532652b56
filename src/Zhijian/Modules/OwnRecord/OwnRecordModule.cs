using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Platform;

namespace Zhijian.Modules.OwnRecord;

/// <summary>"My work record": what one person did, learned, served and wrote, on one page that only they open.</summary>
public sealed class OwnRecordModule : IModule
{
    public IReadOnlyList<Type> Needs => [typeof(OrganisationsModule), typeof(PeopleModule)];

    public void AddServices(IServiceCollection services)
    {
        services.AddScoped<IMemberLinks, OwnWorkLink>();
        services.AddScoped<OwnRowsBook, NoteRows>();
        services.AddScoped<IFollowsOrganisationChanges, NoteRows>();
    }

    public void DescribeTables(ModelBuilder model)
    {
        model.Entity<WorkNote>(e =>
        {
            e.ToTable("work_note");
            e.HasKey(n => new { n.MemberId, n.Source, n.About });
        });
    }
}
