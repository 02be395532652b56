using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Spaces.Search;

/// <summary>Finds the pages of the menu that somebody may open, by their name.</summary>
internal sealed class SearchPages(MainMenu menu, Words words) : ISearchSource
{
    public string TextKey => "spaces.pages";

    public int Order => 0;

    public Task<SearchFound> Find(string text, int most, CancellationToken cancel) => Task.FromResult(new SearchFound(
        [.. menu.Offered.Where(e => words[e.TextKey].Contains(text, StringComparison.OrdinalIgnoreCase)).Take(most).Select(e => new SearchHit(words[e.TextKey], null, e.Path, e.Icon))], null));
}
