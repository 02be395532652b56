using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Conversation.Following;

/// <summary>What one person wrote here, wherever it stands.</summary>
internal sealed class OwnWordsBook(Fence fence)
{
    /// <summary>Takes all of it back, with the name. What was decided about it stays until its term, without words and without the name.</summary>
    public async Task TakeBack(Guid member, DateTimeOffset now, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Conversation);
        await fence.Run(
            """
            update misuse_case set text = '', writer_name = '', appeal = null, state = case when state in ('Open', 'Appealed') then 'Ended' else state end, closed_at = coalesce(closed_at, @now), version = version + 1 where writer_id = @member;
            update article_comment set text = '', member_name = '', state = 'Withdrawn', version = version + 1 where member_id = @member;
            update article_question set text = '', member_name = '', answer = null, state = 'Withdrawn', is_shown = false, version = version + 1 where member_id = @member;
            update misuse_report set note = '' where member_id = @member;
            delete from article_thanks where member_id = @member
            """, new { member, now }, cancel);
    }
}
