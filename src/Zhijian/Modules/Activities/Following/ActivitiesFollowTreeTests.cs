using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Organisations;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Activities.Following;

public sealed class ActivitiesFollowTreeTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task What_an_ended_branch_still_has_to_hold_goes_to_the_branch_that_receives_it()
    {
        var u = world.University;
        var secretary = await world.SignedIn(u.SecondSecretary);
        await secretary.Press(await secretary.Open("/activities/new?kind=ThemePartyDay"), "保存计划", ("Form.Place", "馆"));
        var id = Guid.Parse(secretary.Path.Split('/')[^1]);
        var change = new TreeChange(OrganisationChangeKind.Merge, DateOnly.FromDateTime(DateTime.UtcNow), "合并", OrganisationPlace.Of(u.Second), OrganisationPlace.Of(u.First), [], [OrganisationPlace.Of(u.Second)]);

        var told = await world.Inside(async services =>
        {
            var follower = services.GetServices<IFollowsOrganisationChanges>().OfType<ActivitiesFollowTree>().Single();
            var consequences = await follower.Preview(change, default);
            await follower.Apply(change, SystemActors.SetUp.Actor, world.Clock.GetUtcNow(), default);
            await services.GetRequiredService<Fence>().Commit(default);
            return consequences;
        });

        Assert.Equal("activity.follow.move", Assert.Single(told).TextKey);
        Assert.Equal(u.First.Id, await world.Read(db => db.Activities.Where(a => a.Id == id).Select(a => a.OrganisationId).FirstAsync()));
        Assert.Equal(u.First.Path, await world.Read(db => db.ActivityParties.Where(p => p.ActivityId == id).Select(p => p.Path).FirstAsync()));
        Assert.Equal(9, await world.Read(db => db.Attendances.CountAsync(a => a.ActivityId == id && a.Path == u.First.Path)));
        var receiver = await world.SignedIn(u.Secretary);
        await receiver.Open($"/activities/{id}/change");
        Assert.Equal(System.Net.HttpStatusCode.OK, receiver.Status);
    }
}
