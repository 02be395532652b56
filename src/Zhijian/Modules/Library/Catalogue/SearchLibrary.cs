using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Library.Catalogue;

/// <summary>Finds items of the library by their words, those of PDF files too.</summary>
internal sealed class SearchLibrary(CatalogueQuery catalogue, Actor actor) : ISearchSource
{
    public string TextKey => "library.menu";

    public int Order => 40;

    public async Task<SearchFound> Find(string text, int most, CancellationToken cancel) => SearchFound.Of(
        await catalogue.Page(new CatalogueFilter(text, null, null, null, null, null, false), actor, null, most, cancel),
        i => new SearchHit(i.Title, new HomeText(i.InTitle ? "library.found-kind" : "library.found-inside", i.Kind), $"/library/{i.Id}", "book-2"), "/library", "Search", text);
}
