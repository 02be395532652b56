using System.Collections.Concurrent;

namespace Zhijian.Modules.Library.Catalogue;

/// <summary>Which kinds and collections there are for those who may look in the same places, as far as somebody asked within the last minute.</summary>
internal sealed class KnownShelves(TimeProvider time)
{
    public static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    /// <summary>As many at the same time; then all are forgotten and read anew.</summary>
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<string, (DateTimeOffset Until, CatalogueShelf Shelf)> _known = new();

    public CatalogueShelf? Of(string places) => _known.TryGetValue(places, out var known) && known.Until > time.GetUtcNow() ? known.Shelf : null;

    public void Keep(string places, CatalogueShelf shelf)
    {
        if (_known.Count >= Most)
        {
            _known.Clear();
        }
        _known[places] = (time.GetUtcNow() + Kept, shelf);
    }
}
