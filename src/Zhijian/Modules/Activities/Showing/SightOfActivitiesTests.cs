using Zhijian.Modules.Activities.Records;
using Zhijian.Testing;

namespace Zhijian.Modules.Activities.Showing;

public sealed class SightOfActivitiesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Why_names_the_row_that_opens_an_activity_to_each_person()
    {
        var u = world.University;
        var activity = await world.Held("共读一本书三个支部", Rules.ActivityKind.LinkageActivity, partner: u.Third);
        var department = await world.SignedIn(u.OrganisationDepartment);
        Assert.Contains("主持人", await Why(u.Secretary.UserName!), StringComparison.Ordinal);
        Assert.Contains("签到册上有本人一行", await Why(u.Member.UserName!), StringComparison.Ordinal);
        Assert.Contains($"参加组织中有{u.Third.Name}", await Why(u.ThirdSecretary.UserName!), StringComparison.Ordinal);
        Assert.Contains("看不到", await Why(u.SecondSecretary.UserName!), StringComparison.Ordinal);

        var administrator = await world.SignedIn(u.Admin);
        await administrator.Open($"/access/why?member={u.Member.UserName}&thing={activity.Id}");
        Assert.Contains("签到册上有本人一行", administrator.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("共读一本书三个支部", administrator.Text, StringComparison.Ordinal);

        async Task<string> Why(string who) => (await department.Open($"/access/why?member={who}&thing={Uri.EscapeDataString(activity.Title)}")).Body!.TextContent;
    }
}
