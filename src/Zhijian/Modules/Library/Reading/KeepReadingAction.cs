using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Library.Reading;

/// <summary>A person puts an item on their own list, takes it off, or keeps the place where they stopped: only when they say so, and without a time.</summary>
internal sealed class KeepReadingAction(ZhijianDb db, Fence fence, Journal journal, ReadQuery read)
{
    public Task<Decision<OwnReadingChanged>> Place(Guid id, int? part, Actor actor, CancellationToken cancel) =>
        Change(id, actor, (item, reading) =>
        {
            if (part is not { } place || place < 1 || place > item.Parts)
            {
                return LibraryRefusals.NoSuchPart;
            }
            reading.Part = place;
            return null;
        }, cancel);

    public Task<Decision<OwnReadingChanged>> Put(Guid id, bool inList, Actor actor, CancellationToken cancel) =>
        Change(id, actor, (_, reading) =>
        {
            reading.InList = inList;
            return null;
        }, cancel);

    private async Task<Decision<OwnReadingChanged>> Change(Guid id, Actor actor, Func<OpenItem, LibraryReading, Refusal?> change, CancellationToken cancel)
    {
        if (actor.MemberId == Guid.Empty || await read.Of(id, actor, cancel) is not { } item)
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
        if (change(item, reading) is { } refusal)
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
