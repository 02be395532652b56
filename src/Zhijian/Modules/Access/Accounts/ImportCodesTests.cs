using System.Net;
using System.Text;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.People;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Testing;

namespace Zhijian.Modules.Access.Accounts;

public sealed class ImportCodesTests(World world) : IClassFixture<World>
{
    private const string Signs = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

    [Fact]
    public async Task Good_lines_open_accounts_and_each_wrong_line_is_told_and_hinders_no_other()
    {
        await Numbered("S10", world.University.SecondMembers);
        var (status, page) = await Import(await world.SignedIn(world.University.Admin), Encoding.UTF8.GetBytes("""
            学号,代码
            S101,KQ7M-R2XT-9WPB
            S102;HN4V 8DZC 2LGE
            "S103","PW6F-3YJS-5TKA"

            S101,VV3K-9XQD-7RMT
            S104,kq7mr2xt9wpb
            S104,short
            S104,ABCD-S104-XYZQ
            S104,1111111111
            nobody,QQ7M-R2XT-9WPB
            ,QQ7M-R2XT-9WPB
            S104
            """));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            [(6, AccessRefusals.PersonTwice), (7, AccessRefusals.CodeTwice), (8, AccessRefusals.CodeTooShort), (9, AccessRefusals.CodePersonal), (10, AccessRefusals.CodePersonal), (11, AccessRefusals.UnknownPerson), (12, AccessRefusals.UnknownPerson), (13, AccessRefusals.CodeTooShort)],
            Told(page));
        foreach (var (code, holds) in new[] { ("KQ7MR2XT9WPB", true), ("hn4v-8dzc-2lge", true), ("PW6F3YJS5TKA", true), ("VV3K9XQD7RMT", false) })
        {
            var visitor = world.Visitor();
            await visitor.Open($"/invitation/{code}");
            Assert.Equal(holds ? HttpStatusCode.OK : HttpStatusCode.Conflict, visitor.Status);
        }
    }

    [Fact]
    public async Task The_same_file_again_and_a_code_somebody_has_elsewhere_change_nothing()
    {
        await Numbered("S20", world.University.ThirdMembers);
        var admin = await world.SignedIn(world.University.Admin);
        await Import(admin, Encoding.UTF8.GetBytes("S201,MM4T-7KWQ-2XZD"));
        var before = await Invitations();

        var (_, page) = await Import(admin, Encoding.UTF8.GetBytes("S201,MM4T-7KWQ-2XZD\nS202,MM4T-7KWQ-2XZD"));

        Assert.Equal([(1, AccessRefusals.CodeTwice), (2, AccessRefusals.CodeTwice)], Told(page));
        Assert.Equal(before, await Invitations());
    }

    [Theory]
    [InlineData("gb18030")]
    [InlineData("utf-8 with mark")]
    [InlineData("utf-16 with mark")]
    public async Task Files_are_read_as_spreadsheets_write_them(string written)
    {
        var person = await world.Given(db => db.Add(new Member { OrganisationId = world.University.First.Id, Path = world.University.First.Path, Name = "编码", Category = Rules.MemberCategory.FullMember }).Entity);
        var account = await world.AccountOf(person, $"编码{written[..5]}");
        var code = Code(written.Length);
        var text = $"账号,代码\r\n{account.UserName},{code}\r\n";
        byte[] bytes = written switch
        {
            "gb18030" => CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!.GetBytes(text),
            "utf-8 with mark" => [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)],
            _ => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)],
        };

        var (_, page) = await Import(await world.SignedIn(world.University.Admin), bytes);

        Assert.Empty(Told(page));
        Assert.Equal(1, await world.Read(db => db.AccountInvitations.CountAsync(i => i.AccountId == account.Id)));
    }

    [Fact]
    public async Task Ten_thousand_lines_are_refused_as_a_whole_and_two_thousand_are_taken()
    {
        await Numbered("S30", world.University.FirstMembers);
        var admin = await world.SignedIn(world.University.Admin);
        var before = await Invitations();
        string File(int lines) => string.Concat(Enumerable.Range(0, lines).Select(i => $"{(i % 1000 == 0 ? $"S30{1 + (i / 1000)}" : $"unknown{i}")},{Code(1000 + i)}\n"));

        var (status, page) = await Import(admin, Encoding.UTF8.GetBytes(File(10_000)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("10000", page.Body!.TextContent, StringComparison.Ordinal);
        admin.Says(AccessRefusals.TooManyLines);
        Assert.Equal(before, await Invitations());

        (_, page) = await Import(admin, Encoding.UTF8.GetBytes(File(2_000)));
        Assert.Equal(1_998, Told(page).Count);
        Assert.Equal(before + 2, await Invitations());
    }

    [Fact]
    public async Task No_file_an_empty_one_and_bytes_that_are_no_text_are_refused()
    {
        var admin = await world.SignedIn(world.University.Admin);
        var before = await Invitations();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Import(admin, [])).Status);
        admin.Says(AccessRefusals.EmptyFile);
        var (status, _) = await Import(admin, [.. Encoding.UTF8.GetBytes("a\0b,"), 0, 0, .. Encoding.UTF8.GetBytes("KKKK-QQQQ-2345")]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        admin.Says(AccessRefusals.NotAText);
        Assert.Equal(before, await Invitations());
    }

    private async Task<(HttpStatusCode Status, IDocument Page)> Import(Browser browser, byte[] file)
    {
        var form = (await browser.Open("/access/import-codes")).QuerySelector<IHtmlFormElement>("form[enctype='multipart/form-data']")!;
        var content = new MultipartFormDataContent();
        foreach (var (name, value) in Browser.Fields(form))
        {
            content.Add(new StringContent(value), name);
        }
        content.Add(new ByteArrayContent(file), "codes", "codes.csv");
        var page = await browser.Send(new HttpRequestMessage(HttpMethod.Post, "/access/import-codes") { Content = content });
        return (browser.Status, page);
    }

    /// <summary>The lines that were not taken, with the reason of each.</summary>
    private static List<(int Line, Refusal Refusal)> Told(IDocument page)
    {
        Refusal[] known = [AccessRefusals.PersonTwice, AccessRefusals.CodeTwice, AccessRefusals.CodeTooShort, AccessRefusals.CodePersonal, AccessRefusals.UnknownPerson];
        return [.. page.QuerySelectorAll(".z-list li").Select(li => (
            int.Parse(System.Text.RegularExpressions.Regex.Match(li.QuerySelector("b")!.TextContent, @"\d+").Value, System.Globalization.CultureInfo.InvariantCulture),
            known.Single(k => li.QuerySelector("small")!.TextContent.StartsWith(Platform.Texts.TextFiles.Find("zh-CN", $"refusal.{k.Code}")!.Split('{')[0], StringComparison.Ordinal))))];
    }

    private async Task Numbered(string prefix, IReadOnlyList<Member> members) => await world.Given(db =>
    {
        var ids = members.Select(m => m.Id).ToList();
        var number = 0;
        foreach (var member in db.Members.Where(m => ids.Contains(m.Id)).OrderBy(m => m.Id))
        {
            member.InstitutionNumber = $"{prefix}{++number}";
        }
        return 0;
    });

    private Task<int> Invitations() => world.Read(db => db.AccountInvitations.CountAsync());

    /// <summary>A code of its own for every number.</summary>
    private static string Code(int number)
    {
        var random = new Random(number);
        return new string([.. Enumerable.Range(0, 12).Select(_ => Signs[random.Next(Signs.Length)])]);
    }
}
