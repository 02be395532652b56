using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Figures.Duties;

/// <summary>What the open space's own organisation still has to plan: missing, or due within some days with nothing arranged.</summary>
internal sealed class OpenDutyTasks(InstitutionTime institution) : ITaskSource
{
    private const int Minutes = 3;

    // Ten days ahead is early enough to invite people; a missing one stays for a year.
    private const string Sql =
        """
        select b.id, b.kind, b.period_kind as PeriodKind, b.period_start as PeriodStart, b.due_on as DueOn
        from obligation b
        where b.organisation_id = @organisation and b.expected > b.met + b.in_review + b.excused and b.due_on between @today::date - 365 and @today::date + 10
          and not exists (select 1 from standing s where s.owed_by = b.organisation_id and s.kind = b.kind and s.held_on between b.period_start and b.period_end and s.state in ('Planned', 'Returned'))
        order by b.due_on, b.id limit 20;
        """;

    public HomeQuestion<HomeTask>? Tasks(Actor actor, DateTimeOffset now) =>
        actor.Space is { } space && space.Covers("activities.plan", space.Path)
            ? new HomeQuestion<HomeTask>(Sql, async sets => [.. (await sets.ReadAsync<MissingRow>()).Select(row => Task(row, institution))])
            : null;

    /// <summary>How a duty that is open reads as a task.</summary>
    internal static HomeTask Task(MissingRow row, InstitutionTime institution)
    {
        var late = row.DueOn < institution.Today;
        var month = row.Period.Kind == PeriodKind.Month || late ? row.PeriodStart : TreePath.MonthOf(institution.Today);
        return new HomeTask(
            new HomeText(late ? "figures.task-late" : "figures.task-plan", row.Activity, new HomeText($"figures.task-period-{Words.Kebab(row.PeriodKind)}", row.PeriodStart.Month, ((row.PeriodStart.Month - 1) / 3) + 1, row.PeriodStart.Year)),
            Minutes,
            institution.LastMinuteOf(row.DueOn),
            $"/activities/new?kind={row.Kind}&month={month.InAddress()}",
            new HomeText(late ? "figures.task-late-do" : "figures.plan-it"),
            late ? "is-late" : "",
            late ? "alert-triangle" : "calendar-plus");
    }
}
