using Zhijian.Modules.Rules;
using Zhijian.Platform.Ahead;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.People.Ahead;

/// <summary>
/// Somebody noted as out of reach for as long as the rule says: the branch is reminded once to discuss it. Nothing is changed by it, and the person's name stands on the
/// person's page alone: lists and messages are read in passing, a page is opened on purpose.
/// </summary>
internal sealed class LostContactMatters(Rulebook rulebook, InstitutionTime time) : IMatterSource
{
    private const int Minutes = 20;

    public string Kind => "lost-contact";

    public string Sql => "select m.organisation_id, m.path, m.id as about, (m.lost_contact_since + make_interval(months => @lostMonths))::date as due_on, array[m.lost_contact_since::text] as details, null::date as arranged_on from member m where m.lost_contact_since <= @lostSince and m.left_on is null";

    public IEnumerable<KeyValuePair<string, object>> Values => [new("lostMonths", Rule.RemindAfterMonths), new("lostSince", time.Today.AddMonths(-Rule.RemindAfterMonths))];

    public HomeTask Say(Matter matter) => new(
        new HomeText("people.matter-lost-contact", DateOnly.Parse(matter.Details[0], System.Globalization.CultureInfo.InvariantCulture), Rule.RemindAfterMonths), Minutes, null, $"/people/{matter.About}", new HomeText("people.matter-lost-contact-do"), "", "user-question");

    public ReminderDay RemindedOn(Matter matter) => new(matter.DueOn, IsCommon: false);

    private LostContactRule Rule => rulebook.On(time.Today).Attendance.LostContact;
}
