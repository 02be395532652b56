using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Conversation.Showing;

/// <summary>Puts on the home page of a post what waits for its answer or decision: questions and reports of the own organisation, appeals from below.</summary>
internal sealed class ConversationOnHome : ITaskSource
{
    private const int Most = 2;
    private const int Minutes = 5;

    private const string NotReportedByThem = "c.writer_id <> @member and not exists (select 1 from misuse_report r where r.case_id = c.id and r.member_id = @member)";

    /// <summary>One statement for what this post may do, however much that is: a home asks many, and most have nothing to say.</summary>
    public HomeQuestion<HomeTask>? Tasks(Actor actor, DateTimeOffset now)
    {
        if (actor.MemberId == Guid.Empty || actor.Space is not { } space)
        {
            return null;
        }
        List<string> parts = [];
        if (space.Covers(ConversationActs.Answer, space.Path))
        {
            parts.Add($"(select '{nameof(Duty.Answer)}' as Duty, q.id, q.article_title as Title, null::text as Reason from article_question q where q.organisation_id = @organisation and q.state = 'Open' order by q.id limit {Most})");
        }
        if (space.Covers(ConversationActs.Moderate, space.Path))
        {
            parts.Add($"(select '{nameof(Duty.Decide)}' as Duty, c.id, c.article_title as Title, c.reason from misuse_case c where c.organisation_id = @organisation and c.state = 'Open' and {NotReportedByThem} order by c.id limit {Most})");
        }
        if (space.Grants.Any(g => g.Act == ConversationActs.DecideAppeals))
        {
            var depth = space.Path.Count(c => c == '.');
            parts.Add(
                $"""
                (select '{nameof(Duty.Appeal)}' as Duty, c.id, c.article_title as Title, null::text as Reason from misuse_case c
                where c.path >= @path and c.path < @path || '~' and c.state = 'Appealed' and c.decided_by <> @member and (c.decided_depth > {depth} or (c.decided_depth = 1 and {depth} = 1)) and {NotReportedByThem} order by c.id limit {Most})
                """);
        }
        return parts.Count == 0 ? null : new(string.Join(" union all ", parts) + ";", async sets => [.. (await sets.ReadAsync<Waiting>()).Select(w => w.Task())]);
    }

    /// <summary>What somebody waits for.</summary>
    private enum Duty
    {
        Answer,
        Decide,
        Appeal,
    }

    private sealed class Waiting
    {
        public Guid Id { get; set; }

        public string Title { get; set; } = "";

        public Duty Duty { get; set; }

        /// <summary>Of reports only.</summary>
        public MisuseReason? Reason { get; set; }

        public HomeTask Task() => Duty == Duty.Answer
            ? new HomeTask(new HomeText("conversation.task-answer", Title), Minutes, null, $"/conversation/asked/{Id}", new HomeText("conversation.answer"), "is-wait", "help-circle")
            : new HomeTask(new HomeText(Duty == Duty.Decide ? "conversation.task-decide" : "conversation.task-appeal", Title), Minutes, null, $"/conversation/reports/{Id}", new HomeText("conversation.decide"), "is-wait", "flag")
            {
                Detail = Reason is { } reason ? new HomeText(Platform.Texts.Words.NameKey(reason)) : null,
            };
    }
}
