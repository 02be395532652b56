using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Review;

/// <summary>How records stand in review, for the pages of the modules that own them. One round trip for a whole list.</summary>
internal sealed class CaseStateQuery(Fence fence, Actor actor)
{
    /// <summary>The latest case of each record that has one and that this person may open.</summary>
    public async Task<IReadOnlyDictionary<Guid, CaseStanding>> Of(string recordKind, IReadOnlyCollection<Guid> subjects, CancellationToken cancel)
    {
        var rows = await fence.Rows<CaseStanding>(
            """
            select distinct on (c.subject_id) c.subject_id as SubjectId, c.id as CaseId, c.state, c.layer, c.route->'layers'->(c.layer - 1)->>'kind' as LayerKind,
              jsonb_array_length(c.route->'layers') as Layers, c.last_submission as LastSubmission, c.waiting_since as Since,
              c.path, @me = any(c.author_member_ids) or c.deputy_id is not distinct from @me as IsMine
            from review_case c where c.record_kind = @recordKind and c.subject_id = any(@subjects)
            order by c.subject_id, c.id desc
            """,
            new { recordKind, subjects = subjects.ToArray(), me = actor.MemberId }, cancel);
        // Nobody is shown the way to a case they may not open.
        return rows.Where(r => r.IsMine || actor.May(ReviewActs.See, r.Path) || actor.May(ReviewActs.Decide, r.Path)).ToDictionary(r => r.SubjectId);
    }
}

/// <summary>How one record stands in review.</summary>
public sealed class CaseStanding
{
    public Guid SubjectId { get; set; }

    public Guid CaseId { get; set; }

    public string Path { get; set; } = "";

    /// <summary>Whether the person submitted it or was asked to decide it.</summary>
    public bool IsMine { get; set; }

    public ReviewState State { get; set; }

    /// <summary>The layer whose turn it is, or which it left last.</summary>
    public int Layer { get; set; }

    public Rules.ReviewLayerKind LayerKind { get; set; }

    public int Layers { get; set; }

    public int LastSubmission { get; set; }

    public DateTime Since { get; set; }

    /// <summary>Where the case with its trail can be opened.</summary>
    public string Address => $"/review/cases/{CaseId}";

    /// <summary>One bar for each layer and one for the files: ok, now, back or empty.</summary>
    public IReadOnlyList<string> Bars =>
        [.. Enumerable.Range(1, Layers).Select(l => State switch
        {
            ReviewState.Approved => "ok",
            ReviewState.Waiting => l < Layer ? "ok" : l == Layer ? "now" : "",
            ReviewState.Returned => l == Layer ? "back" : "",
            _ => "",
        }), State == ReviewState.Approved ? "ok" : ""];
}
