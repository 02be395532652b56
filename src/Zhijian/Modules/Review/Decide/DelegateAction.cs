using Zhijian.Modules.Review.Routing;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Review.Decide;

/// <summary>A reviewer asks a colleague to decide one record in their place.</summary>
internal sealed class DelegateAction(Journal journal, CaseQuery cases, ReviewerQuery reviewers, InstitutionTime time)
{
    public async Task<Decision<CaseDelegated>> Run(Guid caseId, int expectedVersion, Guid? deputyId, string? note, Actor actor, CancellationToken cancel)
    {
        var reviewer = await reviewers.Of(actor, cancel);
        if (await cases.ToDecide(caseId, actor, reviewer, cancel) is not { } found)
        {
            return PlatformRefusals.Missing;
        }
        if (deputyId is not { } chosen || await reviewers.OfMember(chosen, cancel) is not { } deputy)
        {
            return PlatformRefusals.Required.At("deputy");
        }
        return await journal.Record(found.Delegate(reviewer, deputy, note ?? "", expectedVersion, time.Now), actor, cancel);
    }
}
