using Zhijian.Modules.Review;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Indicators.Reviewing;

/// <summary>The last layer approved an indicator: its edition is published from now on, and the one before it is kept.</summary>
internal sealed class PublishWhenApproved(ZhijianDb db, Journal journal, KeptIndicatorQuery kept) : IWhen<CaseApproved>
{
    public async Task Handle(CaseApproved fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (fact.RecordKind != IndicatorRecords.Kept)
        {
            return;
        }
        var indicator = await kept.Reviewed(fact.SubjectId, cancel);
        // The earlier one steps back before the new one stands: there is never more than one.
        await kept.StepBack(indicator.Id, cancel);
        var published = indicator.Publish(now, out var edition);
        db.Add(edition);
        await journal.Also(published, actor, cancel);
    }
}

/// <summary>A layer sent it back to who wrote it.</summary>
internal sealed class GiveBackWhenReturned(KeptIndicatorQuery kept) : IWhen<CaseReturned>
{
    public async Task Handle(CaseReturned fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (fact.RecordKind == IndicatorRecords.Kept && fact.ToAuthor)
        {
            (await kept.Reviewed(fact.SubjectId, cancel)).BackTo(IndicatorState.Draft, fact.Note);
        }
    }
}

/// <summary>Who wrote it took it back.</summary>
internal sealed class ReopenWhenWithdrawn(KeptIndicatorQuery kept) : IWhen<CaseWithdrawn>
{
    public async Task Handle(CaseWithdrawn fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (fact.RecordKind == IndicatorRecords.Kept)
        {
            (await kept.Reviewed(fact.SubjectId, cancel)).BackTo(IndicatorState.Draft, null);
        }
    }
}

/// <summary>A reviewer took the decision back: the indicator waits again, and the edition before is shown, if there was one. The number of the one
/// taken back is not given again.</summary>
internal sealed class WaitAgainWhenUndone(KeptIndicatorQuery kept) : IWhen<DecisionUndone>
{
    public async Task Handle(DecisionUndone fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (fact.RecordKind != IndicatorRecords.Kept)
        {
            return;
        }
        var indicator = await kept.Reviewed(fact.SubjectId, cancel);
        indicator.BackTo(IndicatorState.InReview, null);
        if (!fact.WasApproval)
        {
            return;
        }
        await kept.TakeBack(indicator.Id, cancel);
        indicator.IsShown = await kept.ShowAgain(indicator.Id, indicator.Edition - 1, cancel);
    }
}
