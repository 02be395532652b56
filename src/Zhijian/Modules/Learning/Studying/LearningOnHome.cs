using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Learning.Studying;

/// <summary>Puts one's own open tasks on the home of the member space, and on a branch's what it still has to study together.</summary>
internal sealed class LearningOnHome(InstitutionTime time, Rulebook rulebook) : ITaskSource
{
    private const int Few = 2;
    private const int Most = 5;

    public HomeQuestion<HomeTask>? Tasks(Actor actor, DateTimeOffset now)
    {
        if (actor.MemberId == Guid.Empty)
        {
            return null;
        }
        if (actor.Space is not { } space)
        {
            return new(
                $"""
                select a.item_id as Id, a.title, a.units, a.due_on as DueOn, a.asked_by_name as AskedBy from learning_assignment a
                where a.member_id = @member and a.done_on is null and a.excused_why is null and a.mode = 'Individual' order by a.due_on, a.task_id limit {Most};
                """,
                async sets => [.. (await sets.ReadAsync<OpenRow>()).Select(ToStudy)]);
        }
        return !space.Covers(LearningActs.Record, space.Path) ? null : new(
            $"""
            select t.id, t.title, t.units, t.due_on as DueOn, t.organisation_name as AskedBy, s.assigned - s.done - s.late - s.excused as People from learning_sum s join learning_task t on t.id = s.task_id
            where s.organisation_id = @organisation and s.assigned > s.done + s.late + s.excused and t.mode = 'Collective' and t.state = 'Open' order by t.due_on, t.id limit {Few};
            """,
            async sets => [.. (await sets.ReadAsync<OpenRow>()).Select(ToRecord)]);
    }

    private HomeTask ToStudy(OpenRow row) => Of(row, new HomeText("learning.home.study", row.Title), "/learning", new HomeText("learning.home.study-action"), new HomeText("learning.home.asked-by", row.AskedBy));

    private HomeTask ToRecord(OpenRow row) =>
        Of(row, new HomeText("learning.home.record", row.Title), $"/learning/tasks/{row.Id}/together", new HomeText("learning.home.record-action"), new HomeText("learning.home.people", row.AskedBy, row.People));

    private HomeTask Of(OpenRow row, HomeText text, string href, HomeText action, HomeText detail) =>
        new(text, rulebook.On(time.Today).Learning.MinutesOf(row.Units), time.LastMinuteOf(row.DueOn), href, action, row.DueOn < time.Today ? "is-late" : "", "school") { Detail = detail };

    private sealed class OpenRow
    {
        public Guid Id { get; set; }

        public string Title { get; set; } = "";

        public int Units { get; set; }

        public DateOnly DueOn { get; set; }

        public string AskedBy { get; set; } = "";

        public int People { get; set; }
    }
}
