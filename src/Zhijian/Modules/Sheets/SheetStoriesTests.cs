using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Modules.Sheets.Designing;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Sheets;

/// <summary>The office says once how an upper system's sheet is laid out; lists are then taken along in that layout.</summary>
public sealed class SheetStoriesTests(RoomyWorld world) : IClassFixture<RoomyWorld>
{
    private static readonly string[] Elements = ["person.full-name", "person.sex"];

    [Fact]
    public async Task A_list_is_laid_out_on_the_sheet_of_another_system()
    {
        await world.Given(db => db.Add(new Member
        {
            Name = "表格甲", OrganisationId = world.University.First.Id, Path = world.University.First.Path, Category = MemberCategory.FullMember, SexCode = "2", EducationCode = "21", JoinDate = new DateOnly(2019, 7, 1),
            FullMemberDate = new DateOnly(2020, 7, 1), InstitutionNumber = "T77001",
        }));
        await world.Given(db => db.Add(new Member
        {
            Name = "表格乙", OrganisationId = world.University.First.Id, Path = world.University.First.Path, Category = MemberCategory.Applicant, SexCode = "1", RestrictedSince = world.University.First.FoundedOn,
        }));
        var office = await world.SignedIn(world.University.Office);
        var page = await office.Open("/sheets/new");
        await office.Press(
            page, "保存", ("Form.Name", "采集表"), ("Form.List", "members"), ("Form.Columns[0].Heading", "党员姓名"), ("Form.Columns[0].Element", "person.full-name"),
            ("Form.Columns[1].Heading", "性别代码"), ("Form.Columns[1].Element", "person.sex"), ("Form.Columns[1].Codes", "Code"), ("Form.Columns[2].Heading", "性别"), ("Form.Columns[2].Element", "person.sex"),
            ("Form.Columns[3].Heading", "入党时间"), ("Form.Columns[3].Element", "person.join-date"), ("Form.Columns[3].Days", "Digits"), ("Form.Columns[4].Heading", "国籍"), ("Form.Columns[4].Text", "中国"),
            ("Form.Columns[5].Heading", "类别"), ("Form.Columns[5].Element", "person.category"));
        Assert.Contains("模板已保存", office.Text, StringComparison.Ordinal);
        var id = Guid.Parse(office.Path.Split('/')[^1]);

        // Those below take their lists along in it, of what they see.
        var secretary = await world.SignedIn(world.University.Secretary);
        page = await secretary.Open("/exports/members?search=" + Uri.EscapeDataString("表格"));
        await secretary.Press(page, "导出", ("format", "csv"), ("layout", id.ToString()));
        Assert.Equal(HttpStatusCode.OK, secretary.Status);
        var lines = secretary.Text.TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["党员姓名,性别代码,性别,入党时间,国籍,类别", "表格乙,,,,中国,入党申请人", "表格甲,2,女,20190701,中国,正式党员"], [lines[0], .. lines[1..].Order(StringComparer.Ordinal)]);

        // A change is a version; the first is kept.
        page = await office.Open($"/sheets/{id}");
        page = await office.Press(page, "保存", ("Form.Columns[5].Heading", ""), ("Form.Columns[5].Element", ""), ("Form.Columns[5].Text", ""));
        Assert.Equal([6, 5], await world.Read(db => db.Set<SheetTemplateVersion>().Where(v => v.TemplateId == id).OrderBy(v => v.Number).Select(v => v.Columns).ToListAsync()) is var kept ? kept.Select(c => c.Count) : []);
        Assert.Equal(2, await world.Read(db => db.Set<JournalEntry>().CountAsync(j => j.Fact == nameof(SheetTemplateDefined) && j.SubjectId == id)));

        await office.Press(await office.Open($"/sheets/{id}"), "停用");
        page = await secretary.Open("/exports/members");
        Assert.Null(page.QuerySelector("select[name=layout]"));
        await secretary.Open($"/api/v1/exports/members?format=csv&layout={id}");
        Assert.Equal(HttpStatusCode.NotFound, secretary.Status);
        Assert.Equal(SheetRefusals.RetiredAlready, await world.Inside(async s => (await s.GetRequiredService<DesignTemplateAction>().Retire(id, 3, SystemActors.SetUp.Actor, default)).Refusal));
    }

    [Fact]
    public async Task Nobody_but_the_office_designs_one_and_a_list_that_has_no_elements_has_no_layout()
    {
        var secretary = await world.SignedIn(world.University.Secretary);
        await secretary.Open("/sheets/new");
        Assert.Equal(HttpStatusCode.Forbidden, secretary.Status);
        var refused = await world.Inside(async s => (await s.GetRequiredService<DesignTemplateAction>().Define("records", "甲", [Column("甲", "person.sex")], SystemActors.SetUp.Actor with { Posts = [Post()] }, default)).Decision.Refusal);
        Assert.Equal(SheetRefusals.NoSuchList, refused);
    }

    [Fact]
    public void What_no_sheet_can_be_is_refused()
    {
        Refusal? Taken(string? name, params TypedColumn[] columns) => New().Take(name, columns, Elements, Actor.OfSystem("试验"), DateTimeOffset.UnixEpoch);
        Assert.Equal(PlatformRefusals.Required.Code, Taken(" ", Column("甲", "person.sex"))!.Code);
        Assert.Equal(SheetRefusals.NoColumns, Taken("表", Column("", "")));
        Assert.Equal(SheetRefusals.HeadingMissing, Taken("表", Column("", "person.sex")));
        Assert.Equal(SheetRefusals.HeadingTwice.Code, Taken("表", Column("甲", "person.sex"), Column("甲 ", "person.full-name"))!.Code);
        // A sealed value is no element of a list.
        Assert.Equal(SheetRefusals.NoSuchElement, Taken("表", Column("证件", "person.identity-number")));
        Assert.Equal(SheetRefusals.TooManyColumns.Code, Taken("表", [.. Enumerable.Range(0, 61).Select(i => Column($"列{i}", "person.sex"))])!.Code);
        Assert.Equal(PlatformRefusals.TooLong.Code, Taken("表", Column(new string('长', 101), "person.sex"))!.Code);
        Assert.Equal(PlatformRefusals.TooLong.Code, Taken("表", Column("甲", "person.sex") with { Text = new string('长', 201) })!.Code);
        Assert.Equal(PlatformRefusals.NotReadable, Taken("表", Column("甲", "person.sex") with { Codes = null }));
        Assert.Equal(PlatformRefusals.NotReadable, Taken("表", Column("甲", "person.sex") with { Days = null }));
        Assert.Null(Taken("表", Column("甲", "person.sex"), Column("", "")));
    }

    [Fact]
    public void Days_are_written_as_the_other_system_wants_them()
    {
        var day = new DateOnly(2026, 3, 5);
        Assert.Equal(["2026-03-05", "2026/03/05", "2026.03.05", "20260305", "2026年3月5日", "202603"], Enum.GetValues<DayForm>().Select(f => SheetWords.Day(day, f)));
        Assert.Equal(Encoding.UTF8.GetByteCount("2026-03-05"), SheetWords.Day(day, DayForm.Dashes).Length);
    }

    private static SheetTemplate New() => new() { Path = "1.", OrganisationId = Guid.NewGuid(), List = "members" };

    private static TypedColumn Column(string heading, string element) => new(heading, element, null, CodeForm.Name, DayForm.Dashes);

    private HeldPost Post() => new(Guid.NewGuid(), nameof(PostKind.CommitteeOffice), world.University.Committee.Id, world.University.Committee.Name, world.University.Committee.Path, "Committee", [new Grant(SheetActs.Design, Reach.OwnAndBelow)]);
}
