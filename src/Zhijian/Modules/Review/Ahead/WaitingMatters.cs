using Zhijian.Modules.Rules;
using Zhijian.Platform.Ahead;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Review.Ahead;

/// <summary>Where records wait for a decision: one matter for each organisation that decides, due when the first of them has waited as long as its layer allows.</summary>
internal sealed class WaitingMatters(Rulebook rulebook, InstitutionTime time) : IMatterSource
{
    private const int MinutesEach = 2;
    private const int MostMinutes = 60;

    /// <summary>What has waited longer is late whatever its limit.</summary>
    private const int DaysBack = 60;

    public string Kind => "review";

    // The working calendar is no business of the database: it is told for each day and each limit when a record that began to wait then is late.
    public string Sql =>
        """
        select w.organisation_id, w.path, w.organisation_id as about, min(w.due_on) as due_on, array[count(*)::text] as details, null::date as arranged_on from (
          select o.id as organisation_id, o.path, coalesce(d.due_on, (c.waiting_since at time zone @reviewZone)::date) as due_on
          from review_case c join organisation o on o.id = c.waiting_at_organisation_id
          left join unnest(@reviewDays, @reviewLimits, @reviewDues) as d(day, limit_days, due_on)
            on d.day = (c.waiting_since at time zone @reviewZone)::date and d.limit_days = (c.route->'layers'->(c.layer - 1)->>'limitWorkingDays')::int
          where c.state = 'Waiting') w
        group by w.organisation_id, w.path
        """;

    public IEnumerable<KeyValuePair<string, object>> Values
    {
        get
        {
            var rules = rulebook.On(time.Today);
            var limits = rules.ReviewChains.Chains.SelectMany(c => c.Layers).Select(l => l.LimitWorkingDays).Distinct().ToList();
            var pairs = Enumerable.Range(0, DaysBack).Select(back => time.Today.AddDays(-back)).SelectMany(day => limits.Select(limit => (day, limit))).ToList();
            return
            [
                new("reviewZone", time.Zone.Id),
                new("reviewDays", pairs.Select(p => p.day).ToArray()),
                new("reviewLimits", pairs.Select(p => p.limit).ToArray()),
                new("reviewDues", pairs.Select(p => rules.Calendar.AddWorkingDays(p.day, p.limit).Date).ToArray()),
            ];
        }
    }

    public HomeTask Say(Matter matter)
    {
        var waiting = int.Parse(matter.Details[0], System.Globalization.CultureInfo.InvariantCulture);
        // Several posts of an organisation may review: the matter is theirs together, the inbox shows each their own.
        return new(new HomeText("review.task-here", waiting), Math.Min(waiting * MinutesEach, MostMinutes), time.LastMinuteOf(matter.DueOn), "/review", new HomeText("review.task-action"), "", "checklist");
    }

    /// <summary>The day before the first of them is late, then weekly: whoever reviews sees the queue on their home page all the time.</summary>
    public ReminderDay RemindedOn(Matter matter) => matter.DueOn.AddDays(-1) is var first && first > time.Today
        ? new(null, IsCommon: false)
        : new(time.Today.AddDays(-((time.Today.DayNumber - first.DayNumber) % 7)), IsCommon: false);
}
