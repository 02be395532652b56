using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Resolutions.Showing;

/// <summary>Puts one's own tasks from resolutions on the home page.</summary>
internal sealed class ResolutionTasksOnHome(InstitutionTime time) : ITaskSource
{
    private const int Most = 5;

    public HomeQuestion<HomeTask>? Tasks(Actor actor, DateTimeOffset now) => actor.MemberId == Guid.Empty || !actor.May(ResolutionActs.See) ? null
        : new(
        $"select question_id as QuestionId, text, due_on as DueOn from resolution_task where owner_member_id = @member and done_at is null order by due_on, id limit {Most};",
        async sets => [.. (await sets.ReadAsync<Row>()).Select(ToDo)]);

    private HomeTask ToDo(Row row) =>
        new(new HomeText("resolutions.task-to-do", row.Text), 10, time.LastMinuteOf(row.DueOn), $"/resolutions/{row.QuestionId}",
            new HomeText("resolutions.task-open"), "", "gavel");

    private sealed class Row
    {
        public Guid QuestionId { get; set; }

        public string Text { get; set; } = "";

        public DateOnly DueOn { get; set; }
    }
}
