using Zhijian.Modules.Review.Routing;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Review.Decide;

/// <summary>The author takes a record back from review, as long as it is not filed.</summary>
internal sealed class WithdrawAction(Journal journal, CaseQuery cases, ReviewerQuery reviewers, InstitutionTime time)
{
    public async Task<Decision<CaseWithdrawn>> Run(Guid caseId, int expectedVersion, Actor actor, CancellationToken cancel)
    {
        if (await cases.ToDecide(caseId, actor, await reviewers.Of(actor, cancel), cancel) is not { } found)
        {
            return PlatformRefusals.Missing;
        }
        return await journal.Record(found.Withdraw(actor.MemberId, actor.Name, expectedVersion, time.Now), actor, cancel);
    }
}
