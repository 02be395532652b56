using Zhijian.Modules.Rules;
using Zhijian.Platform.Ahead;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Figures.Duties;

/// <summary>What organisations owe by the rules and neither filed, handed in nor were excused from, with the day for which it is planned.</summary>
internal sealed class OwedMatters(InstitutionTime institution) : IMatterSource
{
    // What nobody made good for a quarter is for the overview of what is missing, not for a reminder.
    private const string LateFor = "92";

    public string Kind => "obligation";

    public string Sql =>
        $"""
        select b.organisation_id, b.path, b.id as about, b.due_on, array[b.kind, b.period_kind, b.period_start::text] as details,
          (select max(s.held_on) from standing s where s.owed_by = b.organisation_id and s.kind = b.kind and s.held_on between b.period_start and b.period_end and s.state in ('Planned', 'Returned')) as arranged_on
        from obligation b where b.expected > b.met + b.in_review + b.excused and b.due_on between @today::date - {LateFor} and @until
        """;

    public HomeTask Say(Matter matter) => OpenDutyTasks.Task(new MissingRow { Kind = matter.Details[0], PeriodKind = matter.Details[1], PeriodStart = DateOnly.Parse(matter.Details[2], System.Globalization.CultureInfo.InvariantCulture), DueOn = matter.DueOn }, institution);

    public string? SeenAt(Matter matter) => $"/figures/obligations/{matter.About}";
}
