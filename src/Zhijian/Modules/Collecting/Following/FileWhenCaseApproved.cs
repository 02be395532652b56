using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Collecting.Filling;
using Zhijian.Modules.Review;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Collecting.Following;

/// <summary>The last layer approved what an organisation filled in: its values are known from now on and filled in wherever they are asked again.</summary>
internal sealed class FileEntryWhenCaseApproved(ZhijianDb db, Journal journal, KnownValuesQuery known) : IWhen<CaseApproved>
{
    public async Task Handle(CaseApproved fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (fact.RecordKind != CollectingKinds.Entry)
        {
            return;
        }
        var entry = await db.Set<CollectionEntry>().FirstAsync(e => e.Id == fact.SubjectId, cancel);
        await known.Know([entry.Id], cancel);
        await journal.Also(entry.File(now), actor, cancel);
    }
}

/// <summary>The committee approved a form that exceeds the budget: it goes to the organisations below.</summary>
internal sealed class PublishWhenCaseApproved(ZhijianDb db, Journal journal, OpenRoundAction open) : IWhen<CaseApproved>
{
    public async Task Handle(CaseApproved fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (fact.RecordKind != CollectingKinds.Form)
        {
            return;
        }
        var form = await db.Set<CollectionForm>().FirstAsync(f => f.Id == fact.SubjectId, cancel);
        await journal.Also(form.Publish(now), actor, cancel);
        await open.Run(form, 1, actor, cancel);
    }
}

/// <summary>A layer sent it back to who wrote it.</summary>
internal sealed class GiveBackWhenCaseReturned(ZhijianDb db) : IWhen<CaseReturned>
{
    public async Task Handle(CaseReturned fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (!fact.ToAuthor)
        {
            return;
        }
        if (fact.RecordKind == CollectingKinds.Entry)
        {
            (await db.Set<CollectionEntry>().FirstAsync(e => e.Id == fact.SubjectId, cancel)).BackTo(EntryState.Returned);
        }
        else if (fact.RecordKind == CollectingKinds.Form)
        {
            (await db.Set<CollectionForm>().FirstAsync(f => f.Id == fact.SubjectId, cancel)).BackTo(FormState.Draft, fact.Note);
        }
    }
}

/// <summary>Who wrote it took it back.</summary>
internal sealed class ReopenWhenCaseWithdrawn(ZhijianDb db) : IWhen<CaseWithdrawn>
{
    public async Task Handle(CaseWithdrawn fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (fact.RecordKind == CollectingKinds.Entry)
        {
            (await db.Set<CollectionEntry>().FirstAsync(e => e.Id == fact.SubjectId, cancel)).BackTo(EntryState.Open);
        }
        else if (fact.RecordKind == CollectingKinds.Form)
        {
            (await db.Set<CollectionForm>().FirstAsync(f => f.Id == fact.SubjectId, cancel)).BackTo(FormState.Draft, null);
        }
    }
}

/// <summary>A reviewer took the decision back: it waits again. What was known from it is known from the entry before; a form that nobody has begun to fill in yet is taken from the organisations again.</summary>
internal sealed class WaitAgainWhenDecisionUndone(ZhijianDb db, Fence fence, KnownValuesQuery known) : IWhen<DecisionUndone>
{
    public async Task Handle(DecisionUndone fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (fact.RecordKind == CollectingKinds.Entry)
        {
            var entry = await db.Set<CollectionEntry>().FirstAsync(e => e.Id == fact.SubjectId, cancel);
            entry.BackTo(EntryState.Waiting);
            if (fact.WasApproval)
            {
                await known.KnowAsBefore([entry.Id], cancel);
            }
        }
        else if (fact.RecordKind == CollectingKinds.Form)
        {
            var form = await db.Set<CollectionForm>().FirstAsync(f => f.Id == fact.SubjectId, cancel);
            if (fact.WasApproval)
            {
                await fence.Run("delete from collection_entry where form_id = @Id and state = 'Open' and answers = '[]'", new { form.Id }, cancel);
                await fence.Run("delete from collection_round r where r.form_id = @Id and not exists (select 1 from collection_entry e where e.round_id = r.id)", new { form.Id }, cancel);
            }
            form.BackTo(FormState.AwaitingApproval, null);
        }
    }
}
