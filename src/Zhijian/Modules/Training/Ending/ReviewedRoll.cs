using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Review;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Training.Ending;

/// <summary>What reviewers are told about rolls of classes.</summary>
internal sealed class ReviewableRoll : IReviewable
{
    public string RecordKind => TrainingRecords.Roll;

    public string NameKey => "training.record";

    public string AddressOf(Guid subjectId) => $"/training/{subjectId}";

    public int Minutes => 3;
}

/// <summary>The last layer approved the roll: those on it have completed the class.</summary>
internal sealed class IssueWhenCaseApproved(ZhijianDb db, Journal journal, PlacesQuery places, CertificatesBook certificates) : IWhen<CaseApproved>
{
    public async Task Handle(CaseApproved fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (fact.RecordKind != TrainingRecords.Roll)
        {
            return;
        }
        var held = await db.Set<TrainingClass>().FirstAsync(c => c.Id == fact.SubjectId, cancel);
        var completed = (await places.Of(held.Id, cancel)).Where(p => p.IsConfirmed).ToList();
        await certificates.Issue(held, completed, cancel);
        await journal.Also(held.Approve(completed.Count), actor, cancel);
    }
}

/// <summary>A layer sent the roll back, or who handed it in took it back.</summary>
internal sealed class ReopenWhenRollCameBack(ZhijianDb db) : IWhen<CaseReturned>, IWhen<CaseWithdrawn>
{
    public async Task Handle(CaseReturned fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (fact.RecordKind == TrainingRecords.Roll && fact.ToAuthor)
        {
            (await db.Set<TrainingClass>().FirstAsync(c => c.Id == fact.SubjectId, cancel)).BackTo(TrainingState.Open, fact.Note);
        }
    }

    public async Task Handle(CaseWithdrawn fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (fact.RecordKind == TrainingRecords.Roll)
        {
            (await db.Set<TrainingClass>().FirstAsync(c => c.Id == fact.SubjectId, cancel)).BackTo(TrainingState.Open, null);
        }
    }
}

/// <summary>A reviewer took the decision back: the roll waits again, and what was issued holds no more.</summary>
internal sealed class WaitAgainWhenRollUndone(ZhijianDb db, CertificatesBook certificates) : IWhen<DecisionUndone>
{
    public async Task Handle(DecisionUndone fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (fact.RecordKind != TrainingRecords.Roll)
        {
            return;
        }
        var held = await db.Set<TrainingClass>().FirstAsync(c => c.Id == fact.SubjectId, cancel);
        held.BackTo(TrainingState.InReview, null);
        if (fact.WasApproval)
        {
            await certificates.HoldNoMore(held, TextFiles.Find(TextFiles.Chinese, "training.undone-reason"), cancel);
        }
    }
}
