using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Figures;
using Zhijian.Modules.Review;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Files;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Library.Reviewing;

/// <summary>The last layer approved an item: its edition is public from now on, and the one before it is kept.</summary>
internal sealed class ReleaseWhenCaseApproved(ZhijianDb db, Fence fence, Journal journal, AttachmentsQuery attachments) : IWhen<CaseApproved>
{
    public async Task Handle(CaseApproved fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (fact.RecordKind != LibraryRecords.Item)
        {
            return;
        }
        var item = await db.Set<LibraryItem>().FirstAsync(i => i.Id == fact.SubjectId, cancel);
        // The earlier one steps back before the new one stands: there is never more than one.
        await fence.Run("update library_edition set state = 'Superseded' where item_id = @Id and state = 'Current'", new { item.Id }, cancel);
        var files = (await attachments.Of(item.Id, cancel)).Where(f => !f.Guarded).Select(f => f.Id).ToList();
        var released = item.Release(files, now, out var edition);
        db.AddRange(edition, LibrarySearch.Of(edition, item.FileWords));
        await attachments.Seal(item.Id, now, cancel);
        await journal.Also(released, actor, cancel);
    }
}

/// <summary>A layer sent it back to who wrote it.</summary>
internal sealed class GiveBackWhenCaseReturned(ZhijianDb db) : IWhen<CaseReturned>
{
    public async Task Handle(CaseReturned fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (fact.RecordKind == LibraryRecords.Item && fact.ToAuthor)
        {
            (await db.Set<LibraryItem>().FirstAsync(i => i.Id == fact.SubjectId, cancel)).BackTo(LibraryState.Draft, fact.Note);
        }
    }
}

/// <summary>Who wrote it took it back.</summary>
internal sealed class ReopenWhenCaseWithdrawn(ZhijianDb db) : IWhen<CaseWithdrawn>
{
    public async Task Handle(CaseWithdrawn fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (fact.RecordKind == LibraryRecords.Item)
        {
            (await db.Set<LibraryItem>().FirstAsync(i => i.Id == fact.SubjectId, cancel)).BackTo(LibraryState.Draft, null);
        }
    }
}

/// <summary>A reviewer took the decision back: the item waits again, and readers see the edition before, if there was one. The number of the one taken back is not given again.</summary>
internal sealed class WaitAgainWhenDecisionUndone(ZhijianDb db, Fence fence, TraceBook traces) : IWhen<DecisionUndone>
{
    public async Task Handle(DecisionUndone fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (fact.RecordKind != LibraryRecords.Item)
        {
            return;
        }
        var item = await db.Set<LibraryItem>().FirstAsync(i => i.Id == fact.SubjectId, cancel);
        item.BackTo(LibraryState.InReview, null);
        if (!fact.WasApproval)
        {
            return;
        }
        await fence.Run("update library_edition set state = 'Withdrawn' where item_id = @Id and number = @Edition", new { item.Id, item.Edition }, cancel);
        var before = await fence.Row<int?>("update library_edition set state = 'Current' where item_id = @Id and number = @Before and state = 'Superseded' returning number", new { item.Id, Before = item.Edition - 1 }, cancel);
        item.IsPublic = before is not null;
        if (!item.IsPublic)
        {
            await traces.TakenBack(item.Id, now, cancel);
        }
    }
}
