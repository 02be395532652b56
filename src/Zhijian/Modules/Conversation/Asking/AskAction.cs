using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Conversation.Asking;

/// <summary>Readers ask those who wrote an article, and take it back; the organisation answers.</summary>
internal sealed class AskAction(ZhijianDb db, Journal journal, ConversationQuery conversation, Postbox postbox, Rulebook rulebook, InstitutionTime time)
{
    private WritingRule Rule => rulebook.On(time.Today).Conversation.Writing;

    public async Task<Decision<QuestionAsked>> Ask(Guid article, string? text, bool? named, Actor actor, CancellationToken cancel)
    {
        if (await conversation.Article(article, cancel) is not { } edition)
        {
            return PlatformRefusals.Missing;
        }
        var written = await conversation.WrittenSince(actor, time.Now.AddMinutes(-Rule.WithinMinutes), cancel);
        var decision = ArticleQuestion.Ask(edition, text, named, written, Rule, actor, time.Now, out var question);
        if (question is not null)
        {
            db.Add(question);
            var writer = await conversation.WriterOf(article, cancel);
            if (writer != actor.MemberId)
            {
                postbox.Deliver((await conversation.Receivers([writer], cancel)).Select(r => Message.To(r.MemberId, r.Path, time.Now, $"/conversation/asked/{question.Id}", "conversation.message-asked", edition.Title)));
            }
        }
        return await journal.Record(decision, actor, cancel);
    }

    public async Task<Decision<QuestionWithdrawn>> Withdraw(Guid id, Actor actor, CancellationToken cancel) =>
        await db.Set<ArticleQuestion>().FirstOrDefaultAsync(q => q.Id == id && q.MemberId == actor.MemberId, cancel) is { } question ? await journal.Record(question.Withdraw(), actor, cancel) : PlatformRefusals.Missing;

    public async Task<Decision<QuestionAnswered>> Answer(Guid id, string? text, bool? shown, int seen, Actor actor, CancellationToken cancel)
    {
        if (await Of(id, actor, cancel) is not { } question)
        {
            return PlatformRefusals.Missing;
        }
        if (!MayAnswer(question, actor))
        {
            return PlatformRefusals.NotYours;
        }
        var decision = question.AnswerIt(text, shown, Rule, seen, actor, time.Now);
        if (decision.Fact is not null && question.MemberId != actor.MemberId)
        {
            postbox.Deliver((await conversation.Receivers([question.MemberId], cancel)).Select(r => Message.To(r.MemberId, r.Path, time.Now, $"/conversation/asked/{question.Id}", "conversation.message-answered", question.OrganisationName, question.ArticleTitle)));
        }
        return await journal.Record(decision, actor, cancel);
    }

    /// <summary>A question for whoever asked it and for those who may answer it; null for everybody else.</summary>
    public async Task<ArticleQuestion?> Of(Guid id, Actor actor, CancellationToken cancel) =>
        await db.Set<ArticleQuestion>().FirstOrDefaultAsync(q => q.Id == id, cancel) is { } question && (MayAnswer(question, actor) || (question.MemberId == actor.MemberId && actor.MemberId != Guid.Empty)) ? question : null;

    public static bool MayAnswer(ArticleQuestion question, Actor actor) => actor.May(ConversationActs.Answer, question.Path);
}
