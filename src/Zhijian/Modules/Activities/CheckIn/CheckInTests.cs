using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Activities.CheckIn;

public sealed class CheckInTests(World world) : IClassFixture<World>
{
    private readonly CheckInCodeRule _rule = world.Services.GetRequiredService<Rulebook>().On(DateOnly.FromDateTime(DateTime.UtcNow)).Attendance.CheckInCode;

    [Fact]
    public async Task The_code_on_the_screen_checks_a_member_in_and_a_second_time_is_friendly()
    {
        var u = world.University;
        var activity = await OpenRoll(u.FirstMembers);
        var member = await world.SignedIn(u.Member);

        var page = await member.Open($"/c/{activity.Id:N}{Code(activity)}");
        Assert.Contains(activity.Title, page.Body!.TextContent, StringComparison.Ordinal);
        await member.Press(page, "签到");
        Assert.Equal($"/activities/{activity.Id}/checked-in", member.Path);
        Assert.Contains("已签到", member.Text, StringComparison.Ordinal);
        await member.Press(page, "签到");
        Assert.Contains("已签到", member.Text, StringComparison.Ordinal);
        Assert.Equal(1, await Traces(activity));
    }

    [Fact]
    public async Task A_visitor_signs_in_first_and_the_code_may_expire_meanwhile()
    {
        var activity = await OpenRoll(world.University.FirstMembers);
        var visitor = world.Visitor();
        var signIn = await visitor.Open($"/c/{activity.Id:N}{Code(activity)}");
        Assert.StartsWith("/sign-in", visitor.Path, StringComparison.Ordinal);
        world.Clock.Move(TimeSpan.FromSeconds(70));

        var page = await visitor.Press(signIn, "登录", ("Form.UserName", "branchcommittee"), ("Form.Password", World.Password));
        await visitor.Press(page, "签到");
        Assert.Contains("已签到", visitor.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(9, false)]
    public void A_code_holds_for_its_own_window_and_the_one_before(int windowsLater, bool holds)
    {
        var secret = new byte[32];
        var id = Guid.NewGuid();
        var now = DateTimeOffset.UnixEpoch.AddSeconds(_rule.RenewEverySeconds * 1_000_000L);
        var code = CheckInCode.Now(secret, id, now, _rule);
        var later = now.AddSeconds(windowsLater * _rule.RenewEverySeconds);

        Assert.Equal(holds ? null : ActivityRefusals.CodeExpired, CheckInCode.WhyNot(code, secret, id, later, _rule));
        Assert.Equal(ActivityRefusals.CodeWrong, CheckInCode.WhyNot(code, secret, Guid.NewGuid(), now, _rule));
    }

    [Fact]
    public async Task An_expired_code_one_of_another_activity_and_a_code_before_the_roll_opens_are_refused()
    {
        var u = world.University;
        var first = await OpenRoll(u.FirstMembers);
        var second = await OpenRoll(u.FirstMembers);
        var program = await world.Program(u.Member);
        var old = Code(first);
        Assert.Equal("activity.code-wrong", await Refused(program, second, Code(first), 422));
        world.Clock.Move(TimeSpan.FromSeconds(3 * _rule.RenewEverySeconds));
        Assert.Equal("activity.code-expired", await Refused(program, first, old, 422));
        var planned = await OpenRoll(u.FirstMembers, ActivityState.Announced);
        Assert.Equal("activity.roll-not-open", await Refused(program, planned, Code(planned), 409));
    }

    [Fact]
    public async Task Somebody_who_is_not_on_the_roll_gets_404()
    {
        var activity = await OpenRoll(world.University.FirstMembers);
        Assert.Equal("activity.not-expected", await Refused(await world.Program(world.University.SecondMember), activity, Code(activity), 404));
    }

    [Fact]
    public async Task The_same_key_gives_the_same_answer_and_another_body_is_refused()
    {
        var activity = await OpenRoll(world.University.FirstMembers);
        var program = await world.Program(world.University.Member);
        var code = Code(activity);
        var first = await (await Send(program, activity, code, "same-key")).Content.ReadAsStringAsync();
        world.Clock.Move(TimeSpan.FromMinutes(10));

        Assert.Equal(first, await (await Send(program, activity, code, "same-key")).Content.ReadAsStringAsync());
        await Send(program, activity, Code(activity), "same-key").Refuses(Platform.Web.PlatformWebRefusals.KeyReused);
        Assert.Equal(1, await Traces(activity));
        using var keyless = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/activities/{activity.Id}/check-ins") { Content = JsonContent.Create(new { code = Code(activity) }) };
        await program.SendAsync(keyless).Refuses(Platform.Web.PlatformWebRefusals.KeyMissing);
    }

    [Fact]
    public async Task Two_hundred_at_once_are_all_present_and_none_twice()
    {
        var u = world.University;
        var people = await world.Given(db => Enumerable.Range(0, 200).Select(i => new Member { OrganisationId = u.Second.Id, Path = u.Second.Path, Name = $"人{i}", Category = MemberCategory.FullMember }).ToList() is var made && Added(db, made) ? made : []);
        var accounts = new List<Account>();
        foreach (var person in people)
        {
            accounts.Add(await world.AccountOf(person));
        }
        var programs = await Task.WhenAll(accounts.Select(world.Program));
        var activity = await OpenRoll(people);
        var code = Code(activity);

        // Each sends twice at once, with keys of their own.
        var answers = await Task.WhenAll(programs.SelectMany((p, i) => new[] { Send(p, activity, code, $"a{i}"), Send(p, activity, code, $"b{i}") }));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.StatusCode));
        Assert.Equal(200, await world.Read(db => db.Attendances.CountAsync(a => a.ActivityId == activity.Id && a.Status == AttendanceStatus.Present)));
        Assert.Equal(200, await Traces(activity));
    }

    private static bool Added(ZhijianDb db, List<Member> people)
    {
        db.AddRange(people);
        return true;
    }

    private string Code(Activity activity) => CheckInCode.Now(activity.CodeSecret, activity.Id, world.Clock.GetUtcNow(), _rule);

    private async Task<int> Traces(Activity activity) => await world.Read(db => db.Set<JournalEntry>().CountAsync(j => j.SubjectId == activity.Id && j.Fact == nameof(MemberCheckedIn)));

    private static async Task<HttpResponseMessage> Send(HttpClient program, Activity activity, string code, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/activities/{activity.Id}/check-ins") { Content = JsonContent.Create(new { code }) };
        request.Headers.Add("Idempotency-Key", key);
        return await program.SendAsync(request);
    }

    private static async Task<string?> Refused(HttpClient program, Activity activity, string code, int status)
    {
        var answer = await Send(program, activity, code, Guid.NewGuid().ToString());
        Assert.Equal(status, (int)answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();
    }

    private async Task<Activity> OpenRoll(IReadOnlyList<Member> people, ActivityState state = ActivityState.RollOpen) => await world.Given(db =>
    {
        var u = world.University;
        var now = world.Clock.GetUtcNow();
        var activity = new Activity
        {
            Path = u.First.Path, OrganisationId = u.First.Id, Kind = ActivityKind.ThemePartyDay, Title = "签到演练", StartsAt = now, EndsAt = now.AddHours(2), Place = "馆", HostMemberId = u.FirstMembers[0].Id,
            CodeSecret = Guid.NewGuid().ToByteArray(), CreatedBy = u.FirstMembers[0].Id, CreatedAt = now, State = state, AnnouncedAt = now, RollOpenedAt = state == ActivityState.RollOpen ? now : null,
        };
        db.Add(activity);
        db.Add(new ActivityParty { ActivityId = activity.Id, OrganisationId = u.First.Id, Path = u.First.Path, IsHost = true });
        db.AddRange(people.Select(p => new Attendance { ActivityId = activity.Id, MemberId = p.Id, Path = p.Path, OrganisationId = p.OrganisationId, Name = p.Name, IsObserver = false, Votes = p.Votes }));
        return activity;
    });
}
