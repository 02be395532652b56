using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Activities;

/// <summary>What those who let people study at activities may ask: which activities are open, and who was at a filed one. In the scope of whoever asks.</summary>
public sealed class ServingQuery(Fence fence)
{
    private const int Few = 30;

    /// <summary>Activities of an organisation whose record isn't handed in yet, latest first.</summary>
    public Task<List<ServingActivity>> Open(string path, CancellationToken cancel) => fence.Rows<ServingActivity>(
        $"select id, title, kind, starts_at as StartsAt from activity where path = @path and state in ('Planned', 'Announced', 'RollOpen', 'Held') order by starts_at desc, id limit {Few}", new { path }, cancel);

    /// <summary>One of these; null where it is none.</summary>
    public Task<ServingActivity?> One(Guid id, string path, CancellationToken cancel) => fence.Row<ServingActivity>(
        "select id, title, kind, starts_at as StartsAt from activity where id = @id and path = @path and state in ('Planned', 'Announced', 'RollOpen', 'Held')", new { id, path }, cancel);

    /// <summary>Who was at an activity, observers too, as its filed record says; null while its record isn't in the files.</summary>
    public async Task<FiledRoll?> Filed(Guid id, CancellationToken cancel)
    {
        using var sets = await fence.Sets(
            $"""
            select a.title, a.kind, a.serves_task as ServesTask, r.held_on as HeldOn from activity a join activity_record r on r.activity_id = a.id and r.addendum_to is null
            where a.id = @id and a.state = 'Filed' and r.filed_at is not null;
            select t.member_id from attendance t where t.activity_id = @id and {AttendanceSql.TookPart};
            """, new { id }, cancel);
        return await sets.ReadFirstOrDefaultAsync<FiledRow>() is { } row ? new FiledRoll(id, row.Title, row.Kind, row.ServesTask, row.HeldOn, [.. await sets.ReadAsync<Guid>()]) : null;
    }

    /// <summary>Who among some people was at some activities whose records are filed.</summary>
    public Task<List<AttendedRow>> Present(Guid[] activities, Guid[] people, CancellationToken cancel) => fence.Rows<AttendedRow>(
        $"""
        select t.activity_id as Activity, t.member_id as Member from attendance t join activity a on a.id = t.activity_id
        where t.activity_id = any(@activities) and t.member_id = any(@people) and a.state = 'Filed' and {AttendanceSql.TookPart}
        """, new { activities, people }, cancel);

    private sealed class FiledRow
    {
        public string Title { get; set; } = "";

        public ActivityKind Kind { get; set; }

        public Guid? ServesTask { get; set; }

        public DateOnly HeldOn { get; set; }
    }
}

/// <summary>An activity at which a task can be studied.</summary>
public sealed class ServingActivity
{
    public Guid Id { get; set; }

    public string Title { get; set; } = "";

    public ActivityKind Kind { get; set; }

    public DateTimeOffset StartsAt { get; set; }
}

/// <summary>A filed activity and those who were there, on the spot, online or by making it up.</summary>
/// <param name="ServesTask">The learning task that its record names; null where it names none.</param>
public sealed record FiledRoll(Guid Id, string Title, ActivityKind Kind, Guid? ServesTask, DateOnly HeldOn, IReadOnlyList<Guid> Present);

/// <summary>That somebody was at an activity.</summary>
public sealed record AttendedRow(Guid Activity, Guid Member);
