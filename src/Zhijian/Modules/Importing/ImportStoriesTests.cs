using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Importing.Reviewing;
using Zhijian.Modules.Importing.Working;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Review;
using Zhijian.Modules.Rules;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Importing;

/// <summary>Whatever a list holds: taken out again it leaves no trace, brought twice it changes nothing, and every value it brought says where it came from.</summary>
public sealed class ImportStoriesTests(RoomyWorld world) : IClassFixture<RoomyWorld>
{
    private const int Lists = 6;
    private static readonly string[] Elements = ["Name", "Branch", "Category", "IdentityNumber", "InstitutionNumber", "SexCode", "BirthDate", "EthnicCode", "EducationCode", "JoinDate", "MobileNumber", "Grade", "ClassName"];

    [Fact]
    public async Task Any_list_undone_leaves_no_trace_brought_twice_changes_nothing_and_every_value_tells_its_source()
    {
        var browser = await world.SignedIn(world.University.GeneralBranchReviewer);
        await Known();
        for (var round = 0; round < Lists; round++)
        {
            var rows = List(round).Sample(25).ToList();
            var list = "姓名,党支部,人员类别,公民身份号码,学号,性别,出生日期,民族,学历,入党日期,手机号,年级,班级\n" + string.Join('\n', rows.Select(r => string.Join(',', r))) + "\n";
            var before = await Imports.Everything(world);
            var whole = await WholeDatabase.Read(world);
            var first = await Imports.Bring(browser, world, world.University.GeneralBranch, list);
            await Imports.Check(browser, world, first);
            var foreseen = await world.Read(db => db.Set<ImportBatch>().SingleAsync(b => b.Id == first));
            if (foreseen.Created + foreseen.Changed == 0)
            {
                continue;
            }
            await Imports.Enter(browser, world, first);
            var done = await world.Read(db => db.Set<ImportBatch>().SingleAsync(b => b.Id == first));
            Assert.Equal((foreseen.Created, foreseen.Changed), (done.Created, done.Changed));
            Assert.NotEqual(before, await Imports.Everything(world));
            await EveryValueTellsItsSource(first);

            var entered = await Imports.Everything(world);
            var second = await Imports.Bring(browser, world, world.University.GeneralBranch, list);
            await Imports.Check(browser, world, second);
            var again = await world.Read(db => db.Set<ImportBatch>().SingleAsync(b => b.Id == second));
            // Who has no number is found by likeness and waits for a person; nobody is made or changed.
            Assert.Equal((0, 0), (again.Created, again.Changed));
            Assert.Equal(entered, await Imports.Everything(world));

            await browser.Press(await browser.Open($"/imports/{first}/undo"), "撤销这一批");
            await Imports.Work(world, first);
            Assert.Equal(ImportState.Undone, await Imports.StateOf(world, first));
            Assert.Equal(before, await Imports.Everything(world));
            await whole.IsAsBefore(world);
            Assert.Equal(0, await Imports.Count(world, "provenance", first));
        }
    }

    /// <summary>Of everybody the batch made or changed, each element that the file gave has a note with row, source and person.</summary>
    private async Task EveryValueTellsItsSource(Guid batch)
    {
        var notes = await world.Inside(s => s.GetRequiredService<Fence>().Rows<(Guid Entity, string[] Elements, int Row, string Source, string By)>("select entity_id, elements, row_number, source, by_name from provenance where batch_id = @batch", new { batch }, default));
        Assert.NotEmpty(notes);
        Assert.All(notes, n => Assert.True(n is { Elements.Length: > 0, Row: > 1, Source: "organisation", By: "沈南乔" }));
        foreach (var note in notes)
        {
            var member = await world.Read(db => db.Members.SingleAsync(m => m.Id == note.Entity));
            Assert.All(note.Elements.Where(e => MemberField.Find(e) is not null), e => Assert.NotNull(MemberField.Find(e)!.ValueOf(member)));
            if (member.Version == 1)
            {
                Assert.All(Elements.Where(e => MemberField.Find(e)?.ValueOf(member) is not null), e => Assert.Contains(e, note.Elements));
            }
        }
    }

    /// <summary>Some who are known already, whom lists may bring again with other values.</summary>
    private Task Known() => world.Given(db =>
    {
        for (var i = 0; i < 10; i++)
        {
            var made = new Member { Name = "老熟人" + "甲乙丙丁戊己庚辛壬癸"[i], OrganisationId = world.University.Second.Id, Path = world.University.Second.Path, Category = MemberCategory.FullMember, InstitutionNumber = $"K{i}", MobileNumber = new($"1380000{i:0000}"), Grade = "2020" };
            db.Add(made);
            db.Add(new Membership { MemberId = made.Id, OrganisationId = made.OrganisationId, Path = made.Path, From = new DateOnly(2020, 1, 1) });
        }
        return 0;
    });

    private Gen<string[]> List(int round)
    {
        static Gen<string> One(params string[] of) => Gen.Elements(of);
        var day = Gen.Choose(0, 9000).Select(d => new DateOnly(1975, 1, 1).AddDays(d));
        var number = Gen.OneOf(Gen.Constant(""), Gen.Choose(0, 9).Select(i => $"K{i}"), Gen.Choose(0, 400).Select(i => $"R{round}x{i}"), One("坏 号", "Ｋ３"));
        return from name in One("简行之", " 苏 景行", "周慕白", "沈嘉树", "", "陆怀瑜", "Mary  Ann")
               from branch in Gen.Frequency((6, Gen.Constant(world.University.First.Name)), (3, Gen.Constant(world.University.Second.Name)), (1, Gen.Constant("不存在的支部")))
               from category in One("正式党员", "预备党员", "FullMember", "正式", "入党积极分子", "不知道")
               from birth in day
               from identity in Gen.Frequency((4, Gen.Choose(0, 900).Select(i => Imports.IdentityOf(birth, i + (round * 1000)))), (2, Gen.Constant("")), (1, Gen.Constant("990101200001010013")))
               from institution in number
               from born in One(birth.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), birth.ToString("yyyy/M/d", CultureInfo.InvariantCulture), "", "一九八〇年")
               from ethnic in One("汉", "汉族", "01", "", "火星")
               from education in One("本科毕业", "14", "", "-")
               from joined in One("", "2010-07-01", "2010年7月1日", "20100701")
               from mobile in One("", "138 0000 0000", "+86 13800001111", "12345")
               from grade in One("", "2020", "２０２１")
               from team in One("", "软件一班", " 软件 二班 ")
               select new[] { name, branch, category, identity, institution, "", born, ethnic, education, category is "正式党员" or "预备党员" ? joined : "", mobile, grade, team };
    }
}

/// <summary>What people do with imports, in one line each; and what is kept of everybody, to compare.</summary>
internal static class Imports
{
    /// <summary>The identity number of somebody invented.</summary>
    public static string IdentityOf(DateOnly birth, int index)
    {
        var first = $"9901{index / 1000 % 100:00}{birth:yyyyMMdd}{index % 1000:000}";
        return first + IdentityNumber.CheckCharacter(first);
    }

    public static Task<Guid> Bring(Browser browser, World world, Organisation organisation, string text, string source = "organisation", ImportKind kind = ImportKind.Members, Guid? round = null) => Bring(browser, world, organisation, Encoding.UTF8.GetBytes(text), "list.csv", source, kind, round);

    public static async Task<Guid> Bring(Browser browser, World world, Organisation organisation, byte[] bytes, string name, string source, ImportKind kind = ImportKind.Members, Guid? round = null)
    {
        await Upload(browser, world, organisation, bytes, name, source, kind, round);
        Assert.True(browser.Path.StartsWith("/imports/", StringComparison.Ordinal) && browser.Path != "/imports/new", browser.Text);
        return Guid.Parse(browser.Path.Split('/')[2]);
    }

    public static async Task<IDocument> Upload(Browser browser, World world, Organisation organisation, byte[] bytes, string name, string source = "organisation", ImportKind kind = ImportKind.Members, Guid? round = null)
    {
        var page = await browser.Open("/imports/new");
        using var form = new MultipartFormDataContent();
        foreach (var (key, value) in Fields(page, "bring-import", ("Form.Kind", kind.ToString()), ("Form.Organisation", organisation.Id.ToString()), ("Form.Source", source), ("Form.Round", round?.ToString() ?? "")))
        {
            form.Add(new StringContent(value), key);
        }
        using var file = new ByteArrayContent(bytes);
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        form.Add(file, "file", name);
        return await browser.Send(new HttpRequestMessage(HttpMethod.Post, "/imports/new") { Content = form });
    }

    /// <summary>Lets the program go as far as it can without a person.</summary>
    public static async Task Work(World world, Guid batch)
    {
        var path = await world.Read(db => db.Set<ImportBatch>().Where(b => b.Id == batch).Select(b => b.Path).SingleAsync());
        await world.Services.GetRequiredService<ImportWork>().Run(batch, path, default);
        // One that ended in this moment may have ended before the last step was asked for.
        await world.Services.GetRequiredService<ImportWork>().Run(batch, path, default);
        Assert.False(await world.Read(db => db.Set<ImportBatch>().Where(b => b.Id == batch).Select(b => b.State).SingleAsync()) is ImportState.Reading or ImportState.Checking or ImportState.Entering or ImportState.Undoing, "The program stopped in the middle of a step.");
    }

    /// <summary>Agrees to the columns as they were guessed, and waits for the check.</summary>
    public static async Task Check(Browser browser, World world, Guid batch)
    {
        await Work(world, batch);
        await browser.Press(await browser.Open($"/imports/{batch}/columns"), "清洗并校验");
        await Work(world, batch);
        Assert.Equal(ImportState.Ready, await StateOf(world, batch));
    }

    public static async Task Enter(Browser browser, World world, Guid batch)
    {
        await browser.Press(await browser.Open($"/imports/{batch}"), "送审");
        await Approve(world, batch);
    }

    /// <summary>Every layer accepts.</summary>
    public static async Task Approve(World world, Guid batch)
    {
        while (await world.Read(db => db.ReviewCases.Where(c => c.SubjectId == batch && c.RecordKind == ReviewableImports.Kind && c.State == ReviewState.Waiting).OrderByDescending(c => c.Id).FirstOrDefaultAsync()) is { } waiting)
        {
            var kind = waiting.Route.Layers[waiting.Layer - 1].Posts[0];
            var reviewer = await world.SignedIn(kind switch { PostKind.OrganizationDepartment => world.University.OrganisationDepartment, PostKind.CommitteeOffice => world.University.Office, _ => world.University.GeneralBranchReviewer });
            await reviewer.PostAnyway($"/review/cases/{waiting.Id}/accept", ("version", waiting.Version.ToString(CultureInfo.InvariantCulture)));
            Assert.NotEqual(waiting.Version, await world.Read(db => db.ReviewCases.Where(c => c.Id == waiting.Id).Select(c => c.Version).SingleAsync()));
        }
        await Work(world, batch);
    }

    public static Task<ImportState> StateOf(World world, Guid batch) => world.Read(db => db.Set<ImportBatch>().Where(b => b.Id == batch).Select(b => b.State).SingleAsync());

    public static Task<int> Count(World world, string table, Guid batch, string column = "batch_id") => world.Inside(s => s.GetRequiredService<Fence>().Row<int>($"select count(*)::int from {table} where {column} = @batch", new { batch }, default));

    /// <summary>All that is kept about everybody and where they belong, opened, but for what only counts changes.</summary>
    public static async Task<string> Everything(World world)
    {
        var members = await world.Read(db => db.Members.AsNoTracking().OrderBy(m => m.Id).ToListAsync());
        var memberships = await world.Read(db => db.Memberships.AsNoTracking().OrderBy(m => m.Id).ToListAsync());
        return JsonSerializer.Serialize(new
        {
            People = members.Select(m => new { m.Id, m.Path, m.Category, m.State, m.LeftOn, Values = MemberField.All.Select(f => f.ValueOf(m)) }),
            memberships,
        });
    }

    public static List<KeyValuePair<string, string>> Fields(IDocument page, string form, params (string Name, string Value)[] typed)
    {
        var fields = Browser.Fields(page.QuerySelectorAll<IHtmlFormElement>("form").First(f => f.QuerySelector<IHtmlInputElement>("input[name=_handler]")?.Value == form));
        fields.RemoveAll(f => typed.Any(t => t.Name == f.Key));
        return [.. fields, .. typed.Select(t => new KeyValuePair<string, string>(t.Name, t.Value))];
    }

    /// <summary>The form of columns with these chosen.</summary>
    public static List<KeyValuePair<string, string>> Columns(IDocument page, params string[] elements)
    {
        var fields = Fields(page, "import-columns", ("_key", Guid.NewGuid().ToString("N")));
        fields.RemoveAll(f => f.Key == "Form.Columns");
        return [.. fields, .. elements.Select(e => new KeyValuePair<string, string>("Form.Columns", e))];
    }

    public static IEnumerable<KeyValuePair<string, string>> Token(IDocument page) => Browser.Fields(page.QuerySelector<IHtmlFormElement>("form[method=post]")!).Where(f => f.Key == "__RequestVerificationToken");
}
