using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Activities.Records;
using Zhijian.Modules.Rules;
using Zhijian.Testing;

namespace Zhijian.Modules.Activities.Minutes;

public sealed class MinutesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Points_votes_and_tasks_are_saved_and_shown_with_the_rule_that_decided()
    {
        var activity = await world.Held("三季度党员大会", ActivityKind.BranchMembersMeeting);
        var secretary = await world.SignedIn(world.University.Secretary);
        var page = await secretary.Open($"/activities/{activity.Id}/minutes");
        Assert.Contains("应到 9，实到 7，请假 1，缺席 1", page.Body!.TextContent, StringComparison.Ordinal);
        page = await secretary.Press(
            page, "保存纪要",
            ("Form.Items[0].Discussion", "第一条\n\n 第二条 "), ("Form.Items[0].Motions[0].Text", "同意延长开放"), ("Form.Items[0].Motions[0].Yes", "6"),
            ("Form.Items[0].FollowUps[0].Text", "联系图书馆"), ("Form.Items[0].FollowUps[0].OwnerId", world.University.FirstMembers[3].Id.ToString()), ("Form.Items[0].FollowUps[0].DueOn", "2031-01-31"));

        var panel = page.QuerySelector("#minutes")!.TextContent;
        Assert.Contains("第二条", panel, StringComparison.Ordinal);
        Assert.Contains("同意延长开放：同意 6，不同意 0，弃权 0", panel, StringComparison.Ordinal);
        Assert.Contains("通过", panel, StringComparison.Ordinal);
        Assert.Contains("第十一条", panel, StringComparison.Ordinal);
        Assert.Contains("联系图书馆（苏景行", panel, StringComparison.Ordinal);
        var item = await world.Read(db => db.AgendaItems.FirstAsync(a => a.ActivityId == activity.Id && a.Ordinal == 1));
        Assert.Equal("第一条\n第二条", item.Discussion);
        var motion = await world.Read(db => db.Motions.SingleAsync(m => m.ActivityId == activity.Id));
        Assert.True(motion.Passed);
        Assert.StartsWith("votes@", motion.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_votes_than_voters_come_back_at_the_field_with_everything_that_was_typed()
    {
        var activity = await world.Held("票数不对", ActivityKind.BranchMembersMeeting);
        var secretary = await world.SignedIn(world.University.Secretary);
        var page = await secretary.Open($"/activities/{activity.Id}/minutes");
        page = await secretary.Press(page, "保存纪要", ("Form.Items[0].Discussion", "留着我"), ("Form.Items[0].Motions[0].Text", "表决"), ("Form.Items[0].Motions[0].Yes", "60"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, secretary.Status);
        Assert.Contains("超过了到会的有表决权人数", page.QuerySelector("#Form_Items_0__Motions_0__Yes-e")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("留着我", page.QuerySelector("[name='Form.Items[0].Discussion']")!.TextContent);
        Assert.Equal("60", page.QuerySelector("[name='Form.Items[0].Motions[0].Yes']")!.GetAttribute("value"));
        page = await secretary.Press(page, "保存纪要", ("Form.Items[0].Motions[0].Yes", "很多"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, secretary.Status);
        Assert.Equal("很多", page.QuerySelector("[name='Form.Items[0].Motions[0].Yes']")!.GetAttribute("value"));
    }

    [Fact]
    public async Task A_stale_form_shows_what_the_other_one_saved_and_saving_again_keeps_ones_own()
    {
        var activity = await world.Held("两人同写");
        var secretary = await world.SignedIn(world.University.Secretary);
        var colleague = await world.SignedIn(world.University.BranchCommittee);
        var mine = await secretary.Open($"/activities/{activity.Id}/minutes");
        var theirs = await colleague.Open($"/activities/{activity.Id}/minutes");
        await colleague.Press(theirs, "保存纪要", ("Form.Items[0].Discussion", "对方写的要点"));

        var page = await secretary.Press(mine, "保存纪要", ("Form.Items[0].Discussion", "我写的要点"));
        Assert.Equal(HttpStatusCode.PreconditionFailed, secretary.Status);
        Assert.Contains("对方写的要点", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal("我写的要点", page.QuerySelector("[name='Form.Items[0].Discussion']")!.TextContent);
        await secretary.Press(page, "保存纪要");
        Assert.Equal("我写的要点", (await world.Read(db => db.AgendaItems.FirstAsync(a => a.ActivityId == activity.Id && a.Ordinal == 1))).Discussion);
    }

    [Fact]
    public async Task Rows_are_added_without_script_and_the_same_key_saves_once()
    {
        var activity = await world.Held("不用脚本");
        var secretary = await world.SignedIn(world.University.Secretary);
        var page = await secretary.Open($"/activities/{activity.Id}/minutes");
        page = await secretary.Press(page, "加一个议题", ("Form.Items[0].Discussion", "还在"));
        Assert.Equal(HttpStatusCode.OK, secretary.Status);
        Assert.Equal("还在", page.QuerySelector("[name='Form.Items[0].Discussion']")!.TextContent);
        Assert.NotNull(page.QuerySelector("[name='Form.Items[2].Title']"));
        var fields = Browser.Fields((IHtmlFormElement)page.QuerySelector("form[data-draft]")!).Where(f => f.Key != "Form.Items[2].Title").Append(new("Form.Items[2].Title", "临时动议")).ToList();
        await secretary.Post(secretary.Path, fields);
        await secretary.Post($"/activities/{activity.Id}/minutes", fields);

        Assert.Equal(3, await world.Read(db => db.AgendaItems.CountAsync(a => a.ActivityId == activity.Id)));
        Assert.Equal(1, (await world.Read(db => db.ActivityRecords.SingleAsync(r => r.ActivityId == activity.Id))).Version);
    }

    [Fact]
    public async Task The_named_recorder_writes_without_a_post_and_the_owner_finishes_the_task()
    {
        var u = world.University;
        var activity = await world.Held("普通党员记录", recorder: u.Member.MemberId);
        var recorder = await world.SignedIn(u.Member);
        var page = await recorder.Open($"/activities/{activity.Id}/minutes");
        await recorder.Press(
            page, "保存纪要", ("Form.Items[0].Discussion", "要点"),
            ("Form.Items[0].FollowUps[0].Text", "整理照片说明"), ("Form.Items[0].FollowUps[0].OwnerId", u.Member.MemberId!.Value.ToString()), ("Form.Items[0].FollowUps[0].DueOn", "2031-02-01"));
        Assert.Contains("纪要已保存", recorder.Text, StringComparison.Ordinal);

        page = await recorder.Open("/follow-ups");
        Assert.Contains("整理照片说明", page.Body!.TextContent, StringComparison.Ordinal);
        await recorder.Press(page, "办完了：整理照片说明");
        Assert.Contains("已记为完成", recorder.Text, StringComparison.Ordinal);
        Assert.NotNull((await world.Read(db => db.FollowUps.SingleAsync(f => f.ActivityId == activity.Id))).DoneAt);
    }

    [Fact]
    public async Task A_program_saves_minutes_hands_the_record_in_and_reads_it_back()
    {
        var activity = await world.Held("接口");
        using var program = await world.Program(world.University.Secretary);
        var get = await program.GetAsync($"/api/v1/activities/{activity.Id}/minutes");
        Assert.Equal("\"v0\"", get.Headers.ETag!.Tag);
        var saved = await Send(program, HttpMethod.Put, $"/api/v1/activities/{activity.Id}/minutes", "\"v0\"", new { items = new[] { new { title = "议题", discussion = new[] { "一", "二" } } } });
        Assert.Equal(HttpStatusCode.OK, saved.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await Send(program, HttpMethod.Put, $"/api/v1/activities/{activity.Id}/minutes", "\"v0\"", new { items = new[] { new { title = "议题" } } })).StatusCode);
        Assert.Equal(428, (int)(await Send(program, HttpMethod.Put, $"/api/v1/activities/{activity.Id}/minutes", null, new { items = new[] { new { title = "议题" } } })).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Send(program, HttpMethod.Put, $"/api/v1/activities/{activity.Id}/minutes", saved.Headers.ETag!.Tag, new { items = new[] { new { title = "" } } })).StatusCode);
        var submitted = await Send(program, HttpMethod.Post, $"/api/v1/activities/{activity.Id}/record/submit", saved.Headers.ETag!.Tag, new { });
        Assert.Equal(HttpStatusCode.OK, submitted.StatusCode);
        var record = await submitted.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("Submitted", record.GetProperty("state").GetString());
        var one = await program.GetFromJsonAsync<JsonElement>($"/api/v1/records/{record.GetProperty("id").GetString()}");
        Assert.Contains(one.GetProperty("fields").EnumerateArray(), f => f.GetProperty("key").GetString() == "present");
        var list = await program.GetFromJsonAsync<JsonElement>("/api/v1/records?kind=ThemePartyDay&limit=1");
        Assert.Single(list.GetProperty("items").EnumerateArray());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await program.GetAsync("/api/v1/records?kind=Nonsense")).StatusCode);
    }

    [Fact]
    public async Task The_description_names_minutes_records_and_attachments()
    {
        using var program = await world.Program(world.University.Secretary);
        var description = await program.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        var paths = description.GetProperty("paths").EnumerateObject().ToDictionary(p => p.Name, p => p.Value);
        Assert.True(paths["/api/v1/activities/{id}/minutes"].GetProperty("put").GetProperty("description").GetString()!.Length > 100);
        Assert.True(paths["/api/v1/records"].TryGetProperty("get", out _));
        Assert.True(paths["/api/v1/activities/{subject}/attachments"].GetProperty("post").TryGetProperty("requestBody", out _));
    }

    private static async Task<HttpResponseMessage> Send(HttpClient program, HttpMethod method, string path, string? version, object body)
    {
        var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        if (version is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", version);
        }
        return await program.SendAsync(request);
    }
}
