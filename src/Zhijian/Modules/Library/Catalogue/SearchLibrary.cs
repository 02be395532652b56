using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Library.Catalogue;

/// <summary>Finds items of the library by their words, those of PDF files too, and those nearly called so.</summary>
internal sealed class SearchLibrary(CatalogueQuery catalogue, Actor actor) : ISearchSource
{
    public string TextKey => "library.menu";

    public int Order => 40;

    public async Task<SearchFound> Find(string text, int most, CancellationToken cancel) =>
        SearchFound.Of(await catalogue.Page(Called(text), actor, null, most, cancel), i => Hit(i, i.InTitle ? "library.found-kind" : "library.found-inside"), "/library", "Search", text);

    public async Task<IReadOnlyList<SearchHit>> Near(string text, int most, CancellationToken cancel) =>
        [.. (await catalogue.Near(Called(text), most, actor, cancel)).Select(i => Hit(i, "library.found-near"))];

    private static CatalogueFilter Called(string text) => new(text, null, null, null, null, null, false);

    private static SearchHit Hit(CatalogueRow item, string why) => new(item.Title, new HomeText(why, item.Kind), $"/library/{item.Id}", "book-2");
}
