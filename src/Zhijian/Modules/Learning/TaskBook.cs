using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Learning;

/// <summary>
/// How each task stands in each branch. One person's step changes one row; where a task or a branch changes as a whole, the rows are counted anew.
/// Whoever counts anew locks the rows first: a step that is on its way is then either counted or added afterwards, never both and never lost.
/// </summary>
public sealed class TaskBook(Fence fence)
{
    private const string Counted =
        """
        select a.task_id, a.organisation_id, min(a.path) as path, count(*)::int as assigned, count(*) filter (where a.done_on <= a.due_on)::int as done,
          count(*) filter (where a.done_on > a.due_on)::int as late, count(*) filter (where a.done_on is null and a.excused_why is not null)::int as excused
        from learning_assignment a
        """;

    private const string Put =
        """
        insert into learning_sum(task_id, organisation_id, path, assigned, done, late, excused) select task_id, organisation_id, path, assigned, done, late, excused from counted
        on conflict (task_id, organisation_id) do update set path = excluded.path, assigned = excluded.assigned, done = excluded.done, late = excluded.late, excused = excluded.excused
        """;

    /// <summary>People of a branch went from one state to another.</summary>
    internal async Task Shift(Guid task, Guid organisation, IEnumerable<(AssignmentState From, AssignmentState To)> steps, CancellationToken cancel)
    {
        var all = steps.ToList();
        int Change(AssignmentState state) => all.Count(s => s.To == state) - all.Count(s => s.From == state);
        using var widened = fence.As(SystemActors.Learning);
        await fence.Run(
            "update learning_sum set done = done + @done, late = late + @late, excused = excused + @excused where task_id = @task and organisation_id = @organisation",
            new { task, organisation, done = Change(AssignmentState.Done), late = Change(AssignmentState.Late), excused = Change(AssignmentState.Excused) }, cancel);
    }

    /// <summary>People of several branches and tasks went from one state to another: one statement, its rows locked in an order that all keep.</summary>
    internal async Task Shift(IReadOnlyCollection<SumStep> steps, CancellationToken cancel)
    {
        var rows = steps.GroupBy(s => (s.Task, s.Organisation)).ToList();
        if (rows.Count == 0)
        {
            return;
        }
        int[] Changes(AssignmentState state) => [.. rows.Select(r => r.Count(s => s.To == state) - r.Count(s => s.From == state))];
        using var widened = fence.As(SystemActors.Learning);
        await fence.Run(
            """
            select 1 from learning_sum s join unnest(@tasks, @organisations) as c(task_id, organisation_id) on c.task_id = s.task_id and c.organisation_id = s.organisation_id order by s.task_id, s.organisation_id for update of s;
            update learning_sum s set done = s.done + c.done, late = s.late + c.late, excused = s.excused + c.excused
            from unnest(@tasks, @organisations, @done, @late, @excused) as c(task_id, organisation_id, done, late, excused) where c.task_id = s.task_id and c.organisation_id = s.organisation_id
            """,
            new
            {
                tasks = rows.Select(r => r.Key.Task).ToArray(), organisations = rows.Select(r => r.Key.Organisation).ToArray(),
                done = Changes(AssignmentState.Done), late = Changes(AssignmentState.Late), excused = Changes(AssignmentState.Excused),
            }, cancel);
    }

    /// <summary>Counts some tasks anew, in all their branches.</summary>
    internal async Task Recount(Guid[] tasks, CancellationToken cancel)
    {
        if (tasks.Length == 0)
        {
            return;
        }
        using var widened = fence.As(SystemActors.Learning);
        await fence.Run(
            $"""
            select 1 from learning_sum where task_id = any(@tasks) order by task_id, organisation_id for update;
            with counted as ({Counted} where a.task_id = any(@tasks) group by a.task_id, a.organisation_id),
            gone as (delete from learning_sum s where s.task_id = any(@tasks) and not exists (select 1 from counted c where c.task_id = s.task_id and c.organisation_id = s.organisation_id))
            {Put}
            """, new { tasks }, cancel);
    }

    /// <summary>Counts everything for the first time, after many tasks were written at once.</summary>
    public async Task CountAll(CancellationToken cancel) =>
        await fence.Run($"with counted as ({Counted} group by a.task_id, a.organisation_id) {Put}", null, cancel);
}

/// <summary>One person of a branch went from one state to another with a task.</summary>
internal sealed record SumStep(Guid Task, Guid Organisation, AssignmentState From, AssignmentState To);
