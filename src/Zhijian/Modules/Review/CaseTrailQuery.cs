using Zhijian.Modules.Review.Show;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Review;

/// <summary>How a case came to where it is: every version that was handed in and every step, for the pages that lead from a figure back to its source.</summary>
internal sealed class CaseTrailQuery(Fence fence, CaseDetailQuery details, Words words)
{
    /// <summary>Null where there is no such case, or this person may not open it.</summary>
    public async Task<CaseTrail?> Of(Guid caseId, Actor actor, CancellationToken cancel)
    {
        if (await details.Of(caseId, null, actor, cancel) is not { Case: var found })
        {
            return null;
        }
        // The case was seen; the pass opens its versions.
        fence.Admit(caseId);
        var versions = await fence.Rows<SubmissionRow>($"select {SubmissionRow.Columns} from review_submission v where v.case_id = @caseId order by v.number", new { caseId }, cancel);
        return new CaseTrail(
            caseId, [.. versions.Select(Submission.Kept).Select(v => new TrailVersion(v.Number, v.ByName, v.At, v.Fingerprint, v.IsIntact))],
            [.. found.Steps.Select(s => new TrailStep(TrailText.Of(words, s, found), s.InPost, s.RuleVersion, s.Submission, s.At))]);
    }
}

/// <summary>A case as it went.</summary>
internal sealed record CaseTrail(Guid CaseId, IReadOnlyList<TrailVersion> Versions, IReadOnlyList<TrailStep> Steps);

/// <summary>A version as it was handed in.</summary>
/// <param name="IsIntact">Whether what is kept is still what was handed in.</param>
internal sealed record TrailVersion(int Number, string ByName, DateTimeOffset At, string Fingerprint, bool IsIntact);

/// <summary>A step as a sentence.</summary>
/// <param name="InPost">The post in which it was taken.</param>
internal sealed record TrailStep(string Sentence, PostKind? InPost, string RuleVersion, int Version, DateTimeOffset At);
