using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Review.Routing;

/// <summary>Loads a case with its trail, and says whether this person may look at it.</summary>
internal sealed class CaseQuery(ZhijianDb db, Fence fence)
{
    /// <summary>The case with its trail and its latest version, for a decision; null where it does not exist or is not this person's to see.</summary>
    public async Task<ReviewCase?> ToDecide(Guid id, Actor actor, Reviewer reviewer, CancellationToken cancel)
    {
        // The second of two reviewers waits here for the first, and then reads what the first has made of the case.
        var found = (await db.ReviewCases.FromSql($"select * from review_case where id = {id} for update").ToListAsync(cancel)).FirstOrDefault();
        if (found is null || !MaySee(found, actor, reviewer))
        {
            return null;
        }
        // An author may hold no post at the place: the case is their own row, and opens its versions and steps.
        fence.Admit(id);
        await db.Entry(found).Collection(c => c.Steps).Query().OrderBy(s => s.Number).LoadAsync(cancel);
        await db.Entry(found).Collection(c => c.Submissions).Query().Where(s => s.Number == found.LastSubmission).LoadAsync(cancel);
        return found;
    }

    public static bool MaySee(ReviewCase of, Actor actor, Reviewer reviewer) =>
        of.AuthorMemberIds.Contains(actor.MemberId)
        || of.DeputyId == actor.MemberId
        || actor.May(ReviewActs.See, of.Path)
        || actor.May(ReviewActs.Decide, of.Path)
        || (of.WaitingLayer is { } layer && reviewer.StandsInFor.Any(s => s.Post.Decides(layer)));
}
