using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Learning;
using Zhijian.Modules.People;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Importing.Learning;

/// <summary>A list of learning records: whose number nobody has is told, the units count in the person's own year, and an undone list leaves no trace.</summary>
public sealed class LearningRowsTests(RoomyWorld world) : IClassFixture<RoomyWorld>
{
    private const string Head = "学号,课程名称,完成日期,学时,举办单位\n";

    [Fact]
    public async Task A_list_enters_what_people_completed_counts_their_units_and_is_undone_without_a_trace()
    {
        await Numbered();
        var whole = await WholeDatabase.Read(world);
        var before = await Everything();
        var browser = await world.SignedIn(world.University.Secretary);
        var year = DateTime.UtcNow.Year;
        var list = Head
            + $"L0,党的创新理论轮训,{year}年1月5日,７.5,党委党校\n"
            + $"L4,党的创新理论轮训,{year}/1/5,,\n"
            + $"L99,入党培训,{year}-01-06,8,\n"
            + $"L4,入党培训,2099-01-06,8,\n"
            + $"L4,入党培训,{year}-01-06,很多,\n"
            + $"L4,入党培训,{year}-01-07,7.55,\n"
            + $"L4,,{year}-01-08,1,\n"
            + $"L5,党的创新理论轮训,{year}-01-05,2,\n"
            + $"L0,党的创新理论轮训,{year}-01-05,8,\n";
        var batch = await Imports.Bring(browser, world, world.University.First, list, source: "learning-system", kind: ImportKind.LearningRecords);
        await Imports.Check(browser, world, batch);
        await browser.Open($"/imports/{batch}/rows?show=faulty");
        foreach (var refusal in new[] { PeopleRefusals.NoSuchMember, ImportRefusals.InFuture, ImportRefusals.NotANumber.With("很多"), ImportRefusals.OutOfRange.With("7.55"), PlatformRefusals.Required, PeopleRefusals.AskUpper })
        {
            browser.Says(refusal);
        }
        var foreseen = await world.Read(db => db.Set<ImportBatch>().SingleAsync(b => b.Id == batch));
        Assert.Equal((2, 0, 7), (foreseen.Created, foreseen.Changed, foreseen.Faulty));
        await browser.Press(await browser.Open($"/imports/{batch}/rows/10"), "保存改正", ("Form.Cells[Course]", "组织工作培训"));
        Assert.Equal(before, await Everything());

        await Imports.Enter(browser, world, batch);
        Assert.Equal(ImportState.Entered, await Imports.StateOf(world, batch));
        Assert.Equal(3, await Rows("select 1 from learning_record"));
        Assert.Equal(3, await Rows("select 1 from provenance where entity_kind = 'LearningRecord' and source = 'learning-system'"));
        Assert.Equal(1, await Rows("select 1 from provenance where entity_kind = 'LearningRecord' and 'ClassHours:HalfWidth' = any(transformed)"));
        await OwnYear(year);

        var entered = await Everything();
        var second = await Imports.Bring(browser, world, world.University.First, list, source: "learning-system", kind: ImportKind.LearningRecords);
        await Imports.Check(browser, world, second);
        Assert.Equal((0, 0), await world.Read(async db => (await db.Set<ImportBatch>().SingleAsync(b => b.Id == second)) is var kept ? (kept.Created, kept.Changed) : default));
        var like = await Imports.Bring(browser, world, world.University.First, Head + $"L0,党的创新理论轮训,{year}-01-09,8,\n", source: "learning-system", kind: ImportKind.LearningRecords);
        await Imports.Check(browser, world, like);
        Assert.Equal((0, 1), await world.Read(async db => (await db.Set<ImportBatch>().SingleAsync(b => b.Id == like)) is var kept ? (kept.Created, kept.Waiting) : default));
        Assert.Equal(entered, await Everything());

        await browser.Press(await browser.Open($"/imports/{batch}/undo"), "撤销这一批");
        await Imports.Work(world, batch);
        Assert.Equal(ImportState.Undone, await Imports.StateOf(world, batch));
        Assert.Equal(before, await Everything());
        await whole.IsAsBefore(world);
        Assert.Equal(0, await Imports.Count(world, "provenance", batch));
        Assert.Equal(3, await world.Read(db => db.Set<JournalEntry>().CountAsync(j => j.Fact == nameof(LearningRecordTakenOut))));
    }

    /// <summary>The units stand in the person's own year, and where they are from; what the list did not say stays empty.</summary>
    private async Task OwnYear(int year)
    {
        var learner = await world.SignedIn(world.University.Secretary);
        var page = await learner.Open($"/learning/year?year={year}");
        var text = page.Body!.TextContent;
        foreach (var said in new[] { "党的创新理论轮训", "组织工作培训", "党委党校", "由名单导入", "15.5" })
        {
            Assert.Contains(said, text, StringComparison.Ordinal);
        }
        Assert.Contains("党的创新理论轮训", (await learner.Open("/learning")).Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("在别处学完", (await learner.Open($"/me/work?year={year}")).Body!.TextContent, StringComparison.Ordinal);
        var other = await world.SignedIn(world.University.SecondSecretary);
        Assert.DoesNotContain("党的创新理论轮训", (await other.Open($"/learning/year?year={year}")).Body!.TextContent, StringComparison.Ordinal);
    }

    private Task<int> Rows(string sql) => world.Inside(s => s.GetRequiredService<Fence>().Row<int>($"select count(*)::int from ({sql}) q", null, default));

    private Task<int> Numbered() => world.Inside(async s =>
    {
        var fence = s.GetRequiredService<Fence>();
        var (first, second) = (world.University.FirstMembers, world.University.SecondMembers);
        foreach (var (number, id) in new[] { ("L0", first[0].Id), ("L4", first[4].Id), ("L5", second[5].Id) })
        {
            await fence.Run("update member set institution_number = @number where id = @id", new { number, id }, default);
        }
        await fence.Commit(default);
        return 0;
    });

    private Task<string> Everything() => world.Inside(async s => JsonSerializer.Serialize(await s.GetRequiredService<Fence>().Rows<string>("select (r)::text from learning_record r order by id", null, default)));
}
