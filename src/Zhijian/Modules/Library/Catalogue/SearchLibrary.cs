using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Library.Catalogue;

/// <summary>Finds items of the library by their words, those of PDF files too; and, where that is few, those nearly called so.</summary>
internal sealed class SearchLibrary(CatalogueQuery catalogue, Actor actor) : ISearchSource
{
    public string TextKey => "library.menu";

    public int Order => 40;

    public async Task<SearchFound> Find(string text, int most, CancellationToken cancel)
    {
        var filter = new CatalogueFilter(text, null, null, null, null, null, false);
        var newest = await catalogue.NewestTurn(cancel);
        var page = await catalogue.Page(filter, actor, null, most, cancel, newest);
        var found = SearchFound.Of(page, i => Hit(i, i.InTitle ? "library.found-kind" : "library.found-inside"), "/library", "Search", text);
        return page.Items.Count >= most ? found : found with { Near = [.. (await catalogue.Near(filter, most, actor, cancel, newest)).Where(n => page.Items.All(i => i.Id != n.Id)).Select(i => Hit(i, "library.found-near"))] };
    }

    private static SearchHit Hit(CatalogueRow item, string why) => new(item.Title, new HomeText(why, item.Kind), $"/library/{item.Id}", "book-2");
}
