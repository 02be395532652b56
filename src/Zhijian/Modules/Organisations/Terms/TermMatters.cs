using Zhijian.Modules.Rules;
using Zhijian.Platform.Ahead;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Organisations.Terms;

/// <summary>Terms that end within the half year in which a re-election is prepared, and those that ended without one; reminded of on the days of the term's own rule.</summary>
internal sealed class TermMatters(Rulebook rulebook, InstitutionTime time) : IMatterSource
{
    private const int Minutes = 10;

    public string Kind => "term";

    public string Sql => "select o.id as organisation_id, o.path, o.id as about, o.term_end_planned as due_on, array[o.name, o.kind] as details, null::date as arranged_on from organisation o where o.dissolved_on is null and o.term_end_planned <= @termUntil";

    public IEnumerable<KeyValuePair<string, object>> Values => [new("termUntil", time.Today.AddMonths(Terms.Max(t => t.ReminderMonths.Max())))];

    public HomeTask Say(Matter matter)
    {
        var over = matter.DueOn < time.Today;
        return new HomeTask(
            new HomeText(over ? "organisation.matter-term-over" : "organisation.matter-term-ends", matter.Details[0]), Minutes, time.LastMinuteOf(matter.DueOn), $"/organisations/{matter.OrganisationId}/terms",
            new HomeText("organisation.matter-term-do"), over ? "is-late" : "", "calendar-event");
    }

    public string? SeenAt(Matter matter) => $"/organisations/{matter.OrganisationId}/terms";

    public ReminderDay RemindedOn(Matter matter) => new(rulebook.On(time.Today).Organisations.Term(Enum.Parse<OrganisationKind>(matter.Details[1]))?.LastReminder(matter.DueOn, time.Today)?.On, IsCommon: false);

    private IReadOnlyList<TermRule> Terms => rulebook.On(time.Today).Organisations.Terms;
}
