using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Organisations;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Modules.Figures.Tree;

public sealed class FollowTheTreeTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_dissolved_branch_owes_nothing_of_the_running_periods_and_leaves_the_counts_above()
    {
        var u = world.University;
        await world.Inside(async s =>
        {
            var fence = s.GetRequiredService<Fence>();
            var today = s.GetRequiredService<InstitutionTime>().Today;
            await s.GetRequiredService<ObligationBook>().Open(today, default);
            Assert.Equal((6, 3), await Standing(fence, u.Committee));
            await fence.Run("update organisation set dissolved_on = @today where id = @Id", new { u.Third.Id, today }, default);
            var third = OrganisationPlace.Of(u.Third);
            await Follower(s).Apply(new TreeChange(OrganisationChangeKind.Dissolve, today, "合并", third, null, [], [third]), SystemActors.SetUp.Actor, world.Clock.GetUtcNow(), default);
            Assert.Equal((5, 2), await Standing(fence, u.Committee));
            Assert.Equal(0, await fence.Row<int>("select sum(expected)::int from obligation where organisation_id = @Id and period_end >= @today", new { u.Third.Id, today }, default));
            Assert.True(await fence.Row<int>("select sum(expected)::int from obligation where organisation_id = @Id and period_end >= @today", new { u.Second.Id, today }, default) > 0);
            Assert.Equal(0, (await s.GetRequiredService<FigureRebuild>().Rebuild(write: false, default)).Differences);
            return 0;
        });
    }

    [Fact]
    public async Task A_new_name_changes_no_figures_and_is_not_announced_as_doing_so()
    {
        var u = world.University;
        await world.Inside(async s =>
        {
            var first = OrganisationPlace.Of(u.First);
            var change = new TreeChange(OrganisationChangeKind.Rename, s.GetRequiredService<InstitutionTime>().Today, "更名", first, null, [], []);
            Assert.Empty(await Follower(s).Preview(change, default));
            Assert.NotEmpty(await Follower(s).Preview(change with { What = OrganisationChangeKind.Move }, default));
            return 0;
        });
    }

    private static IFollowsOrganisationChanges Follower(IServiceProvider services) => services.GetServices<IFollowsOrganisationChanges>().OfType<FollowTheTree>().Single();

    private static async Task<(int Organisations, int Branches)> Standing(Fence fence, Organisation at)
    {
        var row = await fence.Row<string>("select organisations || ' ' || branches from overview_sum where organisation_id = @Id", new { at.Id }, default);
        var parts = row!.Split(' ').Select(n => int.Parse(n, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        return (parts[0], parts[1]);
    }
}
