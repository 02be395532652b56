using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Activities.FollowUps;

/// <summary>Puts one's own tasks from meetings on the home page.</summary>
internal sealed class FollowUpTasks(InstitutionTime time) : ITaskSource
{
    private const int Most = 5;

    public HomeQuestion<HomeTask>? Tasks(Actor actor, DateTimeOffset now) => actor.MemberId == Guid.Empty ? null : new(
        $"select id, text, due_on as DueOn from follow_up where owner_member_id = @member and done_at is null order by due_on, id limit {Most};",
        async sets => [.. (await sets.ReadAsync<FollowUpRow>()).Select(ToDo)]);

    private HomeTask ToDo(FollowUpRow row) =>
        new(new HomeText("follow-up.task", row.Text), 10, time.LastMinuteOf(row.DueOn), "/follow-ups", new HomeText("follow-up.task-action"), "", "list-check");

    private sealed class FollowUpRow
    {
        public string Text { get; set; } = "";

        public DateOnly DueOn { get; set; }
    }
}
