using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Importing;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Sheets;

/// <summary>What one institution takes along, another brings in as it is, and takes along again: the same bytes.</summary>
public sealed class RoundTripTests(RoomyWorld world, OtherInstitution other) : IClassFixture<RoomyWorld>, IClassFixture<OtherInstitution>
{
    private const int People = 60;

    /// <summary>Everything that may stand in a list and can be brought.</summary>
    private static readonly string[] Elements =
    [
        "person.full-name", "person.branch", "person.category", "person.institution-number", "person.sex", "person.education", "person.work-post", "person.join-date", "person.full-member-date",
        "person.grade", "person.class-name", "person.expected-graduation",
    ];

    [Theory]
    [InlineData(CodeForm.Name, DayForm.Chinese)]
    [InlineData(CodeForm.Code, DayForm.Digits)]
    public async Task Taken_along_brought_elsewhere_and_taken_along_again_a_list_is_the_same(CodeForm codes, DayForm days)
    {
        var mark = codes == CodeForm.Name ? "往返" : "来回";
        var entered = await Bring(world, Encoding.UTF8.GetBytes(Invented(mark)));
        Assert.Equal(People, entered);
        var taken = await Take(world, mark, codes, days);
        Assert.Equal(People + 1, Encoding.UTF8.GetString(taken).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(People, await Bring(other, taken));
        Assert.Equal(taken, await Take(other, mark, codes, days));
    }

    private string Invented(string mark)
    {
        string[] education = ["本科毕业", "硕士研究生毕业", "博士研究生毕业", ""];
        string[] categories = ["正式党员", "预备党员", "入党积极分子"];
        var rows = Enumerable.Range(0, People).Select(i =>
        {
            var category = categories[i % categories.Length];
            var joined = new DateOnly(2019, 6, 28).AddDays(i * 11);
            string[] cells =
            [
                // No two alike, so that nobody is taken for somebody else; quotation marks and commas have to survive.
                $"{mark}{(char)('一' + (i * 37))}{(char)('丰' + (i * 53))}", i % 2 == 0 ? world.University.First.Name : world.University.Second.Name, category, $"{(mark == "往返" ? "W" : "L")}{i:0000}",
                i % 2 == 0 ? "女" : "男", education[i % education.Length], "", category == "入党积极分子" ? "" : Iso(category == "预备党员" ? new DateOnly(2026, 5, 1).AddDays(i) : joined),
                category == "正式党员" ? Iso(joined.AddYears(1)) : "", i % 4 == 0 ? "" : "2024", i % 5 == 0 ? "\"软件\"一班, 晚" : "", i % 6 == 0 ? "2028-06-30" : "",
            ];
            return string.Join(',', cells.Select(c => $"\"{c.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
        });
        return string.Join(',', Elements.Select(Heading)) + "\n" + string.Join('\n', rows) + "\n";
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Heading(string element) => DataStandard.Find(element)!.Name.Zh;

    /// <summary>Brings a list through every step; answers how many people it made.</summary>
    private static async Task<int> Bring(World to, byte[] list)
    {
        var browser = await to.SignedIn(to.University.GeneralBranchReviewer);
        var batch = await Imports.Bring(browser, to, to.University.GeneralBranch, list, "list.csv", Authority.OrganisationsOwn);
        await Imports.Check(browser, to, batch);
        await Imports.Enter(browser, to, batch);
        Assert.Equal(ImportState.Entered, await Imports.StateOf(to, batch));
        return await to.Inside(s => s.GetRequiredService<Fence>().Row<int>("select created from import_batch where id = @batch", new { batch }, default));
    }

    private static async Task<byte[]> Take(World from, string mark, CodeForm codes, DayForm days)
    {
        var template = new SheetTemplate
        {
            Path = FencedScope.WholeInstitution, OrganisationId = from.University.Committee.Id, List = "members", Name = $"往返 {codes}", ChangedAt = from.Clock.GetUtcNow(), ChangedBy = "某人",
            Columns = [.. Elements.Select(e => new SheetColumn(Heading(e), e, null, codes, days))],
        };
        await from.Given(db => db.Add(template));
        var program = await from.Program(from.University.GeneralBranchReviewer);
        return await program.GetByteArrayAsync($"/api/v1/exports/members?format=csv&search={Uri.EscapeDataString(mark)}&layout={template.Id}");
    }
}

/// <summary>A second institution, with keys and a database of its own.</summary>
public sealed class OtherInstitution : RoomyWorld;
