using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Indicators.Keeping;

/// <summary>Keeps indicators of the open space's own organisation, changes and withdraws them, begins their next edition.</summary>
internal sealed class KeepIndicatorAction(ZhijianDb db, Journal journal, KeptIndicatorQuery kept, PublishedMeasures measures, TimeProvider clock)
{
    public async Task<Decision<IndicatorDrafted>> Begin(IndicatorDraft draft, Actor actor, CancellationToken cancel)
    {
        if (actor.Space is not { } space || !space.Covers(IndicatorActs.Write, space.Path))
        {
            return PlatformRefusals.NotYours;
        }
        var decision = KeptIndicator.Draft(draft, measures.Units, space.OrganisationId, space.OrganisationName, space.Path, actor, clock.GetUtcNow(),
            out var indicator);
        if (indicator is not null)
        {
            db.Add(indicator);
        }
        return await journal.Record(decision, actor, cancel);
    }

    public Task<Decision<IndicatorChanged>> Change(Guid id, IndicatorDraft draft, int seen, Actor actor, CancellationToken cancel) =>
        Own(id, actor, i => i.Change(draft, measures.Units, seen, actor), cancel);

    public Task<Decision<IndicatorRevised>> Revise(Guid id, int seen, Actor actor, CancellationToken cancel) =>
        Own(id, actor, i => i.Revise(seen), cancel);

    public async Task<Decision<IndicatorWithdrawn>> Withdraw(Guid id, string? reason, int seen, Actor actor, CancellationToken cancel)
    {
        var decision = await Own(id, actor, i => i.Withdraw(reason, seen), cancel);
        if (decision.Fact is not null)
        {
            await kept.TakeBack(id, cancel);
        }
        return decision;
    }

    private async Task<Decision<TFact>> Own<TFact>(Guid id, Actor actor, Func<KeptIndicator, Decision<TFact>> change, CancellationToken cancel)
        where TFact : class, IFact =>
        await kept.Of(id, actor, cancel) is not { } indicator ? PlatformRefusals.Missing
        : KeptIndicatorQuery.MayWrite(indicator, actor) ? await journal.Record(change(indicator), actor, cancel) : PlatformRefusals.NotYours;
}
