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
    /// <summary>Null where there is no such case for this person.</summary>
    /// <param name="against">"filed" or the number of an earlier version; null takes the filed one if there is one, else the last before.</param>
    public async Task<CaseDetail?> Of(Guid id, string? against, Actor actor, CancellationToken cancel)
    {
        var reviewer = await reviewers.Of(actor, cancel);
        var found = await db.ReviewCases.FirstOrDefaultAsync(c => c.Id == id, cancel);
        if (found is null || !CaseQuery.MaySee(found, actor, reviewer))
        {
            return null;
        }
        fence.Admit([id, .. found.CorrectsCaseId is { } corrected ? [corrected] : Array.Empty<Guid>()]);
        await db.Entry(found).Collection(c => c.Steps).Query().OrderBy(s => s.Number).LoadAsync(cancel);
        await db.Entry(found).Collection(c => c.Submissions).Query().OrderBy(s => s.Number).LoadAsync(cancel);
        var (filed, filedAt) = await FiledVersion(found, cancel);
        var chosen = Chosen(found, filed, against);
        return new CaseDetail(
            found, reviewer, found.Latest!, filed, filedAt, chosen,
            chosen is null ? null : Difference.Between(chosen.Content, found.Latest!.Content),
            await OrganisationNames(found, cancel));
    }

    private async Task<(Submission?, DateTimeOffset?)> FiledVersion(ReviewCase found, CancellationToken cancel)
    {
        if (found.CorrectsCaseId is not { } corrected)
        {
            return (null, null);
        }
        var filed = await db.Set<Submission>().Where(s => s.CaseId == corrected).OrderByDescending(s => s.Number).FirstOrDefaultAsync(cancel);
        var at = await db.Set<ReviewStep>().Where(s => s.CaseId == corrected && s.ToState == ReviewState.Approved).OrderByDescending(s => s.Number).Select(s => (DateTimeOffset?)s.At).FirstOrDefaultAsync(cancel);
        return (filed, at);
    }

    private static Submission? Chosen(ReviewCase found, Submission? filed, string? against)
    {
        if (int.TryParse(against, out var number) && number < found.LastSubmission)
        {
            return found.Submissions.FirstOrDefault(s => s.Number == number);
        }
        return filed ?? found.Submissions.LastOrDefault(s => s.Number < found.LastSubmission);
    }

    private async Task<Dictionary<Guid, string>> OrganisationNames(ReviewCase found, CancellationToken cancel)
    {
        var ids = found.Route.Layers.Select(l => l.OrganisationId).Append(found.OrganisationId).Distinct().ToArray();
        using var widened = fence.As(SystemActors.Directory);
        return await db.Organisations.Where(o => ids.Contains(o.Id)).ToDictionaryAsync(o => o.Id, o => o.Name, cancel);
    }
}
