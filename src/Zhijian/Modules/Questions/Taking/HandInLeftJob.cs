using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Jobs;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Questions.Taking;

/// <summary>Hands in copies that were still open at the closing hour of their paper: what was kept counts, also for somebody whose battery was empty.</summary>
internal sealed class HandInLeftJob(ZhijianDb db, Fence fence, TakeQuery take, TakePaperAction action, InstitutionTime time) : IRecurring
{
    private const int AtOnce = 200;

    public static TimeSpan Every => TimeSpan.FromMinutes(10);

    public Task Run(CancellationToken cancel) => Look(cancel);

    /// <summary>Answers how many copies were handed in.</summary>
    public async Task<int> Look(CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Jobs);
        var left = await fence.Rows<LeftRow>(
            $"""
            select t.id, m.path, m.organisation_id as OrganisationId from paper_attempt t join paper p on p.id = t.paper_id join member m on m.id = t.member_id
            where t.state = 'Running' and p.closes_at <= @now order by t.id limit {AtOnce}
            """, new { now = time.Now }, cancel);
        foreach (var one in left)
        {
            await fence.Open(cancel);
            if ((await db.Set<PaperAttempt>().FromSql($"select * from paper_attempt where id = {one.Id} and state = 'Running' for update").ToListAsync(cancel)).FirstOrDefault() is { } attempt)
            {
                await action.HandIn(await take.Whole(attempt, tracked: true, cancel), SystemActors.Jobs.Actor, one.Path, one.OrganisationId, cancel);
            }
            await fence.Commit(cancel);
            db.ChangeTracker.Clear();
        }
        return left.Count;
    }

    private sealed class LeftRow
    {
        public Guid Id { get; set; }

        public string Path { get; set; } = "";

        public Guid OrganisationId { get; set; }
    }
}
