using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Importing.Working;
using Zhijian.Modules.Review;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Importing.Reviewing;

/// <summary>The last layer approved: now, and not before, the rows are filed.</summary>
internal sealed class EnterWhenCaseApproved(ZhijianDb db, Fence fence, ImportWork work) : IWhen<CaseApproved>
{
    public async Task Handle(CaseApproved fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (fact.RecordKind == ReviewableImports.Kind && await db.Set<ImportBatch>().FirstOrDefaultAsync(b => b.Id == fact.SubjectId, cancel) is { } batch)
        {
            batch.Begin(ImportState.Entering);
            fence.AfterCommit(() =>
            {
                work.Begin(batch.Id, batch.Path);
                return Task.CompletedTask;
            });
        }
    }
}

/// <summary>A layer sent it back: rows can be mended and decided again.</summary>
internal sealed class ReopenWhenImportReturned(ZhijianDb db) : IWhen<CaseReturned>
{
    public async Task Handle(CaseReturned fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (fact is { RecordKind: ReviewableImports.Kind, ToAuthor: true })
        {
            (await db.Set<ImportBatch>().FirstAsync(b => b.Id == fact.SubjectId, cancel)).State = ImportState.Ready;
        }
    }
}

/// <summary>Whoever handed it in took it back.</summary>
internal sealed class ReopenWhenImportWithdrawn(ZhijianDb db) : IWhen<CaseWithdrawn>
{
    public async Task Handle(CaseWithdrawn fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (fact.RecordKind == ReviewableImports.Kind)
        {
            (await db.Set<ImportBatch>().FirstAsync(b => b.Id == fact.SubjectId, cancel)).State = ImportState.Ready;
        }
    }
}

/// <summary>The reviewer took a decision back: what an approval had filed is taken out again; a batch that was reopened waits for review as before.</summary>
internal sealed class TakeOutWhenDecisionUndone(ZhijianDb db, Fence fence, ImportWork work) : IWhen<DecisionUndone>
{
    public async Task Handle(DecisionUndone fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (fact.RecordKind != ReviewableImports.Kind || await db.Set<ImportBatch>().FirstOrDefaultAsync(b => b.Id == fact.SubjectId, cancel) is not { } batch)
        {
            return;
        }
        if (!fact.WasApproval)
        {
            batch.State = ImportState.InReview;
            return;
        }
        batch.Begin(ImportState.Undoing);
        fence.AfterCommit(() =>
        {
            work.Begin(batch.Id, batch.Path);
            return Task.CompletedTask;
        });
    }
}
