using System.Globalization;
using System.Net;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Modules.Yearly;

/// <summary>A small university freezes its years: what stays as it was, what another edition says, who sees what.</summary>
public sealed class YearlyStoriesTests(World world) : IClassFixture<World>
{
    private int LastYear => world.Services.GetRequiredService<InstitutionTime>().Today.Year - 1;

    private string End => $"{LastYear}-12-31";

    [Fact]
    public async Task A_frozen_year_stays_as_it_was_and_another_edition_says_why()
    {
        var u = world.University;
        var office = await world.SignedIn(u.OrganisationDepartment);
        var page = await office.Open("/yearly");
        Assert.Contains("未冻结", office.Text, StringComparison.Ordinal);
        page = await office.Press(await office.Open("/yearly/freeze"), "统计并冻结", ("Form.Day", End), ("Form.Reason", "试验"));
        Assert.Contains("年度统计已冻结", office.Text, StringComparison.Ordinal);
        var first = await Newest(u.Committee.Id);
        var members = Value(first, "members");
        Assert.True(members >= 27);
        Assert.Equal((members, 6L, 3L), (Value(first, "full-members") + Value(first, "probationary-members"), Value(first, "organisations"), Value(first, "branches")));
        Assert.Equal(6, await world.Read(db => db.Set<YearlySheet>().CountAsync(s => s.FreezingId == first.FreezingId)));

        // Somebody who was forgotten is entered with the day of last year; nothing of the frozen year changes, not even by force.
        await world.Given(db =>
        {
            var late = new Member { Name = "补录人", OrganisationId = u.First.Id, Path = u.First.Path, Category = MemberCategory.FullMember, JoinDate = new DateOnly(2012, 1, 1), FullMemberDate = new DateOnly(2013, 1, 1) };
            db.AddRange(late, new Membership { MemberId = late.Id, OrganisationId = u.First.Id, Path = u.First.Path, From = new DateOnly(LastYear, 3, 1) });
            return 0;
        });
        Assert.Equal(members, Value(await Newest(u.Committee.Id), "members"));
        var refused = await Assert.ThrowsAsync<PostgresException>(() => world.Inside(s => s.GetRequiredService<Fence>().Run("update yearly_sheet set edition = 9", null, default)));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);

        // Frozen anew: not without a reason, then as another edition beside the first.
        page = await office.Press(await office.Open("/yearly/freeze"), "统计并冻结", ("Form.Day", End));
        office.Says(YearlyRefusals.ReasonNeeded.With(LastYear.ToString(CultureInfo.InvariantCulture)));
        Assert.Equal(End, page.QuerySelector("select[name='Form.Day'] option[selected]")!.GetAttribute("value"));
        await office.Press(page, "统计并冻结", ("Form.Reason", "补录一名转入党员"));
        var second = await Newest(u.Committee.Id);
        Assert.Equal((first.Edition + 1, "补录一名转入党员", members + 1), (second.Edition, second.Reason, Value(second, "members")));
        await office.Open($"/yearly/table?sheet={first.Id}");
        Assert.Equal(HttpStatusCode.OK, office.Status);
        await office.Open("/yearly");
        Assert.Contains($"已冻结，第 {second.Edition} 版", office.Text, StringComparison.Ordinal);

        // A trial of this year is compared with the newest edition, and says what it is.
        var today = world.Services.GetRequiredService<InstitutionTime>().Today;
        await office.Press(await office.Open("/yearly/freeze"), "统计并冻结", ("Form.Day", today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
        Assert.Contains("试算，不是年终数", office.Text, StringComparison.Ordinal);
        var trial = await Newest(u.Committee.Id);
        Assert.Equal((members + 1, true), (trial.Lines.Single(l => l.Name == "members").Last, trial.Lines.Single(l => l.Name == "members").IsLastFrozen));
        Assert.All(trial.Lines, l => Assert.Equal(0, l.NotExplained));
        Assert.Equal(3, await world.Read(db => db.Set<JournalEntry>().CountAsync(j => j.Fact == nameof(YearFrozen) && (j.SubjectId == first.Id || j.SubjectId == second.Id || j.SubjectId == trial.Id))));

        page = await office.Open($"/yearly/line?sheet={trial.Id}&line=members");
        Assert.Contains(u.GeneralBranch.Name, office.Text, StringComparison.Ordinal);
        page = await office.Open(page.QuerySelector("section[aria-labelledby=below] a.z-num")!.GetAttribute("href")!);
        Assert.Contains(u.First.Name, office.Text, StringComparison.Ordinal);
        using var taken = await office.Raw(new HttpRequestMessage(HttpMethod.Get, $"/api/v1/exports/yearly?format=csv&sheet={trial.Id}"));
        var file = await taken.Content.ReadAsStringAsync();
        Assert.Contains($"党员,党员,{members + 1},{members + 1},0", file, StringComparison.Ordinal);
        using var byOrganisation = await office.Raw(new HttpRequestMessage(HttpMethod.Get, $"/api/v1/exports/yearly-line?format=csv&line=organisations&sheet={trial.Id}"));
        Assert.Contains(u.GeneralBranch.Name, await byOrganisation.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_sees_an_organisation_sees_its_table_and_nobody_else()
    {
        var u = world.University;
        await Freeze(LastYear - 1);
        var freezing = (await world.Read(db => db.Set<YearlySheet>().Where(s => s.Year == LastYear - 1).OrderByDescending(s => s.Id).FirstAsync())).FreezingId;
        var sheets = await world.Read(db => db.Set<YearlySheet>().Where(s => s.FreezingId == freezing).ToDictionaryAsync(s => s.OrganisationId, s => s.Id));
        var secretary = await world.SignedIn(u.Secretary);
        await secretary.Open("/yearly");
        Assert.Contains((LastYear - 1).ToString(CultureInfo.InvariantCulture), secretary.Text, StringComparison.Ordinal);
        await secretary.Open($"/yearly/table?sheet={sheets[u.First.Id]}");
        Assert.Equal(HttpStatusCode.OK, secretary.Status);
        foreach (var foreign in new[] { u.Second, u.GeneralBranch, u.Committee })
        {
            await secretary.Open($"/yearly/table?sheet={sheets[foreign.Id]}");
            Assert.Equal(HttpStatusCode.NotFound, secretary.Status);
            await secretary.Open($"/yearly/line?sheet={sheets[foreign.Id]}&line=members");
            Assert.Equal(HttpStatusCode.NotFound, secretary.Status);
        }
        await secretary.Open("/yearly/freeze");
        Assert.Equal(HttpStatusCode.Forbidden, secretary.Status);
        await (await world.SignedIn(u.Office)).Open("/yearly/freeze");
        Assert.Equal(PlatformRefusals.NotYours, await world.Inside(async s => (await s.GetRequiredService<Freezing.FreezeYearAction>().Run(new DateOnly(LastYear, 12, 31), null, 0, SystemActors.SetUp.Actor, default)).Refusal));
        var english = await world.SignedIn(u.Secretary, TextFiles.English);
        await english.Open($"/yearly/line?sheet={sheets[u.First.Id]}&line=members");
        Assert.Contains("What explains the difference", english.Text, StringComparison.Ordinal);
        await english.Open($"/yearly/line?sheet={sheets[u.First.Id]}&line=nothing");
        Assert.Equal(HttpStatusCode.NotFound, english.Status);
    }

    [Fact]
    public async Task A_few_people_are_told_only_in_ones_own_branch_neither_on_pages_nor_in_files()
    {
        var u = world.University;
        await Freeze(LastYear);
        var branch = await Newest(u.First.Id);
        Assert.Equal(1, Value(branch, "probationary-members"));
        var own = await (await world.SignedIn(u.Secretary)).Open($"/yearly/table?sheet={branch.Id}");
        Assert.Equal("1", Told(own, "预备党员"));
        var above = await world.SignedIn(u.GeneralBranchReviewer);
        var page = await above.Open($"/yearly/table?sheet={branch.Id}");
        Assert.Equal("不显示", Told(page, "预备党员"));
        Assert.Equal("不显示", Told(page, "正式党员"));
        Assert.NotEqual("不显示", Told(page, "党支部"));
        using var taken = await above.Raw(new HttpRequestMessage(HttpMethod.Get, $"/api/v1/exports/yearly?format=csv&sheet={branch.Id}"));
        Assert.Contains("预备党员,不显示", await taken.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        // On the table of a line the branches' numbers are as silent as on their own tables.
        var general = await Newest(u.GeneralBranch.Id);
        page = await above.Open($"/yearly/line?sheet={general.Id}&line=probationary-members");
        Assert.DoesNotContain(page.QuerySelectorAll("section[aria-labelledby=below] td").Select(c => c.TextContent.Trim()), t => t == "1");
    }

    [Fact]
    public async Task A_table_is_laid_out_on_the_sheet_of_another_system()
    {
        var u = world.University;
        await Freeze(LastYear);
        var sheet = await Newest(u.Committee.Id);
        var office = await world.SignedIn(u.OrganisationDepartment);
        await office.Press(await office.Open("/sheets/new"), "保存", ("Form.Name", "党内统计年报"), ("Form.List", "yearly"), ("Form.Columns[0].Heading", "填报单位"), ("Form.Columns[0].Element", "organisation.name"),
            ("Form.Columns[1].Heading", "项目"), ("Form.Columns[1].Element", "statistics.line"), ("Form.Columns[2].Heading", "数量"), ("Form.Columns[2].Element", "statistics.value"), ("Form.Columns[3].Heading", "截止"),
            ("Form.Columns[3].Element", "statistics.as-of"), ("Form.Columns[3].Days", "Digits"));
        Assert.Contains("模板已保存", office.Text, StringComparison.Ordinal);
        var layout = office.Path.Split('/')[^1];
        using var taken = await office.Raw(new HttpRequestMessage(HttpMethod.Get, $"/api/v1/exports/yearly?format=csv&sheet={sheet.Id}&layout={layout}"));
        var lines = (await taken.Content.ReadAsStringAsync()).TrimStart('\uFEFF').Split("\r\n");
        Assert.Equal("填报单位,项目,数量,截止", lines[0]);
        Assert.Contains($"{u.Committee.Name},党员,{Value(sheet, "members")},{LastYear}1231", lines);
    }

    [Fact]
    public async Task A_page_that_is_no_longer_true_freezes_nothing()
    {
        var u = world.University;
        var office = await world.SignedIn(u.OrganisationDepartment);
        var page = await office.Open("/yearly/freeze");
        await Freeze(LastYear - 1);
        await office.Press(page, "统计并冻结", ("Form.Day", $"{LastYear - 4}-12-31"));
        office.Says(PlatformRefusals.Stale);
        await office.Press(await office.Open("/yearly/freeze"), "统计并冻结", ("Form.Day", "2001-12-31"));
        office.Says(YearlyRefusals.NoSuchDay);
        await office.Press(await office.Open("/yearly/freeze"), "统计并冻结", ("Form.Day", $"{LastYear - 4}-12-31"));
        office.Says(YearlyRefusals.NotFounded);
        Assert.Equal(0, await world.Read(db => db.Set<YearlySheet>().CountAsync(s => s.Year == LastYear - 4)));
    }

    private async Task Freeze(int year)
    {
        var office = await world.SignedIn(world.University.OrganisationDepartment);
        await office.Press(await office.Open("/yearly/freeze"), "统计并冻结", ("Form.Day", $"{year}-12-31"), ("Form.Reason", "试验"));
        Assert.Contains("年度统计已冻结", office.Text, StringComparison.Ordinal);
    }

    private Task<YearlySheet> Newest(Guid organisation) => world.Read(db => db.Set<YearlySheet>().AsNoTracking().Where(s => s.OrganisationId == organisation).OrderByDescending(s => s.Id).FirstAsync());

    private static long Value(YearlySheet sheet, string line) => sheet.Lines.Single(l => l.Name == line).Value;

    private static string Told(IDocument page, string line) => page.QuerySelectorAll("tbody tr").Single(r => r.QuerySelector("th")!.TextContent.Trim() == line).QuerySelector("td")!.TextContent.Trim();
}
