using Zhijian.Platform.Jobs;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Files;

/// <summary>Removes bytes to which no row points, left by requests that were rolled back or cut off, when they are a day old.</summary>
internal sealed class ForsakenFilesJob(Fence fence, FileShelf shelf, TimeProvider clock) : IRecurring
{
    public static TimeSpan Every => TimeSpan.FromHours(6);

    public async Task Run(CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Jobs);
        foreach (var places in shelf.PlacesOlderThan(clock.GetUtcNow().AddDays(-1)).Chunk(500))
        {
            var known = (await fence.Rows<string>("select place from stored_file where place = any(@places)", new { places }, cancel)).ToHashSet();
            foreach (var forsaken in places.Where(p => !known.Contains(p)))
            {
                shelf.Remove(forsaken);
            }
        }
    }
}
