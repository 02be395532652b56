using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Conversation.Moderating;

/// <summary>A moderator decides about a reported comment, its writer appeals, somebody above decides the appeal; the writer and those who reported hear what came of it.</summary>
internal sealed class DecideAction(ZhijianDb db, Journal journal, CaseQuery cases, ConversationQuery conversation, Postbox postbox, Rulebook rulebook, InstitutionTime time)
{
    public Task<Decision<ReportDecided>> Decide(Guid id, bool? hides, string? why, int seen, Actor actor, CancellationToken cancel) =>
        Settle(id, (open, comment, reported) => open.Decide(comment, hides, why, reported, seen, actor, time.Now), actor, cancel);

    public async Task<Decision<DecisionAppealed>> Appeal(Guid id, string? why, int seen, Actor actor, CancellationToken cancel) =>
        await cases.Of(id, actor, cancel) is { } open && open.WriterId == actor.MemberId
            ? await journal.Record(open.AppealIt(why, rulebook.On(time.Today).Conversation.Appeal, seen, actor, time.Now), actor, cancel)
            : PlatformRefusals.Missing;

    public Task<Decision<AppealDecided>> DecideAppeal(Guid id, bool? hides, string? why, int seen, Actor actor, CancellationToken cancel) =>
        Settle(id, (open, comment, reported) => open.DecideAppeal(comment, hides, why, reported, seen, actor, time.Now), actor, cancel);

    /// <summary>Decides a case either way and tells those who wait for it.</summary>
    private async Task<Decision<TFact>> Settle<TFact>(Guid id, Func<MisuseCase, ArticleComment, bool, Decision<TFact>> decide, Actor actor, CancellationToken cancel)
        where TFact : class, IFact
    {
        if (await cases.Of(id, actor, cancel) is not { } open)
        {
            return PlatformRefusals.Missing;
        }
        var comment = await db.Set<ArticleComment>().FirstAsync(c => c.Id == open.CommentId, cancel);
        var reporters = await cases.Reporters(id, cancel);
        var decision = decide(open, comment, reporters.Contains(actor.MemberId));
        if (decision.Fact is not null)
        {
            await Tell(open, reporters, cancel);
        }
        return await journal.Record(decision, actor, cancel);
    }

    private async Task Tell(MisuseCase open, IReadOnlyList<Guid> reporters, CancellationToken cancel)
    {
        var why = open.AppealDecision ?? open.Decision!;
        var people = await conversation.Receivers([open.WriterId, .. reporters], cancel);
        postbox.Deliver(people.Select(p => p.MemberId == open.WriterId
            ? Message.To(p.MemberId, p.Path, time.Now, $"/conversation/reports/{open.Id}", "conversation.message-decided-writer", open.ArticleTitle, open.State, why)
            : Message.To(p.MemberId, p.Path, time.Now, $"/news/{open.ArticleId}", "conversation.message-decided-reporter", open.ArticleTitle, open.State, why)));
    }
}
