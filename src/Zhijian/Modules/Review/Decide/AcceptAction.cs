using Zhijian.Modules.Review.Routing;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Review.Decide;

/// <summary>A reviewer accepts a record: it goes to the next layer, or is filed after the last.</summary>
internal sealed class AcceptAction(Journal journal, CaseQuery cases, ReviewerQuery reviewers, RouteQuery routes, InstitutionTime time)
{
    public async Task<Decision<CaseFact>> Run(Guid caseId, int expectedVersion, string? note, Actor actor, CancellationToken cancel)
    {
        var reviewer = await reviewers.Of(actor, cancel);
        if (await cases.ToDecide(caseId, actor, reviewer, cancel) is not { } found)
        {
            return PlatformRefusals.Missing;
        }
        var vacant = (await routes.Of(found, cancel)).Vacant((member, layer) => member != reviewer.MemberId && found.CouldDecide(member, layer));

        return await Record(found.Accept(reviewer, vacant, expectedVersion, time.Now, note ?? ""), actor, cancel);
    }

    /// <summary>As one of several at once: only where all checks passed and no sensitive data is held.</summary>
    public async Task<Decision<CaseFact>> RunInBulk(Guid caseId, int expectedVersion, string? note, Actor actor, CancellationToken cancel)
    {
        var reviewer = await reviewers.Of(actor, cancel);
        if (await cases.ToDecide(caseId, actor, reviewer, cancel) is not { } found)
        {
            return PlatformRefusals.Missing;
        }
        var vacant = (await routes.Of(found, cancel)).Vacant((member, layer) => member != reviewer.MemberId && found.CouldDecide(member, layer));

        return await Record(found.AcceptInBulk(reviewer, vacant, expectedVersion, time.Now, note ?? ""), actor, cancel);
    }

    /// <summary>Told as what it is: listeners hear an approval or a passing on.</summary>
    private async Task<Decision<CaseFact>> Record(Decision<CaseFact> decision, Actor actor, CancellationToken cancel)
    {
        switch (decision.Fact)
        {
            case CaseApproved approved:
                var filed = await journal.Record<CaseApproved>(approved, actor, cancel);
                return new Decision<CaseFact>(filed.Fact, filed.Refusal);
            case CaseAccepted accepted:
                var passed = await journal.Record<CaseAccepted>(accepted, actor, cancel);
                return new Decision<CaseFact>(passed.Fact, passed.Refusal);
            default:
                return decision;
        }
    }
}
