using Zhijian.Modules.Costs;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Reminding.Sending;

/// <summary>Who was reminded in the last seven days as often as the rule allows: counted by days, as reminders themselves count.</summary>
internal sealed class InterruptionLimit(Rulebook rulebook, InstitutionTime time) : IInterruptionLimit
{
    public string Sql => "select member_id from reminder where sent_on > @heardSince and sent_on <= @heardUntil group by member_id having count(distinct sent_on) >= @heardMost";

    public IEnumerable<KeyValuePair<string, object>> Values =>
    [
        new("heardSince", time.Today.AddDays(-ReminderChoice.DaysAWeek)),
        new("heardUntil", time.Today),
        new("heardMost", rulebook.On(time.Today).Reminders.Interruptions.MostAWeek),
    ];
}
