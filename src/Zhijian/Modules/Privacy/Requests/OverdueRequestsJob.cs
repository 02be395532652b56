using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Jobs;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Privacy.Requests;

/// <summary>Notes once, for the daily overview, that the day by which a request should have been answered has passed. Nothing else follows by itself.</summary>
internal sealed class OverdueRequestsJob(ZhijianDb db, Fence fence, Journal journal, InstitutionTime time) : IRecurring
{
    private const int AtOnce = 200;

    public static TimeSpan Every => TimeSpan.FromHours(1);

    public Task Run(CancellationToken cancel) => Note(cancel);

    /// <summary>Answers how many were noted.</summary>
    public async Task<int> Note(CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Jobs);
        var today = time.Today;
        var late = await db.Set<PersonRequest>().Where(r => r.State == RequestState.Waiting && r.OverdueSince == null && r.DueOn < today).OrderBy(r => r.DueOn).Take(AtOnce).ToListAsync(cancel);
        foreach (var request in late)
        {
            request.OverdueSince = today;
            await journal.Also(new RequestOverdue(request.Id, request.Path, request.MemberId, request.Kind, request.DueOn, request.Rule), SystemActors.Jobs.Actor, cancel);
        }
        await fence.Commit(cancel);
        return late.Count;
    }
}
