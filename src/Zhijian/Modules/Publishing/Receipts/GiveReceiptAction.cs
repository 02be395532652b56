using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Publishing.Reading;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Publishing.Receipts;

/// <summary>A person confirms once to have read a notice that asks for it.</summary>
internal sealed class GiveReceiptAction(ZhijianDb db, Journal journal, ReadQuery read, TimeProvider clock)
{
    public async Task<Decision<ReceiptGiven>> Run(Guid id, Actor actor, CancellationToken cancel)
    {
        if (await read.Current(id, cancel) is not { } edition)
        {
            return PlatformRefusals.Missing;
        }
        var decision = ArticleReceipt.Give(edition, actor, await read.Receipt(id, actor, cancel), clock.GetUtcNow(), out var receipt);
        if (receipt is not null)
        {
            db.Add(receipt);
        }
        return await journal.Record(decision, actor, cancel);
    }
}
