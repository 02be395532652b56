using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Figures;
using Zhijian.Modules.Review;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Files;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Activities.Records;

/// <summary>A reviewer sent the record back to its author: it can be written again.</summary>
internal sealed class ReopenWhenCaseReturned(ZhijianDb db, Journal journal, TraceBook traces) : IWhen<CaseReturned>
{
    public async Task Handle(CaseReturned fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (fact.RecordKind != RecordFields.RecordKind || !fact.ToAuthor)
        {
            return;
        }
        var record = await db.ActivityRecords.FirstAsync(r => r.Id == fact.SubjectId, cancel);
        if (record.Return(fact.Note).Fact is not { } returned)
        {
            return;
        }
        await db.Hold(record, cancel);
        if (!record.IsAddendum)
        {
            await traces.Returned(record.ActivityId, cancel);
        }
        await journal.Also(returned, actor, cancel);
    }
}

/// <summary>The author took the record back: it can be written again.</summary>
internal sealed class ReopenWhenCaseWithdrawn(ZhijianDb db, Journal journal, TraceBook traces) : IWhen<CaseWithdrawn>
{
    public async Task Handle(CaseWithdrawn fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (fact.RecordKind != RecordFields.RecordKind)
        {
            return;
        }
        var record = await db.ActivityRecords.FirstAsync(r => r.Id == fact.SubjectId, cancel);
        if (record.Withdraw().Fact is not { } withdrawn)
        {
            return;
        }
        await db.Hold(record, cancel);
        if (!record.IsAddendum)
        {
            await traces.Withdrawn(record.ActivityId, cancel);
        }
        await journal.Also(withdrawn, actor, cancel);
    }
}

/// <summary>A reviewer took a decision back: the record is under review again, and leaves the files if it had gone in.</summary>
internal sealed class ResumeWhenDecisionUndone(ZhijianDb db, Fence fence, Journal journal, TraceBook traces, AttachmentsQuery attachments) : IWhen<DecisionUndone>
{
    public async Task Handle(DecisionUndone fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (fact.RecordKind != RecordFields.RecordKind)
        {
            return;
        }
        var record = await db.ActivityRecords.FirstAsync(r => r.Id == fact.SubjectId, cancel);
        if (fact.WasApproval)
        {
            await Unfile(record, actor, now, cancel);
        }
        else if (record.Resume().Fact is { } resumed)
        {
            await db.PutUnderReview(record, cancel);
            if (!record.IsAddendum)
            {
                await traces.Submitted(record.ActivityId, record.Id, cancel);
            }
            await journal.Also(resumed, actor, cancel);
        }
    }

    /// <summary>The only way out of the files: the database lets a filed row change only where this transaction names its activity.</summary>
    private async Task Unfile(ActivityRecord record, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (record.Unfile().Fact is not { } unfiled)
        {
            return;
        }
        await fence.Run($"set local zhijian.unfile = '{record.ActivityId}'", null, cancel);
        if (!record.IsAddendum)
        {
            await db.PutUnderReview(record, cancel);
            await attachments.Unseal(record.ActivityId, cancel);
            await traces.Unfiled(record.Id, now, cancel);
        }
        await journal.Also(unfiled, actor, cancel);
    }
}

/// <summary>The activity follows its record; an addendum leaves it where it is.</summary>
internal static class ActivityOfRecord
{
    public static Task Hold(this ZhijianDb db, ActivityRecord record, CancellationToken cancel) => Put(db, record, ActivityState.Held, cancel);

    public static Task PutUnderReview(this ZhijianDb db, ActivityRecord record, CancellationToken cancel) => Put(db, record, ActivityState.Submitted, cancel);

    private static async Task Put(ZhijianDb db, ActivityRecord record, ActivityState state, CancellationToken cancel)
    {
        if (!record.IsAddendum)
        {
            (await db.Activities.FirstAsync(a => a.Id == record.ActivityId, cancel)).State = state;
        }
    }
}
