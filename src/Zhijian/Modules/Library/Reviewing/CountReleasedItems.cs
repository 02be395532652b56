using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Figures;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Library.Reviewing;

/// <summary>A released item counts for its organisation and all above it from its first edition on; the next editions count no second time.</summary>
internal sealed class CountWhenReleased(ZhijianDb db, TraceBook traces, InstitutionTime time) : IWhen<LibraryItemReleased>
{
    public async Task Handle(LibraryItemReleased fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        var item = await db.Set<LibraryItem>().FirstAsync(i => i.Id == fact.SubjectId, cancel);
        await traces.Filed(new FiledRecord(item.Id, item.Id, CountedKind.TheoryItem, time.DayOf(now), now, [new Party(item.OrganisationId, item.Path)]) { Title = item.Title }, cancel);
    }
}

/// <summary>What its readers no longer see counts no longer; figures of earlier days stay as they were.</summary>
internal sealed class CountNoMoreWhenWithdrawn(TraceBook traces) : IWhen<LibraryItemWithdrawn>
{
    public Task Handle(LibraryItemWithdrawn fact, Actor actor, DateTimeOffset now, CancellationToken cancel) => traces.TakenBack(fact.SubjectId, now, cancel);
}
