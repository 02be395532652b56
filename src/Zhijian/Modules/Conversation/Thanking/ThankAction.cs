using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Conversation.Thanking;

/// <summary>A reader thanks whoever wrote an article, who is told once; and takes it back.</summary>
internal sealed class ThankAction(ZhijianDb db, Journal journal, ConversationQuery conversation, Postbox postbox, TimeProvider clock)
{
    public async Task<Decision<ThanksGiven>> Give(Guid article, Actor actor, CancellationToken cancel)
    {
        if (await conversation.Article(article, cancel) is not { } edition)
        {
            return PlatformRefusals.Missing;
        }
        var (writer, before, now) = (await conversation.WriterOf(article, cancel), await Own(article, actor, cancel), clock.GetUtcNow());
        var decision = ArticleThanks.Give(edition, writer, before, actor, now, out var thanks);
        if (thanks is not null && before is null)
        {
            db.Add(thanks);
            postbox.Deliver((await conversation.Receivers([writer], cancel)).Select(r => Message.To(r.MemberId, r.Path, now, $"/news/{article}", "conversation.message-thanks", actor.Name, edition.Title)));
        }
        return await journal.Record(decision, actor, cancel);
    }

    public async Task<Decision<ThanksTakenBack>> TakeBack(Guid article, Actor actor, CancellationToken cancel) => await journal.Record(ArticleThanks.TakeBack(await Own(article, actor, cancel)), actor, cancel);

    private Task<ArticleThanks?> Own(Guid article, Actor actor, CancellationToken cancel) => db.Set<ArticleThanks>().FirstOrDefaultAsync(t => t.ArticleId == article && t.MemberId == actor.MemberId, cancel);
}
