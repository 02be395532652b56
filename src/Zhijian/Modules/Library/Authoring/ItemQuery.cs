using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Library.Authoring;

/// <summary>Finds items for those who write and review them.</summary>
internal sealed class ItemQuery(ZhijianDb db, Fence fence)
{
    public const int PageSize = 30;

    /// <summary>An item of one's own scope; null where there is none.</summary>
    public async Task<LibraryItem?> Of(Guid id, Actor actor, CancellationToken cancel) =>
        await db.Set<LibraryItem>().FirstOrDefaultAsync(i => i.Id == id, cancel) is { } item && actor.May(LibraryActs.See, item.Path) ? item : null;

    public static bool MayWrite(LibraryItem item, Actor actor) => actor.May(LibraryActs.Write, item.Path);

    /// <summary>All editions of an item, newest first.</summary>
    public Task<List<LibraryEdition>> Editions(Guid id, CancellationToken cancel) =>
        db.Set<LibraryEdition>().AsNoTracking().Where(e => e.ItemId == id).OrderByDescending(e => e.Number).Take(PageSize).ToListAsync(cancel);

    /// <summary>The items of the own scope, last begun first; those of one state only where it is named.</summary>
    public async Task<Listing<ItemRow>> List(LibraryState? state, string? after, int size, CancellationToken cancel)
    {
        var from = Cursor.Read(after, 1) is [var text] && Guid.TryParse(text, out var id) ? id : (Guid?)null;
        var rows = await fence.Rows<ItemRow>(
            $"""
            select i.id, i.kind, i.title, i.organisation_name as OrganisationName, i.state, i.edition, i.is_public as IsPublic from library_item i
            where (@state::text is null or i.state = @state) and (@from::uuid is null or i.id < @from) order by i.id desc limit {size + 1}
            """, new { state = state?.ToString(), from }, cancel);
        return Listing.Of(rows, size, r => Cursor.Of(r.Id));
    }

    /// <summary>Collections that are in use, for those who type one.</summary>
    public Task<List<string>> Collections(CancellationToken cancel) =>
        fence.Rows<string>("select distinct collection from library_edition where state = 'Current' and collection is not null order by 1 limit 100", null, cancel);
}

/// <summary>An item in the authors' list.</summary>
internal sealed class ItemRow
{
    public Guid Id { get; set; }

    public LibraryKind Kind { get; set; }

    public string Title { get; set; } = "";

    public string OrganisationName { get; set; } = "";

    public LibraryState State { get; set; }

    public int Edition { get; set; }

    public bool IsPublic { get; set; }
}
