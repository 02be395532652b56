using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.People;
using Zhijian.Modules.Review.Inbox;
using Zhijian.Modules.Rules;
using Zhijian.Testing;

namespace Zhijian.Modules.Review.Overdue;

public sealed class OverdueTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task What_waits_longer_than_its_limit_is_escalated_once_and_a_vacant_layer_is_passed_over()
    {
        var u = world.University;
        var late = await world.Submitted("等久了的记录");
        var vacant = await world.Submitted("没人审的记录", by: u.ThirdSecretary, of: u.Third);
        world.Clock.Move(TimeSpan.FromDays(30));
        var fresh = await world.Submitted("刚提交的记录");
        await world.Given(db =>
        {
            var today = DateOnly.FromDateTime(world.Clock.GetUtcNow().UtcDateTime);
            foreach (var holding in db.PostHoldings.Where(h => h.OrganisationId == u.OtherGeneralBranch.Id && h.Post == PostKind.OrganizationCommissioner))
            {
                holding.Until = today.AddDays(-1);
            }
            return 0;
        });

        var moved = await world.Inside(s => s.GetRequiredService<OverdueJob>().Look(CancellationToken.None));
        var again = await world.Inside(s => s.GetRequiredService<OverdueJob>().Look(CancellationToken.None));

        Assert.Equal((2, 0), (moved, again));
        Assert.True((await Case(late)).Escalated);
        Assert.False((await Case(fresh)).Escalated);
        Assert.Equal(2, (await Case(vacant)).Layer);
        Assert.Equal(1, await world.Read(db => db.Set<Zhijian.Platform.Storage.JournalEntry>().CountAsync(j => j.Fact == nameof(LayerSkipped) && j.SubjectId == vacant.SubjectId)));
    }

    private async Task<ReviewCase> Case(CaseSubmitted of) => await world.Read(db => db.ReviewCases.SingleAsync(c => c.Id == of.Case.CaseId));
}
