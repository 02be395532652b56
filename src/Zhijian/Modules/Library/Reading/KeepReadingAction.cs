using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Library.Reading;

/// <summary>A person puts an item on their own list, takes it off, or keeps the place where they stopped: only when they say so, and without a time.</summary>
internal sealed class KeepReadingAction(ZhijianDb db, Fence fence, Journal journal, ReadQuery read)
{
    public async Task<Decision<OwnReadingChanged>> Place(Guid id, int? part, Actor actor, CancellationToken cancel)
    {
        var item = actor.MemberId == Guid.Empty ? null : await read.Of(id, actor, cancel);
        return await Change(id, item is not null, actor, reading =>
        {
            if (part is not { } place || place < 1 || place > item!.Parts)
            {
                return LibraryRefusals.NoSuchPart;
            }
            reading.Part = place;
            return null;
        }, cancel);
    }

    /// <summary>Asks only whether there is such an item: its files and pages don't matter to a list.</summary>
    public async Task<Decision<OwnReadingChanged>> Put(Guid id, bool inList, Actor actor, CancellationToken cancel) =>
        await Change(id, actor.MemberId != Guid.Empty && await read.Current(id, cancel) is not null, actor, reading =>
        {
            reading.InList = inList;
            return null;
        }, cancel);

    private async Task<Decision<OwnReadingChanged>> Change(Guid id, bool isThere, Actor actor, Func<LibraryReading, Refusal?> change, CancellationToken cancel)
    {
        if (!isThere)
        {
            return PlatformRefusals.Missing;
        }
        // One after another, so that a list is never longer than it may be and its order has no gap.
        await fence.Run("select pg_advisory_xact_lock(hashtextextended(@key, 21))", new { key = actor.MemberId.ToString() }, cancel);
        var own = await db.Set<LibraryReading>().Where(r => r.MemberId == actor.MemberId).ToListAsync(cancel);
        var reading = own.Find(r => r.ItemId == id);
        if (reading is null && own.Count >= LibraryReading.MostOnList)
        {
            return LibraryRefusals.ListIsFull.With(LibraryReading.MostOnList);
        }
        reading ??= db.Add(new LibraryReading { MemberId = actor.MemberId, ItemId = id }).Entity;
        if (change(reading) is { } refusal)
        {
            return refusal;
        }
        reading.Turn = own.Select(r => r.Turn).DefaultIfEmpty().Max() + 1;
        if (reading is { InList: false, Part: null })
        {
            db.Remove(reading);
        }
        return await journal.Record<OwnReadingChanged>(new OwnReadingChanged(actor.MemberId, actor.HomePath.Length > 0 ? actor.HomePath : FencedScope.WholeInstitution), actor, cancel);
    }
}
