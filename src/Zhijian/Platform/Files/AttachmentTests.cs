using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Activities.Records;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Platform.Files;

/// <summary>Attachments through HTTP, at an activity; on a real server, because sizes are its business.</summary>
public sealed class AttachmentTests(RoomyServedWorld world) : IClassFixture<RoomyServedWorld>
{
    private static readonly byte[] Pdf = Encoding.Latin1.GetBytes("%PDF-1.7\nhello");

    [Fact]
    public async Task A_file_is_kept_under_a_random_name_and_comes_back_only_to_be_saved()
    {
        var activity = await world.Held("有附件");
        using var program = await world.Program(world.University.Secretary);
        var made = await Bring(program, activity.Id, "..\\方案e\u0301\u202E.pdf", Pdf);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var view = await made.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("方案\u00E9.pdf", view.GetProperty("name").GetString());

        var got = await program.GetAsync(made.Headers.Location);
        Assert.Equal(Pdf, await got.Content.ReadAsByteArrayAsync());
        Assert.Equal("attachment", got.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Contains("nosniff", got.Headers.GetValues("X-Content-Type-Options"));
        Assert.Contains("sandbox", string.Join(';', got.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        using var part = new HttpRequestMessage(HttpMethod.Get, made.Headers.Location) { Headers = { Range = new RangeHeaderValue(0, 3) } };
        var ranged = await program.SendAsync(part);
        Assert.Equal(HttpStatusCode.PartialContent, ranged.StatusCode);
        Assert.Equal("%PDF", await ranged.Content.ReadAsStringAsync());
        var stored = await world.Read(db => db.StoredFiles.SingleAsync(f => f.SubjectId == activity.Id));
        Assert.DoesNotContain("pdf", stored.Place, StringComparison.Ordinal);
        Assert.DoesNotContain("wwwroot", stored.Place, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outsiders_get_nothing_members_of_the_roll_read_and_only_recorders_add()
    {
        var activity = await world.Held("谁能看");
        using var secretary = await world.Program(world.University.Secretary);
        var address = (await Bring(secretary, activity.Id, "a.pdf", Pdf)).Headers.Location;
        using var member = await world.Program(world.University.Member);
        using var other = await world.Program(world.University.SecondSecretary);

        Assert.Equal(HttpStatusCode.OK, (await member.GetAsync(address)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await Bring(member, activity.Id, "b.pdf", Pdf)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(address)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Bring(other, activity.Id, "b.pdf", Pdf)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await secretary.GetAsync($"/api/v1/activities/{activity.Id}/attachments/{Guid.NewGuid()}")).StatusCode);
    }

    [Fact]
    public async Task Wrong_content_empty_and_too_large_are_refused_with_their_sentences()
    {
        var activity = await world.Held("拒收");
        using var program = await world.Program(world.University.Secretary);

        Assert.Equal("files.type-not-taken", await CodeOf(await Bring(program, activity.Id, "图.pdf", "<svg onload=alert(1)>"u8.ToArray()), HttpStatusCode.UnprocessableEntity));
        Assert.Equal("files.empty", await CodeOf(await Bring(program, activity.Id, "空.pdf", []), HttpStatusCode.UnprocessableEntity));
        Assert.Equal("files.too-large", await CodeOf(await Bring(program, activity.Id, "大.pdf", [.. Pdf, .. new byte[21 * 1024 * 1024]]), HttpStatusCode.RequestEntityTooLarge));
        Assert.Equal("files.too-large", await CodeOf(await Bring(program, activity.Id, "很大.pdf", new byte[50 * 1024 * 1024]), HttpStatusCode.RequestEntityTooLarge));
        Assert.Equal(0, await world.Read(db => db.StoredFiles.CountAsync(f => f.SubjectId == activity.Id)));
    }

    [Fact]
    public async Task A_page_without_script_adds_and_removes_and_script_gets_a_fragment_or_the_sentence()
    {
        var activity = await world.Held("网页上传");
        var secretary = await world.SignedIn(world.University.Secretary);
        var page = await secretary.Open($"/activities/{activity.Id}");
        var form = (IHtmlFormElement)page.QuerySelector("form[data-upload]")!;
        async Task<HttpResponseMessage> Upload(byte[] content, bool script)
        {
            var body = new MultipartFormDataContent();
            foreach (var field in Browser.Fields(form).Where(f => f.Key != "_key"))
            {
                body.Add(new StringContent(field.Value), field.Key);
            }
            body.Add(new StringContent(Guid.NewGuid().ToString("N")), "_key");
            body.Add(new ByteArrayContent(content), "file", "路线.pdf");
            var request = new HttpRequestMessage(HttpMethod.Post, $"/files/activity/{activity.Id}") { Content = body };
            if (script)
            {
                request.Headers.Add("HX-Request", "true");
            }
            return await secretary.Raw(request);
        }
        Assert.Equal(HttpStatusCode.Found, (await Upload(Pdf, false)).StatusCode);
        var fragment = await (await Upload(Pdf, true)).Content.ReadAsStringAsync();
        Assert.Contains("路线.pdf", fragment, StringComparison.Ordinal);
        Assert.DoesNotContain("<html", fragment, StringComparison.Ordinal);
        var large = await Upload(new byte[50 * 1024 * 1024], true);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        Assert.Contains("20 MB", (await large.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), StringComparison.Ordinal);

        page = await secretary.Open($"/activities/{activity.Id}");
        Assert.Equal(2, page.QuerySelectorAll("#files .z-file").Length);
        await secretary.Press(page, "删除 路线.pdf");
        Assert.Contains("文件已删除", secretary.Text, StringComparison.Ordinal);
        Assert.Equal(1, await world.Read(db => db.StoredFiles.CountAsync(f => f.SubjectId == activity.Id)));
    }

    [Fact]
    public async Task Files_of_a_record_under_review_or_filed_stay_and_the_twenty_first_is_too_many()
    {
        var activity = await world.Held("封存");
        using var program = await world.Program(world.University.Secretary);
        var address = (await Bring(program, activity.Id, "a.pdf", Pdf)).Headers.Location!;
        for (var i = 0; i < 19; i++)
        {
            await Bring(program, activity.Id, $"{i}.pdf", Pdf);
        }
        Assert.Equal("files.too-many", await CodeOf(await Bring(program, activity.Id, "21.pdf", Pdf), HttpStatusCode.UnprocessableEntity));
        var secretary = await world.SignedIn(world.University.Secretary);
        await secretary.WriteMinutes(activity.Id);
        await secretary.Press(await secretary.Open($"/activities/{activity.Id}"), "提交审核");
        Assert.Equal("record.under-review", await CodeOf(await Remove(program, address), HttpStatusCode.Conflict));
        var record = await world.Read(db => db.ActivityRecords.SingleAsync(r => r.ActivityId == activity.Id));
        await world.Approve(record.Id);

        Assert.Equal("record.already-filed", await CodeOf(await Remove(program, address), HttpStatusCode.Conflict));
        var removed = await world.Inside(async s => await s.GetRequiredService<Fence>().Run("delete from stored_file where subject_id = @Id", new { activity.Id }, default));
        Assert.Equal(0, removed);
    }

    [Fact]
    public async Task Bytes_without_a_row_are_swept_after_a_day_and_the_others_stay()
    {
        var activity = await world.Held("清扫");
        using var program = await world.Program(world.University.Secretary);
        var address = (await Bring(program, activity.Id, "a.pdf", Pdf)).Headers.Location!;
        var shelf = world.Services.GetRequiredService<FileShelf>();
        var forsaken = shelf.Keep(await shelf.Take(new MemoryStream(Pdf), default));
        await Sweep();
        Assert.True(shelf.Holds(forsaken, Pdf.Length));
        world.Clock.Move(TimeSpan.FromDays(2));
        try
        {
            await Sweep();
        }
        finally
        {
            world.Clock.Move(TimeSpan.FromDays(-2));
        }

        Assert.False(shelf.Holds(forsaken, Pdf.Length));
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync(address)).StatusCode);
        Assert.Throws<ArgumentException>(() => shelf.Open("../../etc/passwd"));
    }

    private Task<int> Sweep() => world.Inside(async s =>
    {
        await s.GetRequiredService<ForsakenFilesJob>().Run(default);
        return 0;
    });

    private static async Task<HttpResponseMessage> Bring(HttpClient program, Guid activity, string name, byte[] content)
    {
        var body = new MultipartFormDataContent { { new ByteArrayContent(content), "file", name } };
        var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/activities/{activity}/attachments") { Content = body };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        return await program.SendAsync(request);
    }

    private static Task<HttpResponseMessage> Remove(HttpClient program, Uri address)
    {
        var request = new HttpRequestMessage(HttpMethod.Delete, address);
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        return program.SendAsync(request);
    }

    private static async Task<string?> CodeOf(HttpResponseMessage response, HttpStatusCode status)
    {
        Assert.Equal(status, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();
    }
}
