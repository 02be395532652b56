using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Conversation.Asking;

/// <summary>The questions put to the own organisation.</summary>
internal sealed class AskedQuery(Fence fence)
{
    public const int PageSize = 30;

    /// <summary>Those of these organisations that stand so, oldest first.</summary>
    public async Task<Listing<AskedRow>> Page(IReadOnlyCollection<Guid> organisations, QuestionState state, string? after, int size, CancellationToken cancel)
    {
        var from = Cursor.Read(after, 1) is [var text] && Guid.TryParse(text, out var id) ? id : (Guid?)null;
        var rows = await fence.Rows<AskedRow>(
            $"""
            select q.id, q.article_title as ArticleTitle, q.organisation_name as OrganisationName, q.member_name as MemberName, left(q.text, 160) as Text, q.state, q.at, q.answered_at as AnsweredAt, q.is_shown as IsShown
            from article_question q where q.organisation_id = any(@organisations) and q.state = @state {(from is null ? "" : "and q.id > @from")} order by q.id limit {size + 1}
            """, new { organisations = organisations.ToArray(), state = state.ToString(), from }, cancel);
        return Listing.Of(rows, size, r => Cursor.Of(r.Id));
    }

    /// <summary>The organisations for which this person may answer.</summary>
    public static IReadOnlyCollection<Guid> For(Platform.Deciding.Actor actor) => [.. actor.Posts.Where(p => p.Covers(ConversationActs.Answer, p.Path)).Select(p => p.OrganisationId).Distinct()];
}

/// <summary>A question in the list of those who answer.</summary>
internal sealed class AskedRow
{
    public Guid Id { get; set; }

    public string ArticleTitle { get; set; } = "";

    public string OrganisationName { get; set; } = "";

    public string MemberName { get; set; } = "";

    public string Text { get; set; } = "";

    public QuestionState State { get; set; }

    public DateTimeOffset At { get; set; }

    public DateTimeOffset? AnsweredAt { get; set; }

    public bool IsShown { get; set; }
}
