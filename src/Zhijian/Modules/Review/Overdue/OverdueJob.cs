using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Review.Routing;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Jobs;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Review.Overdue;

/// <summary>
/// Brings records that waited longer than their limit in working days to somebody above who may decide them,
/// and passes over layers whose post nobody holds any more, where the chain allows it.
/// </summary>
internal sealed class OverdueJob(ZhijianDb db, Fence fence, Journal journal, RouteQuery routes, Rulebook rulebook, InstitutionTime time) : IRecurring
{
    public static TimeSpan Every => TimeSpan.FromMinutes(30);

    public Task Run(CancellationToken cancel) => Look(cancel);

    /// <summary>Answers how many cases were moved or escalated.</summary>
    public async Task<int> Look(CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Review);
        var moved = 0;
        var waiting = await db.ReviewCases.Where(c => c.State == ReviewState.Waiting).OrderBy(c => c.WaitingSince).Select(c => c.Id).ToListAsync(cancel);
        foreach (var id in waiting)
        {
            await fence.Open(cancel);
            // Each case by itself: one that somebody decides at this moment does not hold up the others.
            var found = await db.ReviewCases.Include(c => c.Steps.OrderBy(s => s.Number)).FirstAsync(c => c.Id == id, cancel);
            moved += found.IsWaiting && (await Skip(found, cancel) || await Escalate(found, cancel)) ? 1 : 0;
            await fence.Commit(cancel);
            db.ChangeTracker.Clear();
        }
        return moved;
    }

    private async Task<bool> Skip(ReviewCase found, CancellationToken cancel)
    {
        if (found.AtLastLayer || !found.Route.At(found.Layer).SkipWhenVacant)
        {
            return false;
        }
        var vacant = (await routes.Of(found, cancel)).Vacant(found.CouldDecide);
        var decision = await journal.Record(found.SkipVacant(vacant, found.Version, time.Now), SystemActors.Review.Actor, cancel);
        return decision.Fact is not null;
    }

    private async Task<bool> Escalate(ReviewCase found, CancellationToken cancel)
    {
        var waited = rulebook.On(time.Today).Calendar.WorkingDaysBetween(time.DayOf(found.WaitingSince), time.Today).Days;
        if (waited <= found.Route.At(found.Layer).LimitWorkingDays || found.Escalated)
        {
            return false;
        }
        var people = (await routes.Of(found, cancel)).Eligible(await routes.StandIns(found, cancel));
        var decision = await journal.Record(found.Escalate(waited, found.Version, time.Now, found.WhoDecidesInPlace(people)), SystemActors.Review.Actor, cancel);
        return decision.Fact is not null;
    }
}
