using System.Net;
using System.Text;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Importing.Conflicts;
using Zhijian.Modules.Importing.Reading;
using Zhijian.Modules.Importing.Working;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Review;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Importing;

/// <summary>A list on its way in, from the file to the files and out again, as people walk it.</summary>
public sealed class ImportJourneyTests(RoomyWorld world) : IClassFixture<RoomyWorld>
{
    private const string Head = "姓名,党支部,人员类别,公民身份号码,学号,性别,民族,学历,手机号,入党日期\n";

    [Fact]
    public async Task A_list_is_brought_mended_reviewed_filed_and_undone_without_a_trace()
    {
        var branch = world.University.First.Name;
        var before = await Imports.Everything(world);
        var browser = await world.SignedIn(world.University.GeneralBranchReviewer);
        var batch = await Imports.Bring(browser, world, world.University.GeneralBranch, Head
            + $"简 行之,{branch},正式党员,９９０１０１２００００１０１００１４,20231017,男性,汉,本科毕业,138-0012-0000,2022年6月1日\n"
            + $"苏景明,{branch},预备党员,990101199912310020,20231018,女,汉族,,无,2026/5/1\n"
            + $"错一位,{branch},正式党员,990101200001010013,,男,,,,\n"
            + "没有支部,天文系党支部,正式党员,,,,,,,\n");
        await Imports.Work(world, batch);
        await browser.Open($"/imports/{batch}");
        Assert.Contains("请确认每一列是什么", browser.Text, StringComparison.Ordinal);
        await Imports.Check(browser, world, batch);

        var page = await browser.Open($"/imports/{batch}");
        Assert.Contains("2 人可以入库，2 行等您处理", browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("990101200001010014", browser.Text, StringComparison.Ordinal);
        var rows = await browser.Open($"/imports/{batch}/rows?show=faulty");
        Assert.Contains("校验位", browser.Text, StringComparison.Ordinal);
        Assert.Contains("天文系党支部", browser.Text, StringComparison.Ordinal);
        await browser.Open($"/imports/{batch}/rows?show=create");
        Assert.Contains("去掉空格", browser.Text, StringComparison.Ordinal);
        Assert.Contains("全角转半角", browser.Text, StringComparison.Ordinal);

        await browser.Press(await browser.Open($"/imports/{batch}/rows/4"), "保存改正", ("Form.Cells[IdentityNumber]", Imports.IdentityOf(new DateOnly(2000, 1, 1), 13)));
        Assert.DoesNotContain("校验位", browser.Text, StringComparison.Ordinal);
        page = await browser.Open($"/imports/{batch}");
        Assert.Contains("3 人可以入库，1 行等您处理", browser.Text, StringComparison.Ordinal);
        await browser.Press(page, "送审");
        Assert.Equal(ImportState.InReview, await Imports.StateOf(world, batch));
        Assert.Equal(before, await Imports.Everything(world));

        await Imports.Approve(world, batch);
        Assert.Equal(ImportState.Entered, await Imports.StateOf(world, batch));
        var entered = await world.Read(db => db.Members.SingleAsync(m => m.InstitutionNumber == "20231017"));
        Assert.Equal(("简行之", "990101200001010014", "1", "13800120000", new DateOnly(2022, 6, 1), "21"), (entered.Name, entered.IdentityNumber!.Plain, entered.SexCode, entered.MobileNumber!.Plain, entered.JoinDate, entered.EducationCode));
        Assert.Equal(3, await world.Read(db => db.Members.CountAsync(m => m.Name == "简行之" || m.Name == "苏景明" || m.Name == "错一位")));

        await browser.Open($"/people/{entered.Id}/origin");
        foreach (var said in new[] { "list.csv", "第 2 行", "全角转半角", "公民身份号码", "沈南乔", "日期写法" })
        {
            Assert.Contains(said, browser.Text, StringComparison.Ordinal);
        }
        await browser.Press(await browser.Open($"/imports/{batch}/undo"), "撤销这一批");
        await Imports.Work(world, batch);
        Assert.Equal(ImportState.Undone, await Imports.StateOf(world, batch));
        Assert.Equal(before, await Imports.Everything(world));
        Assert.True(await world.Read(db => db.Set<JournalEntry>().AnyAsync(j => j.SubjectId == entered.Id && j.Fact == nameof(MemberTakenOut))));
    }

    [Fact]
    public async Task The_same_list_a_second_time_changes_nothing()
    {
        var browser = await world.SignedIn(world.University.GeneralBranchReviewer);
        var list = Head + string.Concat(Enumerable.Range(0, 40).Select(i => $"再来{(char)('甲' + i)},{world.University.Second.Name},正式党员,{Imports.IdentityOf(new DateOnly(1990, 1, 1).AddDays(i), i)},T{i:0000},,汉族,硕士研究生毕业,,2012-07-01\n"));
        var first = await Imports.Bring(browser, world, world.University.GeneralBranch, list);
        await Imports.Check(browser, world, first);
        await Imports.Enter(browser, world, first);
        var before = await Imports.Everything(world);

        var second = await Imports.Bring(browser, world, world.University.GeneralBranch, list);
        await Imports.Work(world, second);
        await Imports.Check(browser, world, second);

        var page = await browser.Open($"/imports/{second}");
        Assert.Contains(page.QuerySelectorAll("button"), b => b.TextContent.Trim() == "送审" && b.HasAttribute("disabled"));
        var batch = await world.Read(db => db.Set<ImportBatch>().SingleAsync(b => b.Id == second));
        Assert.Equal((0, 0, 40), (batch.Created, batch.Changed, batch.Unchanged));
        Assert.Equal(before, await Imports.Everything(world));
        await browser.Post($"/imports/{second}/submit", [new("version", $"{batch.Version}"), new("_key", "s2"), .. Imports.Token(page)]);
        Assert.Contains("没有可以入库的行", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_later_list_changes_what_differs_and_undoing_puts_it_back_unless_something_was_built_on_it()
    {
        var browser = await world.SignedIn(world.University.GeneralBranchReviewer);
        var person = await world.Given(db =>
        {
            var made = new Member { Name = "待更新", OrganisationId = world.University.First.Id, Path = world.University.First.Path, Category = MemberCategory.FullMember, InstitutionNumber = "U77", MobileNumber = new("13800120077"), EducationCode = "21" };
            db.Add(made);
            db.Add(new Membership { MemberId = made.Id, OrganisationId = made.OrganisationId, Path = made.Path, From = new DateOnly(2020, 1, 1) });
            return made;
        });
        var batch = await Imports.Bring(browser, world, world.University.GeneralBranch, "姓名,人员类别,学号,手机号,学历,支部\n待更新,正式党员,U77,13900120077,,计算机第一党支部\n新来人,正式党员,U78,,,计算机第一党支部\n");
        await Imports.Check(browser, world, batch);
        await browser.Open($"/imports/{batch}/rows?show=change");
        Assert.Contains("138****0077 → 139****0077", browser.Text, StringComparison.Ordinal);
        await Imports.Enter(browser, world, batch);
        var kept = await world.Read(db => db.Members.SingleAsync(m => m.Id == person.Id));
        Assert.Equal(("13900120077", "21", 2), (kept.MobileNumber!.Plain, kept.EducationCode, kept.Version));

        // The next day somebody appoints the one whom the list made.
        var made = await world.Read(db => db.Members.SingleAsync(m => m.InstitutionNumber == "U78"));
        await world.Given(db => db.Add(new PostHolding { OrganisationId = made.OrganisationId, Path = made.Path, MemberId = made.Id, Post = PostKind.PublicityCommissioner, From = new DateOnly(2026, 1, 1) }));
        var page = await browser.Open($"/imports/{batch}/undo");
        Assert.Contains("1 人已有后续办理", browser.Text, StringComparison.Ordinal);
        Assert.Contains("新来人", browser.Text, StringComparison.Ordinal);
        await browser.Post($"/imports/{batch}/undo", Imports.Fields(page, "undo-import"));
        Assert.Equal(HttpStatusCode.Conflict, browser.Status);
        browser.Says(ImportRefusals.BuiltOn.With(1));

        await world.Inside(async s =>
        {
            await s.GetRequiredService<Fence>().Run("delete from post_holding where member_id = @Id", new { made.Id }, default);
            await s.GetRequiredService<Fence>().Commit(default);
            return 0;
        });
        await browser.Press(await browser.Open($"/imports/{batch}/undo"), "撤销这一批");
        await Imports.Work(world, batch);
        Assert.Equal("13800120077", (await world.Read(db => db.Members.SingleAsync(m => m.Id == person.Id))).MobileNumber!.Plain);
        Assert.False(await world.Read(db => db.Members.AnyAsync(m => m.Id == made.Id)));
    }

    [Fact]
    public async Task People_alike_wait_for_a_decision_one_by_one_or_by_rule()
    {
        var first = world.University.First;
        var known = await world.Given(db =>
        {
            var all = new[] { "孟怀瑾", "祁望秋" }.Select(n => new Member { Name = n, OrganisationId = first.Id, Path = first.Path, Category = MemberCategory.FullMember, BirthDate = new("1985-03-04") }).ToList();
            db.AddRange(all);
            db.AddRange(all.Select(m => new Membership { MemberId = m.Id, OrganisationId = m.OrganisationId, Path = m.Path, From = new DateOnly(2020, 1, 1) }));
            return all;
        });
        var browser = await world.SignedIn(world.University.GeneralBranchReviewer);
        var batch = await Imports.Bring(browser, world, world.University.GeneralBranch, $"姓名,人员类别,出生日期,支部,班级\n孟怀谨,正式党员,1985-03-04,{first.Name},一班\n祁望秋,正式党员,1985-04-03,{first.Name},二班\n毫不相干,正式党员,1985-03-04,{first.Name},\n");
        await Imports.Check(browser, world, batch);
        await browser.Open($"/imports/{batch}");
        Assert.Contains("2 行可能是库里已有的", browser.Text, StringComparison.Ordinal);

        var page = await browser.Open($"/imports/{batch}/rows/2");
        Assert.Contains("1985 年生", browser.Text, StringComparison.Ordinal);
        await browser.Press(page, "确定", ("Form.Decision", "LeaveOut"));
        Assert.Contains("不变", browser.Text, StringComparison.Ordinal);
        await browser.Post($"/imports/{batch}/rows/2", Imports.Fields(await browser.Open($"/imports/{batch}/rows/2"), "decide-twin", ("Form.Decision", "Whatever")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);

        await browser.Press(await browser.Open($"/imports/{batch}"), "全部是库里已有的");
        await Imports.Work(world, batch);
        Assert.Equal(ImportState.Ready, await Imports.StateOf(world, batch));
        // The birth date differs by a slip: the list says another day, and it would be changed.
        await browser.Open($"/imports/{batch}/rows?show=change");
        Assert.Contains("祁望秋", browser.Text, StringComparison.Ordinal);
        await browser.Post($"/imports/{batch}/twins/same", [new("_key", "t2"), .. Imports.Token(await browser.Open($"/imports/{batch}"))]);
        browser.Says(ImportRefusals.NothingToTake);
        await Imports.Enter(browser, world, batch);
        Assert.Equal(("二班", "1985-04-03"), await world.Read(async db => (await db.Members.SingleAsync(m => m.Id == known[1].Id)) is var m ? (m.ClassName, m.BirthDate!.Plain) : default));
        Assert.Null(await world.Read(db => db.Members.Where(m => m.Id == known[0].Id).Select(m => m.ClassName).SingleAsync()));
    }

    [Fact]
    public async Task An_authoritative_value_stays_and_its_owner_decides()
    {
        var (department, general) = (await world.SignedIn(world.University.OrganisationDepartment), await world.SignedIn(world.University.GeneralBranchReviewer));
        var first = world.University.First.Name;
        var authoritative = await Imports.Bring(department, world, world.University.Committee, $"姓名,人员类别,学号,支部,班级\n权威一,正式党员,A1,{first},软件一班\n", "student-system");
        await Imports.Check(department, world, authoritative);
        await Imports.Enter(department, world, authoritative);

        var lesser = await Imports.Bring(general, world, world.University.GeneralBranch, $"姓名,人员类别,学号,支部,班级,学历\n权威一,正式党员,A1,{first},软件二班,本科毕业\n");
        await Imports.Check(general, world, lesser);
        await general.Open($"/imports/{lesser}/rows?show=change");
        Assert.Contains("班级：保留 软件一班（权威来源），不用 软件二班", general.Text, StringComparison.Ordinal);
        await Imports.Enter(general, world, lesser);
        var kept = await world.Read(db => db.Members.SingleAsync(m => m.InstitutionNumber == "A1"));
        Assert.Equal(("软件一班", "21"), (kept.ClassName, kept.EducationCode));

        var conflict = (await general.Open("/imports/conflicts")).QuerySelector<IElement>("a[href^='/imports/conflicts/']")!.GetAttribute("href")!;
        await general.Open(conflict);
        Assert.Contains("由来源负责人处理", general.Text, StringComparison.Ordinal);
        var page = await department.Open(conflict);
        await department.Press(page, "处理", ("Form.Take", "true"));
        Assert.Equal("软件二班", await world.Read(db => db.Members.Where(m => m.Id == kept.Id).Select(m => m.ClassName).SingleAsync()));
        var again = await world.Inside(s => s.GetRequiredService<SettleConflictAction>().Run(Guid.Parse(conflict.Split('/')[^1]), false, SystemActors.SetUp.Actor, default));
        Assert.Equal(ImportRefusals.SettledAlready, again.Refusal);
    }

    [Fact]
    public async Task Somebody_known_elsewhere_and_numbers_that_stand_twice_do_not_enter()
    {
        var third = world.University.Third;
        await world.Given(db =>
        {
            db.AddRange(
                new Member { Name = "别处的人", OrganisationId = third.Id, Path = third.Path, Category = MemberCategory.FullMember, IdentityNumber = new("990101200509300071") },
                new Member { Name = "号码甲", OrganisationId = world.University.First.Id, Path = world.University.First.Path, Category = MemberCategory.FullMember, IdentityNumber = new(Imports.IdentityOf(new DateOnly(1970, 2, 3), 3)) },
                new Member { Name = "号码乙", OrganisationId = world.University.First.Id, Path = world.University.First.Path, Category = MemberCategory.FullMember, InstitutionNumber = "N22" });
            return 0;
        });
        var browser = await world.SignedIn(world.University.GeneralBranchReviewer);
        var batch = await Imports.Bring(browser, world, world.University.GeneralBranch, $"姓名,人员类别,身份证号,学号,支部\n同一人,正式党员,990101200509300071,,计算机第一党支部\n双号,正式党员,{Imports.IdentityOf(new DateOnly(1970, 2, 3), 3)},N22,计算机第一党支部\n先来,正式党员,,N23,计算机第一党支部\n后到,正式党员,,N23,计算机第一党支部\n乱\u202e码,正式党员,,N24,计算机第一党支部\n");
        await Imports.Check(browser, world, batch);

        await browser.Open($"/imports/{batch}/rows?show=faulty");
        foreach (var refusal in new[] { PeopleRefusals.AskUpper, ImportRefusals.TwoPeople, ImportRefusals.TwiceInFile, ImportRefusals.BadSigns })
        {
            browser.Says(refusal);
        }
        Assert.DoesNotContain("别处的人", browser.Text, StringComparison.Ordinal);
        Assert.Equal(1, await world.Read(async db => (await db.Set<ImportBatch>().SingleAsync(b => b.Id == batch)).Fit));
        await browser.Press(await browser.Open($"/imports/{batch}/rows/5"), "保存改正", ("Form.Cells[InstitutionNumber]", "N25"));
        Assert.Equal(2, await world.Read(async db => (await db.Set<ImportBatch>().SingleAsync(b => b.Id == batch)).Fit));
    }

    [Fact]
    public async Task Columns_are_remembered_for_their_source_and_the_needed_ones_are_asked_for()
    {
        var browser = await world.SignedIn(world.University.Secretary);
        var text = "姓名,人员类别,谁知道\n记得住,正式党员,软件一班\n";
        var first = await Imports.Bring(browser, world, world.University.First, text);
        await Imports.Work(world, first);
        var page = await browser.Open($"/imports/{first}/columns");
        await browser.Post($"/imports/{first}/columns", Imports.Columns(page, "Name", "", "ClassName"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        browser.Says(ImportRefusals.ColumnMissing.With("人员类别"));
        await browser.Post($"/imports/{first}/columns", Imports.Columns(page, "Name", "Category", "Name"));
        browser.Says(ImportRefusals.ColumnTwice.With("姓名"));
        await browser.Post($"/imports/{first}/columns", Imports.Columns(page, "Name", "Category", "ClassName"));
        await Imports.Work(world, first);

        var second = await Imports.Bring(browser, world, world.University.First, text);
        Assert.Equal(["Name", "Category", "ClassName"], await world.Read(async db => (await db.Set<ImportBatch>().SingleAsync(b => b.Id == second)).Mapping));
        await Imports.Work(world, second);
        await browser.Press(await browser.Open($"/imports/{second}"), "放弃这一批");
        Assert.Equal(ImportState.GivenUp, await Imports.StateOf(world, second));
        Assert.Equal(0, await Imports.Count(world, "import_row", second));
        await browser.Post($"/imports/{second}/columns", Imports.Columns(page, "Name", "Category", "ClassName"));
        Assert.NotEqual(HttpStatusCode.OK, browser.Status);
    }

    [Fact]
    public async Task A_bad_file_is_told_at_once_or_after_reading_and_nothing_of_it_stays()
    {
        var browser = await world.SignedIn(world.University.Secretary);
        foreach (var (bytes, name, refusal) in new (byte[], string, Platform.Deciding.Refusal)[]
        {
            ([0x89, 0x50, 0x4E, 0x47, 1, 2, 3, 4, 5], "a.xlsx", ImportRefusals.NotATable), ([], "a.csv", ImportRefusals.EmptyFile),
            (Xlsx.Book(Xlsx.Rows(["姓名", "人员类别"], ["=1+1", "正式党员"])), "a.xlsx", ImportRefusals.Formula.With("A2")),
        })
        {
            await Imports.Upload(browser, world, world.University.First, bytes, name);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
            browser.Says(refusal);
        }
        await browser.Press(await browser.Open("/imports/new"), "上传");
        browser.Says(ImportRefusals.NoFile);

        var batch = await Imports.Bring(browser, world, world.University.First, "姓名,人员类别\n没有了,正式党员\n");
        var place = await world.Read(async db => (await db.Set<ImportBatch>().SingleAsync(b => b.Id == batch)).Place);
        await Imports.Work(world, batch);
        Assert.Equal(ImportState.Columns, await Imports.StateOf(world, batch));
        await world.Inside(async s =>
        {
            await s.GetRequiredService<Fence>().Run("update import_batch set state = 'Reading', place = 'aa/bb/gone' where id = @batch", new { batch }, default);
            await s.GetRequiredService<Fence>().Commit(default);
            return 0;
        });
        await Imports.Work(world, batch);
        await browser.Open($"/imports/{batch}");
        browser.Says(ImportRefusals.FileGone);
        Assert.Equal(0, await Imports.Count(world, "import_row", batch));
    }

    [Fact]
    public async Task Nobody_sees_or_brings_for_organisations_out_of_reach()
    {
        var secretary = await world.SignedIn(world.University.Secretary);
        var batch = await Imports.Bring(secretary, world, world.University.First, "姓名,人员类别\n看不见,正式党员\n");
        foreach (var (account, expected) in new[] { (world.University.ThirdSecretary, HttpStatusCode.NotFound), (world.University.SecondSecretary, HttpStatusCode.NotFound), (world.University.Member, HttpStatusCode.Forbidden), (world.University.GeneralBranchReviewer, HttpStatusCode.OK) })
        {
            var other = await world.SignedIn(account);
            foreach (var page in new[] { "", "/rows", "/rows/2", "/panel" })
            {
                await other.Open($"/imports/{batch}{page}");
                Assert.True(other.Status == expected || (page == "/rows/2" && expected == HttpStatusCode.OK && other.Status == HttpStatusCode.NotFound), $"{account.UserName} {page}: {other.Status}");
            }
        }
        await Imports.Upload(secretary, world, world.University.Second, Encoding.UTF8.GetBytes("姓名\n甲\n"), "a.csv");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, secretary.Status);
        Assert.Equal(1, await Imports.Count(world, "import_batch", batch, "id"));
    }

    [Fact]
    public async Task Staged_rows_and_files_lie_sealed_and_go_after_their_term()
    {
        var browser = await world.SignedIn(world.University.Secretary);
        const string number = "990101200112310021";
        var batch = await Imports.Bring(browser, world, world.University.First, $"姓名,人员类别,身份证号\n密封者,正式党员,{number}\n");
        await Imports.Work(world, batch);
        await world.Inside(async s =>
        {
            var rows = await s.GetRequiredService<Fence>().Rows<string>("select encode(content, 'escape') from import_row where batch_id = @batch", new { batch }, default);
            Assert.All(rows, r => Assert.DoesNotContain("密封者", r, StringComparison.Ordinal));
            Assert.All(rows, r => Assert.DoesNotContain(number, r, StringComparison.Ordinal));
            return 0;
        });
        await browser.Post($"/imports/{batch}/faults", [new("_key", "f1"), .. Imports.Token(await browser.Open($"/imports/{batch}"))]);
        browser.Says(ImportRefusals.NothingToTake);
    }

    [Fact]
    public void What_a_batch_may_not_do_now_is_refused()
    {
        var batch = new ImportBatch { Path = "1.", OrganisationId = Guid.NewGuid(), Kind = ImportKind.Members, Source = "organisation", FileName = "a.csv", Size = 1, Sha256 = [], HeaderRow = 1, Headings = [], Mapping = [], DataKey = [], BroughtBy = Guid.NewGuid(), BroughtByName = "x", BroughtAt = DateTimeOffset.UnixEpoch };
        Assert.Equal(ImportRefusals.NotNow, batch.Submit(1).Refusal);
        Assert.Equal(ImportRefusals.NotNow, batch.Undo(0, 1).Refusal);
        Assert.Equal(ImportRefusals.NotNow, batch.GiveUp(1).Refusal);
        Assert.Equal(ImportRefusals.NotNow, batch.Map([], [], 1).Refusal);
        Assert.Equal(PlatformRefusals.Stale, batch.Map([], [], 7).Refusal);
        batch.State = ImportState.Ready;
        Assert.Equal(ImportRefusals.NothingToSubmit, batch.Submit(1).Refusal);
        batch.State = ImportState.Entered;
        Assert.Equal(ImportRefusals.NothingToUndo, batch.Undo(0, 1).Refusal);
        Assert.False(Authority.MayReplace("person-systems", "student-system", "organisation"));
        Assert.True(Authority.MayReplace("person-systems", "student-system", "personnel-system"));
        Assert.True(Authority.MayReplace("person-systems", "organisation", "organisation"));
        Assert.False(Authority.MayReplace("organisation", "organisation", "student-system"));
    }
}
