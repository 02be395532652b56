using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Figures;
using Zhijian.Modules.Library.Authoring;
using Zhijian.Modules.Library.Following;
using Zhijian.Modules.Library.Reviewing;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.Review;
using Zhijian.Modules.Rules;
using Zhijian.Platform;
using Zhijian.Platform.Files;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Library;

/// <summary>The online library: what organisations write for those within and below them, reviewed before it is public, found by its words, read at one's own pace.</summary>
public sealed class LibraryModule : IModule
{
    public IReadOnlyList<Type> Needs => [typeof(RulesModule), typeof(OrganisationsModule), typeof(FiguresModule), typeof(ReviewModule)];

    public IReadOnlyList<string> Acts => [LibraryActs.See, LibraryActs.Write];

    public IEnumerable<MenuEntry> Menu => [new(MenuGroup.Education, 28, "library.menu", "book", "/library", actor => actor.IsSignedIn)];

    public void AddServices(IServiceCollection services)
    {
        services.AddScoped<IFollowsOrganisationChanges, SearchFollowsTree>();
        services.AddScoped<Platform.Web.ISearchSource, Catalogue.SearchLibrary>();
        services.AddSingleton<Catalogue.KnownShelves>();
        services.AddScoped<IWorkRecordSource, OwnWork.ItemsWritten>();
        services.AddScoped<ILineageSource, Lineage.ItemLineage>();
        services.AddScoped<IReviewable, ReviewableItem>();
        services.AddScoped<IAttachable, ItemAttachments>();
    }

    public void DescribeTables(ModelBuilder model)
    {
        model.Entity<LibraryItem>().ToTable("library_item");
        model.Entity<LibraryEdition>(e =>
        {
            e.ToTable("library_edition");
            e.HasKey(v => new { v.ItemId, v.Number });
        });
        model.Entity<LibrarySearch>(e =>
        {
            e.ToTable("library_search");
            e.HasKey(v => new { v.ItemId, v.Number });
        });
        model.Entity<LibraryReading>(e =>
        {
            e.ToTable("library_reading");
            e.HasKey(v => new { v.MemberId, v.ItemId });
        });
    }
}

/// <summary>What a post may do in the library, beyond reading.</summary>
public static class LibraryActs
{
    /// <summary>See what is being written and reviewed.</summary>
    public const string See = "library.see";

    /// <summary>Write items for the own organisation and those below, hand them in for review, withdraw them.</summary>
    public const string Write = "library.write";
}

/// <summary>Under which word the review knows records of this module.</summary>
public static class LibraryRecords
{
    public const string Item = "library-item";
}
