using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using SkiaSharp;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Activities.Records;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Platform.Files.Guarded;

/// <summary>A sensitive document is seen as marked pages by whoever may see it, and taken, printed and forwarded only by whoever has that right.</summary>
public sealed partial class GuardedTests(RoomyServedWorld world) : IClassFixture<RoomyServedWorld>
{
    [Theory]
    [InlineData("application/pdf", true)]
    [InlineData("image/png", true)]
    [InlineData("image/webp", true)]
    [InlineData("text/plain; charset=utf-8", true)]
    [InlineData("text/csv; charset=utf-8", true)]
    [InlineData("application/vnd.openxmlformats-officedocument.wordprocessingml.document", false)]
    public void Only_what_has_pages_can_be_guarded(string kind, bool can) => Assert.Equal(can, PageImages.CanDraw(kind));

    [Fact]
    public async Task Its_bytes_are_refused_to_everybody_and_its_pages_carry_the_name_of_whoever_looks()
    {
        var (activity, file) = await Guarded("谁看的", Pdf(3));
        var leaked = 0;
        foreach (var account in new[] { world.University.Secretary, world.University.Member, world.University.OrganisationDepartment })
        {
            using var program = await world.Program(account);
            foreach (var address in new[] { $"/api/v1/activities/{activity}/attachments/{file}", $"/files/activity/{activity}/{file}" })
            {
                var answer = await program.GetAsync(address);
                leaked += Encoding.Latin1.GetString(await answer.Content.ReadAsByteArrayAsync()).Contains("%PDF", StringComparison.Ordinal) ? 1 : 0;
                Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            }
            Assert.Equal(GuardedRefusals.PagesOnly.Code, await CodeOf(await program.GetAsync($"/api/v1/activities/{activity}/attachments/{file}")));
        }
        Console.WriteLine($"figure guarded-bytes-given-out {leaked} 0 {(leaked == 0 ? "met" : "short")}");

        var (member, look) = await Open(world.University.Member, activity, "谁看的.pdf");
        Assert.Equal(3, member.Page.QuerySelectorAll("img.z-sheet").Length);
        Assert.DoesNotContain("下载（带水印）", member.Browser.Text, StringComparison.Ordinal);
        Assert.Contains("无法阻止截屏", member.Browser.Text, StringComparison.Ordinal);
        var (_, other) = await Open(world.University.Secretary, activity, "谁看的.pdf");
        var (one, two) = (await Picture(member.Browser, look, 1), await Picture(await world.SignedIn(world.University.Secretary), other, 1));
        Assert.NotEqual(one, two);
        using var drawn = SKBitmap.Decode(one);
        Assert.Equal(1600, Math.Max(drawn.Width, drawn.Height));
        // The page itself is black on white: whatever else there is was drawn in.
        var marked = drawn.Pixels.Count(p => p.Red - p.Green > 20);
        Assert.True(marked > drawn.Pixels.Length / 500, $"{marked} of {drawn.Pixels.Length} pixels carry the mark");
        Assert.Equal(HttpStatusCode.NotFound, (await member.Browser.Raw(new(HttpMethod.Get, $"/files/looks/{look}/pages/0"))).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await member.Browser.Raw(new(HttpMethod.Get, $"/files/looks/{look}/pages/9"))).StatusCode);
    }

    [Fact]
    public async Task An_opening_is_for_one_person_and_half_an_hour()
    {
        var (activity, _) = await Guarded("半小时", Pdf(1));
        var (member, look) = await Open(world.University.Member, activity, "半小时.pdf");
        var secretary = await world.SignedIn(world.University.Secretary);
        await secretary.Open($"/files/looks/{look}");
        Assert.Equal(HttpStatusCode.NotFound, secretary.Status);
        Assert.Equal(HttpStatusCode.NotFound, (await secretary.Raw(new(HttpMethod.Get, $"/files/looks/{look}/pages/1"))).StatusCode);
        world.Clock.Move(TimeSpan.FromMinutes(29));
        await member.Browser.Open($"/files/looks/{look}");
        Assert.Equal(HttpStatusCode.OK, member.Browser.Status);
        world.Clock.Move(TimeSpan.FromMinutes(2));
        await member.Browser.Open($"/files/looks/{look}");
        Assert.Equal(HttpStatusCode.NotFound, member.Browser.Status);
        var traces = await world.Read(db => db.Set<JournalEntry>().Where(j => j.Fact == nameof(DocumentOpened) && j.MemberId == world.University.Member.MemberId).ToListAsync());
        Assert.Single(traces, j => j.Body.Contains("半小时", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Taking_is_a_right_of_its_own_marks_every_page_and_has_a_budget()
    {
        var (activity, _) = await Guarded("带走", Pdf(2));
        var (member, seen) = await Open(world.University.Member, activity, "带走.pdf");
        await member.Browser.PostAnyway($"/files/looks/{seen}/take");
        Assert.Equal(HttpStatusCode.Forbidden, member.Browser.Status);

        var (secretary, look) = await Open(world.University.Secretary, activity, "带走.pdf");
        var code = await world.Read(db => db.DocumentLooks.Where(l => l.Id == look).Select(l => l.Code).SingleAsync());
        await secretary.Browser.Press(secretary.Page, "下载（带水印）");
        Assert.StartsWith("%PDF", secretary.Browser.Text, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(code)), secretary.Browser.Text, StringComparison.Ordinal);

        // From a code on a photograph to the person: for each of those who opened it.
        var office = await world.SignedIn(world.University.Office);
        var looks = await world.Read(db => db.DocumentLooks.ToListAsync());
        var found = 0;
        foreach (var one in looks)
        {
            await office.Open($"/oversight/marks?Code={one.Code.ToLowerInvariant()}");
            found += office.Text.Contains(one.ByName, StringComparison.Ordinal) ? 1 : 0;
        }
        Console.WriteLine($"figure leak-sources-found {found} {looks.Count} {(found == looks.Count ? "met" : "short")}");
        Assert.Equal(looks.Count, found);
        Assert.Contains("已下载", (await Found(office, code)), StringComparison.Ordinal);
        Assert.Contains("没有这个编码", await Found(office, "NEVERWAS"), StringComparison.Ordinal);

        for (var i = 1; i < 20; i++)
        {
            await world.Given(db => db.Add(new JournalEntry { At = world.Clock.GetUtcNow(), Path = world.University.First.Path, Fact = nameof(DocumentTaken), SubjectId = Guid.NewGuid(), Body = "{}", MemberId = world.University.Secretary.MemberId!.Value, ActorName = "x" }));
        }
        await secretary.Browser.PostAnyway($"/files/looks/{look}/take");
        secretary.Browser.Says(GuardedRefusals.TakenEnough);
        world.Clock.Move(TimeSpan.FromHours(25));
        var (again, next) = await Open(world.University.Secretary, activity, "带走.pdf");
        await again.Browser.PostAnyway($"/files/looks/{next}/take");
        Assert.StartsWith("%PDF", again.Browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_opens_for_one_person_until_its_day_or_until_it_is_withdrawn()
    {
        var u = world.University;
        var (activity, _) = await Guarded("转给别人", Pdf(1));
        var (secretary, look) = await Open(u.Secretary, activity, "转给别人.pdf");
        var page = secretary.Page;
        page = await secretary.Browser.Press(page, "发送链接", ("Form.To", "nobody-here"));
        secretary.Browser.Says(GuardedRefusals.NobodyOfThatName);
        page = await secretary.Browser.Press(page, "发送链接", ("Form.To", u.SecondMember.UserName!), ("Form.Days", "31"), ("_key", "d31"));
        secretary.Browser.Says(GuardedRefusals.Days);
        page = await secretary.Browser.Press(page, "发送链接", ("Form.To", u.SecondMember.UserName!), ("Form.Days", "2"), ("_key", "d2"));
        Assert.Contains("链接已发送", secretary.Browser.Text, StringComparison.Ordinal);
        var told = await world.Read(db => db.Set<Message>().SingleAsync(m => m.TextKey == "message.document-forwarded"));
        Assert.Equal(u.SecondMember.MemberId, told.MemberId);

        var other = await world.SignedIn(u.ThirdSecretary);
        await other.Open(told.Href);
        Assert.Equal(HttpStatusCode.NotFound, other.Status);
        await other.PostAnyway(told.Href + "/open");
        other.Says(GuardedRefusals.Over);
        var receiver = await world.SignedIn(u.SecondMember);
        var shown = await receiver.Press(await receiver.Open(told.Href), "打开");
        Assert.Single(shown.QuerySelectorAll("img.z-sheet"));
        Assert.Contains("SECONDMEMBER", receiver.Text, StringComparison.OrdinalIgnoreCase);
        var theirs = Guid.Parse(receiver.Path.Split('/')[^1]);
        await receiver.PostAnyway($"/files/looks/{theirs}/take");
        Assert.Equal(HttpStatusCode.Forbidden, receiver.Status);

        // What was opened stays open for its half hour; nothing new opens.
        await secretary.Browser.Press(page, $"收回给{await NameOf(u.SecondMember)}的链接");
        await receiver.Open(told.Href);
        Assert.Equal(HttpStatusCode.NotFound, receiver.Status);

        page = await secretary.Browser.Open($"/files/looks/{look}");
        await secretary.Browser.Press(page, "发送链接", ("Form.To", u.SecondMember.UserName!), ("Form.Days", "2"), ("_key", "again"));
        var second = await world.Read(db => db.Set<Message>().Where(m => m.TextKey == "message.document-forwarded").OrderByDescending(m => m.At).FirstAsync());
        await receiver.Open(second.Href);
        Assert.Equal(HttpStatusCode.OK, receiver.Status);
        world.Clock.Move(TimeSpan.FromDays(2.1));
        await (receiver = await world.SignedIn(u.SecondMember)).Open(second.Href);
        Assert.Equal(HttpStatusCode.NotFound, receiver.Status);
    }

    [Fact]
    public async Task A_link_is_withdrawn_by_its_maker_in_the_state_they_saw()
    {
        var now = world.Clock.GetUtcNow();
        DocumentForward Link() => new() { Path = "1.", FileId = Guid.NewGuid(), ToMemberId = Guid.NewGuid(), ToName = "a", MemberId = new Guid(7, 0, 0, new byte[8]), ByName = "b", At = now, Until = now.AddDays(1) };
        var (me, somebody) = (new Guid(7, 0, 0, new byte[8]), Guid.NewGuid());
        Assert.Equal(PlatformRefusals.NotYours, Link().Revoke(somebody, 1, now).Refusal);
        Assert.Equal(PlatformRefusals.Stale, Link().Revoke(me, 2, now).Refusal);
        Assert.Equal(GuardedRefusals.Over, Link().Revoke(me, 1, now.AddDays(1)).Refusal);
        var link = Link();
        Assert.NotNull(link.Revoke(me, 1, now).Fact);
        Assert.False(link.IsOpen(link.ToMemberId, now));
        await Task.CompletedTask;
    }

    [Fact]
    public async Task What_cannot_be_drawn_is_said_and_nothing_breaks()
    {
        var activity = await world.Held("画不出来");
        using var program = await world.Program(world.University.Secretary);
        Assert.Equal("files.no-pages", await CodeOf(await Bring(program, activity.Id, "表.docx", FileTypeTests.Zip("[Content_Types].xml", "word/document.xml"))));
        Assert.Equal(HttpStatusCode.Created, (await Bring(program, activity.Id, "坏.pdf", Encoding.Latin1.GetBytes("%PDF-1.7\nnothing"))).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await Bring(program, activity.Id, "文.txt", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("会议记录要点。\n", 120))))).StatusCode);
        using var wide = new SKBitmap(30, 20);
        Assert.Equal(HttpStatusCode.Created, (await Bring(program, activity.Id, "图.png", wide.Encode(SKEncodedImageFormat.Png, 90).ToArray())).StatusCode);
        var (broken, _) = await Open(world.University.Secretary, activity.Id, "坏.pdf");
        Assert.Equal(HttpStatusCode.OK, broken.Browser.Status);
        broken.Browser.Says(GuardedRefusals.NotDrawn);
        var (text, look) = await Open(world.University.Secretary, activity.Id, "文.txt");
        Assert.Equal(3, text.Page.QuerySelectorAll("img.z-sheet").Length);
        Assert.NotEmpty(await Picture(text.Browser, look, 3));
        var (picture, small) = await Open(world.University.Secretary, activity.Id, "图.png");
        Assert.Single(picture.Page.QuerySelectorAll("img.z-sheet"));
        using var drawn = SKBitmap.Decode(await Picture(picture.Browser, small, 1));
        Assert.True(drawn.Width >= 320);
    }

    private async Task<(Guid Activity, Guid File)> Guarded(string name, byte[] content)
    {
        var activity = await world.Held(name);
        using var program = await world.Program(world.University.Secretary);
        var made = await Bring(program, activity.Id, name + ".pdf", content);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        return (activity.Id, await world.Read(db => db.StoredFiles.Where(f => f.SubjectId == activity.Id && f.Guarded).Select(f => f.Id).SingleAsync()));
    }

    private async Task<((Browser Browser, AngleSharp.Dom.IDocument Page) By, Guid Look)> Open(Account account, Guid activity, string name)
    {
        var browser = await world.SignedIn(account);
        var page = await browser.Open($"/activities/{activity}");
        page = await browser.Press(page, "打开" + name);
        return ((browser, page), Guid.Parse(browser.Path.Split('/')[^1]));
    }

    private static async Task<byte[]> Picture(Browser browser, Guid look, int page)
    {
        var answer = await browser.Raw(new(HttpMethod.Get, $"/files/looks/{look}/pages/{page}"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("image/png", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("no-store", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    private async Task<string> NameOf(Account account) => await world.Read(db => db.Set<Modules.People.Member>().Where(m => m.Id == account.MemberId).Select(m => m.Name).SingleAsync());

    private static async Task<string> Found(Browser browser, string code)
    {
        await browser.Open("/oversight/marks?Code=" + code);
        return browser.Text;
    }

    private static async Task<string> CodeOf(HttpResponseMessage answer) => Code().Match(await answer.Content.ReadAsStringAsync()).Groups[1].Value;

    private static async Task<HttpResponseMessage> Bring(HttpClient program, Guid activity, string name, byte[] content)
    {
        var body = new MultipartFormDataContent { { new ByteArrayContent(content), "file", name }, { new StringContent("true"), "guarded" } };
        var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/activities/{activity}/attachments") { Content = body };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        return await program.SendAsync(request);
    }

    /// <summary>Black words on white pages.</summary>
    private static byte[] Pdf(int pages)
    {
        using var written = new MemoryStream();
        using (var document = SKDocument.CreatePdf(written))
        {
            using var font = new SKFont(SKTypeface.Default, 30);
            using var ink = new SKPaint { Color = SKColors.Black };
            for (var i = 0; i < pages; i++)
            {
                using var canvas = document.BeginPage(595, 842);
                canvas.DrawRect(60, 100 + (i * 20), 200, 60, ink);
                document.EndPage();
            }
            document.Close();
        }
        return written.ToArray();
    }

    [GeneratedRegex("\"code\":\"([^\"]+)\"")]
    private static partial Regex Code();
}
