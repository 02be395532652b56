using System.Net;
using System.Net.Http.Headers;
using System.Text;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Review;
using Zhijian.Modules.Review.Decide;
using Zhijian.Modules.Review.Inbox;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Modules.Library;

/// <summary>From a draft to its readers and back, as authors, reviewers and readers walk it without script.</summary>
public sealed class LibraryStoriesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task An_article_is_written_reviewed_read_found_renewed_and_withdrawn()
    {
        var secretary = await world.SignedIn(world.University.Secretary);
        var member = await world.SignedIn(world.University.Member);
        await secretary.Press(await secretary.Open("/library/new"), "存为草稿", ("Form.Title", "座位互助"), ("Form.Rights", ""));
        secretary.Says(PlatformRefusals.Required);
        Assert.Contains("座位互助", secretary.Text, StringComparison.Ordinal);
        var id = await Draft(secretary, "座位互助", "# 起因\n\n考试周**排队**。\n\n# 做法\n\n<script>alert(1)</script>\n\n[点我](javascript:alert(1))");
        Assert.DoesNotContain("<script>alert", secretary.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("javascript:", secretary.Text, StringComparison.Ordinal);

        // A draft is nobody else's, and neither is what waits.
        await member.Open($"/library/{id}");
        Assert.Equal(HttpStatusCode.NotFound, member.Status);
        await member.Open($"/library/work/{id}");
        Assert.NotEqual(HttpStatusCode.OK, member.Status);
        await secretary.Press(await secretary.Open($"/library/work/{id}"), "送审");
        Assert.Contains("审核中", secretary.Text, StringComparison.Ordinal);
        await secretary.PostAnyway($"/library/work/{id}/hand-in", ("version", "3"));
        Assert.NotNull((await secretary.Open($"/library/work/{id}/edit")).QuerySelector("main"));
        secretary.Says(LibraryRefusals.NotADraft);
        var reviewer = await world.SignedIn(world.University.GeneralBranchReviewer);
        Assert.Contains("考试周", (await reviewer.Open($"/library/work/{id}")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);

        await Return(id, world.University.GeneralBranchReviewer, "请写明日期");
        await secretary.Open($"/library/work/{id}");
        Assert.Contains("退回修改：请写明日期", secretary.Text, StringComparison.Ordinal);
        await secretary.Press(await secretary.Open($"/library/work/{id}/edit"), "保存", ("Form.Text", "# 起因\n\n2026 年考试周排队。\n\n# 做法\n\n离开就释放。"));
        await Release(secretary, id);

        // Those of the branch read it, those beside it do not.
        var page = await member.Open($"/library/{id}");
        Assert.Equal(["起因", "做法"], page.QuerySelectorAll(".z-prose h2").Select(h => h.TextContent));
        Assert.Equal("part-2", page.QuerySelectorAll(".z-prose h2")[1].Id);
        var beside = await world.SignedIn(world.University.SecondMember);
        await beside.Open($"/library/{id}");
        Assert.Equal(HttpStatusCode.NotFound, beside.Status);
        foreach (var (who, finds) in new[] { (member, true), (beside, false) })
        {
            // One character is wrong: it is not found, but offered, to those who may read it.
            Assert.Equal(finds, (await who.Open("/library?search=座位护助")).QuerySelector("section[aria-labelledby=near]")?.TextContent.Contains("座位互助", StringComparison.Ordinal) == true);
            Assert.Equal(finds, (await who.Open("/search?q=座位护助")).QuerySelector("section[aria-labelledby=f-near]")?.TextContent.Contains("座位互助", StringComparison.Ordinal) == true);
        }
        foreach (var button in new[] { "place", "put", "take" })
        {
            await beside.PostAnyway($"/library/{id}/{button}", ("part", "1"));
            Assert.Equal(HttpStatusCode.NotFound, beside.Status);
        }

        // Found by two letters of its text, by those who may read it.
        Assert.Contains("座位互助", (await member.Open("/library?search=释放")).QuerySelector("#library")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("座位互助", (await member.Open("/library?search=释放着")).QuerySelector("#library")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("座位互助", (await beside.Open("/library?search=释放")).QuerySelector("#library")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("座位互助", (await member.Open("/library?kind=Article&learner=FullMember&language=zh-CN&tag=" + Uri.EscapeDataString("互助"))).QuerySelector("#library")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("座位互助", (await member.Open("/library?kind=Cards")).QuerySelector("#library")!.TextContent, StringComparison.Ordinal);

        // A new edition is written while readers see the old one.
        await secretary.Press(await secretary.Open($"/library/work/{id}"), "编写新版");
        await secretary.Press(await secretary.Open($"/library/work/{id}/edit"), "保存", ("Form.Text", "# 起因\n\n2026 年考试周排队。\n\n# 做法\n\n离开半小时就释放。"));
        await member.Open($"/library/{id}");
        Assert.Contains("离开就释放", member.Text, StringComparison.Ordinal);
        await Release(secretary, id);
        await member.Open($"/library/{id}");
        Assert.Contains("离开半小时就释放", member.Text, StringComparison.Ordinal);
        Assert.Contains("第 2 版", member.Text, StringComparison.Ordinal);
        var changes = await secretary.Open($"/library/work/{id}/changes");
        Assert.Equal("半小时", Assert.Single(changes.QuerySelectorAll("ins")).TextContent);
        Assert.Equal([EditionState.Superseded, EditionState.Current], (await Editions(id)).Select(e => e.State));

        // An approval that is taken back gives readers the edition before.
        await Undo(id, world.University.Office);
        await member.Open($"/library/{id}");
        Assert.Contains("离开就释放", member.Text, StringComparison.Ordinal);
        await Accept(id, world.University.Office);
        Assert.Equal([1, 2, 3], (await Editions(id)).Select(e => e.Number));

        await secretary.Press(await secretary.Open($"/library/work/{id}/withdraw"), "下架", ("Form.Reason", ""));
        secretary.Says(PlatformRefusals.Required);
        await secretary.Press(await secretary.Open($"/library/work/{id}/withdraw"), "下架", ("Form.Reason", "做法变了"));
        Assert.Contains("已下架：做法变了", secretary.Text, StringComparison.Ordinal);
        await member.Open($"/library/{id}");
        Assert.Equal(HttpStatusCode.NotFound, member.Status);
        Assert.DoesNotContain("座位互助", (await member.Open("/library?search=释放")).QuerySelector("#library")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_committee_releases_everybody_reads_and_a_course_leads_from_one_to_the_next()
    {
        var office = await world.SignedIn(world.University.OrganisationDepartment);
        var cards = await Draft(office, "急救四步", "# 判断\n\n看呼吸\n\n# 呼救\n\n打 120", "Cards");
        await Release(office, cards);
        var article = await Draft(office, "First aid on campus", "Press the chest.", "Article", ("Form.Language", "en"));
        await Release(office, article);
        await office.Press(await office.Open("/library/new?kind=Course"), "存为草稿", ("Form.Title", "新生入门"), ("Form.Rights", "自编"), ("Form.Text", $"# 安全\n/library/{cards}\n随便"));
        office.Says(LibraryRefusals.UnreadablePlan.With(3));
        var course = await Draft(office, "新生入门", $"# 安全\n/library/{cards}\n# 英文\n/library/{article}\n/library/{Guid.NewGuid()}", "Course");
        await Release(office, course);

        foreach (var account in new[] { world.University.Member, world.University.ThirdSecretary, world.University.GeneralBranchReviewer })
        {
            var reader = await world.SignedIn(account);
            var page = await reader.Open($"/library/{course}");
            Assert.Equal(["急救四步", "First aid on campus"], page.QuerySelectorAll("article ol a b").Select(b => b.TextContent));
            Assert.Contains("这一项已下架，或您不能查看", reader.Text, StringComparison.Ordinal);
            var first = await reader.Open(page.QuerySelector("article ol a")!.GetAttribute("href")!);
            Assert.Contains("新生入门 · 第 1 项，共 3 项", reader.Text, StringComparison.Ordinal);
            Assert.Contains("看呼吸", first.QuerySelector(".z-prose")!.TextContent, StringComparison.Ordinal);
            Assert.DoesNotContain("打 120", first.QuerySelector(".z-prose")!.TextContent, StringComparison.Ordinal);
            var second = await reader.Open(first.QuerySelector("a[rel=next]")!.GetAttribute("href")!);
            Assert.Contains("打 120", second.QuerySelector(".z-prose")!.TextContent, StringComparison.Ordinal);
            Assert.NotNull(second.QuerySelectorAll("a").FirstOrDefault(a => a.TextContent.Contains("下一项：First aid on campus", StringComparison.Ordinal)));
            Assert.NotNull((await reader.Open($"/library/{cards}?part=99&type=large")).QuerySelector(".z-prose.is-large"));
        }
        var english = await world.SignedIn(world.University.Member, TextFiles.English);
        Assert.Contains("First aid on campus", (await english.Open("/library?search=CHESTS&language=en")).QuerySelector("#library")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_and_a_list_are_kept_on_ones_own_word_without_a_time_and_seen_by_nobody_else()
    {
        var office = await world.SignedIn(world.University.OrganisationDepartment);
        var id = await Draft(office, "灭火卡片", "# 一\n\n拔\n\n# 二\n\n瞄\n\n# 三\n\n压", "Cards");
        await Release(office, id);
        var member = await world.SignedIn(world.University.Member);
        await member.Press(await member.Open($"/library/{id}?part=2"), "记住读到这里");
        Assert.Contains("上次记在：二", member.Text, StringComparison.Ordinal);
        await member.Press(await member.Open($"/library/{id}"), "加入书单");
        await member.PostAnyway($"/library/{id}/place", ("part", "9"));
        member.Says(LibraryRefusals.NoSuchPart);

        var home = await member.Open("/library");
        Assert.Contains("灭火卡片", home.QuerySelector(".z-card")!.TextContent, StringComparison.Ordinal);
        Assert.Equal($"/library/{id}?part=2", home.QuerySelector(".z-card a")!.GetAttribute("href"));
        Assert.Contains("灭火卡片", (await member.Open("/library?mine=1")).QuerySelector("#library")!.TextContent, StringComparison.Ordinal);
        var secretary = await world.SignedIn(world.University.Secretary);
        Assert.DoesNotContain("灭火卡片", (await secretary.Open("/library?mine=1")).QuerySelector("#library")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(0, await world.As(world.University.Secretary, s => s.GetRequiredService<Fence>().Row<int>("select count(*)::int from library_reading", null, default)));
        Assert.Equal(1, await world.As(world.University.Member, s => s.GetRequiredService<Fence>().Row<int>("select count(*)::int from library_reading", null, default)));
        // One's own data holds it; no column of it is a time, and the trace says neither what nor where.
        Assert.Equal(0, await world.Inside(s => s.GetRequiredService<Fence>().Row<int>("select count(*)::int from information_schema.columns where table_name = 'library_reading' and data_type like 'timestamp%'", null, default)));
        Assert.DoesNotContain(id.ToString(), string.Concat(await world.Read(db => db.Set<JournalEntry>().Where(j => j.Fact == nameof(OwnReadingChanged)).Select(j => j.Body + j.SubjectId).ToListAsync())), StringComparison.Ordinal);
        await member.Open("/me/data");
        Assert.Contains("书单", member.Text, StringComparison.Ordinal);

        await member.Press(await member.Open($"/library/{id}"), "移出书单");
        Assert.DoesNotContain("灭火卡片", (await member.Open("/library?mine=1")).QuerySelector("#library")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_has_an_end()
    {
        var office = await world.SignedIn(world.University.Office);
        var id = await Draft(office, "满了", "一篇");
        var items = await world.Given(db =>
        {
            var before = db.Set<LibraryItem>().First(i => i.Id == id);
            List<LibraryItem> made = [.. Enumerable.Range(0, LibraryReading.MostOnList).Select(i => new LibraryItem { Path = before.Path, OrganisationId = before.OrganisationId, OrganisationName = "党委", Kind = LibraryKind.Article, Title = $"{i}", Rights = "自编", CreatedBy = Guid.NewGuid(), CreatedAt = before.CreatedAt })];
            db.AddRange(made);
            db.AddRange(made.Select(m => new LibraryReading { MemberId = world.University.SecondMember.MemberId!.Value, ItemId = m.Id, InList = true }));
            before.Release([], before.CreatedAt, out var edition);
            db.Add(edition);
            return made.Count;
        });
        var reader = await world.SignedIn(world.University.SecondMember);
        await reader.Press(await reader.Open($"/library/{id}"), "加入书单");
        reader.Says(LibraryRefusals.ListIsFull.With(items));
    }

    [Fact]
    public async Task Files_come_in_ranges_to_those_who_read_the_item_and_what_is_written_inside_is_found()
    {
        var office = await world.SignedIn(world.University.OrganisationDepartment);
        var document = await Draft(office, "工作手册", "", "Document");
        var page = await office.Open($"/library/work/{document}");
        Assert.True(page.QuerySelectorAll<AngleSharp.Html.Dom.IHtmlButtonElement>("button").Single(b => b.TextContent.Contains("送审", StringComparison.Ordinal)).IsDisabled);
        office.Says(LibraryRefusals.NoFile);
        await Bring(office, document, "片.mp4", Mp4);
        await office.Open($"/library/work/{document}");
        office.Says(Platform.Files.FileRefusals.TypeNotTaken);
        await Bring(office, document, "手册.pdf", Pdf("Zebra crossing handbook"));
        await Release(office, document);
        var member = await world.SignedIn(world.University.Member);
        Assert.Contains("工作手册", (await member.Open("/library?search=zebra%20handbook")).QuerySelector("#library")!.TextContent, StringComparison.Ordinal);
        page = await member.Open($"/library/{document}");
        using var drawn = await member.Raw(new HttpRequestMessage(HttpMethod.Get, page.QuerySelector(".z-page-image img")!.GetAttribute("src")));
        Assert.Equal("image/png", drawn.Content.Headers.ContentType!.MediaType);
        using var beyond = await member.Raw(new HttpRequestMessage(HttpMethod.Get, page.QuerySelector(".z-page-image img")!.GetAttribute("src")![..^1] + "9999"));
        Assert.Equal(HttpStatusCode.NotFound, beyond.StatusCode);
        using var saved = await member.Raw(new HttpRequestMessage(HttpMethod.Get, page.QuerySelector("a[download]")!.GetAttribute("href")));
        Assert.Equal("attachment", saved.Content.Headers.ContentDisposition!.DispositionType);

        var word = await Draft(office, "申请表填写说明", "", "Document");
        await Bring(office, word, "说明.docx", Docx("请用钢笔填写"));
        await Release(office, word);
        Assert.Equal("请用钢笔填写", (await member.Open($"/library/{word}")).QuerySelector(".z-prose p")!.TextContent);
        Assert.Contains("申请表填写说明", (await member.Open("/library?search=" + Uri.EscapeDataString("钢笔"))).QuerySelector("#library")!.TextContent, StringComparison.Ordinal);

        var video = await Draft(office, "急救演示", "按压胸骨下半段。", "Video");
        Assert.Equal(HttpStatusCode.Found, (await Bring(office, video, "片.mp4", Mp4)).StatusCode);
        await Bring(office, video, "片.en.vtt", Encoding.UTF8.GetBytes("WEBVTT\n\n00:00.000 --> 00:01.000\nPress"));
        await Bring(office, video, "片.png", Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="));
        var preview = await office.Open($"/library/work/{video}");
        var address = preview.QuerySelector("video")!.GetAttribute("src")!;
        using (var before = await member.Raw(new HttpRequestMessage(HttpMethod.Get, address)))
        {
            Assert.Equal(HttpStatusCode.NotFound, before.StatusCode);
        }
        await Release(office, video);
        page = await member.Open($"/library/{video}");
        Assert.Equal(("en", "subtitles"), (page.QuerySelector("video track")!.GetAttribute("srclang"), page.QuerySelector("video track")!.GetAttribute("kind")));
        Assert.NotNull(page.QuerySelector("video")!.GetAttribute("poster"));
        using var part = await member.Raw(new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Range = new RangeHeaderValue(4, 7) } });
        Assert.Equal((HttpStatusCode.PartialContent, "ftyp"), (part.StatusCode, await part.Content.ReadAsStringAsync()));
        Assert.Equal("video/mp4", part.Content.Headers.ContentType!.MediaType);
        Assert.Contains("sandbox", string.Join(';', part.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        // What was released stays: it can neither be removed nor added to.
        Assert.DoesNotContain("data-upload", (await office.Open($"/library/work/{video}")).QuerySelector("main")!.InnerHtml, StringComparison.Ordinal);
        using var stranger = await world.Visitor().Raw(new HttpRequestMessage(HttpMethod.Get, address));
        Assert.NotEqual(HttpStatusCode.OK, stranger.StatusCode);
    }

    private static readonly byte[] Mp4 = [0, 0, 0, 24, .. "ftypmp42"u8, 0, 0, 0, 0, .. "mp42isom"u8, .. new byte[64]];

    private static byte[] Docx(string text)
    {
        var bytes = new MemoryStream();
        using (var zip = new System.IO.Compression.ZipArchive(bytes, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, xml) in new[] { ("[Content_Types].xml", "<Types/>"), ("word/document.xml", $"<w:document xmlns:w=\"w\"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:document>") })
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(xml));
            }
        }
        return bytes.ToArray();
    }

    private static byte[] Pdf(string text)
    {
        var stream = $"BT /F1 24 Tf 72 700 Td ({text}) Tj ET";
        return Encoding.Latin1.GetBytes(
            $"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
            + $"4 0 obj<</Length {stream.Length}>>stream\n{stream}\nendstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF");
    }

    private static async Task<HttpResponseMessage> Bring(Browser author, Guid item, string name, byte[] content)
    {
        var page = await author.Open($"/library/work/{item}");
        var form = Browser.Fields(page.QuerySelector<AngleSharp.Html.Dom.IHtmlFormElement>("form[data-upload]")!);
        var body = new MultipartFormDataContent();
        foreach (var (field, value) in form)
        {
            body.Add(new StringContent(value), field);
        }
        body.Add(new ByteArrayContent(content), "file", name);
        return await author.Raw(new HttpRequestMessage(HttpMethod.Post, $"/files/library/{item}") { Content = body });
    }

    private static async Task<Guid> Draft(Browser author, string title, string text, string kind = "Article", params (string Name, string Value)[] more)
    {
        await author.Press(await author.Open($"/library/new?kind={kind}"), "存为草稿", [("Form.Title", title), ("Form.Rights", "自编"), ("Form.Tags", "互助 座位"), ("Form.Text", text), .. more]);
        Assert.Contains("草稿", author.Text, StringComparison.Ordinal);
        return Guid.Parse(author.Path.Split('/')[^1].Split('?')[0]);
    }

    /// <summary>Hands it in and takes it through all layers.</summary>
    private async Task Release(Browser author, Guid id)
    {
        await author.Press(await author.Open($"/library/work/{id}"), "送审");
        Assert.Equal(HttpStatusCode.OK, author.Status);
        while (await world.Read(db => db.ReviewCases.AsNoTracking().Where(c => c.SubjectId == id).OrderByDescending(c => c.Id).FirstAsync()) is { State: ReviewState.Waiting } waiting)
        {
            var layer = waiting.WaitingLayer!;
            await Accept(id, layer.OrganisationId == world.University.GeneralBranch.Id ? world.University.GeneralBranchReviewer : layer.Posts.Contains(Rules.PostKind.OrganizationDepartment) ? world.University.OrganisationDepartment : world.University.Office);
        }
        Assert.True((await world.Read(db => db.Set<LibraryItem>().SingleAsync(i => i.Id == id))).IsPublic);
    }

    private Task<List<LibraryEdition>> Editions(Guid id) => world.Read(db => db.Set<LibraryEdition>().AsNoTracking().Where(e => e.ItemId == id).OrderBy(e => e.Number).ToListAsync());

    private Task<Decision<CaseFact>> Accept(Guid subject, Account by) => world.Decide(subject, by, (s, c, a) => s.GetRequiredService<AcceptAction>().Run(c.Id, c.Version, null, a, default));

    private Task<Decision<CaseReturned>> Return(Guid subject, Account by, string note) => world.Decide(subject, by, (s, c, a) => s.GetRequiredService<ReturnAction>().Run(c.Id, c.Version, null, note, [], a, default));

    private Task<Decision<DecisionUndone>> Undo(Guid subject, Account by) => world.Decide(subject, by, (s, c, a) => s.GetRequiredService<UndoAction>().Run(c.Id, c.Version, a, default));
}
