using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Points.Sums;

/// <summary>Sums of one branch: a number for a month and a rule, of all its people together, where the rule allows it and enough people are in it. Never of a person.</summary>
internal sealed class BranchSumsQuery(Fence fence, Rulebook rulebook, InstitutionTime time)
{
    private const int Months = 12;

    public Task<List<BranchSum>> Of(Guid organisation, CancellationToken cancel)
    {
        var rules = rulebook.On(time.Today).Points;
        return fence.RowsAs<BranchSum>(SystemActors.Points,
            """
            select date_trunc('month', p.done_on)::date as Month, p.deed, sum(p.points)::int as Points
            from points_posting p
            where p.organisation_id = @organisation and p.done_on >= @first and p.deed = any(@deeds) and p.kind = 'Earned' and (select x.id from points_posting x where x.closes = p.id and x.kind = 'Reversed' limit 1) is null
            group by 1, 2 having count(distinct p.member_id) >= @least
            """, new { organisation, first = new DateOnly(time.Today.Year, time.Today.Month, 1).AddMonths(1 - Months), deeds = rules.Deeds.Values.Where(r => r.BranchSums).Select(r => r.Deed.ToString()).ToArray(), least = rules.LeastPeople }, cancel);
    }
}

/// <summary>What all people of a branch together earned by one rule in a month.</summary>
internal sealed class BranchSum
{
    public DateOnly Month { get; set; }

    public Deed Deed { get; set; }

    public int Points { get; set; }
}
