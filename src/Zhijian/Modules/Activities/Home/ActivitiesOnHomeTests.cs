using System.Net.ServerSentEvents;
using AngleSharp.Dom;
using Zhijian.Modules.People;
using Zhijian.Testing;

namespace Zhijian.Modules.Activities.Home;

public sealed class ActivitiesOnHomeTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Home_pages_ask_to_tell_to_answer_to_hold_and_to_write_up()
    {
        var u = world.University;
        var now = world.Clock.GetUtcNow();
        await Given("待通知的党日", ActivityState.Planned, now.AddDays(2), u.FirstMembers);
        await Given("待答复的党课", ActivityState.Announced, now.AddDays(3), u.FirstMembers);
        await Given("正在签到的大会", ActivityState.RollOpen, now, u.FirstMembers);
        await Given("待写纪要的组会", ActivityState.Held, now.AddDays(-1), u.FirstMembers);
        await Given("错过的支委会", ActivityState.Announced, now.AddDays(-2), u.FirstMembers);
        var elsewhere = await Given("别处的活动", ActivityState.Announced, now.AddDays(1), u.SecondMembers);

        var secretary = await world.SignedIn(u.Secretary);
        var home = (await secretary.Open("/")).Body!.TextContent;
        Assert.Contains("通知大家：待通知的党日", home, StringComparison.Ordinal);
        Assert.Contains("结束签到：正在签到的大会", home, StringComparison.Ordinal);
        Assert.Contains("写纪要：待写纪要的组会", home, StringComparison.Ordinal);
        Assert.Contains("补签到或取消：错过的支委会", home, StringComparison.Ordinal);
        Assert.DoesNotContain("别处的活动", home, StringComparison.Ordinal);

        var member = await world.SignedIn(u.Member);
        home = (await member.Open("/")).Body!.TextContent;
        Assert.Contains("答复是否参加：待答复的党课", home, StringComparison.Ordinal);
        Assert.Contains("签到：正在签到的大会", home, StringComparison.Ordinal);
        Assert.DoesNotContain("待通知的党日", home, StringComparison.Ordinal);
        await member.Open($"/activities/{elsewhere.Id}");
        Assert.Equal(System.Net.HttpStatusCode.NotFound, member.Status);
    }

    [Fact]
    public async Task A_live_panel_brings_the_whole_state_first_and_again_when_somebody_is_marked()
    {
        var u = world.University;
        var activity = await Given("直播的大会", ActivityState.RollOpen, world.Clock.GetUtcNow(), u.FirstMembers);
        var program = await world.Program(u.Secretary);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/activities/{activity.Id}/live");
        using var response = await program.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        await using var events = SseParser.Create(await response.Content.ReadAsStreamAsync(stop.Token)).EnumerateAsync(stop.Token).GetAsyncEnumerator(stop.Token);

        Assert.True(await events.MoveNextAsync());
        Assert.Contains("已到 0 人", events.Current.Data, StringComparison.Ordinal);
        using var mark = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/activities/{activity.Id}/attendance/{u.FirstMembers[3].Id}") { Content = new StringContent("""{"status":"Present"}""", System.Text.Encoding.UTF8, "application/json") };
        mark.Headers.Add("Idempotency-Key", "live-1");
        mark.Headers.Add("If-Match", "\"v1\"");
        Assert.Equal(System.Net.HttpStatusCode.OK, (await program.SendAsync(mark, stop.Token)).StatusCode);
        Assert.True(await events.MoveNextAsync());
        Assert.Contains("已到 1 人", events.Current.Data, StringComparison.Ordinal);
        Assert.Contains(u.FirstMembers[3].Name, events.Current.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_live_panel_of_somebody_elses_activity_brings_nothing()
    {
        var activity = await Given("不公开的大会", ActivityState.RollOpen, world.Clock.GetUtcNow(), world.University.FirstMembers);
        var program = await world.Program(world.University.SecondSecretary);
        using var response = await program.GetAsync($"/activities/{activity.Id}/live");
        Assert.Equal("", await response.Content.ReadAsStringAsync());
    }

    private async Task<Activity> Given(string title, ActivityState state, DateTimeOffset startsAt, IReadOnlyList<Member> people) => await world.Given(db =>
    {
        var home = people[0];
        var activity = new Activity
        {
            Path = home.Path, OrganisationId = home.OrganisationId, Kind = Rules.ActivityKind.ThemePartyDay, Title = title, StartsAt = startsAt, EndsAt = startsAt.AddHours(2), Place = "馆", HostMemberId = home.Id,
            CodeSecret = Guid.NewGuid().ToByteArray(), CreatedBy = home.Id, CreatedAt = startsAt, State = state, AnnouncedAt = state == ActivityState.Planned ? null : startsAt.AddDays(-5),
            RollOpenedAt = state is ActivityState.RollOpen or ActivityState.Held ? startsAt : null, RollClosedAt = state == ActivityState.Held ? startsAt.AddHours(2) : null,
        };
        db.Add(activity);
        db.Add(new ActivityParty { ActivityId = activity.Id, OrganisationId = home.OrganisationId, Path = home.Path, IsHost = true });
        db.AddRange(people.Select(p => new Attendance { ActivityId = activity.Id, MemberId = p.Id, Path = p.Path, OrganisationId = p.OrganisationId, Name = p.Name, IsObserver = false, Votes = p.Votes, NotifiedAt = state == ActivityState.Planned ? null : startsAt.AddDays(-5) }));
        return activity;
    });
}
