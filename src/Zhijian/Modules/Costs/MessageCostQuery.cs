using Dapper;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Costs;

/// <summary>Counts whom an act reaches, in one statement, inside the sender's scope.</summary>
public sealed class MessageCostQuery(Fence fence, IEnumerable<IInterruptionLimit> limits, Rulebook rulebook, InstitutionTime time)
{
    private const string Nobody = "select null::uuid as member_id where false";

    private readonly IInterruptionLimit? _limit = limits.SingleOrDefault();

    /// <summary>What it costs.</summary>
    /// <param name="minutes">About how long it takes each, from the rules or from the thing itself.</param>
    public async Task<MessageCost> Of(Audience audience, int minutes, CancellationToken cancel)
    {
        var values = new DynamicParameters(audience.Values);
        foreach (var (name, value) in _limit?.Values ?? [])
        {
            values.Add(name, value);
        }
        var counted = await fence.Row<Counted>(
            $"""
            with reached as ({audience.Sql}), heard as ({_limit?.Sql ?? Nobody})
            select count(distinct r.member_id)::int as People, count(distinct r.organisation_id)::int as Organisations, count(distinct h.member_id)::int as Reminded
            from reached r left join heard h on h.member_id = r.member_id
            """, values, cancel) ?? new Counted();
        return new MessageCost(audience.AsksOrganisations ? counted.Organisations : counted.People, counted.Organisations, counted.Reminded, minutes, audience.AsksOrganisations);
    }

    /// <summary>Why the act does not send it yet; null where it may.</summary>
    public async Task<Refusal?> WhyNot(Audience audience, int minutes, bool confirmed, CancellationToken cancel) =>
        confirmed ? null : (await Of(audience, minutes, cancel)).WhyNot(rulebook.On(time.Today).Costs.Confirming, confirmed);

    private sealed class Counted
    {
        public int People { get; set; }

        public int Organisations { get; set; }

        public int Reminded { get; set; }
    }
}
