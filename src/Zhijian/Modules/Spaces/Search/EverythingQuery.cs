using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Spaces.Search;

/// <summary>Looks for a text in everything that has a source (<see cref="ISearchSource"/>); all of them ask together.</summary>
internal sealed class EverythingQuery(IEnumerable<ISearchSource> sources, Fence fence)
{
    /// <summary>As many of each kind.</summary>
    private const int Few = 6;

    /// <summary>With fewer hits than this, somebody may have meant something else.</summary>
    private const int HardlyAny = 3;

    private readonly IReadOnlyList<ISearchSource> _sources = [.. sources.OrderBy(s => s.Order)];

    /// <summary>What was found by each source that found something, in the order of the page; and, where that is hardly anything, what is nearly so called.</summary>
    public async Task<(IReadOnlyList<(ISearchSource Source, SearchFound Found)> Found, IReadOnlyList<SearchHit> Near)> Find(string text, CancellationToken cancel)
    {
        var found = await Each(s => s.Find(text, Few, cancel), cancel);
        var hits = found.SelectMany(f => f.Hits).ToList();
        var shown = _sources.Zip(found).Where(f => f.Second.Hits.Count > 0).ToList();
        if (hits.Count >= HardlyAny)
        {
            return (shown, []);
        }
        var known = hits.Select(h => h.Href).ToHashSet();
        var near = await Each(s => s.Near(text, Few, cancel), cancel);
        return (shown, [.. near.SelectMany(n => n).Where(h => !known.Contains(h.Href))]);
    }

    /// <summary>What each source answers.</summary>
    private async Task<T[]> Each<T>(Func<ISearchSource, Task<T>> question, CancellationToken cancel)
    {
        var answers = new T[_sources.Count];
        await fence.Together(_sources.Select<ISearchSource, Func<Task>>((source, n) => async () => answers[n] = await question(source)), cancel);
        return answers;
    }
}
