using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Library.Authoring;

/// <summary>Begins items for the open space's own organisation, changes and withdraws them, begins their next edition.</summary>
internal sealed class WriteItemAction(ZhijianDb db, Fence fence, Journal journal, ItemQuery items, TimeProvider clock)
{
    public async Task<Decision<LibraryItemDrafted>> Begin(LibraryDraft draft, Actor actor, CancellationToken cancel)
    {
        if (actor.Space is not { } space || !space.Covers(LibraryActs.Write, space.Path))
        {
            return PlatformRefusals.NotYours;
        }
        var decision = LibraryItem.Draft(draft, space.OrganisationId, space.OrganisationName, space.Path, actor, clock.GetUtcNow(), out var item);
        if (item is not null)
        {
            db.Add(item);
        }
        return await journal.Record(decision, actor, cancel);
    }

    public Task<Decision<LibraryItemChanged>> Change(Guid id, LibraryDraft draft, int seen, Actor actor, CancellationToken cancel) => Own(id, actor, item => item.Change(draft, seen), cancel);

    public Task<Decision<LibraryItemRevised>> Revise(Guid id, int seen, Actor actor, CancellationToken cancel) => Own(id, actor, item => item.Revise(seen), cancel);

    public async Task<Decision<LibraryItemWithdrawn>> Withdraw(Guid id, string? reason, int seen, Actor actor, CancellationToken cancel)
    {
        var decision = await Own(id, actor, item => item.Withdraw(reason, seen), cancel);
        if (decision.Fact is not null)
        {
            await fence.Run("update library_edition set state = 'Withdrawn' where item_id = @id and state = 'Current'", new { id }, cancel);
        }
        return decision;
    }

    private async Task<Decision<TFact>> Own<TFact>(Guid id, Actor actor, Func<LibraryItem, Decision<TFact>> change, CancellationToken cancel)
        where TFact : class, IFact =>
        await items.Of(id, actor, cancel) is not { } item ? PlatformRefusals.Missing
        : ItemQuery.MayWrite(item, actor) ? await journal.Record(change(item), actor, cancel) : PlatformRefusals.NotYours;
}
