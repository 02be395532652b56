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

/// <summary>Loads a case for reading: the case, its trail, the compared versions and the names of its places in one round trip.</summary>
internal sealed class CaseDetailQuery(Fence fence, ReviewerQuery reviewers)
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
        if (await Read(id, earlier, cancel) is not var (found, names) || !CaseQuery.MaySee(found, actor, reviewer))
        {
            return null;
        }
        var (filed, filedAt) = await FiledVersion(found, cancel);
        var compared = earlier ?? found.LastSubmission - 1;
        var chosen = earlier is null && filed is not null ? filed : found.Submissions.FirstOrDefault(s => s.Number == compared && compared < found.LastSubmission);
        return new CaseDetail(
            found, reviewer, found.Latest!, filed, filedAt, chosen,
            chosen is null ? null : Difference.Between(chosen.Content, found.Latest!.Content),
            names);
    }

    private async Task<(ReviewCase Case, Dictionary<Guid, string> Names)?> Read(Guid id, int? earlier, CancellationToken cancel)
    {
        using var sets = await fence.SetsOfHotPage(
            $$"""
            select {{CaseRow.Columns}} from review_case c where c.id = @id;
            select {{StepRow.Columns}} from review_step s where s.case_id = @id order by s.number;
            select {{SubmissionRow.Columns}} from review_submission v where v.case_id = @id and (v.number >= (select c.last_submission - 1 from review_case c where c.id = @id) or v.number = @earlier);
            select o.id, o.name from organisation o where o.id in (
              select c.organisation_id from review_case c where c.id = @id
              union all select (jsonb_path_query(c.route, '$.layers[*].organisationId') #>> '{}')::uuid from review_case c where c.id = @id);
            """,
            new { id, earlier }, cancel);
        var row = await sets.ReadFirstOrDefaultAsync<CaseRow>();
        var steps = await sets.ReadAsync<StepRow>();
        var submissions = await sets.ReadAsync<SubmissionRow>();
        var names = await sets.ReadAsync<(Guid Id, string Name)>();
        if (row is null)
        {
            return null;
        }
        var found = ReviewCase.Kept(row, steps.Select(ReviewStep.Kept), submissions.Select(Submission.Kept));
        return (found, await AllNames(found, names.ToDictionary(n => n.Id, n => n.Name), cancel));
    }

    private async Task<(Submission?, DateTimeOffset?)> FiledVersion(ReviewCase found, CancellationToken cancel)
    {
        if (found.CorrectsCaseId is not { } corrected)
        {
            return (null, null);
        }
        fence.Admit(corrected);
        using var sets = await fence.Sets(
            $"""
            select {SubmissionRow.Columns} from review_submission v where v.case_id = @corrected order by v.number desc limit 1;
            select s.at from review_step s where s.case_id = @corrected and s.to_state = @approved order by s.number desc limit 1;
            """,
            new { corrected, approved = ReviewState.Approved.ToString() }, cancel);
        var filed = await sets.ReadFirstOrDefaultAsync<SubmissionRow>();
        var at = await sets.ReadFirstOrDefaultAsync<DateTime?>();
        return (filed is null ? null : Submission.Kept(filed), at);
    }

    /// <summary>Usually all of them lie below or above one's own place; only what does not is looked up over the whole institution.</summary>
    private async Task<Dictionary<Guid, string>> AllNames(ReviewCase found, Dictionary<Guid, string> seen, CancellationToken cancel)
    {
        var unseen = found.Route.Layers.Select(l => l.OrganisationId).Append(found.OrganisationId).Where(o => !seen.ContainsKey(o)).Distinct().ToArray();
        if (unseen.Length > 0)
        {
            using var widened = fence.As(SystemActors.Directory);
            foreach (var (id, name) in await fence.Rows<(Guid Id, string Name)>("select id, name from organisation where id = any(@unseen)", new { unseen }, cancel))
            {
                seen[id] = name;
            }
        }
        return seen;
    }
}
