using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Conversation.Commenting;

/// <summary>Readers comment, mend what they wrote and take it back; the organisation answers.</summary>
internal sealed class WriteCommentAction(ZhijianDb db, Journal journal, ConversationQuery conversation, Postbox postbox, Rulebook rulebook, InstitutionTime time)
{
    private WritingRule Rule => rulebook.On(time.Today).Conversation.Writing;

    public async Task<Decision<CommentWritten>> Write(Guid article, string? text, Actor actor, CancellationToken cancel)
    {
        if (await conversation.Article(article, cancel) is not { } edition)
        {
            return PlatformRefusals.Missing;
        }
        var written = await conversation.WrittenSince(actor, time.Now.AddMinutes(-Rule.WithinMinutes), cancel);
        var decision = ArticleComment.Write(edition, text, written, Rule, actor, time.Now, out var comment);
        if (comment is not null)
        {
            db.Add(comment);
        }
        return await journal.Record(decision, actor, cancel);
    }

    public async Task<Decision<CommentChanged>> Change(Guid id, string? text, int seen, Actor actor, CancellationToken cancel) =>
        await Own(id, actor, cancel) is { } comment ? await journal.Record(comment.Change(text, Rule, seen, time.Now), actor, cancel) : PlatformRefusals.Missing;

    public async Task<Decision<CommentWithdrawn>> Withdraw(Guid id, Actor actor, CancellationToken cancel)
    {
        if (await Own(id, actor, cancel) is not { } comment)
        {
            return PlatformRefusals.Missing;
        }
        var decision = comment.Withdraw();
        if (decision.Fact is not null && await db.Set<MisuseCase>().FirstOrDefaultAsync(c => c.CommentId == id, cancel) is { } reported)
        {
            reported.End(time.Now);
        }
        return await journal.Record(decision, actor, cancel);
    }

    public async Task<Decision<CommentAnswered>> Answer(Guid id, string? text, int seen, Actor actor, CancellationToken cancel)
    {
        if (await conversation.Comment(id, cancel) is not { } comment)
        {
            return PlatformRefusals.Missing;
        }
        if (actor.PostThatMay(ConversationActs.Answer, comment.Path) is not { } post)
        {
            return PlatformRefusals.NotYours;
        }
        var decision = comment.AnswerIt(text, post.OrganisationName, Rule, seen, actor, time.Now);
        if (decision.Fact is not null && comment.MemberId != actor.MemberId)
        {
            postbox.Deliver((await conversation.Receivers([comment.MemberId], cancel)).Select(r => Message.To(r.MemberId, r.Path, time.Now, TalkLinks.Comment(comment.ArticleId, comment.Id), "conversation.message-comment-answered", post.OrganisationName, comment.ArticleTitle)));
        }
        return await journal.Record(decision, actor, cancel);
    }

    /// <summary>One's own comment; null where it is somebody else's.</summary>
    public Task<ArticleComment?> Own(Guid id, Actor actor, CancellationToken cancel) => db.Set<ArticleComment>().FirstOrDefaultAsync(c => c.Id == id && c.MemberId == actor.MemberId, cancel);
}
