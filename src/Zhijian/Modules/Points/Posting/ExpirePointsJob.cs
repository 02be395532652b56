using Zhijian.Platform.Jobs;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Points.Posting;

/// <summary>Posts back what has run out. Pages judge by the day, so nothing is shown as valid meanwhile.</summary>
internal sealed class ExpirePointsJob(PointsBook book, Fence fence) : IRecurring
{
    public static TimeSpan Every => TimeSpan.FromHours(24);

    public async Task Run(CancellationToken cancel)
    {
        await book.Expire(cancel);
        await fence.Commit(cancel);
    }
}
