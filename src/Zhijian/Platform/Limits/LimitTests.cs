using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Activities.CheckIn;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Platform.Limits;

public sealed class LimitTests(World world) : IClassFixture<World>
{
    private const string Probe = "/api/v1/limits/probe";

    [Fact]
    public async Task The_twenty_first_action_is_refused_with_the_wait_and_goes_on_after_it()
    {
        using var program = await world.Program(world.University.Secretary);
        await Spend(program, 20);

        using var refused = await program.PostAsync(Probe, null);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        var wait = refused.Headers.RetryAfter!.Delta!.Value;
        Assert.InRange(wait, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(LimitRefusals.Actions.Code, problem.GetProperty("code").GetString());
        Assert.Contains($"{wait.TotalSeconds} 秒后可继续", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);

        world.Clock.Move(wait);
        using var again = await program.PostAsync(Probe, null);
        Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
        Console.WriteLine("figure limits-probe-twenty-first-refused-and-retry-after-true 1 1 met");
    }

    [Fact]
    public async Task The_description_tells_the_probe_and_that_every_change_may_be_one_too_many()
    {
        using var client = world.NewClient();
        var paths = (await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json")).GetProperty("paths");

        Assert.Contains("Counts as an action", paths.GetProperty(Probe).GetProperty("post").GetProperty("summary").GetString(), StringComparison.Ordinal);
        var operations = paths.EnumerateObject().SelectMany(p => p.Value.EnumerateObject().Select(o => (o.Name, HasBudget: o.Name == "get" && p.Name == "/api/v1/changes", Tells: o.Value.GetProperty("responses").TryGetProperty("429", out var told) && told.GetProperty("headers").TryGetProperty("Retry-After", out _)))).ToList();
        Assert.All(operations, o => Assert.Equal(o.Name != "get" || o.HasBudget, o.Tells));
    }

    [Fact]
    public async Task Each_session_and_each_kind_of_action_counts_for_itself()
    {
        using var one = await world.Program(world.University.Member);
        using var other = await world.Program(world.University.Member);
        await Spend(one, 20);

        await Spend(other, 20);
        using var otherKind = await one.PostAsJsonAsync("/api/v1/members", new { });
        Assert.NotEqual(HttpStatusCode.TooManyRequests, otherKind.StatusCode);
        using var reading = await one.GetAsync("/api/v1/activities");
        Assert.Equal(HttpStatusCode.OK, reading.StatusCode);
    }

    [Fact]
    public async Task An_account_has_one_budget_over_all_its_sessions_and_others_are_not_held_up()
    {
        for (var session = 0; session < 3; session++)
        {
            using var program = await world.Program(world.University.SecondSecretary);
            await Spend(program, 20);
        }
        using var fourth = await world.Program(world.University.SecondSecretary);
        using var refused = await fourth.PostAsync(Probe, null);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(LimitRefusals.AccountActions.Code, (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());

        using var neighbour = await world.Program(world.University.ThirdSecretary);
        await Spend(neighbour, 1);
        world.Clock.Move(refused.Headers.RetryAfter!.Delta!.Value);
        await Spend(fourth, 20);
    }

    [Theory]
    [InlineData(TextFiles.Chinese, "重新提交")]
    [InlineData(TextFiles.English, "Send again")]
    public async Task A_form_that_came_too_fast_is_kept_on_the_page_and_sent_again_does_its_work_once(string language, string button)
    {
        const string Typed = "\"重要\" <script>alert(1)</script>\n第二行";
        var account = language == TextFiles.Chinese ? world.University.GeneralBranchReviewer : world.University.OtherGeneralBranchReviewer;
        var browser = await world.SignedIn(account, language);
        for (var i = 0; i < 20; i++)
        {
            await browser.PostAnyway("/messages/read");
            Assert.Equal(HttpStatusCode.OK, browser.Status);
        }

        var page = await browser.PostAnyway("/messages/read", ("Form.Note", Typed));
        Assert.Equal(HttpStatusCode.TooManyRequests, browser.Status);
        browser.Says(LimitRefusals.Actions);
        Assert.Equal(Typed, page.QuerySelector<IHtmlInputElement>("input[name='Form.Note']")!.Value);
        Assert.Empty(page.QuerySelectorAll("main script"));

        var early = await browser.Press(page, button);
        Assert.Equal(HttpStatusCode.TooManyRequests, browser.Status);
        world.Clock.Move(TimeSpan.FromSeconds(10));
        await browser.Press(early, button);
        Assert.Equal(HttpStatusCode.OK, browser.Status);
    }

    [Fact]
    public async Task A_password_never_comes_back_on_the_page()
    {
        const string Secret = "a password nobody may read";
        var browser = await world.SignedIn(world.University.Office);
        for (var i = 0; i < 20; i++)
        {
            await browser.PostAnyway("/me/password", ("Form.Password", Secret));
        }

        var page = await browser.PostAnyway("/me/password", ("Form.Password", Secret));
        Assert.Equal(HttpStatusCode.TooManyRequests, browser.Status);
        Assert.DoesNotContain(Secret, browser.Text, StringComparison.Ordinal);
        Assert.Contains("后退", page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fifty_sessions_of_a_meeting_room_sign_in_and_check_in_from_one_address_and_none_is_refused()
    {
        var people = await world.Given(db =>
        {
            var u = world.University;
            List<Member> made = [.. Enumerable.Range(0, 50).Select(i => new Member { OrganisationId = u.First.Id, Path = u.First.Path, Name = $"与会{i}", Category = MemberCategory.FullMember })];
            db.AddRange(made);
            return made;
        });
        List<Account> accounts = [];
        foreach (var person in people)
        {
            accounts.Add(await world.AccountOf(person));
        }
        var activity = await OpenRoll(people);
        var rule = world.Services.GetRequiredService<Rulebook>().On(DateOnly.FromDateTime(world.Clock.GetUtcNow().UtcDateTime)).Attendance.CheckInCode;
        var refused = 0;

        await Parallel.ForEachAsync(accounts, new ParallelOptions { MaxDegreeOfParallelism = 10 }, async (account, _) =>
        {
            var phone = world.Visitor();
            var signIn = await phone.Open($"/c/{activity.Id:N}{CheckInCode.Now(activity.CodeSecret, activity.Id, world.Clock.GetUtcNow(), rule)}");
            Count(phone);
            var page = await phone.Press(signIn, "登录", ("Form.UserName", account.UserName!), ("Form.Password", World.Password));
            Count(phone);
            await phone.Press(page, "签到");
            Count(phone);
        });

        Assert.Equal(0, refused);
        Assert.Equal(50, await world.Read(db => db.Attendances.CountAsync(a => a.ActivityId == activity.Id && a.Status == AttendanceStatus.Present)));
        Console.WriteLine($"figure limits-meeting-room-false-refusals-of-50-sessions {refused} 0 met");

        void Count(Browser phone)
        {
            if (phone.Status != HttpStatusCode.OK)
            {
                Interlocked.Increment(ref refused);
            }
        }
    }

    private async Task<Activity> OpenRoll(IReadOnlyList<Member> people) => await world.Given(db =>
    {
        var u = world.University;
        var now = world.Clock.GetUtcNow();
        Activity activity = new()
        {
            Path = u.First.Path, OrganisationId = u.First.Id, Kind = ActivityKind.ThemePartyDay, Title = "会议室", StartsAt = now, EndsAt = now.AddHours(2), Place = "馆", HostMemberId = u.FirstMembers[0].Id,
            CodeSecret = Guid.NewGuid().ToByteArray(), CreatedBy = u.FirstMembers[0].Id, CreatedAt = now, State = ActivityState.RollOpen, AnnouncedAt = now, RollOpenedAt = now,
        };
        db.Add(activity);
        db.Add(new ActivityParty { ActivityId = activity.Id, OrganisationId = u.First.Id, Path = u.First.Path, IsHost = true });
        db.AddRange(people.Select(p => new Attendance { ActivityId = activity.Id, MemberId = p.Id, Path = p.Path, OrganisationId = p.OrganisationId, Name = p.Name, IsObserver = false, Votes = p.Votes }));
        return activity;
    });

    private static async Task Spend(HttpClient program, int times)
    {
        for (var i = 0; i < times; i++)
        {
            using var answer = await program.PostAsync(Probe, null);
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        }
    }
}
