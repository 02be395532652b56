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
    public async Task<Decision<ReportDecided>> Decide(Guid id, bool? hides, string? why, int seen, Actor actor, CancellationToken cancel)
    {
        if (await cases.Of(id, actor, cancel) is not { } open)
        {
            return PlatformRefusals.Missing;
        }
        var (comment, reporters) = (await Comment(open, cancel), await cases.Reporters(id, cancel));
        var decision = open.Decide(comment, hides, why, reporters.Contains(actor.MemberId), seen, actor, time.Now);
        if (decision.Fact is { } fact)
        {
            await Tell(open, reporters, fact.Outcome, open.Decision!, cancel);
        }
        return await journal.Record(decision, actor, cancel);
    }

    public async Task<Decision<DecisionAppealed>> Appeal(Guid id, string? why, int seen, Actor actor, CancellationToken cancel) =>
        await cases.Of(id, actor, cancel) is { } open && open.WriterId == actor.MemberId
            ? await journal.Record(open.AppealIt(why, rulebook.On(time.Today).Conversation.Appeal, seen, actor, time.Now), actor, cancel)
            : PlatformRefusals.Missing;

    public async Task<Decision<AppealDecided>> DecideAppeal(Guid id, bool? hides, string? why, int seen, Actor actor, CancellationToken cancel)
    {
        if (await cases.Of(id, actor, cancel) is not { } open)
        {
            return PlatformRefusals.Missing;
        }
        var (comment, reporters) = (await Comment(open, cancel), await cases.Reporters(id, cancel));
        var decision = open.DecideAppeal(comment, hides, why, reporters.Contains(actor.MemberId), seen, actor, time.Now);
        if (decision.Fact is { } fact)
        {
            await Tell(open, reporters, fact.Outcome, open.AppealDecision!, cancel);
        }
        return await journal.Record(decision, actor, cancel);
    }

    private Task<ArticleComment> Comment(MisuseCase open, CancellationToken cancel) => db.Set<ArticleComment>().FirstAsync(c => c.Id == open.CommentId, cancel);

    private async Task Tell(MisuseCase open, IReadOnlyList<Guid> reporters, MisuseState outcome, string why, CancellationToken cancel)
    {
        var people = await conversation.Receivers([open.WriterId, .. reporters], cancel);
        postbox.Deliver(people.Select(p => p.MemberId == open.WriterId
            ? Message.To(p.MemberId, p.Path, time.Now, $"/conversation/reports/{open.Id}", "conversation.message-decided-writer", open.ArticleTitle, outcome, why)
            : Message.To(p.MemberId, p.Path, time.Now, $"/news/{open.ArticleId}", "conversation.message-decided-reporter", open.ArticleTitle, outcome, why)));
    }
}
