using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Files;

/// <summary>Once a day: removes bytes to which no row points, left by requests that were rolled back or cut off, when they are a day old.</summary>
internal sealed class ForsakenFilesJob(Fence fence, FileShelf shelf, TimeProvider clock)
{
    /// <summary>Answers how many files were removed.</summary>
    public async Task<int> Run(CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Jobs);
        var removed = 0;
        foreach (var places in shelf.PlacesOlderThan(clock.GetUtcNow().AddDays(-1)).Chunk(500))
        {
            var known = (await fence.Rows<string>("select place from stored_file where place = any(@places)", new { places }, cancel)).ToHashSet();
            foreach (var forsaken in places.Where(p => !known.Contains(p)))
            {
                shelf.Remove(forsaken);
                removed++;
            }
        }
        return removed;
    }
}
