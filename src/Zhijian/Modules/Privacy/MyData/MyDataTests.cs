using System.Net;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using DocumentFormat.OpenXml.Packaging;
using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Exports;
using Zhijian.Platform.Privacy;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Privacy.MyData;

/// <summary>A person sees and takes along what is held about them: all of it, and nothing about others.</summary>
public sealed class MyDataTests(World world) : IClassFixture<World>
{
    private const string Formula = "=1+2";

    [Fact]
    public async Task Everything_about_oneself_is_in_the_file_and_nothing_about_others()
    {
        var u = world.University;
        var person = await Person(Formula);
        var other = u.FirstMembers[2];
        var browser = await world.SignedIn(await world.AccountOf(person));
        var page = await browser.Open("/me/data");
        Assert.DoesNotContain("甲路一号", browser.Text, StringComparison.Ordinal);

        using var json = JsonDocument.Parse(await Take(browser, "json"));
        var tables = json.RootElement.GetProperty("data").EnumerateArray().ToDictionary(t => t.GetProperty("table").GetString()!);
        Assert.Equal(DataRegister.OfPersons.Select(t => t.Name).Order(StringComparer.Ordinal), tables.Keys.Order(StringComparer.Ordinal));
        var member = Assert.Single(tables["member"].GetProperty("rows").EnumerateArray());
        Assert.Equal(("甲路一号", "13811112222", Formula), (member.GetProperty("home_address").GetString(), member.GetProperty("mobile_number").GetString(), member.GetProperty("class_name").GetString()));
        Assert.Single(tables["account"].GetProperty("rows").EnumerateArray());
        Assert.DoesNotContain(other.Id.ToString(), json.RootElement.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("password_hash", json.RootElement.GetRawText(), StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector("form[action='/me/data/json']"));

        var traces = await world.Read(db => db.Set<JournalEntry>().Where(j => j.SubjectId == person.Id && j.Fact == nameof(OwnDataTaken)).ToListAsync());
        Assert.Single(traces);
        Assert.DoesNotContain("甲路一号", traces[0].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_workbook_holds_the_same_and_no_cell_is_a_formula()
    {
        var person = await Person(Formula);
        var browser = await world.SignedIn(await world.AccountOf(person));
        using var document = SpreadsheetDocument.Open(new MemoryStream(await Take(browser, "xlsx")), isEditable: false);
        var cells = document.WorkbookPart!.WorksheetParts.SelectMany(p => p.Worksheet.Descendants<DocumentFormat.OpenXml.Spreadsheet.Cell>()).ToList();
        Assert.Contains(cells, c => c.InnerText == "13811112222");
        Assert.Contains(cells, c => c.InnerText == Formula);
        Assert.All(cells, c => Assert.Null(c.CellFormula));
        Assert.All(document.WorkbookPart.WorksheetParts, p => Assert.Contains("由 丙拿走 本人于", p.Worksheet.InnerText, StringComparison.Ordinal));
        Assert.Contains("丙拿走", document.PackageProperties.Creator, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_there_is_not_is_not_found()
    {
        var browser = await world.SignedIn(world.University.Secretary);
        await browser.PostAnyway("/me/data/pdf");
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
    }

    [Fact]
    public async Task The_register_names_every_class_in_both_languages()
    {
        foreach (var (language, sealed_, word) in new[] { ("zh-CN", "公民身份号码（密封）", "敏感个人信息"), ("en", "Identity number (sealed)", "Sensitive") })
        {
            var browser = await world.SignedIn(world.University.Secretary, language);
            await browser.Open("/privacy");
            Assert.Contains(sealed_, browser.Text, StringComparison.Ordinal);
            Assert.Contains(word, browser.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_workbook_takes_what_xml_cannot_hold()
    {
        using var to = new MemoryStream();
        using (var book = new Workbook(to, "试验 & 标记"))
        {
            book.Sheet("同名/[表]", [["a\0b\u0001c", null, new string('长', 40_000)]]);
            book.Sheet("同名/[表]", []);
        }
        to.Position = 0;
        using var document = SpreadsheetDocument.Open(to, isEditable: false);
        Assert.Equal(["同名表", "同名表 1"], document.WorkbookPart!.Workbook.Descendants<DocumentFormat.OpenXml.Spreadsheet.Sheet>().Select(s => s.Name!.Value!));
        Assert.Contains(document.WorkbookPart.WorksheetParts, p => p.Worksheet.InnerText.StartsWith("abc长", StringComparison.Ordinal));
    }

    private Task<Member> Person(string className) => world.Given(db =>
    {
        var branch = world.University.First;
        var made = new Member { Name = "丙拿走", OrganisationId = branch.Id, Path = branch.Path, Category = MemberCategory.FullMember, ClassName = className, MobileNumber = new("13811112222"), HomeAddress = new("甲路一号") };
        db.Add(made);
        db.Add(new Membership { MemberId = made.Id, OrganisationId = branch.Id, Path = branch.Path, From = new DateOnly(2025, 9, 1) });
        return made;
    });

    private static async Task<byte[]> Take(Browser browser, string form)
    {
        var page = await browser.Open("/me/data");
        var fields = Browser.Fields(page.QuerySelector<IHtmlFormElement>($"form[action='/me/data/{form}']")!);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/me/data/" + form) { Content = new FormUrlEncodedContent(fields) };
        using var answer = await browser.Raw(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsByteArrayAsync();
    }
}
