using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.Review.Routing;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Review.Show;

/// <summary>Everything a reviewer or author sees of one case: the versions, the comparison, the chain, the trail.</summary>
public sealed record CaseDetail(
    ReviewCase Case,
    Reviewer Reviewer,
    Submission Latest,
    Submission? Filed,
    DateTimeOffset? FiledAt,
    Submission? Against,
    Difference? Difference,
    IReadOnlyDictionary<Guid, string> OrganisationNames)
{
    public bool AgainstFiled => Against is not null && Against == Filed;

    public string OrganisationName => OrganisationNames.GetValueOrDefault(Case.OrganisationId, "");
}

/// <summary>Loads a case for reading.</summary>
internal sealed class CaseDetailQuery(ZhijianDb db, Fence fence, ReviewerQuery reviewers)
{
    public async Task<CaseDetail?> Of(Guid id, string? against, Actor actor, CancellationToken cancel) =>
        await Of(id, against, actor, await reviewers.Of(actor, cancel), cancel);

    /// <summary>Null where there is no such case for this person.</summary>
    /// <param name="against">"filed" or the number of an earlier version; null takes the filed one if there is one, else the last before.</param>
    public async Task<CaseDetail?> Of(Guid id, string? against, Actor actor, Reviewer reviewer, CancellationToken cancel)
    {
        // The pass opens the versions and steps of a case; it is of no use where the case itself is not seen.
        fence.Admit(id);
        var earlier = int.TryParse(against, out var number) ? number : (int?)null;
        var found = await db.ReviewCases.Include(c => c.Steps.OrderBy(s => s.Number)).FirstOrDefaultAsync(c => c.Id == id, cancel);
        if (found is null || !CaseQuery.MaySee(found, actor, reviewer))
        {
            return null;
        }
        // Asked by itself: included with the case, "the last two" would number the versions of all cases.
        await db.Entry(found).Collection(c => c.Submissions).Query().Where(s => s.Number >= found.LastSubmission - 1).LoadAsync(cancel);
        var (filed, filedAt) = await FiledVersion(found, cancel);
        var chosen = earlier is null && filed is not null ? filed : await Earlier(found, earlier ?? found.LastSubmission - 1, cancel);
        return new CaseDetail(
            found, reviewer, found.Latest!, filed, filedAt, chosen,
            chosen is null ? null : Difference.Between(chosen.Content, found.Latest!.Content),
            await OrganisationNames(found, cancel));
    }

    private async Task<Submission?> Earlier(ReviewCase found, int number, CancellationToken cancel) =>
        number < 1 || number >= found.LastSubmission ? null
            : found.Submissions.FirstOrDefault(s => s.Number == number) ?? await db.Set<Submission>().AsNoTracking().FirstOrDefaultAsync(s => s.CaseId == found.Id && s.Number == number, cancel);

    private async Task<(Submission?, DateTimeOffset?)> FiledVersion(ReviewCase found, CancellationToken cancel)
    {
        if (found.CorrectsCaseId is not { } corrected)
        {
            return (null, null);
        }
        fence.Admit(corrected);
        var filed = await db.Set<Submission>().AsNoTracking().Where(s => s.CaseId == corrected).OrderByDescending(s => s.Number).FirstOrDefaultAsync(cancel);
        var at = await db.Set<ReviewStep>().Where(s => s.CaseId == corrected && s.ToState == ReviewState.Approved).OrderByDescending(s => s.Number).Select(s => (DateTimeOffset?)s.At).FirstOrDefaultAsync(cancel);
        return (filed, at);
    }

    /// <summary>Usually all of them lie below or above one's own place; only what does not is looked up over the whole institution.</summary>
    private async Task<Dictionary<Guid, string>> OrganisationNames(ReviewCase found, CancellationToken cancel)
    {
        var asked = found.Route.Layers.Select(l => l.OrganisationId).Append(found.OrganisationId).Distinct().ToArray();
        var names = await Names(asked, cancel);
        if (names.Count < asked.Length)
        {
            using var widened = fence.As(SystemActors.Directory);
            names = await Names(asked, cancel);
        }
        return names.ToDictionary(n => n.Id, n => n.Name);
    }

    private Task<List<(Guid Id, string Name)>> Names(Guid[] ids, CancellationToken cancel) =>
        fence.Rows<(Guid Id, string Name)>("select id, name from organisation where id = any(@ids)", new { ids }, cancel);
}
