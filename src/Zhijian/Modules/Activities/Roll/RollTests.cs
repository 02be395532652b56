using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Rules;
using Zhijian.Testing;

namespace Zhijian.Modules.Activities.Roll;

public sealed class RollTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task From_notice_to_closed_roll_with_leave_granted_and_one_tap_for_the_others()
    {
        var u = world.University;
        var secretary = await world.SignedIn(u.Secretary);
        var (address, id) = await Announced(secretary, "BranchMembersMeeting");
        var member = await world.SignedIn(u.Member);
        await member.Press(await member.Open(address + "/leave"), "提交请假", ("Form.Reason", "复诊"));
        Assert.Contains("等主持人答复", member.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("周以宁</b>", member.Text, StringComparison.Ordinal);

        var page = await secretary.Press(await secretary.Open(address), "准假");
        Assert.Contains("复诊", secretary.Text, StringComparison.Ordinal);
        await Today(id);
        page = await secretary.Press(await secretary.Open(address), "开始签到");
        Assert.Contains("现场签到", secretary.Text, StringComparison.Ordinal);
        Assert.Contains("<svg viewBox=\"0 0", secretary.Text, StringComparison.Ordinal);
        Assert.Contains("不能表决", secretary.Text, StringComparison.Ordinal);
        await secretary.Press(await secretary.Open(address + "/roll"), "其余 8 人都到");
        page = await secretary.Press(await secretary.Open(address), "结束签到，写纪要");
        Assert.Equal(ActivityState.Held, await world.Read(db => db.Activities.Where(a => a.Id == id).Select(a => a.State).FirstAsync()));
        Assert.Contains("可以开会表决", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(AttendanceStatus.OnLeave, await world.Read(db => db.Attendances.Where(a => a.ActivityId == id && a.MemberId == u.FirstMembers[4].Id).Select(a => a.Status).FirstAsync()));
    }

    [Fact]
    public async Task A_tick_sent_twice_counts_once_and_an_older_offline_tick_is_refused()
    {
        var u = world.University;
        var secretary = await world.SignedIn(u.Secretary);
        var (address, id) = await Announced(secretary, "PartyLecture");
        await Today(id);
        await secretary.Press(await secretary.Open(address), "开始签到");
        var roll = await secretary.Open(address + "/roll");
        var token = roll.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var who = u.FirstMembers[5].Id;
        var at = world.Clock.GetUtcNow();

        Assert.Equal(HttpStatusCode.NoContent, await Tick(secretary, address, token, who, "Present", at.AddSeconds(-1), "tick-1"));
        Assert.Equal(HttpStatusCode.NoContent, await Tick(secretary, address, token, who, "Present", at.AddSeconds(-1), "tick-1"));
        Assert.Equal(1, await world.Read(db => db.Set<Platform.Storage.JournalEntry>().CountAsync(j => j.SubjectId == id && j.Fact == nameof(PresenceMarked))));
        Assert.Equal(HttpStatusCode.Conflict, await Tick(secretary, address, token, who, "Absent", at.AddMinutes(-30), "tick-2"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Tick(secretary, address, token, who, "Somewhere", at, "tick-3"));
        var stranger = await world.SignedIn(u.SecondSecretary);
        Assert.Equal(HttpStatusCode.NotFound, await Tick(stranger, address, (await stranger.Open("/messages")).QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!, who, "Absent", at, "tick-4"));
        await secretary.Open(address + "/screen");
        Assert.Equal(HttpStatusCode.OK, secretary.Status);
        await secretary.Open("/activities?kind=PartyLecture&state=RollOpen&text=党");
        Assert.Contains(address, secretary.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_plans_changes_and_holds_an_activity_by_the_description()
    {
        var u = world.University;
        var program = await world.Program(u.Secretary);
        var starts = world.Clock.GetUtcNow().AddMinutes(5);
        var made = await Send(program, HttpMethod.Post, "/api/v1/activities", new { organisationId = u.First.Id, kind = "ThemePartyDay", title = "接口党日", startsAt = starts, endsAt = starts.AddHours(1), place = "馆", agenda = new[] { "一", "二" } });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var item = made.Headers.Location!.ToString();
        var activity = await made.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(9, activity.GetProperty("counts").GetProperty("expected").GetInt32());

        Assert.Equal((HttpStatusCode)428, (await Send(program, HttpMethod.Patch, item, new { place = "厅" })).StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await Send(program, HttpMethod.Patch, item, new { place = "厅" }, "\"v9\"")).StatusCode);
        var changed = await Send(program, HttpMethod.Patch, item, new { place = "厅" }, made.Headers.ETag!.ToString());
        Assert.Equal("厅", (await changed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("place").GetString());
        var told = await Send(program, HttpMethod.Post, item + "/announce", new { }, changed.Headers.ETag!.ToString());
        Assert.Equal(HttpStatusCode.OK, told.StatusCode);
        var open = await Send(program, HttpMethod.Post, item + "/open-roll", new { }, told.Headers.ETag!.ToString());
        Assert.Equal(HttpStatusCode.OK, open.StatusCode);
        var line = $"{item}/attendance/{u.FirstMembers[3].Id}";
        var seen = await program.GetAsync(line);
        var tag = seen.Headers.ETag!.ToString();
        Assert.Equal(tag, $"\"v{(await seen.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("version").GetInt32()}\"");
        Assert.Equal((HttpStatusCode)428, (await Send(program, HttpMethod.Put, line, new { status = "Present" })).StatusCode);
        var marked = await Send(program, HttpMethod.Put, line, new { status = "Present" }, tag);
        Assert.Equal(HttpStatusCode.OK, marked.StatusCode);
        Assert.Equal("Present", (await marked.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await Send(program, HttpMethod.Put, line, new { status = "Absent" }, tag)).StatusCode);
        Assert.Equal(marked.Headers.ETag!.ToString(), (await program.GetAsync(line)).Headers.ETag!.ToString());
        Assert.NotEqual(tag, marked.Headers.ETag!.ToString());
        Assert.Equal(HttpStatusCode.NotFound, (await (await world.Program(u.Member)).GetAsync(line)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await (await world.Program(u.SecondSecretary)).GetAsync(line)).StatusCode);
        var one = await program.GetFromJsonAsync<JsonElement>(item);
        Assert.Equal("RollOpen", one.GetProperty("state").GetString());
        Assert.Equal(1, one.GetProperty("counts").GetProperty("present").GetInt32());
        Assert.Contains((await program.GetFromJsonAsync<JsonElement>("/api/v1/activities?text=接口")).GetProperty("items").EnumerateArray(), a => item.EndsWith(a.GetProperty("id").GetString()!, StringComparison.Ordinal));
        Assert.Equal(9, (await program.GetFromJsonAsync<JsonElement>(item + "/attendance")).GetProperty("items").GetArrayLength());

        var wrong = await Send(program, HttpMethod.Post, "/api/v1/activities", new { organisationId = u.First.Id, kind = "ThemePartyDay", title = "", startsAt = starts, endsAt = starts.AddHours(1), place = "馆" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.True((await wrong.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty("title", out _));
        Assert.Equal(HttpStatusCode.NotFound, (await Send(program, HttpMethod.Post, "/api/v1/activities", new { organisationId = u.Second.Id, kind = "ThemePartyDay", title = "x", startsAt = starts, endsAt = starts.AddHours(1), place = "馆" })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await (await world.Program(u.SecondSecretary)).GetAsync(item)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await (await world.Program(u.Member)).GetAsync(item)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await (await world.Program(u.GeneralBranchReviewer)).GetAsync(item)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await (await world.Program(u.Admin)).GetAsync(item)).StatusCode);
    }

    private async Task<(string Address, Guid Id)> Announced(Browser secretary, string kind)
    {
        var day = DateOnly.FromDateTime(world.Clock.GetUtcNow().AddHours(8).AddDays(2).DateTime).ToString("yyyy-MM-dd");
        var page = await secretary.Press(await secretary.Open("/activities/new?kind=" + kind), "保存计划", ("Form.Place", "馆" + Guid.NewGuid()), ("Form.Day", day), ("Form.From", kind == "PartyLecture" ? "08:00" : "14:00"), ("Form.Until", kind == "PartyLecture" ? "09:00" : "15:00"));
        var address = secretary.Path;
        await secretary.Press(page, page.QuerySelectorAll("button").First(b => b.TextContent.Contains("通知", StringComparison.Ordinal)).TextContent.Trim());
        return (address, Guid.Parse(address.Split('/')[^1]));
    }

    /// <summary>Moves the activity to this day, as if time had passed.</summary>
    private async Task Today(Guid id) => await world.Given(db =>
    {
        var activity = db.Activities.First(a => a.Id == id);
        activity.StartsAt = world.Clock.GetUtcNow();
        activity.EndsAt = activity.StartsAt.AddHours(1);
        return 0;
    });

    private static async Task<HttpStatusCode> Tick(Browser browser, string address, string token, Guid member, string presence, DateTimeOffset at, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address + "/roll/tick")
        {
            Content = new FormUrlEncodedContent([new("member", member.ToString()), new("presence", presence), new("at", at.ToString("O")), new("__RequestVerificationToken", token)]),
        };
        request.Headers.Add("Idempotency-Key", key);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/problem+json"));
        return (await browser.Raw(request)).StatusCode;
    }

    private static async Task<HttpResponseMessage> Send(HttpClient program, HttpMethod method, string address, object body, string? version = null)
    {
        using var request = new HttpRequestMessage(method, address) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        if (version is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", version);
        }
        return await program.SendAsync(request);
    }
}
