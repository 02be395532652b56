using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Publishing;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Conversation;

/// <summary>Finds what a conversation is about and who takes part in it.</summary>
public sealed class ConversationQuery(ZhijianDb db, Fence fence)
{
    /// <summary>The article as this person reads it, whose comments and shown questions are open from then on; null where they can't read it.</summary>
    public async Task<ArticleEdition?> Article(Guid id, CancellationToken cancel)
    {
        var edition = await db.Set<ArticleEdition>().AsNoTracking().FirstOrDefaultAsync(e => e.ArticleId == id && e.State == ShowingState.Current, cancel);
        if (edition is not null)
        {
            fence.Admit(id);
        }
        return edition;
    }

    /// <summary>A comment of an article that this person reads, or of the own scope; null otherwise.</summary>
    public async Task<ArticleComment?> Comment(Guid id, CancellationToken cancel)
    {
        if (await db.Set<ArticleComment>().FirstOrDefaultAsync(c => c.Id == id, cancel) is { } own)
        {
            return own;
        }
        // Which article it belongs to is no secret to whoever has that before them.
        var article = await fence.RowAs<Guid?>(SystemActors.Conversation, "select article_id from article_comment where id = @id", new { id }, cancel);
        return article is { } of && await Article(of, cancel) is not null ? await db.Set<ArticleComment>().FirstOrDefaultAsync(c => c.Id == id, cancel) : null;
    }

    /// <summary>Who wrote the article.</summary>
    public Task<Guid> WriterOf(Guid article, CancellationToken cancel) => fence.RowAs<Guid>(SystemActors.Conversation, "select created_by from article where id = @article", new { article }, cancel);

    /// <summary>How many comments and questions this person wrote since a moment.</summary>
    public Task<int> WrittenSince(Actor actor, DateTimeOffset since, CancellationToken cancel) => fence.Row<int>(
        "select (select count(*) from article_comment where member_id = @member and at > @since)::int + (select count(*) from article_question where member_id = @member and at > @since)::int", new { member = actor.MemberId, since }, cancel);

    /// <summary>Where messages of these people go.</summary>
    public async Task<IReadOnlyList<(Guid MemberId, string Path)>> Receivers(IEnumerable<Guid> members, CancellationToken cancel) =>
        await fence.RowsAs<(Guid, string)>(SystemActors.Conversation, "select id, path from member where id = any(@members) and left_on is null", new { members = members.Distinct().ToArray() }, cancel);
}
