using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Learning.Assigning;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Learning.Lineage;

/// <summary>What lies behind a learning task: who issued it, with what, and to how many. Tasks are issued, not reviewed; what they name was.</summary>
internal sealed class TaskLineage(TaskQuery tasks, ZhijianDb db) : ILineageSource
{
    public async Task<LineageRecord?> Of(Guid recordId, Actor actor, CancellationToken cancel)
    {
        if (await tasks.Seen(recordId, actor, cancel) is not { } task)
        {
            return null;
        }
        var issuer = await db.Set<People.Member>().AsNoTracking().Where(m => m.Id == task.IssuedBy).Select(m => m.Name).FirstOrDefaultAsync(cancel);
        return new LineageRecord(
            task.Id, task.Title, task.Title, $"/learning/tasks/{task.Id}", task.State == LearningTaskState.Open,
            [
                new("learning.issued-by", task.OrganisationName), new("learning.item", task.ItemTitle, $"/lineage/{task.ItemId}"), new("learning.mode", task.Mode),
                new("learning.due", task.DueOn), new("learning.reached", task.Reached), new("learning.state", task.State),
            ])
        {
            Review = LineageReview.None,
            Hands = [new(issuer is null ? new HomeText("learning.lineage.issued") : new HomeText("learning.lineage.issued-by", issuer), task.IssuedAt)],
        };
    }
}
