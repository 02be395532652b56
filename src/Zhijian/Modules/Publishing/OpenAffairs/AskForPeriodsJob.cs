using Zhijian.Modules.Rules;
using Zhijian.Platform.Jobs;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Publishing.OpenAffairs;

/// <summary>Asks every organisation for what comes back each quarter or year, once the period's turn has come: one statement for each item, harmless to run twice.</summary>
internal sealed class AskForPeriodsJob(Fence fence, Rulebook rulebook, InstitutionTime time) : IRecurring
{
    public static TimeSpan Every => TimeSpan.FromHours(1);

    public Task Run(CancellationToken cancel) => Ask(cancel);

    /// <summary>Answers how many entries came into being.</summary>
    public async Task<int> Ask(CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Publishing);
        var (today, asked) = (time.Today, 0);
        var rules = rulebook.On(today);
        foreach (var rule in rules.OpenAffairs.Items.Values)
        {
            if (rule.PeriodOn(today) is not { } period)
            {
                continue;
            }
            var what = OpenOccurrence.Of(rule, period, rules.Calendar);
            // What was due before anybody was asked isn't asked for afterwards: a new installation doesn't begin with arrears.
            if (what.DueOn < today)
            {
                continue;
            }
            // Whoever was founded within the period owes its first whole one.
            asked += await fence.Run(
                """
                insert into open_entry (id, path, organisation_id, organisation_name, item, occasion, about, "on", until, audience, due_on, state, rule, version)
                select gen_random_uuid(), o.path, o.id, o.name, @Item, @Occasion, null, @On, @Until, @Scope, @DueOn, 'Due', @Rule, 1 from organisation o
                where o.kind = any(@Kinds) and o.dissolved_on is null and o.founded_on <= @On
                on conflict (organisation_id, item, occasion) do nothing
                """,
                new { Item = rule.Item.ToString(), what.Occasion, what.On, what.Until, Scope = rule.Scope.ToString(), what.DueOn, Rule = rule.Rule.ToString(), Kinds = rule.OwedBy.Select(k => k.ToString()).ToArray() }, cancel);
        }
        await fence.Commit(cancel);
        return asked;
    }
}
