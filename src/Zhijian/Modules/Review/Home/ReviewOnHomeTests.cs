using Dapper;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Review.Inbox;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;
using Zhijian.Testing;

namespace Zhijian.Modules.Review.Home;

public sealed class ReviewOnHomeTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Reviewers_see_what_waits_and_authors_what_came_back_and_read_a_message()
    {
        var u = world.University;
        var waiting = await world.Submitted("首页上等审的记录");
        var back = await world.Submitted("首页上退回的记录");
        var program = await world.Program(u.GeneralBranchReviewer);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/reviews/{back.Case.CaseId}/return") { Content = new StringContent("""{"note":"请补充"}""", System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Add("Idempotency-Key", "home");
        request.Headers.Add("If-Match", "\"v1\"");
        Assert.True((await program.SendAsync(request)).IsSuccessStatusCode);

        var task = Assert.Single(await Ask(u.GeneralBranchReviewer, (ITaskSource s, Platform.Deciding.Actor a) => s.Tasks(a, world.Clock.GetUtcNow())));
        Assert.Equal(("review.task", 1L), (task.Text.Key, task.Text.Values[0]));
        var queued = Assert.Single(await Ask(u.GeneralBranchReviewer, (IQueueSource s, Platform.Deciding.Actor a) => s.Queue(a, world.Clock.GetUtcNow(), 5)));
        Assert.Equal((waiting.Case.CaseId, "now"), (queued.Id, queued.Bars[0]));
        var rewrite = Assert.Single(await Ask(u.Secretary, (ITaskSource s, Platform.Deciding.Actor a) => s.Tasks(a, world.Clock.GetUtcNow())));
        Assert.Equal(("review.task-returned", "请补充"), (rewrite.Text.Key, rewrite.Detail!.Values[2]));
        var submissions = await Ask(u.Secretary, (ISubmissionSource s, Platform.Deciding.Actor a) => s.Submissions(a, world.Clock.GetUtcNow(), 5));
        Assert.Equal(["review-state.returned", "review.standing-in"], submissions.Select(s => s.State.Key));
        Assert.Empty(await Ask(u.SecondSecretary, (ISubmissionSource s, Platform.Deciding.Actor a) => s.Submissions(a, world.Clock.GetUtcNow(), 5)));

        var author = u.Secretary.MemberId!.Value;
        var message = await world.Read(db => db.Set<Message>().SingleAsync(m => m.MemberId == author));
        Assert.Equal("review.message-returned", message.TextKey);
    }

    private async Task<IReadOnlyList<T>> Ask<TSource, T>(Account account, Func<TSource, Platform.Deciding.Actor, HomeQuestion<T>?> question)
        where TSource : class => await world.As(account, async services =>
    {
        var actor = await ReviewStories.ActorOf(services, account);
        var asked = question(services.GetServices<TSource>().OfType<ReviewOnHome>().OfType<TSource>().Single(), actor);
        if (asked is null)
        {
            return [];
        }
        using var sets = await services.GetRequiredService<Fence>().Sets(asked.Sql, new { member = actor.MemberId, organisation = actor.Space?.OrganisationId, path = actor.Space?.Path ?? actor.HomePath }, CancellationToken.None);
        return await asked.Read(sets);
    });
}
