using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Modules.Standards;
using Zhijian.Platform;
using Zhijian.Platform.Files;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Resolutions;

/// <summary>Questions put to a committee: options, material and a day; discussion under names; the resolution, its tasks, and whether it was carried
/// out. Nothing secret is voted on here.</summary>
public sealed class ResolutionsModule : IModule
{
    public IReadOnlyList<Type> Needs => [typeof(RulesModule), typeof(StandardsModule), typeof(OrganisationsModule), typeof(PeopleModule)];

    public IReadOnlyList<string> Acts => [ResolutionActs.See, ResolutionActs.Discuss, ResolutionActs.Put];

    public IEnumerable<MenuEntry> Menu => [new(MenuGroup.Organisation, 36, "resolutions.menu", "gavel", "/resolutions", actor => actor.May(ResolutionActs.See))];

    public void AddServices(IServiceCollection services)
    {
        services.AddScoped<IAttachable, Acting.QuestionMaterial>();
        services.AddScoped<ITaskSource, Showing.ResolutionTasksOnHome>();
    }

    public void DescribeTables(ModelBuilder model)
    {
        model.Entity<PutQuestion>().ToTable("put_question");
        model.Entity<Contribution>().ToTable("question_contribution");
        model.Entity<ResolutionTask>().ToTable("resolution_task");
    }
}

/// <summary>What a post may do with questions put to committees.</summary>
public static class ResolutionActs
{
    /// <summary>Read questions, their discussion and what became of them.</summary>
    public const string See = "resolutions.see";

    /// <summary>Write in the discussion, under one's name.</summary>
    public const string Discuss = "resolutions.discuss";

    /// <summary>Put questions, write down what was resolved, give its tasks and close it.</summary>
    public const string Put = "resolutions.put";
}
