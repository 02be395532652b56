using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Activities.Records;
using Zhijian.Modules.Review.Inbox;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;
using Zhijian.Testing;

namespace Zhijian.Modules.Activities.FollowUps;

public sealed class FollowUpTasksTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Own_tasks_from_meetings_stand_on_the_home_page_of_their_owner_alone()
    {
        var u = world.University;
        var written = await RecordStories.Held(world, "有任务");
        await world.Given(db => db.Add(new FollowUp { ActivityId = written.Id, Path = written.Path, Text = "联系图书馆", OwnerMemberId = u.Member.MemberId!.Value, DueOn = new DateOnly(2031, 1, 31) }));

        var own = Assert.Single(await Ask(u.Member));
        Assert.Equal(("follow-up.task", "/follow-ups"), (own.Text.Key, own.Href));
        Assert.Empty(await Ask(u.SecondSecretary));
    }

    [Fact]
    public async Task Nobody_finishes_the_task_of_somebody_else()
    {
        var u = world.University;
        var activity = await RecordStories.Held(world, "别人的任务");
        var task = await world.Given(db => db.Add(new FollowUp { ActivityId = activity.Id, Path = activity.Path, Text = "别人的", OwnerMemberId = u.FirstMembers[3].Id, DueOn = new DateOnly(2031, 1, 31) }).Entity);
        var member = await world.SignedIn(u.Member);
        var fields = Browser.Fields((AngleSharp.Html.Dom.IHtmlFormElement)(await member.Open("/follow-ups")).QuerySelector("form[method=post]")!);
        await member.Post($"/follow-ups/{task.Id}/done", fields);

        Assert.Equal(System.Net.HttpStatusCode.NotFound, member.Status);
        Assert.Null((await world.Read(db => db.FollowUps.SingleAsync(f => f.Id == task.Id))).DoneAt);
    }

    private async Task<IReadOnlyList<HomeTask>> Ask(Account account) => await world.As(account, async services =>
    {
        var actor = await ReviewStories.ActorOf(services, account);
        var asked = services.GetServices<ITaskSource>().OfType<FollowUpTasks>().Single().Tasks(actor, world.Clock.GetUtcNow())!;
        using var sets = await services.GetRequiredService<Fence>().Sets(asked.Sql, new { member = actor.MemberId, organisation = actor.Space?.OrganisationId, path = actor.Space?.Path ?? actor.HomePath }, CancellationToken.None);
        return await asked.Read(sets);
    });
}
