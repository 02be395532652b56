using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Access;
using Zhijian.Modules.Figures;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform;

namespace Zhijian.Modules.Reminding;

/// <summary>What is ahead: early warning of what organisations have to see to, and reminders that come seldom, say why, and end with the matter itself.</summary>
public sealed class RemindingModule : IModule
{
    public IReadOnlyList<Type> Needs => [typeof(RulesModule), typeof(Costs.CostsModule), typeof(Standards.StandardsModule), typeof(OrganisationsModule), typeof(PeopleModule), typeof(AccessModule), typeof(FiguresModule)];

    public IReadOnlyList<string> Acts => [RemindingActs.See];

    public IEnumerable<MenuEntry> Menu => [new(MenuGroup.Today, 58, "reminding.menu", "calendar-due", "/ahead", actor => actor.May(RemindingActs.See))];

    public void AddServices(IServiceCollection services)
    {
        services.AddScoped<Costs.IInterruptionLimit, Sending.InterruptionLimit>();
        services.AddScoped<IMemberLinks, Choosing.OwnReminders>();
        services.AddScoped<OwnRowsBook, Following.ReminderRows>();
        services.AddScoped<IFollowsOrganisationChanges, Following.ReminderRows>();
    }

    public void DescribeTables(ModelBuilder model)
    {
        model.Entity<ReminderChoice>(e =>
        {
            e.ToTable("reminder_choice");
            e.HasKey(c => c.MemberId);
        });
    }
}

/// <summary>What a post may do with what is ahead.</summary>
public static class RemindingActs
{
    /// <summary>See what an organisation has to see to in the coming weeks.</summary>
    public const string See = "reminding.see";
}
