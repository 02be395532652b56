using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Review.Routing;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Review;

/// <summary>
/// Puts a record under review, or hands in the next version of one that came back. The one door for every other module:
/// the caller has checked that this person may write the record, and calls inside its own action.
/// </summary>
internal sealed class SubmitForReviewAction(ZhijianDb db, Fence fence, Journal journal, InstitutionTime time, RouteQuery routes)
{
    public async Task<Decision<CaseSubmitted>> Run(ForReview record, Actor author, CancellationToken cancel)
    {
        var route = await routes.For(record.RecordKind, record.OrganisationId, cancel);
        var open = await Open(record, cancel) ?? db.Add(await New(record, route, cancel)).Entity;
        var vacant = route.Vacant((member, _) => member != record.Content.ByMemberId && !record.Content.AboutMemberIds.Contains(member) && !open.AuthorMemberIds.Contains(member));

        var decision = open.Submit(record.Content, route.Route, vacant, open.Version, time.Now);
        return await journal.Record(decision, author, cancel);
    }

    private async Task<ReviewCase?> Open(ForReview record, CancellationToken cancel)
    {
        var open = (await db.ReviewCases
            .FromSql($"select * from review_case where record_kind = {record.RecordKind} and subject_id = {record.SubjectId} and state <> 'Approved' for update")
            .ToListAsync(cancel)).FirstOrDefault();
        if (open is not null)
        {
            fence.Admit(open.Id);
            await db.Entry(open).Collection(c => c.Steps).Query().OrderBy(s => s.Number).LoadAsync(cancel);
        }
        return open;
    }

    private async Task<ReviewCase> New(ForReview record, BoundRoute route, CancellationToken cancel)
    {
        var corrected = record.CorrectsSubjectId ?? record.SubjectId;
        var filed = await db.ReviewCases
            .Where(c => c.SubjectId == corrected && c.State == ReviewState.Approved)
            .OrderByDescending(c => c.Id).Select(c => (Guid?)c.Id).FirstOrDefaultAsync(cancel);
        return ReviewCase.About(record.RecordKind, record.SubjectId, record.OrganisationId, route.Path, filed);
    }
}
