using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Figures.Duties;

/// <summary>Frees an organisation below from what it still owes in a period.</summary>
public sealed class ExcuseAction(ZhijianDb db, Journal journal, Actor actor, TimeProvider clock)
{
    public async Task<Decision<ObligationExcused>> Run(Guid id, string? why, CancellationToken cancel)
    {
        if (await db.Obligations.FirstOrDefaultAsync(o => o.Id == id, cancel) is not { } obligation)
        {
            return PlatformRefusals.Missing;
        }
        var now = clock.GetUtcNow();
        var decision = obligation.Excuse(actor, why, now);
        if (decision.Fact is { } fact)
        {
            obligation.Apply(fact, actor, now);
        }
        return await journal.Record(decision, actor, cancel);
    }
}

/// <summary>What was excused leaves the gaps of the organisation and of all above it.</summary>
internal sealed class RecountWhenExcused(TraceBook book) : IWhen<ObligationExcused>
{
    public Task Handle(ObligationExcused fact, Actor actor, DateTimeOffset now, CancellationToken cancel) => book.Recount(fact.SubjectId, cancel);
}
