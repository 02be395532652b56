using System.Net;
using System.Text;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Questions.Bank;
using Zhijian.Modules.Review;
using Zhijian.Modules.Review.Decide;
using Zhijian.Modules.Review.Inbox;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Questions;

/// <summary>From a question's draft to what its statistics say, as authors, reviewers and members walk it without script.</summary>
public sealed class QuestionStoriesTests(World world) : IClassFixture<World>
{
    private const string Gift = "$CATEGORY: 安全/消防\n\n::火警::火警电话是？{=119#对 ~110#这是报警 ~120####记住三个号码}\n\n::电梯::着火时可以坐电梯。{F}\n\n::三号::报警电话是？{=110}\n\n::坏的::没有结束{=a\n";

    [Fact]
    public async Task A_question_is_written_reviewed_used_renewed_and_retired()
    {
        var secretary = await world.SignedIn(world.University.Secretary);
        await secretary.Press(await secretary.Open("/questions/new?kind=Single"), "存为草稿", ("Form.Text", "怎样用灭火器？"), ("Form.Lines[0].Text", "拔、瞄、压"), ("Form.Lines[1].Text", "直接扔"), ("Form.Source", "自编"));
        secretary.Says(QuestionRefusals.NoneIsRight);
        Assert.Contains("直接扔", secretary.Text, StringComparison.Ordinal);
        await secretary.Press(await secretary.Open("/questions/new?kind=Single"), "存为草稿", ("Form.Text", "怎样用**灭火器**？<script>alert(1)</script>"), ("Form.Lines[0].Text", "拔、瞄、压"), ("Form.Lines[0].Weight", "100"), ("Form.Lines[1].Text", "直接扔"), ("Form.Lines[1].Feedback", "会伤人"),
            ("Form.Source", "自编"), ("Form.Category", "安全/灭火"), ("Form.Difficulty", "Easy"), ("Form.Explanation", "先拔保险销"));
        var id = Guid.Parse(secretary.Path.Split('/')[^1]);
        Assert.DoesNotContain("<script>alert", secretary.Text, StringComparison.Ordinal);
        Assert.Contains("先拔保险销", secretary.Text, StringComparison.Ordinal);
        Assert.Contains("会伤人", secretary.Text, StringComparison.Ordinal);
        Assert.Contains("怎样用", (await secretary.Open("/questions?search=" + Uri.EscapeDataString("保险销") + "&category=" + Uri.EscapeDataString("安全") + "&kind=Single&difficulty=Easy&state=Draft")).QuerySelector("#questions")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("怎样用", (await secretary.Open("/questions?search=nothing")).QuerySelector("#questions")!.TextContent, StringComparison.Ordinal);

        // Right answers are nobody's who takes papers, and drafts nobody's beside the branch.
        var member = await world.SignedIn(world.University.Member);
        await member.Open($"/questions/{id}");
        Assert.NotEqual(HttpStatusCode.OK, member.Status);
        var beside = await world.SignedIn(world.University.ThirdSecretary);
        await beside.Open($"/questions/{id}");
        Assert.Equal(HttpStatusCode.NotFound, beside.Status);

        await secretary.Press(await secretary.Open("/questions/hand-in"), "送审", ("Form.Title", "灭火一题"), ("Form.Category", "安全/没有"));
        secretary.Says(QuestionRefusals.NoDrafts);
        var release = await HandIn(secretary, "灭火一题", "安全/灭火");
        var reviewer = await world.SignedIn(world.University.GeneralBranchReviewer);
        Assert.Contains("拔、瞄、压", (await reviewer.Open($"/questions/releases/{release}")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        await Return(release, world.University.GeneralBranchReviewer, "写明型号");
        await secretary.Open($"/questions/{id}");
        Assert.Contains("退回修改：写明型号", secretary.Text, StringComparison.Ordinal);
        await secretary.Press(await secretary.Open($"/questions/{id}/edit"), "保存", ("Form.Text", "怎样用干粉灭火器？"));
        await secretary.Press(await secretary.Open($"/questions/releases/{release}"), "再次送审");
        await Release(release);
        Assert.Equal((1, true), await world.Read(db => db.Set<BankQuestion>().Where(q => q.Id == id).Select(q => new ValueTuple<int, bool>(q.Edition, q.IsInUse)).SingleAsync()));

        // A used question is not changed: its next edition is.
        await secretary.PostAnyway($"/questions/{id}/revise", ("version", "1"));
        secretary.Says(PlatformRefusals.Stale);
        await secretary.Press(await secretary.Open($"/questions/{id}"), "编写新版");
        await secretary.Press(await secretary.Open($"/questions/{id}/edit"), "保存", ("Form.Text", "怎样用手提式干粉灭火器？"));
        var again = await HandIn(secretary, "灭火新版", "安全/灭火");
        await Release(again);
        Assert.Equal([EditionUse.Superseded, EditionUse.Current], await Editions(id));
        // An approval that is taken back gives papers the edition before.
        await Undo(again, world.University.Office);
        Assert.Equal([EditionUse.Current, EditionUse.Withdrawn], await Editions(id));
        await Accept(again, world.University.Office);
        Assert.Equal([EditionUse.Superseded, EditionUse.Withdrawn, EditionUse.Current], await Editions(id));

        await secretary.Press(await secretary.Open($"/questions/{id}/retire"), "停用", ("Form.Reason", ""));
        secretary.Says(PlatformRefusals.Required);
        await secretary.Press(await secretary.Open($"/questions/{id}/retire"), "停用", ("Form.Reason", "规程变了"));
        Assert.Contains("已停用：规程变了", secretary.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_looked_at_taken_whole_once_and_goes_out_in_three_formats()
    {
        var office = await world.SignedIn(world.University.OrganisationDepartment);
        await office.Press(await office.Open("/questions/bring"), "预览", ("Form.Source", "自编"));
        office.Says(QuestionRefusals.NoFile);
        await Bring(office, "题.pdf", [0xFF, 0xFE, 0x00]);
        office.Says(QuestionRefusals.UnknownFormat);
        var brought = await Brought(office, "题.gift", Encoding.UTF8.GetBytes(Gift));
        var page = await office.Open($"/questions/brought/{brought}");
        Assert.Contains("新题 3，与题库不同 0，完全相同 0，不能收下 1。", office.Text, StringComparison.Ordinal);
        Assert.Equal("9", page.QuerySelector("tbody th")!.TextContent);
        await office.Press(page, "收下 3 题");
        Assert.Contains("新增 3 题", office.Text, StringComparison.Ordinal);
        await office.PostAnyway($"/questions/brought/{brought}/take", ("version", "2"));
        Assert.Equal(3, await world.Read(db => db.Set<BankQuestion>().CountAsync(q => q.Category == "安全/消防")));

        // The same file again takes nothing; a changed one becomes the next draft.
        var same = await Brought(office, "题.gift", Encoding.UTF8.GetBytes(Gift));
        await office.Open($"/questions/brought/{same}");
        Assert.Contains("完全相同 3", office.Text, StringComparison.Ordinal);
        await office.PostAnyway($"/questions/brought/{same}/take", ("version", "1"));
        office.Says(QuestionRefusals.NothingToTake);
        await office.Press(await office.Open($"/questions/brought/{same}"), "不收");
        var changed = await Brought(office, "题.gift", Encoding.UTF8.GetBytes(Gift.Replace("{F}", "{F#不可以}", StringComparison.Ordinal)));
        await office.Press(await office.Open($"/questions/brought/{changed}"), "收下 1 题");
        Assert.Contains("更新 1 题", office.Text, StringComparison.Ordinal);

        var outside = await world.SignedIn(world.University.Secretary);
        await outside.Open($"/questions/brought/{changed}");
        Assert.Equal(HttpStatusCode.NotFound, outside.Status);

        await office.Open("/questions/take-out?category=" + Uri.EscapeDataString("安全/消防"));
        Assert.Contains("可写 3 题", office.Text, StringComparison.Ordinal);
        foreach (var (format, expected) in new[] { ("Gift", "$CATEGORY: 安全/消防"), ("MoodleXml", "<quiz>"), ("Csv", "kind,category") })
        {
            using var file = await office.Raw(new HttpRequestMessage(HttpMethod.Get, $"/questions/file?format={format}&category=" + Uri.EscapeDataString("安全/消防")));
            var text = await file.Content.ReadAsStringAsync();
            Assert.Equal("attachment", file.Content.Headers.ContentDisposition!.DispositionType);
            Assert.Contains(expected, text, StringComparison.Ordinal);
            // What goes out comes in again as the same.
            var back = await Brought(office, format == "Csv" ? "题.csv" : format == "Gift" ? "题.gift" : "题.xml", Encoding.UTF8.GetBytes(text), source: "自编");
            await office.Open($"/questions/brought/{back}");
            Assert.Contains(format == "Csv" ? "新题 0" : "新题 0，与题库不同 0，完全相同 3", office.Text, StringComparison.Ordinal);
        }
        using var unknown = await office.Raw(new HttpRequestMessage(HttpMethod.Get, "/questions/file?format=Word"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unknown.StatusCode);
    }

    [Fact]
    public async Task A_paper_is_set_taken_saved_as_it_is_answered_graded_by_the_server_and_practised()
    {
        var office = await world.SignedIn(world.University.OrganisationDepartment);
        var brought = await Brought(office, "卷.gift", Encoding.UTF8.GetBytes(string.Join("\n\n", Enumerable.Range(1, 6).Select(i => $"// [tag:difficulty:easy]\n$CATEGORY: 卷\n\n::卷{i}::第 {i} 题选甲{{=甲 ~乙 ~丙####因为{i}}}"))), source: "手册");
        await office.Press(await office.Open($"/questions/brought/{brought}"), "收下 6 题");
        await Release(await HandIn(office, "卷六题", "卷"));

        await office.Press(await office.Open("/papers/new"), "存为草稿", ("Form.Title", "消防测验"), ("Form.PassMark", "x"));
        office.Says(PaperRefusals.NoPassMark);
        await office.Press(await office.Open("/papers/new"), "存为草稿", ("Form.Title", "消防测验"), ("Form.PassMark", "4"), ("Form.Draws[0].Count", "零"));
        office.Says(PaperRefusals.BadRule.With(1));
        var closes = world.Services.GetRequiredService<Platform.Texts.InstitutionTime>().Local(world.Clock.GetUtcNow().AddHours(2)).ToString("yyyy-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture);
        await office.Press(await office.Open("/papers/new"), "存为草稿", ("Form.Title", "消防测验"), ("Form.PassMark", "4"), ("Form.Draws[0].Count", "9"), ("Form.Draws[0].Category", "卷"), ("Form.Draws[0].Mark", "2"), ("Form.Attempts", "2"), ("Form.IsRequired", "true"), ("Form.ClosesAt", closes));
        var paper = Guid.Parse(office.Path.Split('/')[^1]);
        var member = await world.SignedIn(world.University.Member);
        await member.Open($"/papers/{paper}");
        Assert.Equal(HttpStatusCode.NotFound, member.Status);
        await office.Press(await office.Open($"/papers/set/{paper}"), "开放");
        office.Says(PaperRefusals.TooFewToDraw.With(1, 9, 6));
        await office.Press(await office.Open($"/papers/set/{paper}/edit"), "保存", ("Form.Draws[0].Count", "2"));
        var pick = await office.Open($"/papers/set/{paper}/questions?search=" + Uri.EscapeDataString("卷6"));
        await office.Press(pick, "选入");
        Assert.Contains("已选 1 题", office.Text, StringComparison.Ordinal);
        await office.PostAnyway($"/papers/set/{paper}/put", ("question", Guid.NewGuid().ToString()), ("mark", "1"), ("version", "3"));
        office.Says(PaperRefusals.BadQuestion.With(2));
        await office.Press(await office.Open($"/papers/set/{paper}"), "开放");
        Assert.Contains("3 题，共 5 分", office.Text, StringComparison.Ordinal);

        // The member begins, marks one right and one wrong; pressing twice gives one copy.
        Assert.Contains("消防测验", (await member.Open("/papers")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull((await member.Open("/")).QuerySelector($"main a[href='/papers/{paper}']"));
        await member.Press(await member.Open($"/papers/{paper}"), "开始作答");
        var attempt = Guid.Parse(member.Path.Split('/')[^1].Split('#')[0]);
        await member.PostAnyway($"/papers/{paper}/begin");
        Assert.Equal(1, await As(world.University.Member, "select count(*)::int from paper_attempt"));
        Assert.NotNull((await member.Open("/")).QuerySelector($"main a[href='/papers/attempts/{attempt}']"));
        await Mark(member, attempt, 1, "甲");
        await Mark(member, attempt, 2, "乙");
        var page = await member.Open($"/papers/attempts/{attempt}");
        Assert.Equal(2, page.QuerySelectorAll(".z-qmap a.is-done").Length);
        Assert.Contains("还有 1 题没答", member.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("因为", member.Text, StringComparison.Ordinal);

        // Nobody else sees it, answers it or hands it in; nothing a client claims is read.
        var beside = await world.SignedIn(world.University.SecondMember);
        await beside.Open($"/papers/attempts/{attempt}");
        Assert.Equal(HttpStatusCode.NotFound, beside.Status);
        foreach (var button in new[] { "answers", "hand-in" })
        {
            await beside.PostAnyway($"/papers/attempts/{attempt}/{button}", ("place", "1"), ("a0", "0"));
            Assert.Equal(HttpStatusCode.NotFound, beside.Status);
        }
        await member.PostAnyway($"/papers/attempts/{attempt}/answers", ("place", "3"), ("state", "HandedIn"), ("earned", "5"), ("Form.IsPassed", "true"), ("share", "1"));
        await member.PostAnyway($"/papers/attempts/{attempt}/hand-in", ("earned", "5"), ("isPassed", "true"), ("finished", "1"));
        var earned = await As(world.University.Member, "select (earned * 100)::int from paper_attempt where state = 'HandedIn'");
        var first = await world.As(world.University.Member, s => s.GetRequiredService<Fence>().Row<int>("select ((e ->> 'mark')::numeric * 100)::int from paper_attempt, json_array_elements(questions::json) with ordinality x(e, n) where n = 1", null, default));
        Assert.Equal(first, earned);
        await member.Open($"/papers/attempts/{attempt}");
        Assert.Contains("还没合格", member.Text, StringComparison.Ordinal);
        await member.Open("/");
        Assert.DoesNotContain("完成测验", member.Text, StringComparison.Ordinal);
        await member.Open($"/papers/attempts/{attempt}");
        Assert.Contains("因为", member.Text, StringComparison.Ordinal);
        await member.PostAnyway($"/papers/attempts/{attempt}/answers", ("place", "1"), ("a0", "0"));
        member.Says(PaperRefusals.HandedInAlready);

        // Others see that it was handed in, and not what it earned: neither in pages nor behind them.
        Assert.Equal(0, await As(world.University.OrganisationDepartment, "select count(*)::int from paper_attempt"));
        Assert.Equal(0, await As(world.University.OrganisationDepartment, "select count(*)::int from paper_answer"));
        var turnout = await office.Open($"/papers/set/{paper}");
        Assert.Contains("谁还没交", turnout.QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);
        var branch = world.University.First.Id;
        var missing = (await office.Open($"/papers/set/{paper}/missing?of={branch}")).QuerySelectorAll("main li div").Select(d => d.TextContent).ToList();
        Assert.Equal(world.University.FirstMembers.Where(m => m.Id != world.University.Member.MemberId).Select(m => m.Name).Order(), missing.Order());
        Assert.DoesNotContain(attempt.ToString(), string.Concat(await world.Read(db => db.Set<JournalEntry>().Where(j => j.Fact == nameof(OwnPaperWritten)).Select(j => j.Body + j.SubjectId).ToListAsync())), StringComparison.Ordinal);
        Assert.Equal(0, await world.Inside(s => s.GetRequiredService<Fence>().Row<int>("select count(*)::int from information_schema.columns where table_name in ('paper_attempt', 'paper_answer', 'practice_question', 'paper_result') and data_type like 'timestamp%'", null, default)));

        // What was wrong is practised until it was right twice in a row.
        for (var round = 0; round < 4; round++)
        {
            await Practise(member, "甲");
            Assert.Contains("答对了", member.Text, StringComparison.Ordinal);
        }
        await member.Open("/papers/practice");
        Assert.Contains("没有要练的题", member.Text, StringComparison.Ordinal);
        await beside.Open("/papers/practice");
        Assert.Contains("没有要练的题", beside.Text, StringComparison.Ordinal);

        // The second copy is the last; after the closing hour answers are refused and what was kept is said.
        await member.Press(await member.Open($"/papers/{paper}"), "开始作答");
        var second = Guid.Parse(member.Path.Split('/')[^1].Split('#')[0]);
        await Mark(member, second, 1, "甲");
        world.Clock.Move(TimeSpan.FromHours(3));
        await member.PostAnyway($"/papers/attempts/{second}/answers", ("place", "2"), ("a0", "0"));
        member.Says(PaperRefusals.Closed.With(1, 3));
        await member.Press(await member.Open($"/papers/attempts/{second}"), "交卷");
        Assert.Equal(0, await world.Inside(s => s.GetRequiredService<Taking.HandInLeftJob>().Look(default)));
        Assert.Equal(2, await As(world.University.Member, "select handed_in from paper_result"));
        await member.Open($"/papers/{paper}");
        member.Says(PaperRefusals.ClosedToAll);
        await beside.PostAnyway($"/papers/{paper}/begin");
        Assert.NotEqual(HttpStatusCode.NotFound, beside.Status);

        await office.Press(await office.Open($"/papers/set/{paper}/withdraw"), "撤回测验", ("Form.Reason", "考完了"));
        Assert.Contains("已撤回：考完了", office.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_that_many_answered_is_summed_up_and_one_that_few_answered_is_not()
    {
        var question = await world.Given(db =>
        {
            var paper = new Paper { Path = "1.", OrganisationId = world.University.Committee.Id, OrganisationName = "党委", Title = "统计", State = PaperState.Open, Points = 2, CreatedBy = Guid.NewGuid(), CreatedAt = world.Clock.GetUtcNow() };
            var content = Formats.GiftReader.Read("::统计题::选甲{=甲 ~乙 ~丙}").Questions.Single().Question;
            var made = BankQuestion.Of(new WrittenQuestion(content, null, "自编"), paper.OrganisationId, "党委", "1.", Guid.NewGuid(), world.Clock.GetUtcNow());
            db.AddRange(paper, made, made.Release(world.Clock.GetUtcNow()));
            for (var i = 0; i < 12; i++)
            {
                var share = i % 3 == 0 ? 0m : 1m;
                var attempt = new PaperAttempt { MemberId = Guid.NewGuid(), PaperId = paper.Id, Number = 1, Seed = i, Questions = [new DrawnQuestion(made.Id, 1, 1), new DrawnQuestion(Guid.NewGuid(), 1, 1)], State = AttemptState.HandedIn, Earned = 2 * share, Points = 2 };
                db.AddRange(attempt, new PaperAnswer { AttemptId = attempt.Id, Place = 1, MemberId = attempt.MemberId, QuestionId = made.Id, Number = 1, Given = new GivenChoices([share == 1 ? 0 : 1]), Share = share });
            }
            return made.Id;
        });
        var office = await world.SignedIn(world.University.OrganisationDepartment);
        await office.Open($"/questions/{question}");
        Assert.Contains("0.67", office.Text, StringComparison.Ordinal);
        Assert.Contains("1.00", office.Text, StringComparison.Ordinal);
        Assert.Contains("8 次", office.Text, StringComparison.Ordinal);
        Assert.Contains("有的错误选项没有人选", office.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_that_is_open_at_the_closing_hour_is_handed_in_with_what_was_kept()
    {
        var member = world.University.FirstMembers[0];
        var attempt = await world.Given(db =>
        {
            var now = world.Clock.GetUtcNow();
            var questions = QuestionSamples.Released(db, world.University.First, now);
            var paper = QuestionSamples.PaperOf(questions.Take(2), world.University.First, now, opens: true);
            db.Add(paper);
            paper.ClosesAt = now.AddMinutes(-1);
            return QuestionSamples.Attempt(db, paper, member.Id, 1).Id;
        });
        Assert.Equal(1, await world.Inside(s => s.GetRequiredService<Taking.HandInLeftJob>().Look(default)));
        Assert.Equal((AttemptState.HandedIn, 0m), await world.Read(db => db.Set<PaperAttempt>().Where(a => a.Id == attempt).Select(a => new ValueTuple<AttemptState, decimal>(a.State, a.Earned!.Value)).SingleAsync()));
        Assert.Equal(1, await world.Read(db => db.Set<PaperResult>().CountAsync(r => r.MemberId == member.Id && r.Path == member.Path)));
    }

    [Fact]
    public async Task Pictures_and_marks_of_a_brought_question_stand_where_it_is_written_reviewed_and_answered()
    {
        // The smallest picture there is, and a drawing that could run.
        const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
        var svg = Convert.ToBase64String("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"u8);
        var office = await world.SignedIn(world.University.OrganisationDepartment);
        string Asked(string name, string text, string file, string content) =>
            $"""
            <question type="cloze"><name><text>{name}</text></name><questiontext format="html"><text><![CDATA[{text}]]></text><file name="{file}" path="/" encoding="base64">{content}</file></questiontext></question>
            """;
        var xml = $"""
            <?xml version="1.0" encoding="UTF-8"?><quiz><question type="category"><category><text>图</text></category></question>
            {Asked("看图填空", "<p>出口在<b>图中 {1:SA:=东门} 边</b>：<img src=\"@@PLUGINFILE@@/%E5%9C%B0%20%E5%9B%BE.png\" alt=\"楼层图\"></p><ul><li>电话 {1:SA:=119}</li></ul>", "地 图.png", Png)}
            {Asked("会动的图", "<p>电话 {1:SA:=119} <img src=\"@@PLUGINFILE@@/a.svg\" alt=\"图\"></p>", "a.svg", svg)}
            </quiz>
            """;
        var brought = await Brought(office, "图.xml", Encoding.UTF8.GetBytes(xml.Trim()));
        await office.Press(await office.Open($"/questions/brought/{brought}"), "收下 2 题");
        await office.Press(await office.Open("/questions/hand-in"), "送审", ("Form.Title", "看图"), ("Form.Category", "图"));
        office.Says(QuestionRefusals.HasFiles.With("会动的图"));

        // The drawing is shown to nobody, not even to who brought it; the other goes its way once this one is changed to words.
        var drawing = await world.Read(db => db.Set<BankQuestion>().SingleAsync(q => q.Name == "会动的图"));
        await Unshown(office, await office.Open($"/questions/{drawing.Id}"));
        await office.Press(await office.Open($"/questions/{drawing.Id}/edit"), "保存", ("Form.Category", "别处"));
        await Release(await HandIn(office, "看图", "图"));
        var question = await world.Read(db => db.Set<BankQuestion>().SingleAsync(q => q.Name == "看图填空"));
        var written = await Picture(office, await office.Open($"/questions/{question.Id}"));
        Assert.Equal(Convert.FromBase64String(Png), written);

        await office.Press(await office.Open("/papers/new"), "存为草稿", ("Form.Title", "看图测验"), ("Form.PassMark", "1"), ("Form.Draws[0].Count", "1"), ("Form.Draws[0].Category", "图"), ("Form.Draws[0].Mark", "2"));
        var paper = Guid.Parse(office.Path.Split('/')[^1]);
        await office.Press(await office.Open($"/papers/set/{paper}"), "开放");
        // Somebody who has nothing else to practise.
        var member = await world.SignedIn(await world.AccountOf(world.University.FirstMembers[5]));
        await member.Press(await member.Open($"/papers/{paper}"), "开始作答");
        var page = await member.Open(member.Path.Split('#')[0]);
        var attempt = member.Path;
        Assert.Equal(written, await Picture(member, page));
        var address = Address(page);
        Assert.NotNull(page.QuerySelector(".z-cloze p b input[name=a0]"));
        Assert.NotNull(page.QuerySelector(".z-cloze ul > li input[name=a1]"));
        Assert.Equal("楼层图", page.QuerySelector(".z-cloze img")!.GetAttribute("alt"));

        // Nobody else finds it below this copy, and no other name leads anywhere.
        var beside = await world.SignedIn(world.University.SecondMember);
        foreach (var (browser, path) in new[] { (beside, address), (member, address + "0"), (member, address.Replace("/pictures/1/", "/pictures/9/", StringComparison.Ordinal)), (beside, $"/papers/practice/{question.Id}/pictures/{address.Split('/')[^1]}"), (member, $"/questions/{question.Id}/pictures/{address.Split('/')[^1]}") })
        {
            await browser.Open(path);
            Assert.True(browser.Status is HttpStatusCode.NotFound or HttpStatusCode.Forbidden, $"{path} answers {browser.Status}");
        }

        // What was wrong is practised with its picture.
        await member.PostAnyway($"{attempt}/answers", ("place", "1"), ("a0", "西门"), ("a1", "110"));
        await member.PostAnyway($"{attempt}/hand-in");
        Assert.Equal(written, await Picture(member, await member.Open("/papers/practice")));
    }

    [Fact]
    public async Task A_picture_is_added_where_a_question_is_written_and_goes_with_its_line()
    {
        var png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
        var office = await world.SignedIn(world.University.OrganisationDepartment);
        (string, string)[] typed = [("Form.Text", "从图中的哪个门出去？"), ("Form.Source", "自编"), ("Form.Category", "楼层"), ("Form.Lines[0].Text", "东门"), ("Form.Lines[0].Weight", "100"), ("Form.Lines[1].Text", "西门")];
        foreach (var (content, name, words, refusal) in new[]
        {
            (png, "a.png", "", PlatformRefusals.Required), ("<svg onload='alert(1)'/>"u8.ToArray(), "a.png", "楼层图", QuestionRefusals.NotAPicture), ("%PDF-1.7 "u8.ToArray(), "a.jpg", "楼层图", QuestionRefusals.NotAPicture),
            ([.. png, .. new byte[BroughtPicture.Largest]], "a.png", "楼层图", QuestionRefusals.PictureTooLarge.With(2)),
        })
        {
            await WithPicture(office, "/questions/new?kind=Single", content, name, [.. typed, ("Form.PictureWords", words)]);
            office.Says(refusal);
            Assert.Contains("从图中的哪个门出去", office.Text, StringComparison.Ordinal);
        }
        await WithPicture(office, "/questions/new?kind=Single", png, "a.png", [.. typed, ("Form.PictureWords", "楼层图 [一层]")]);
        var id = Guid.Parse(office.Path.Split('/')[^1]);
        var page = await office.Open($"/questions/{id}");
        Assert.Equal(png, await Picture(office, page));
        Assert.Equal("楼层图 (一层)", page.QuerySelector("main .z-qtext img")!.GetAttribute("alt"));

        // A second one beside it; then the line of the first is deleted.
        await WithPicture(office, $"/questions/{id}/edit", png, "b.png", ("Form.PictureWords", "另一张"));
        var text = (await office.Open($"/questions/{id}/edit")).QuerySelector("[name='Form.Text']")!.TextContent;
        Assert.Equal(2, (await world.Read(db => db.Set<BankQuestion>().SingleAsync(q => q.Id == id))).Content.Text.Files.Count);
        await office.Press(await office.Open($"/questions/{id}/edit"), "保存", ("Form.Text", string.Join('\n', text.Split('\n').Where(l => !l.Contains("一层", StringComparison.Ordinal)))));
        var left = (await world.Read(db => db.Set<BankQuestion>().SingleAsync(q => q.Id == id))).Content.Text;
        Assert.Equal("picture-2.png", Assert.Single(left.Files).Name);
        Assert.Equal("另一张", (await office.Open($"/questions/{id}")).QuerySelector("main .z-qtext img")!.GetAttribute("alt"));
    }

    [Theory]
    [InlineData(TextFormat.Markdown, "![门 (东)](@@PLUGINFILE@@/picture-1.png)")]
    [InlineData(TextFormat.Html, "<p><img src=\"@@PLUGINFILE@@/picture-1.png\" alt=\"门 [东]\"></p>")]
    [InlineData(TextFormat.Plain, null)]
    public void A_picture_stands_in_a_text_as_the_text_is_written(TextFormat format, string? line)
    {
        Assert.Equal(line is null ? null : "问\n\n" + line, Showing.QuestionPictures.With(new FormattedText("问", format), ".png", "AA==", "门 [东]")?.Text);
        var refusal = new QuestionDraft(QuestionKind.TrueFalse, null, "问", null, null, null, null, []) { IsTrue = true, Picture = new BroughtPicture(".png", "AA==", "门") }.Read(new Question { Name = "", Text = new FormattedText("问", format), Body = new DescriptionBody() }, out _);
        Assert.Equal(line is null ? QuestionRefusals.NoPictureInPlainText.Code : null, refusal?.Code);
    }

    private static async Task WithPicture(Browser author, string path, byte[] content, string name, params (string Name, string Value)[] typed)
    {
        var page = await author.Open(path);
        var form = page.QuerySelectorAll("form").OfType<AngleSharp.Html.Dom.IHtmlFormElement>().Single(f => f.QuerySelector("[name=picture]") is not null);
        using var body = new MultipartFormDataContent();
        foreach (var (field, value) in Browser.Fields(form))
        {
            body.Add(new StringContent(typed.FirstOrDefault(t => t.Name == field) is { Value: { } other } ? other : value), field);
        }
        body.Add(new ByteArrayContent(content), "picture", name);
        await author.Send(new HttpRequestMessage(HttpMethod.Post, path) { Content = body });
    }

    private static string Address(IDocument page) => page.QuerySelector("main .z-qtext img")!.GetAttribute("src")!;

    private static async Task<byte[]> Picture(Browser reader, IDocument page)
    {
        using var answer = await reader.Raw(new HttpRequestMessage(HttpMethod.Get, Address(page)));
        Assert.Equal((HttpStatusCode.OK, "image/png"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        return await answer.Content.ReadAsByteArrayAsync();
    }

    private static async Task Unshown(Browser reader, IDocument page)
    {
        await reader.Open(Address(page));
        Assert.Equal(HttpStatusCode.NotFound, reader.Status);
    }

    private Task<int> As(Account account, string sql) => world.As(account, s => s.GetRequiredService<Fence>().Row<int>(sql, null, default));

    /// <summary>Marks the choice with this text, wherever it stands.</summary>
    private static async Task Mark(Browser member, Guid attempt, int place, string text)
    {
        var page = await member.Open($"/papers/attempts/{attempt}");
        var value = page.QuerySelectorAll($"#q{place} label").First(l => l.TextContent.Contains(text, StringComparison.Ordinal)).QuerySelector("input")!.GetAttribute("value")!;
        await member.PostAnyway($"/papers/attempts/{attempt}/answers", ("place", $"{place}"), ("a0", value));
    }

    private static async Task Practise(Browser member, string text)
    {
        var page = await member.Open("/papers/practice");
        var value = page.QuerySelectorAll("label.z-opt").First(l => l.TextContent.Contains(text, StringComparison.Ordinal)).QuerySelector("input")!.GetAttribute("value")!;
        await member.Press(page, "看看对不对", ("a0", value));
    }

    private static async Task Bring(Browser author, string name, byte[] content, string source = "自编")
    {
        var page = await author.Open("/questions/bring");
        var form = Browser.Fields(page.QuerySelector<AngleSharp.Html.Dom.IHtmlFormElement>("main form[method=post]")!);
        var body = new MultipartFormDataContent();
        foreach (var (field, value) in form)
        {
            body.Add(new StringContent(field == "Form.Source" ? source : value), field);
        }
        body.Add(new ByteArrayContent(content), "file", name);
        await author.Send(new HttpRequestMessage(HttpMethod.Post, "/questions/bring") { Content = body });
    }

    private async Task<Guid> Brought(Browser author, string name, byte[] content, string source = "自编")
    {
        await Bring(author, name, content, source);
        return await world.Read(db => db.Set<QuestionImport>().OrderByDescending(i => i.Id).Select(i => i.Id).FirstAsync());
    }

    private static async Task<Guid> HandIn(Browser author, string title, string category)
    {
        await author.Press(await author.Open("/questions/hand-in"), "送审", ("Form.Title", title), ("Form.Category", category));
        return Guid.Parse(author.Path.Split('/')[^1]);
    }

    /// <summary>Takes it through all layers.</summary>
    private async Task Release(Guid id)
    {
        while (await world.Read(db => db.ReviewCases.AsNoTracking().Where(c => c.SubjectId == id).OrderByDescending(c => c.Id).FirstAsync()) is { State: ReviewState.Waiting } waiting)
        {
            var layer = waiting.WaitingLayer!;
            await Accept(id, layer.OrganisationId == world.University.GeneralBranch.Id ? world.University.GeneralBranchReviewer : layer.Posts.Contains(Rules.PostKind.OrganizationDepartment) ? world.University.OrganisationDepartment : world.University.Office);
        }
        Assert.Equal(ReleaseState.Released, (await world.Read(db => db.Set<QuestionRelease>().SingleAsync(r => r.Id == id))).State);
    }

    private Task<List<EditionUse>> Editions(Guid id) => world.Read(db => db.Set<QuestionEdition>().AsNoTracking().Where(e => e.QuestionId == id).OrderBy(e => e.Number).Select(e => e.State).ToListAsync());

    private Task<Decision<CaseFact>> Accept(Guid subject, Account by) => world.Decide(subject, by, (s, c, a) => s.GetRequiredService<AcceptAction>().Run(c.Id, c.Version, null, a, default));

    private Task<Decision<CaseReturned>> Return(Guid subject, Account by, string note) => world.Decide(subject, by, (s, c, a) => s.GetRequiredService<ReturnAction>().Run(c.Id, c.Version, null, note, [], a, default));

    private Task<Decision<DecisionUndone>> Undo(Guid subject, Account by) => world.Decide(subject, by, (s, c, a) => s.GetRequiredService<UndoAction>().Run(c.Id, c.Version, a, default));
}
