using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Conversation.Showing;

/// <summary>Puts on the home page of a post what waits for its answer or decision: questions and reports of the own organisation, appeals from below.</summary>
internal sealed class ConversationOnHome : ITaskSource
{
    private const int Most = 2;

    public HomeQuestion<HomeTask>? Tasks(Actor actor, DateTimeOffset now)
    {
        if (actor.MemberId == Guid.Empty || actor.Space is not { } space || !(space.Covers(ConversationActs.Answer, space.Path) || space.Covers(ConversationActs.Moderate, space.Path) || space.Grants.Any(g => g.Act == ConversationActs.DecideAppeals)))
        {
            return null;
        }
        var (answers, moderates, appeals) = (space.Covers(ConversationActs.Answer, space.Path), space.Covers(ConversationActs.Moderate, space.Path), space.Grants.Any(g => g.Act == ConversationActs.DecideAppeals));
        var depth = space.Path.Count(c => c == '.');
        return new(
            $"""
            select q.id, q.article_title as Title from article_question q where {(answers ? "q.organisation_id = @organisation" : "false")} and q.state = 'Open' order by q.id limit {Most};
            select c.id, c.article_title as Title, c.reason from misuse_case c
            where {(moderates ? "c.organisation_id = @organisation" : "false")} and c.state = 'Open' and c.writer_id <> @member and not exists (select 1 from misuse_report r where r.case_id = c.id and r.member_id = @member) order by c.id limit {Most};
            select c.id, c.article_title as Title, c.reason from misuse_case c
            where {(appeals ? "c.path >= @path and c.path < @path || '~'" : "false")} and c.state = 'Appealed' and c.writer_id <> @member and c.decided_by <> @member and (c.decided_depth > {depth} or (c.decided_depth = 1 and {depth} = 1))
              and not exists (select 1 from misuse_report r where r.case_id = c.id and r.member_id = @member) order by c.id limit {Most};
            """,
            async sets =>
            [
                .. (await sets.ReadAsync<Waiting>()).Select(w => new HomeTask(new HomeText("conversation.task-answer", w.Title), 5, null, $"/conversation/asked/{w.Id}", new HomeText("conversation.answer"), "is-wait", "help-circle")),
                .. (await sets.ReadAsync<Waiting>()).Select(w => new HomeTask(new HomeText("conversation.task-decide", w.Title), 5, null, $"/conversation/reports/{w.Id}", new HomeText("conversation.decide"), "is-wait", "flag") { Detail = new HomeText(Platform.Texts.Words.NameKey(w.Reason)) }),
                .. (await sets.ReadAsync<Waiting>()).Select(w => new HomeTask(new HomeText("conversation.task-appeal", w.Title), 5, null, $"/conversation/reports/{w.Id}", new HomeText("conversation.decide"), "is-wait", "flag")),
            ]);
    }

    private sealed class Waiting
    {
        public Guid Id { get; set; }

        public string Title { get; set; } = "";

        public MisuseReason Reason { get; set; }
    }
}
