using Zhijian.Modules.Review.Routing;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Review.Decide;

/// <summary>A reviewer sends a record back, to its author or to an earlier layer, with notes on what to change.</summary>
internal sealed class ReturnAction(Journal journal, CaseQuery cases, ReviewerQuery reviewers, InstitutionTime time)
{
    public async Task<Decision<CaseReturned>> Run(Guid caseId, int expectedVersion, int? toLayer, string? note, IReadOnlyList<FieldNote> fieldNotes, Actor actor, CancellationToken cancel)
    {
        var reviewer = await reviewers.Of(actor, cancel);
        if (await cases.ToDecide(caseId, actor, reviewer, cancel) is not { } found)
        {
            return PlatformRefusals.Missing;
        }
        var decision = toLayer is { } layer
            ? found.ReturnToLayer(reviewer, layer, note ?? "", fieldNotes, expectedVersion, time.Now)
            : found.ReturnToAuthor(reviewer, note ?? "", fieldNotes, expectedVersion, time.Now);
        return await journal.Record(decision, actor, cancel);
    }
}
