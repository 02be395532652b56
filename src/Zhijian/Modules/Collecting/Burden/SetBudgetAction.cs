using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Collecting.Burden;

/// <summary>The committee sets how many minutes a month one organisation may be asked for, from a month on.</summary>
internal sealed class SetBudgetAction(ZhijianDb db, Fence fence, Journal journal, InstitutionTime time)
{
    public async Task<Decision<BudgetSet>> Run(int? minutes, DateOnly? from, Actor actor, CancellationToken cancel)
    {
        if (actor.Space is not { } space || !space.Covers(CollectingActs.Budget, space.Path))
        {
            return PlatformRefusals.NotYours;
        }
        var decision = CollectionBudget.Set(space.OrganisationId, space.Path, minutes, from, actor, time.Now, time.Today, out var budget);
        if (budget is not null)
        {
            // One for a month: a second word about the same month takes the place of the first; the trail keeps both.
            await fence.Run("delete from collection_budget where organisation_id = @OrganisationId and from_month = @FromMonth", new { budget.OrganisationId, budget.FromMonth }, cancel);
            db.Add(budget);
        }
        return await journal.Record(decision, actor, cancel);
    }
}
