using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Publishing.Reading;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Publishing.Receipts;

/// <summary>A person confirms to have read a notice that asks for it.</summary>
internal sealed class GiveReceiptAction(ZhijianDb db, Journal journal, ReadQuery read, TimeProvider clock)
{
    public async Task<Decision<ReceiptGiven>> Run(Guid id, Actor actor, CancellationToken cancel)
    {
        if (await read.Current(id, cancel) is not { } edition)
        {
            return PlatformRefusals.Missing;
        }
        var before = await read.Receipt(id, actor, cancel);
        var decision = ArticleReceipt.Give(edition, actor, before, clock.GetUtcNow(), out var receipt);
        if (receipt is not null)
        {
            db.Entry(receipt).State = receipt == before ? EntityState.Modified : EntityState.Added;
        }
        return await journal.Record(decision, actor, cancel);
    }
}
