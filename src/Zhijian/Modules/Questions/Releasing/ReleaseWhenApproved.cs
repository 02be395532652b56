using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Review;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Questions.Releasing;

/// <summary>Finds what was handed in together.</summary>
internal sealed class ReleasedQuestionsQuery(ZhijianDb db)
{
    public async Task<(QuestionRelease Release, List<BankQuestion> Questions)> Of(Guid id, QuestionState state, CancellationToken cancel) =>
        await Find(id, state, cancel) is ({ } release, var questions) ? (release, questions) : throw new InvalidOperationException("The review knows of questions that are not there.");

    public async Task<(QuestionRelease? Release, List<BankQuestion> Questions)> Find(Guid id, QuestionState state, CancellationToken cancel) =>
        (await db.Set<QuestionRelease>().FirstOrDefaultAsync(r => r.Id == id, cancel), await db.Set<BankQuestion>().Where(q => q.ReleaseId == id && q.State == state).OrderBy(q => q.Category).ThenBy(q => q.Id).ToListAsync(cancel));
}

/// <summary>The last layer approved them: papers may take them from now on, and the editions before are kept.</summary>
internal sealed class ReleaseWhenApproved(ZhijianDb db, Fence fence, Journal journal, ReleasedQuestionsQuery released) : IWhen<CaseApproved>
{
    public async Task Handle(CaseApproved fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (fact.RecordKind != QuestionRecords.Release)
        {
            return;
        }
        var (release, questions) = await released.Of(fact.SubjectId, QuestionState.InReview, cancel);
        // The earlier ones step back before the new ones stand: there is never more than one of a question.
        await fence.Run("update question_edition set state = 'Superseded' where question_id = any(@ids) and state = 'Current'", new { ids = questions.Select(q => q.Id).ToArray() }, cancel);
        db.AddRange(questions.Select(q => q.Release(now)));
        release.State = ReleaseState.Released;
        await journal.Also(new QuestionsReleased(release.Id, release.Path, release.Title, questions.Count), actor, cancel);
    }
}

/// <summary>A layer sent them back to who wrote them.</summary>
internal sealed class GiveBackWhenReturned(ReleasedQuestionsQuery released) : IWhen<CaseReturned>
{
    public async Task Handle(CaseReturned fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (fact.RecordKind == QuestionRecords.Release && fact.ToAuthor)
        {
            var (release, questions) = await released.Of(fact.SubjectId, QuestionState.InReview, cancel);
            release.State = ReleaseState.Returned;
            questions.ForEach(q => q.BackTo(QuestionState.Draft, fact.Note));
        }
    }
}

/// <summary>Who handed them in took them back.</summary>
internal sealed class ReopenWhenWithdrawn(ReleasedQuestionsQuery released) : IWhen<CaseWithdrawn>
{
    public async Task Handle(CaseWithdrawn fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (fact.RecordKind == QuestionRecords.Release)
        {
            var (release, questions) = await released.Of(fact.SubjectId, QuestionState.InReview, cancel);
            release.State = ReleaseState.Returned;
            questions.ForEach(q => q.BackTo(QuestionState.Draft, null));
        }
    }
}

/// <summary>A reviewer took the decision back: the questions wait again, and papers take the editions before, where there were any. The numbers of those taken back are not given again.</summary>
internal sealed class WaitAgainWhenUndone(Fence fence, ReleasedQuestionsQuery released) : IWhen<DecisionUndone>
{
    public async Task Handle(DecisionUndone fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (fact.RecordKind != QuestionRecords.Release)
        {
            return;
        }
        var (release, questions) = await released.Of(fact.SubjectId, fact.WasApproval ? QuestionState.Released : QuestionState.Draft, cancel);
        release.State = ReleaseState.InReview;
        questions.ForEach(q => q.BackTo(QuestionState.InReview, null));
        if (!fact.WasApproval)
        {
            return;
        }
        var ids = questions.Select(q => q.Id).ToArray();
        await fence.Run("update question_edition set state = 'Withdrawn' where question_id = any(@ids) and state = 'Current'", new { ids }, cancel);
        var before = (await fence.Rows<Guid>(
            """
            update question_edition e set state = 'Current' where e.question_id = any(@ids) and e.state = 'Superseded'
            and e.number = (select max(number) from question_edition w where w.question_id = e.question_id and w.state = 'Superseded') returning e.question_id
            """, new { ids }, cancel)).ToHashSet();
        questions.ForEach(q => q.IsInUse = before.Contains(q.Id));
    }
}
