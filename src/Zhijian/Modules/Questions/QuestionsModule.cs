using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Zhijian.Modules.Costs;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Questions.Bringing;
using Zhijian.Modules.Questions.Releasing;
using Zhijian.Modules.Questions.Taking;
using Zhijian.Modules.Review;
using Zhijian.Modules.Rules;
using Zhijian.Modules.Standards;
using Zhijian.Platform;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Questions;

/// <summary>Questions and papers: a bank that organisations write for those below them, reviewed before it is used; papers drawn from it, answered at one's own pace and graded by the server alone.</summary>
public sealed class QuestionsModule : IModule
{
    public IReadOnlyList<Type> Needs => [typeof(RulesModule), typeof(CostsModule), typeof(StandardsModule), typeof(OrganisationsModule), typeof(PeopleModule), typeof(ReviewModule)];

    public IReadOnlyList<string> Acts => [QuestionActs.See, QuestionActs.Write, PaperActs.See, PaperActs.Set];

    public IEnumerable<MenuEntry> Menu =>
    [
        new(MenuGroup.Education, 29, "papers.menu", "checklist", "/papers", actor => actor.IsSignedIn),
        new(MenuGroup.Education, 46, "questions.menu", "list-search", "/questions", actor => actor.May(QuestionActs.See)),
    ];

    public void AddServices(IServiceCollection services)
    {
        services.AddScoped<IReviewable, ReviewableQuestions>();
        services.AddScoped<OwnRowsBook, Following.ResultRows>();
        services.AddScoped<IFollowsOrganisationChanges, Following.ResultRows>();
        services.AddScoped<ITaskSource, PapersOnHome>();
        services.AddSingleton<AnswerDoor>();
        services.AddSingleton<AnswerWriter>();
        services.AddHostedService(s => s.GetRequiredService<AnswerWriter>());
    }

    public void DescribeTables(ModelBuilder model)
    {
        model.Entity<BankQuestion>(e =>
        {
            e.ToTable("bank_question");
            Json(e.Property(q => q.Content));
        });
        model.Entity<QuestionEdition>(e =>
        {
            e.ToTable("question_edition");
            e.HasKey(v => new { v.QuestionId, v.Number });
            Json(e.Property(q => q.Content));
        });
        model.Entity<QuestionRelease>().ToTable("question_release");
        model.Entity<QuestionImport>().ToTable("question_import");
        model.Entity<Paper>(e =>
        {
            e.ToTable("paper");
            Json(e.Property(p => p.Plan));
            Json(e.Property(p => p.Pool));
        });
        model.Entity<PaperResult>(e =>
        {
            e.ToTable("paper_result");
            e.HasKey(r => new { r.MemberId, r.PaperId });
        });
        model.Entity<PaperAttempt>(e =>
        {
            e.ToTable("paper_attempt");
            Json(e.Property(a => a.Questions));
        });
        model.Entity<PaperAnswer>(e =>
        {
            e.ToTable("paper_answer");
            e.HasKey(a => new { a.AttemptId, a.Place });
            Json(e.Property(a => a.Sheet).HasColumnName("marked"));
            Json(e.Property(a => a.Given).HasColumnName("meant"));
        });
        model.Entity<PracticeQuestion>(e =>
        {
            e.ToTable("practice_question");
            e.HasKey(p => new { p.MemberId, p.QuestionId });
        });
    }

    /// <summary>A value kept whole as one JSON text; it is replaced, never changed in place.</summary>
    private static void Json<T>(PropertyBuilder<T> property) =>
        property.HasConversion(v => QuestionJson.Write(v), v => QuestionJson.Read<T>(v), new ValueComparer<T>((a, b) => ReferenceEquals(a, b), v => v == null ? 0 : v.GetHashCode(), v => v));
}

/// <summary>What a post may do with the bank of questions.</summary>
public static class QuestionActs
{
    /// <summary>See questions with what is right: those being written in one's scope, and those released at and above it.</summary>
    public const string See = "questions.see";

    /// <summary>Write, bring, hand in and retire questions of the own organisation.</summary>
    public const string Write = "questions.write";
}

/// <summary>What a post may do with papers, beyond taking them.</summary>
public static class PaperActs
{
    /// <summary>See how many handed in and passed, and who has not handed in, in one's scope.</summary>
    public const string See = "papers.see";

    /// <summary>Set papers for the own organisation and those below.</summary>
    public const string Set = "papers.set";
}

/// <summary>Under which word the review knows records of this module.</summary>
public static class QuestionRecords
{
    public const string Release = "question-release";
}
