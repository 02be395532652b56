using Zhijian.Modules.Review.Routing;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Review.Decide;

/// <summary>A reviewer takes their own last decision back, for some minutes and while nobody acted after.</summary>
internal sealed class UndoAction(Journal journal, CaseQuery cases, ReviewerQuery reviewers, InstitutionTime time)
{
    public async Task<Decision<DecisionUndone>> Run(Guid caseId, int expectedVersion, Actor actor, CancellationToken cancel)
    {
        var reviewer = await reviewers.Of(actor, cancel);
        if (await cases.ToDecide(caseId, actor, reviewer, cancel) is not { } found)
        {
            return PlatformRefusals.Missing;
        }
        return await journal.Record(found.Undo(reviewer, expectedVersion, time.Now), actor, cancel);
    }
}
