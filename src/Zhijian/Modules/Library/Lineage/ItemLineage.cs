using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Library.Reading;
using Zhijian.Modules.Review;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Library.Lineage;

/// <summary>What lies behind a released item: its edition, who let it go, and where its authors say that it comes from.</summary>
internal sealed class ItemLineage(ZhijianDb db, ReadQuery editions, CaseStateQuery cases) : ILineageSource
{
    public async Task<LineageRecord?> Of(Guid recordId, Actor actor, CancellationToken cancel)
    {
        var edition = await editions.Current(recordId, cancel);
        var item = await db.Set<LibraryItem>().AsNoTracking().FirstOrDefaultAsync(i => i.Id == recordId, cancel) is { } found && actor.May(LibraryActs.See, found.Path) ? found : null;
        if (edition is null && item is null)
        {
            return null;
        }
        var (title, kind, organisation, author, rights) = edition is not null
            ? (edition.Title, edition.Kind, edition.OrganisationName, edition.Author, edition.Rights)
            : (item!.Title, item.Kind, item.OrganisationName, item.Author, item.Rights);
        // Whoever only reads it is led to the reader's page, whoever works at it to theirs.
        var href = item is null ? $"/library/{recordId}" : $"/library/work/{recordId}";
        List<LineageFact> facts = [new("library.kind", kind), new("library.organisation", organisation)];
        if (edition is not null)
        {
            facts.Add(new("library.edition", new HomeText("library.edition-number", edition.Number), $"/library/{recordId}"));
            facts.Add(new("library.released", edition.ReleasedAt));
        }
        if (item is not null)
        {
            facts.Add(new("library.state", item.State));
        }
        var standing = (await cases.Of(LibraryRecords.Item, [recordId], cancel)).GetValueOrDefault(recordId);
        return new LineageRecord(recordId, title, title, href, edition is not null, facts)
        {
            CaseId = standing?.CaseId,
            Review = standing is not null || edition is not null || item is { State: not LibraryState.Draft } ? LineageReview.HandedIn : LineageReview.NotHandedIn,
            Hands = [new(author is null ? new HomeText("library.lineage.from", rights) : new HomeText("library.lineage.by-from", author, rights)), .. item is null ? [] : (LineageHand[])[new(new HomeText("library.lineage.begun"), item.CreatedAt)]],
        };
    }
}
