using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Conversation.Moderating;

/// <summary>Finds cases for those who decide and for those whom they are about.</summary>
internal sealed class CaseQuery(ZhijianDb db, Fence fence)
{
    public const int PageSize = 30;

    /// <summary>A case for its writer and for moderators of its scope; null for everybody else.</summary>
    public async Task<MisuseCase?> Of(Guid id, Actor actor, CancellationToken cancel) =>
        await db.Set<MisuseCase>().FirstOrDefaultAsync(c => c.Id == id, cancel) is { } found && (IsWriter(found, actor) || MaySee(found, actor)) ? found : null;

    public static bool IsWriter(MisuseCase open, Actor actor) => actor.MemberId != Guid.Empty && open.WriterId == actor.MemberId;

    public static bool MaySee(MisuseCase open, Actor actor) => actor.May(ConversationActs.Moderate, open.Path) || actor.May(ConversationActs.DecideAppeals, open.Path);

    /// <summary>Who reported it, for those who may see the case.</summary>
    public async Task<IReadOnlyList<Guid>> Reporters(Guid id, CancellationToken cancel) => await fence.Rows<Guid>("select member_id from misuse_report where case_id = @id", new { id }, cancel);

    /// <summary>The reasons and remarks of its reports, without names.</summary>
    public Task<List<ReportRow>> Reports(Guid id, CancellationToken cancel) => fence.Rows<ReportRow>("select reason, note, at from misuse_report where case_id = @id order by at, member_id limit 50", new { id }, cancel);

    /// <summary>The comment as it stands now.</summary>
    public Task<ArticleComment> Comment(MisuseCase open, CancellationToken cancel) => db.Set<ArticleComment>().AsNoTracking().FirstAsync(c => c.Id == open.CommentId, cancel);

    /// <summary>Cases of the own scope that stand so, oldest first.</summary>
    public async Task<Listing<CaseRow>> Page(MisuseState state, string? after, int size, CancellationToken cancel)
    {
        var from = Cursor.Read(after, 1) is [var text] && Guid.TryParse(text, out var id) ? id : (Guid?)null;
        var rows = await fence.Rows<CaseRow>(
            $"""
            select c.id, c.article_title as ArticleTitle, o.name as OrganisationName, c.reason, c.state, c.opened_at as OpenedAt, c.decided_at as DecidedAt, c.appealed_at as AppealedAt, c.closed_at as ClosedAt
            from misuse_case c join organisation o on o.id = c.organisation_id where c.state = @state {(from is null ? "" : "and c.id > @from")} order by c.id limit {size + 1}
            """, new { state = state.ToString(), from }, cancel);
        return Listing.Of(rows, size, r => Cursor.Of(r.Id));
    }
}

/// <summary>A case in the moderators' list.</summary>
internal sealed class CaseRow
{
    public Guid Id { get; set; }

    public string ArticleTitle { get; set; } = "";

    public string OrganisationName { get; set; } = "";

    public MisuseReason Reason { get; set; }

    public MisuseState State { get; set; }

    public DateTimeOffset OpenedAt { get; set; }

    public DateTimeOffset? DecidedAt { get; set; }

    public DateTimeOffset? AppealedAt { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }
}

/// <summary>One report, for those who decide.</summary>
internal sealed class ReportRow
{
    public MisuseReason Reason { get; set; }

    public string Note { get; set; } = "";

    public DateTimeOffset At { get; set; }
}
