using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Conversation.Following;
using Zhijian.Modules.Conversation.Showing;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Publishing;
using Zhijian.Modules.Rules;
using Zhijian.Platform;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Conversation;

/// <summary>What readers and those who wrote say to each other below an article: comments, questions with official answers, thanks; and what becomes of a report of misuse.</summary>
public sealed class ConversationModule : IModule
{
    public IReadOnlyList<Type> Needs => [typeof(RulesModule), typeof(OrganisationsModule), typeof(PeopleModule), typeof(PublishingModule)];

    public IReadOnlyList<string> Acts => [ConversationActs.Answer, ConversationActs.Moderate, ConversationActs.DecideAppeals];

    public IEnumerable<MenuEntry> Menu =>
    [
        new(MenuGroup.Service, 54, "conversation.menu-questions", "help-circle", "/conversation/asked", actor => actor.May(ConversationActs.Answer)),
        new(MenuGroup.Service, 55, "conversation.menu-reports", "flag", "/conversation/reports", actor => actor.May(ConversationActs.Moderate)),
    ];

    public void AddServices(IServiceCollection services)
    {
        services.AddScoped<IBelowArticle, BelowArticle>();
        services.AddScoped<ITaskSource, ConversationOnHome>();
        services.AddScoped<OwnWordsBook>();
        services.AddScoped<OwnRowsBook, ThanksRows>();
        services.AddScoped<IFollowsOrganisationChanges, ThanksRows>();
    }

    public void DescribeTables(ModelBuilder model)
    {
        model.Entity<ArticleComment>().ToTable("article_comment");
        model.Entity<ArticleQuestion>().ToTable("article_question");
        model.Entity<ArticleThanks>(e =>
        {
            e.ToTable("article_thanks");
            e.HasKey(t => new { t.ArticleId, t.MemberId });
        });
        model.Entity<MisuseCase>().ToTable("misuse_case");
        model.Entity<MisuseReport>(e =>
        {
            e.ToTable("misuse_report");
            e.HasKey(r => new { r.CaseId, r.MemberId });
        });
    }
}

/// <summary>What a post may do in a conversation, beyond what every reader may.</summary>
public static class ConversationActs
{
    /// <summary>Answer questions and comments for the own organisation, officially.</summary>
    public const string Answer = "conversation.answer";

    /// <summary>See reported comments of one's scope and decide whether they stay.</summary>
    public const string Moderate = "conversation.moderate";

    /// <summary>Decide appeals against decisions made below, or by somebody else at the committee.</summary>
    public const string DecideAppeals = "conversation.decide-appeals";
}
