using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Costs;
using Zhijian.Modules.Learning;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Questions;
using Zhijian.Modules.Review;
using Zhijian.Modules.Rules;
using Zhijian.Modules.Standards;
using Zhijian.Modules.Training.Ending;
using Zhijian.Platform;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Training;

/// <summary>Training classes: planned, attended, completed, with certificates that anybody can check. No marks, no ranking, no time measured.</summary>
public sealed class TrainingModule : IModule
{
    public IReadOnlyList<Type> Needs => [typeof(RulesModule), typeof(CostsModule), typeof(StandardsModule), typeof(OrganisationsModule), typeof(PeopleModule), typeof(ReviewModule), typeof(ActivitiesModule), typeof(LearningModule), typeof(QuestionsModule)];

    public IReadOnlyList<string> Acts => [TrainingActs.See, TrainingActs.Hold];

    public IEnumerable<MenuEntry> Menu => [new(MenuGroup.Education, 29, "training.menu", "rosette-discount-check", "/training", actor => actor.IsSignedIn)];

    public void AddServices(IServiceCollection services)
    {
        services.AddScoped<CertificatesBook>();
        services.AddScoped<IReviewable, ReviewableRoll>();
        services.AddSingleton<ICreditedUnits, UnitsOfClasses>();
    }

    public void DescribeTables(ModelBuilder model)
    {
        model.Entity<TrainingClass>(e =>
        {
            e.ToTable("training_class");
            e.Property(c => c.Lessons).HasConversion(v => LessonsJson.Write(v), v => LessonsJson.Read(v), new ValueComparer<IReadOnlyList<TrainingLesson>>((a, b) => ReferenceEquals(a, b), v => v.GetHashCode(), v => v));
        });
        model.Entity<TrainingPlace>(e =>
        {
            e.ToTable("training_place");
            e.HasKey(p => new { p.ClassId, p.MemberId });
        });
        model.Entity<TrainingCertificate>().ToTable("training_certificate");
        model.Entity<CertificatePrint>().ToTable("training_print");
        model.Entity<PublicCertificate>(e =>
        {
            e.ToTable("public_certificate");
            e.HasKey(c => c.CertificateId);
        });
    }
}

/// <summary>What a post may do with training classes.</summary>
public static class TrainingActs
{
    /// <summary>See the classes of one's scope, who takes part, and their certificates.</summary>
    public const string See = "training.see";

    /// <summary>Plan classes of the own organisation, enrol people at and below it, end them, revoke certificates.</summary>
    public const string Hold = "training.hold";
}

/// <summary>Under which word the review knows records of this module.</summary>
public static class TrainingRecords
{
    public const string Roll = "training-roll";
}

/// <summary>The lessons of a class as they are kept.</summary>
internal static class LessonsJson
{
    private static readonly JsonSerializerOptions Form = new() { Converters = { new JsonStringEnumConverter() } };

    public static string Write(IReadOnlyList<TrainingLesson> lessons) => JsonSerializer.Serialize(lessons, Form);

    public static IReadOnlyList<TrainingLesson> Read(string kept) => JsonSerializer.Deserialize<List<TrainingLesson>>(kept, Form) ?? [];
}

/// <summary>What whoever completed a class is credited with in the year in which it ended.</summary>
internal sealed class UnitsOfClasses : ICreditedUnits
{
    public string Sql => "select c.units from training_certificate c where c.member_id = @member and c.revoked_on is null and c.ends_on between @first and @last";
}
