using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Activities.FollowUps;

/// <summary>Puts own tasks from meetings, and in the branch's space the minutes still to be written and records to be handed in, on home pages.</summary>
internal sealed class RecordTasks(InstitutionTime time) : ITaskSource
{
    private const int Most = 5;

    public HomeQuestion<HomeTask>? Tasks(Actor actor, DateTimeOffset now)
    {
        var records = actor.Space is { } space && actor.May(ActivityActs.Record, space.Path);
        return new(
            $"""
            select id, text, due_on as DueOn from follow_up where owner_member_id = @member and done_at is null order by due_on, id limit {Most};
            select a.id, a.title, a.ends_at as EndsAt, r.id as RecordId from activity a
              left join activity_record r on r.activity_id = a.id and r.addendum_to is null
              where {(records ? "a.path = @path and a.state = 'Held' and (r.state is null or r.state = 'Draft')" : "false")} order by a.ends_at limit {Most};
            """,
            async sets =>
            {
                var own = await sets.ReadAsync<FollowUpRow>();
                var held = await sets.ReadAsync<HeldRow>();
                return [.. own.Select(ToDo), .. held.Select(ToWrite)];
            });
    }

    private HomeTask ToDo(FollowUpRow row) =>
        new(new HomeText("follow-up.task", row.Text), 10, time.At(row.DueOn, new TimeOnly(23, 59)), "/follow-ups", new HomeText("follow-up.task-action"), "", "list-check");

    private HomeTask ToWrite(HeldRow row) => row.RecordId is null
        ? new HomeTask(new HomeText("minutes.task-write", row.Title), 5, row.EndsAt.AddDays(3), $"/activities/{row.Id}/minutes", new HomeText("minutes.write"), "", "writing") { Detail = new HomeText("minutes.task-detail") }
        : new HomeTask(new HomeText("record.task-submit", row.Title), 2, row.EndsAt.AddDays(3), $"/activities/{row.Id}#record", new HomeText("record.submit"), "", "send");

    private sealed class FollowUpRow
    {
        public Guid Id { get; set; }

        public string Text { get; set; } = "";

        public DateOnly DueOn { get; set; }
    }

    private sealed class HeldRow
    {
        public Guid Id { get; set; }

        public string Title { get; set; } = "";

        public DateTimeOffset EndsAt { get; set; }

        public Guid? RecordId { get; set; }
    }
}
