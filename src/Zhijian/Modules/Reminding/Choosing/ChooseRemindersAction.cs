using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Reminding.Choosing;

/// <summary>Takes when somebody wants to be reminded.</summary>
internal sealed class ChooseRemindersAction(ZhijianDb db, Journal journal, RemindersQuery reminders, Rulebook rulebook, InstitutionTime time)
{
    public async Task<Decision<RemindersChosen>> Run(int? hour, bool everyDay, DateOnly? pausedUntil, int version, Actor actor, CancellationToken cancel)
    {
        if (actor.MemberId == Guid.Empty)
        {
            return PlatformRefusals.Missing;
        }
        var rule = rulebook.On(time.Today).Reminders.Interruptions;
        var choice = await reminders.ChoiceOf(actor.MemberId, cancel);
        if (choice is null)
        {
            choice = ReminderChoice.Usual(actor.MemberId, actor.HomePath, rule);
            db.Add(choice);
        }
        return await journal.Record(choice.Choose(hour, everyDay, pausedUntil, version, rule, time.Today), actor, cancel);
    }
}
