using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Figures;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Modules.Importing.Trees;

/// <summary>A list of organisations: parents before children, by the rules of the tree, reviewed, entered with its origin, and undone without a trace.</summary>
public sealed class OrganisationRowsTests(RoomyWorld world) : IClassFixture<RoomyWorld>
{
    private const string Head = "党组织名称,上级党组织,党组织类别,成立日期,变更原因,首批党员,党组织编号\n";

    private DateOnly Today => world.Services.GetRequiredService<InstitutionTime>().Today;

    [Fact]
    public async Task A_list_founds_parents_before_children_renames_what_is_known_and_is_undone_without_a_trace()
    {
        _ = world.University;
        await world.Inside(async services =>
        {
            using (services.GetRequiredService<Fence>().As(SystemActors.Figures))
            {
                await services.GetRequiredService<ObligationBook>().SumOverviews(default);
            }
            await services.GetRequiredService<Fence>().Commit(default);
            return 0;
        });
        var whole = await WholeDatabase.Read(world);
        var before = await Everything();
        var browser = await world.SignedIn(world.University.OrganisationDepartment);
        var day = Today.AddDays(-10).ToString("yyyy年M月d日", CultureInfo.InvariantCulture);
        var list = Head
            + "软件第一党支部,软件学院党总支,支部,,研究生分设,苏景行、顾念安、叶听舟、韩序川,\n"
            + $" 软件学院党总支 ,,总支,{day},,,\n"
            + "文学与新闻学院党总支,,党总支,,学校更名,,3\n"
            + "物理第一党支部,物理学院党委,党支部,,,,\n"
            + "计算机第一党支部,信息学院党总支,党支部,,,,\n"
            + "数学党支部,试验大学党委,直属党支部,,,查无此人,\n"
            + "调走的党支部,文学院党总支,党支部,,,,4\n";
        var batch = await Imports.Bring(browser, world, world.University.Committee, list, "committee", ImportKind.Organisations);
        await Imports.Check(browser, world, batch);
        var foreseen = await world.Read(db => db.Set<ImportBatch>().SingleAsync(b => b.Id == batch));
        Assert.Equal((0, 1, 1, 5), (foreseen.Created, foreseen.Changed, foreseen.Unchanged, foreseen.Faulty));
        await browser.Open($"/imports/{batch}/rows?show=faulty");
        foreach (var refusal in new[] { ImportRefusals.ParentStaysBehind, OrganisationRefusals.WarningNeedsReason.With(1), ImportRefusals.NoSuchOrganisation.With("物理学院党委"), ImportRefusals.NoSuchPerson.With("查无此人"), OrganisationRefusals.DecidedByPeople })
        {
            browser.Says(refusal);
        }
        // The reason that the rule asks for frees the row and the one below it.
        await browser.Press(await browser.Open($"/imports/{batch}/rows/3"), "保存改正", ("Form.Cells[Reason]", "校党委会议决定"));
        await browser.Open($"/imports/{batch}");
        Assert.Contains("3 个组织可以入库，3 行等您处理", browser.Text, StringComparison.Ordinal);
        await browser.Open($"/imports/{batch}/rows?show=change");
        Assert.Contains("文学院党总支 → 文学与新闻学院党总支", browser.Text, StringComparison.Ordinal);
        Assert.Equal(before, await Everything());

        await Imports.Enter(browser, world, batch);
        Assert.Equal(ImportState.Entered, await Imports.StateOf(world, batch));
        var above = await world.Read(db => db.Organisations.SingleAsync(o => o.Name == "软件学院党总支"));
        var branch = await world.Read(db => db.Organisations.SingleAsync(o => o.Name == "软件第一党支部"));
        Assert.Equal((world.University.Committee.Id, above.Id, OrganisationKind.GeneralBranch, Today.AddDays(-10)), (above.ParentId, branch.ParentId, above.Kind, above.FoundedOn));
        Assert.Equal(4, await world.Read(db => db.Members.CountAsync(m => m.OrganisationId == branch.Id && m.Path == branch.Path)));
        Assert.Equal("文学与新闻学院党总支", await world.Read(db => db.Organisations.Where(o => o.Id == world.University.OtherGeneralBranch.Id).Select(o => o.Name).SingleAsync()));
        var notes = await world.Inside(s => s.GetRequiredService<Fence>().Rows<(string Kind, string[] Elements, int Row, string Source, string By)>("select entity_kind, elements, row_number, source, by_name from provenance where batch_id = @batch order by row_number", new { batch }, default));
        Assert.Equal([2, 3, 4], notes.Select(n => n.Row));
        Assert.All(notes, n => Assert.Equal(("Organisation", "committee", "顾文澜"), (n.Kind, n.Source, n.By)));
        Assert.Equal(["Name"], notes[2].Elements);
        Assert.Contains("On", notes[1].Elements);

        await browser.Open($"/organisations/{above.Id}/origin");
        foreach (var said in new[] { "list.csv", "第 3 行", "成立日期", "日期写法", "顾文澜" })
        {
            Assert.Contains(said, browser.Text, StringComparison.Ordinal);
        }
        var entered = await Everything();
        var second = await Imports.Bring(browser, world, world.University.Committee, list.Replace(day + ",,", day + ",校党委会议决定,", StringComparison.Ordinal), "committee", ImportKind.Organisations);
        await Imports.Check(browser, world, second);
        var again = await world.Read(db => db.Set<ImportBatch>().SingleAsync(b => b.Id == second));
        Assert.Equal((0, 0), (again.Created, again.Changed));
        Assert.Equal(entered, await Everything());

        await browser.Press(await browser.Open($"/imports/{batch}/undo"), "撤销这一批");
        await Imports.Work(world, batch);
        Assert.Equal(ImportState.Undone, await Imports.StateOf(world, batch));
        Assert.Equal(before, await Everything());
        await whole.IsAsBefore(world);
        Assert.Equal(0, await Imports.Count(world, "provenance", batch));
        Assert.True(await world.Read(db => db.Set<JournalEntry>().AnyAsync(j => j.SubjectId == branch.Id && j.Fact == nameof(OrganisationTakenOut))));
    }

    [Fact]
    public async Task What_was_built_on_a_list_keeps_it_with_all_that_stands_above()
    {
        var browser = await world.SignedIn(world.University.OrganisationDepartment);
        var batch = await Imports.Bring(browser, world, world.University.Committee, Head + "化学学院党总支,,党总支,,校党委会议决定,,\n化学临时党支部,化学学院党总支,临时党支部,,实习期间,,\n", "committee", ImportKind.Organisations);
        await Imports.Check(browser, world, batch);
        await browser.Open($"/imports/{batch}/rows");
        Assert.True(await world.Read(db => db.Set<ImportBatch>().AnyAsync(b => b.Id == batch && b.Created == 2)), browser.Text);
        await Imports.Enter(browser, world, batch);
        await browser.Open($"/imports/{batch}/rows?show=faulty");
        Assert.True(await world.Read(db => db.Set<ImportBatch>().AnyAsync(b => b.Id == batch && b.Created == 2 && b.State == ImportState.Entered)), browser.Text);
        var branch = await world.Read(db => db.Organisations.SingleAsync(o => o.Name == "化学临时党支部"));
        await world.Given(db => db.Add(new PostHolding { OrganisationId = branch.Id, Path = branch.Path, MemberId = world.University.FirstMembers[5].Id, Post = PostKind.Secretary, From = Today }));

        var page = await browser.Open($"/imports/{batch}/undo");
        Assert.Contains("2 个组织已有后续办理", browser.Text, StringComparison.Ordinal);
        await browser.Post($"/imports/{batch}/undo", Imports.Fields(page, "undo-import"));
        browser.Says(ImportRefusals.BuiltOn.With(2));
        await world.Inside(async s =>
        {
            await s.GetRequiredService<Fence>().Run("delete from post_holding where organisation_id = @Id", new { branch.Id }, default);
            await s.GetRequiredService<Fence>().Commit(default);
            return 0;
        });
        await browser.Press(await browser.Open($"/imports/{batch}/undo"), "撤销这一批");
        await Imports.Work(world, batch);
        Assert.Equal(ImportState.Undone, await Imports.StateOf(world, batch));
        Assert.False(await world.Read(db => db.Organisations.AnyAsync(o => o.Id == branch.Id)));
    }

    [Fact]
    public async Task A_name_that_differs_by_a_slip_waits_for_a_person_and_only_who_may_change_the_tree_brings_one()
    {
        var browser = await world.SignedIn(world.University.OrganisationDepartment);
        var batch = await Imports.Bring(browser, world, world.University.Committee, Head + "计算机第一支部,信息学院党总支,党支部,,,,\n", "committee", ImportKind.Organisations);
        await Imports.Check(browser, world, batch);
        Assert.Equal(1, await world.Read(db => db.Set<ImportBatch>().Where(b => b.Id == batch).Select(b => b.Waiting).SingleAsync()));
        var page = await browser.Open($"/imports/{batch}/rows/2");
        Assert.Contains("计算机第一党支部", browser.Text, StringComparison.Ordinal);
        await browser.Press(page, "确定", ("Form.Decision", "Same"));
        var decided = await world.Read(db => db.Set<ImportBatch>().SingleAsync(b => b.Id == batch));
        Assert.Equal((0, 1, 0, 0), (decided.Created, decided.Changed, decided.Faulty, decided.Waiting));

        var secretary = await world.SignedIn(world.University.GeneralBranchReviewer);
        var bring = await secretary.Open("/imports/new");
        Assert.DoesNotContain("Organisations", bring.QuerySelector("select[name='Form.Kind']")!.InnerHtml, StringComparison.Ordinal);
        await Imports.Upload(secretary, world, world.University.GeneralBranch, System.Text.Encoding.UTF8.GetBytes(Head + "甲,,党支部,,,,\n"), "a.csv", "committee", ImportKind.Organisations);
        Assert.Equal(HttpStatusCode.Forbidden, secretary.Status);
        await secretary.Open($"/imports/{batch}");
        Assert.Equal(HttpStatusCode.NotFound, secretary.Status);
    }

    [Fact]
    public async Task A_name_from_its_authoritative_source_is_not_changed_by_another()
    {
        var browser = await world.SignedIn(world.University.OrganisationDepartment);
        var right = await Imports.Bring(browser, world, world.University.Committee, "党组织名称,党组织编号\n计算机科学第二党支部,5\n", "committee", ImportKind.Organisations);
        await Imports.Check(browser, world, right);
        await Imports.Enter(browser, world, right);
        Assert.Equal("计算机科学第二党支部", await world.Read(db => db.Organisations.Where(o => o.Id == world.University.Second.Id).Select(o => o.Name).SingleAsync()));
        var other = await Imports.Bring(browser, world, world.University.Committee, "党组织名称,党组织编号\n计科第二支部,5\n", "organisation", ImportKind.Organisations);
        await Imports.Check(browser, world, other);
        await browser.Open($"/imports/{other}/rows?show=faulty");
        browser.Says(ImportRefusals.SourceStands);

        // Undone, and renamed by hand afterwards: what was built on it is told.
        await world.Inside(async s =>
        {
            Assert.Equal(1, await s.GetRequiredService<Fence>().Run("update organisation set version = version + 1 where id = @Id", new { world.University.Second.Id }, default));
            await s.GetRequiredService<Fence>().Commit(default);
            return 0;
        });
        await browser.Open($"/imports/{right}/undo");
        Assert.Contains("1 个组织已有后续办理", browser.Text, StringComparison.Ordinal);
        Assert.Contains("之后又有更正", browser.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("计算机第二支部", "计算机第二党支部", true)]
    [InlineData("计算机第一党支部", "计算机第二党支部", false)]
    [InlineData("中文系党支部", "中文系教工党支部", true)]
    [InlineData("中文系党支部", "数学系党支部", false)]
    [InlineData("化学学院党总支", "文学院党总支", false)]
    [InlineData("中文系党支部", "中文系党支部", false)]
    public void Names_are_alike_but_for_what_tells_them_apart(string one, string other, bool near) => Assert.Equal(near, NameLikeness.IsNear(one, other));

    /// <summary>The tree with its history, who belongs where, and what is owed; but for what only counts changes.</summary>
    private async Task<string> Everything() => await Imports.Everything(world) + JsonSerializer.Serialize(new
    {
        Organisations = (await world.Read(db => db.Organisations.AsNoTracking().OrderBy(o => o.Id).ToListAsync())).Select(o => new { o.Id, o.Path, o.ParentId, o.Kind, o.Name, o.FoundedOn, o.DissolvedOn, o.Population }),
        Versions = await world.Read(db => db.OrganisationVersions.AsNoTracking().OrderBy(v => v.Id).ToListAsync()),
        Owed = await world.Inside(s => s.GetRequiredService<Fence>().Rows<string>("select concat_ws(' ', organisation_id, month, expected, met, own_open) from obligation_month order by 1", null, default)),
        Below = await world.Inside(s => s.GetRequiredService<Fence>().Rows<string>("select concat_ws(' ', organisation_id, organisations, general_branches, branches, late) from overview_sum order by 1", null, default)),
    });
}
