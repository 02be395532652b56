using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Jobs;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Collecting.Rolling;

/// <summary>Opens the next round of a form that comes back, on the day after the last one ended.</summary>
internal sealed class OpenRoundsJob(ZhijianDb db, Fence fence, OpenRoundAction open, InstitutionTime time) : IRecurring
{
    public static TimeSpan Every => TimeSpan.FromHours(1);

    public Task Run(CancellationToken cancel) => Look(cancel);

    /// <summary>Answers how many rounds were opened.</summary>
    public async Task<int> Look(CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Jobs);
        var due = await fence.Rows<DueForm>(
            """
            select f.id, max(r.number) as Last from collection_form f join collection_round r on r.form_id = f.id
            where f.state = 'Published' and f.frequency <> 'Once' group by f.id having max(r.due_on) < @today
            """, new { today = time.Today }, cancel);
        foreach (var (id, last) in due.Select(d => (d.Id, d.Last)))
        {
            await fence.Open(cancel);
            var form = await db.Set<CollectionForm>().FirstAsync(f => f.Id == id, cancel);
            // After a long standstill the rounds that nobody could have filled in are passed over.
            var number = last + 1;
            while (form.DueOn(number) < time.Today)
            {
                number++;
            }
            await open.Run(form, number, SystemActors.Jobs.Actor, cancel);
            await fence.Commit(cancel);
            db.ChangeTracker.Clear();
        }
        return due.Count;
    }

    private sealed class DueForm
    {
        public Guid Id { get; set; }

        public int Last { get; set; }
    }
}
