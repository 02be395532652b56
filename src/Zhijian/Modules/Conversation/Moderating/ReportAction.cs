using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Conversation.Moderating;

/// <summary>A reader reports a comment; where its reason says so it is out of sight until it is decided, and its writer is told.</summary>
internal sealed class ReportAction(ZhijianDb db, Fence fence, Journal journal, ConversationQuery conversation, Postbox postbox, Rulebook rulebook, InstitutionTime time)
{
    public async Task<Decision<CommentReported>> Run(Guid comment, MisuseReason? reason, string? note, Actor actor, CancellationToken cancel)
    {
        if (await conversation.Comment(comment, cancel) is not { } it)
        {
            return PlatformRefusals.Missing;
        }
        // A case is not for readers to see, and one more report belongs to the case there is; who comes second waits for the first.
        using var widened = fence.As(SystemActors.Conversation);
        await fence.Row<Guid?>("select id from article_comment where id = @comment for update", new { comment }, cancel);
        await db.Entry(it).ReloadAsync(cancel);
        var open = await db.Set<MisuseCase>().FirstOrDefaultAsync(c => c.CommentId == comment, cancel);
        var before = open is not null && await db.Set<MisuseReport>().AnyAsync(r => r.CaseId == open.Id && r.MemberId == actor.MemberId, cancel);
        var rule = reason is { } chosen ? rulebook.On(time.Today).Conversation.Reasons[chosen] : null;
        var decision = MisuseCase.Report(it, rule, note, open, before, actor, time.Now, out var begun, out var report);
        if (decision.Fact is not { } fact)
        {
            return decision;
        }
        if (open is null)
        {
            db.Add(begun!);
        }
        db.Add(report!);
        if (fact.HiddenAtOnce)
        {
            postbox.Deliver((await conversation.Receivers([it.MemberId], cancel)).Select(r => Message.To(r.MemberId, r.Path, time.Now, $"/conversation/reports/{begun!.Id}", "conversation.message-hidden-at-once", it.ArticleTitle, fact.Reason)));
        }
        return await journal.Record(decision, actor, cancel);
    }
}
