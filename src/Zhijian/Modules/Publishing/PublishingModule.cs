using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Publishing.Authoring;
using Zhijian.Modules.Publishing.OpenAffairs;
using Zhijian.Modules.Publishing.Reading;
using Zhijian.Modules.Publishing.Reviewing;
using Zhijian.Modules.Review;
using Zhijian.Modules.Rules;
using Zhijian.Platform;
using Zhijian.Platform.Files;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Publishing;

/// <summary>What organisations tell: news, notices and topics inside and on the public portal, and what must be open by rule.</summary>
public sealed class PublishingModule : IModule
{
    public IReadOnlyList<Type> Needs => [typeof(RulesModule), typeof(Costs.CostsModule), typeof(OrganisationsModule), typeof(PeopleModule), typeof(ReviewModule), typeof(ActivitiesModule)];

    public IReadOnlyList<string> Acts => [PublishingActs.See, PublishingActs.Write];

    public IEnumerable<MenuEntry> Menu => [new(MenuGroup.Service, 26, "publishing.menu", "speakerphone", "/news", actor => actor.IsSignedIn)];

    public void AddServices(IServiceCollection services)
    {
        services.AddScoped<Platform.Ahead.IMatterSource, OpenAffairs.OpenMatters>();
        services.AddScoped<Platform.Web.IWorkRecordSource, OwnWork.ArticlesWritten>();
        services.AddScoped<IReviewable, ReviewableArticle>();
        services.AddScoped<IAttachable, ArticleAttachments>();
        services.AddScoped<ITaskSource, PublishingTasks>();
        services.AddScoped<INewsSource, NewsOnHome>();
        services.AddScoped<IFollowsOrganisationChanges, EntriesFollowTree>();
        services.AddScoped<OwnRowsBook, Receipts.ReceiptRows>();
        services.AddScoped<IFollowsOrganisationChanges, Receipts.ReceiptRows>();
    }

    public void DescribeTables(ModelBuilder model)
    {
        model.Entity<Article>().ToTable("article");
        model.Entity<ArticleEdition>(e =>
        {
            e.ToTable("article_edition");
            e.HasKey(v => new { v.ArticleId, v.Number });
        });
        model.Entity<PublicArticle>(e =>
        {
            e.ToTable("public_article");
            e.HasKey(p => p.ArticleId);
        });
        model.Entity<PublicPicture>(e =>
        {
            e.ToTable("public_picture");
            e.HasKey(p => new { p.ArticleId, p.FileId });
        });
        model.Entity<ArticleReceipt>(e =>
        {
            e.ToTable("article_receipt");
            e.HasKey(r => new { r.ArticleId, r.MemberId });
        });
        model.Entity<OpenEntry>().ToTable("open_entry");
    }
}

/// <summary>What a post may do with what is told, beyond reading.</summary>
public static class PublishingActs
{
    /// <summary>See what is being written and reviewed, what must be open and is not yet, and who has not confirmed a notice.</summary>
    public const string See = "publishing.see";

    /// <summary>Write for the own organisation, hand in for review, withdraw.</summary>
    public const string Write = "publishing.write";
}

/// <summary>Under which word the review knows records of this module.</summary>
public static class PublishingRecords
{
    public const string Article = "article";
}
