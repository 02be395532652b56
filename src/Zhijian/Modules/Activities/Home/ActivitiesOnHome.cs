using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Activities.Home;

/// <summary>What activities put on home pages: what to tell, hold, grant or write up; for a member what to answer, what comes next, what they took part in.</summary>
internal sealed class ActivitiesOnHome(Rulebook rulebook, InstitutionTime time) : ITaskSource, IUpcomingSource, IAttendedSource
{
    private const string OwnOpen =
        """
        select t.activity_id as Id, t.answer from attendance t
        where t.member_id = @member and t.notified_at is not null and t.status is null order by t.activity_id desc limit 60;
        """;

    public HomeQuestion<HomeTask>? Tasks(Actor actor, DateTimeOffset now) => actor.Space is { } space
        ? space.Covers(ActivityActs.Host, space.Path) ? OfSpace() : null
        : actor.MemberId == Guid.Empty ? null : OfMember();

    public HomeQuestion<HomeUpcoming>? Upcoming(Actor actor, DateTimeOffset now, int most) => actor.Space is { } space
        ? space.Covers(ActivityActs.See, space.Path) ? new(
            $"""
            select a.id, a.kind, a.state, a.title, a.starts_at as StartsAt, a.place from activity a
            where a.path >= @path and a.path < @path || '~' and a.state in ('Planned', 'Announced', 'RollOpen') and a.ends_at > @now order by a.starts_at, a.id limit {most};
            """,
            async sets => [.. (await sets.ReadAsync<Row>()).Select(r => new HomeUpcoming(r.Id, r.StartsAt, r.Title, r.Place, $"/activities/{r.Id}", r.StateText))]) : null
        : actor.MemberId == Guid.Empty ? null : NextOfMember(most);

    public HomeQuestion<HomeAttended>? Attended(Actor actor, DateTimeOffset now, int most) => actor.MemberId == Guid.Empty ? null : new HomeQuestion<HomeAttended>(
        $"select t.activity_id as Id, t.status as Answer from attendance t where t.member_id = @member and {AttendanceSql.TookPart} order by t.activity_id desc limit {most * 3};",
        async sets => [.. (await sets.ReadAsync<Row>()).Select(r => new HomeAttended(r.Id, default, "", $"/activities/{r.Id}", new HomeText("")))])
    {
        Then = async (found, fence, cancel) => [.. (await Behind(found.Select(f => f.Id), "a.state in ('Held', 'Submitted', 'Filed')", "starts_at desc", most, fence, cancel))
            .Select(r => new HomeAttended(r.Id, time.DayOf(r.StartsAt), r.Title, $"/activities/{r.Id}", r.StateText))],
    };

    private HomeQuestion<HomeTask> OfSpace() => new(
        """
        select a.id, a.kind, a.state, a.title, a.starts_at as StartsAt, a.ends_at as EndsAt, a.place, a.roll_closed_at as RollClosedAt,
          case when a.state in ('Planned', 'Announced') then (select count(*) from attendance t where t.activity_id = a.id and t.answer = 'Leave' and t.leave_granted_at is null) else 0 end as Leaves
        from activity a
        where a.path = @path and (a.state in ('RollOpen', 'Held') or (a.state in ('Planned', 'Announced') and (a.starts_at < @now + interval '7 days'
          or exists (select 1 from attendance t where t.activity_id = a.id and t.answer = 'Leave' and t.leave_granted_at is null))))
          and not (a.state = 'Held' and exists (select 1 from activity_record r where r.activity_id = a.id and r.addendum_to is null and r.state = 'Returned' and r.submitted_by = @member))
        order by a.starts_at limit 20;
        """,
        async sets => [.. (await sets.ReadAsync<Row>()).SelectMany(TasksOf)]);

    private IEnumerable<HomeTask> TasksOf(Row row)
    {
        var href = $"/activities/{row.Id}";
        var state = Enum.Parse<ActivityState>(row.State);
        if (row.Leaves > 0)
        {
            yield return new HomeTask(new HomeText("activity.task.leave", row.Leaves, row.Title), 1, row.StartsAt, href + "#roll", new HomeText("activity.task.leave-do"), "is-wait", "user-question");
        }
        var isToday = time.DayOf(row.StartsAt) == time.Today;
        switch (state)
        {
            case ActivityState.Held:
                var due = rulebook.On(time.Today).Calendar.AddWorkingDays(time.DayOf(row.EndsAt), rulebook.On(time.Today).Attendance.LateEntry.LateAfterWorkingDays).Date;
                yield return new HomeTask(new HomeText("activity.task.minutes", row.Title), 5, time.LastMinuteOf(due), $"{href}/minutes", new HomeText("activity.task.minutes-do"), "", "pencil") { Detail = new HomeText("activity.task.minutes-detail", time.DayOf(row.StartsAt)) };
                break;
            case ActivityState.RollOpen:
                yield return new HomeTask(new HomeText("activity.task.roll-open", row.Title), 2, row.EndsAt, href, new HomeText("activity.task.roll-open-do"), "", "checklist");
                break;
            case ActivityState.Planned or ActivityState.Announced when row.EndsAt < time.Now && !isToday:
                yield return new HomeTask(new HomeText("activity.task.overdue", row.Title), 3, row.EndsAt, href, new HomeText("activity.task.overdue-do"), "is-late", "alert-triangle") { Detail = new HomeText("activity.task.overdue-detail", time.DayOf(row.StartsAt)) };
                break;
            case ActivityState.Planned or ActivityState.Announced when isToday:
                yield return new HomeTask(new HomeText("activity.task.host-today", row.Title), 2, row.StartsAt, href, new HomeText("activity.task.host-today-do"), "", "device-tv") { Detail = row.Place is null ? null : new HomeText("activity.task.at-place", row.Place) };
                break;
            case ActivityState.Planned:
                yield return new HomeTask(new HomeText("activity.task.announce", row.Title), 1, row.StartsAt, href, new HomeText("activity.task.announce-do"), "", "send");
                break;
        }
    }

    private HomeQuestion<HomeTask> OfMember() => new(OwnOpen, async sets => [.. (await sets.ReadAsync<Row>()).Where(r => r.Answer is null).Select(r => new HomeTask(new HomeText(""), 1, null, r.Id.ToString(), new HomeText(""), "", ""))])
    {
        Then = async (found, fence, cancel) => [.. (await Behind(found.Select(f => Guid.Parse(f.Href)), "a.state in ('Announced', 'RollOpen') and a.ends_at > now() - interval '1 day'", "starts_at", 10, fence, cancel))
            .Select(r => r.State == nameof(ActivityState.RollOpen)
                ? new HomeTask(new HomeText("activity.task.check-in", r.Title), 1, r.EndsAt, "/check-in", new HomeText("check-in.title"), "", "scan")
                : new HomeTask(new HomeText("activity.task.answer", r.Title), rulebook.On(time.Today).Costs.MinutesOf(AskedTask.ActivityAnswer), r.StartsAt, $"/activities/{r.Id}", new HomeText("activity.task.answer-do"), "", "message-2") { Detail = new HomeText("activity.task.at", r.StartsAt, r.Place ?? "") })],
    };

    private static HomeQuestion<HomeUpcoming> NextOfMember(int most) => new(OwnOpen, async sets => [.. (await sets.ReadAsync<Row>()).Select(r => new HomeUpcoming(r.Id, default, "", null, "", null, r.Answer is null ? null : new HomeText(r.Answer)))])
    {
        Then = async (found, fence, cancel) =>
        {
            var answers = found.ToDictionary(f => f.Id, f => f.Answer?.Key);
            return [.. (await Behind(answers.Keys, "a.state in ('Announced', 'RollOpen') and a.ends_at > now()", "starts_at", most, fence, cancel)).Select(r => new HomeUpcoming(
                r.Id, r.StartsAt, r.Title, r.Place, $"/activities/{r.Id}", r.StateText, answers[r.Id] is { } answer ? new HomeText("attendance-answer." + Words.Kebab(answer)) : null)
            {
                Buttons = r.State == nameof(ActivityState.RollOpen)
                    ? [new HomeButton(new HomeText("check-in.title"), "/check-in", false, true, "scan")]
                    : answers[r.Id] is null ? [new HomeButton(new HomeText("activity.own.coming"), $"/activities/{r.Id}/coming", true, true), new HomeButton(new HomeText("activity.own.ask-leave"), $"/activities/{r.Id}/leave", false, false)] : [],
            })];
        },
    };

    /// <summary>Activities that the person's own lines point at.</summary>
    private static async Task<List<Row>> Behind(IEnumerable<Guid> ids, string where, string order, int most, Fence fence, CancellationToken cancel)
    {
        var own = ids.Distinct().ToArray();
        if (own.Length == 0)
        {
            return [];
        }
        fence.Admit(own);
        return await fence.Rows<Row>($"select a.id, a.kind, a.state, a.title, a.starts_at as StartsAt, a.ends_at as EndsAt, a.place from activity a where a.id = any(@own) and {where} order by a.{order} limit {most}", new { own }, cancel);
    }

    private sealed class Row
    {
        public Guid Id { get; set; }

        public string Kind { get; set; } = "";

        public string State { get; set; } = "";

        public string Title { get; set; } = "";

        public DateTimeOffset StartsAt { get; set; }

        public DateTimeOffset EndsAt { get; set; }

        public string? Place { get; set; }

        public DateTimeOffset? RollClosedAt { get; set; }

        public string? Answer { get; set; }

        public int Leaves { get; set; }

        public HomeText StateText => new("activity-state." + Words.Kebab(State));
    }
}
