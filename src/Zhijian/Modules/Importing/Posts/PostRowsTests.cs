using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Modules.Importing.Posts;

/// <summary>A list of posts: given by the rules of an appointment by hand, reviewed, entered with its origin, and undone without a trace.</summary>
public sealed class PostRowsTests(RoomyWorld world) : IClassFixture<RoomyWorld>
{
    private const string Head = "任职人学号或工号,任职党组织,党内职务,任职日期,任期届满日期,任职说明\n";

    private string Day => world.Services.GetRequiredService<InstitutionTime>().Today.AddDays(-3).ToString("yyyy/M/d", System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_list_gives_posts_says_what_the_rules_refuse_and_is_undone_without_a_trace()
    {
        await Numbered();
        var whole = await WholeDatabase.Read(world);
        var before = await Everything();
        var browser = await world.SignedIn(world.University.OrganisationDepartment);
        var (first, list) = (world.University.First.Name, Head);
        list += $"Ｐ4,{first},宣传委员,{Day},,支部党员大会选举\n"
            + $"P0,{first},书记,{Day},,\n"
            + $"P5,{first},党支部书记,{Day},,选举\n"
            + $"查无此人,{first},纪检委员,{Day},,选举\n"
            + $"P5,没有的党支部,纪检委员,{Day},,选举\n"
            + $"P5,{first},党小组组长,{Day},,选举\n"
            + $"P4,{first},宣传委员,{Day},,支部党员大会选举\n"
            + $"P5,{first},青年委员,,,选举\n";
        var batch = await Imports.Bring(browser, world, world.University.Committee, list, kind: ImportKind.Posts);
        await Imports.Check(browser, world, batch);
        await browser.Open($"/imports/{batch}/rows?show=faulty");
        foreach (var refusal in new[] { PeopleRefusals.PostTakenAlready, PeopleRefusals.NoSuchMember, ImportRefusals.NoSuchOrganisation.With("没有的党支部"), PeopleRefusals.NotThisPostHere, ImportRefusals.TwiceInFile, PlatformRefusals.Required })
        {
            browser.Says(refusal);
        }
        var foreseen = await world.Read(db => db.Set<ImportBatch>().SingleAsync(b => b.Id == batch));
        Assert.Equal((1, 0, 1, 6), (foreseen.Created, foreseen.Changed, foreseen.Unchanged, foreseen.Faulty));
        await browser.Press(await browser.Open($"/imports/{batch}/rows/9"), "保存改正", ("Form.Cells[From]", Day));
        await browser.Open($"/imports/{batch}");
        Assert.Contains("2 项任职可以入库，5 行等您处理", browser.Text, StringComparison.Ordinal);
        Assert.Equal(before, await Everything());

        await Imports.Enter(browser, world, batch);
        Assert.Equal(ImportState.Entered, await Imports.StateOf(world, batch));
        var given = await world.Read(db => db.PostHoldings.Where(h => h.MemberId == world.University.FirstMembers[4].Id).SingleAsync());
        Assert.Equal((PostKind.PublicityCommissioner, world.University.First.Id, "支部党员大会选举"), (given.Post, given.OrganisationId, given.Reason));
        var notes = await world.Inside(s => s.GetRequiredService<Fence>().Rows<(string Kind, Guid Entity, string[] Elements, int Row, string[] Transformed)>("select entity_kind, entity_id, elements, row_number, transformed from provenance where batch_id = @batch order by row_number", new { batch }, default));
        Assert.Equal([2, 9], notes.Select(n => n.Row));
        Assert.Equal(("Post", given.Id), (notes[0].Kind, notes[0].Entity));
        Assert.Contains("Person:HalfWidth", notes[0].Transformed);
        Assert.Contains("From:DayForm", notes[0].Transformed);

        var entered = await Everything();
        var second = await Imports.Bring(browser, world, world.University.Committee, list, kind: ImportKind.Posts);
        await Imports.Check(browser, world, second);
        var again = await world.Read(db => db.Set<ImportBatch>().SingleAsync(b => b.Id == second));
        Assert.Equal((0, 0), (again.Created, again.Changed));
        Assert.Equal(entered, await Everything());

        // A post that was ended meanwhile stays, and keeps the batch.
        await world.Inside(async s =>
        {
            await s.GetRequiredService<Fence>().Run("update post_holding set until = @from, end_reason = 'x', version = version + 1 where id = @Id", new { from = given.From.AddDays(1), given.Id }, default);
            await s.GetRequiredService<Fence>().Commit(default);
            return 0;
        });
        var page = await browser.Open($"/imports/{batch}/undo");
        Assert.Contains("1 项任职已有后续办理", browser.Text, StringComparison.Ordinal);
        await browser.Post($"/imports/{batch}/undo", Imports.Fields(page, "undo-import"));
        browser.Says(ImportRefusals.BuiltOn.With(1));
        await world.Inside(async s =>
        {
            await s.GetRequiredService<Fence>().Run("update post_holding set until = null, end_reason = null, version = version - 1 where id = @Id", new { given.Id }, default);
            await s.GetRequiredService<Fence>().Commit(default);
            return 0;
        });
        await browser.Press(await browser.Open($"/imports/{batch}/undo"), "撤销这一批");
        await Imports.Work(world, batch);
        Assert.Equal(ImportState.Undone, await Imports.StateOf(world, batch));
        Assert.Equal(before, await Everything());
        await whole.IsAsBefore(world);
        Assert.Equal(0, await Imports.Count(world, "provenance", batch));
        Assert.Equal(2, await world.Read(db => db.Set<JournalEntry>().CountAsync(j => j.Fact == nameof(PostTakenOut))));
    }

    [Fact]
    public async Task What_followed_from_a_post_is_gone_with_it()
    {
        await Numbered();
        var browser = await world.SignedIn(world.University.OrganisationDepartment);
        var batch = await Imports.Bring(browser, world, world.University.Committee, Head + $"P4,{world.University.Second.Name},副书记,{Day},,支部党员大会选举\n", kind: ImportKind.Posts);
        await Imports.Check(browser, world, batch);
        await Imports.Enter(browser, world, batch);
        var given = await world.Read(db => db.PostHoldings.Where(h => h.MemberId == world.University.FirstMembers[4].Id && h.Post == PostKind.DeputySecretary).SingleAsync());
        // That a deputy secretary took office is told to everybody (open affairs).
        Assert.Equal(1, await Told(given.Id));
        await browser.Press(await browser.Open($"/imports/{batch}/undo"), "撤销这一批");
        await Imports.Work(world, batch);
        Assert.Equal(0, await Told(given.Id));
    }

    private Task<int> Told(Guid holding) => world.Inside(s => s.GetRequiredService<Fence>().Row<int>("select count(*)::int from open_entry where occasion = @occasion", new { occasion = $"post:{holding}" }, default));

    [Fact]
    public async Task Nobody_gives_posts_outside_their_organisation_or_to_themselves_by_a_list()
    {
        await Numbered();
        var browser = await world.SignedIn(world.University.Secretary);
        var batch = await Imports.Bring(browser, world, world.University.First, Head + $"P4,{world.University.Second.Name},宣传委员,{Day},,选举\nS5,,宣传委员,{Day},,选举\n", kind: ImportKind.Posts);
        await Imports.Check(browser, world, batch);
        await browser.Open($"/imports/{batch}/rows?show=faulty");
        foreach (var refusal in new[] { ImportRefusals.NoSuchOrganisation.With(world.University.Second.Name), PeopleRefusals.AskUpper })
        {
            browser.Says(refusal);
        }
        Assert.Equal(0, await world.Read(db => db.Set<ImportBatch>().Where(b => b.Id == batch).Select(b => b.Fit).SingleAsync()));
        // A general branch gives its own posts; those of its branches are given by the branches or from above, by a list as by hand.
        var general = await world.SignedIn(world.University.GeneralBranchReviewer);
        var above = await Imports.Bring(general, world, world.University.GeneralBranch, Head + $"P4,{world.University.First.Name},宣传委员,{Day},,选举\nP5,,宣传委员,{Day},,选举\n", kind: ImportKind.Posts);
        await Imports.Check(general, world, above);
        await general.Open($"/imports/{above}/rows?show=faulty");
        general.Says(PlatformRefusals.NotYours);
        Assert.Equal((1, 1), await world.Read(async db => (await db.Set<ImportBatch>().SingleAsync(b => b.Id == above)) is var kept ? (kept.Created, kept.Faulty) : default));
        var department = await world.SignedIn(world.University.OrganisationDepartment);
        var themselves = await Imports.Bring(department, world, world.University.Committee, Head + $"PD,,安全管理员,{Day},,由组织部任命\n", kind: ImportKind.Posts);
        await Imports.Check(department, world, themselves);
        await department.Open($"/imports/{themselves}/rows?show=faulty");
        department.Says(PeopleRefusals.NotByOneself);
        var commissioner = await world.SignedIn(world.University.BranchCommittee);
        await commissioner.Open("/imports/new");
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, commissioner.Status);
    }

    /// <summary>Some of the people get numbers.</summary>
    private Task Numbered() => world.Inside(async s =>
    {
        var fence = s.GetRequiredService<Fence>();
        var (first, second) = (world.University.FirstMembers, world.University.SecondMembers);
        foreach (var (number, id) in new[] { ("P0", first[0].Id), ("P4", first[4].Id), ("P5", first[5].Id), ("S5", second[5].Id), ("PD", world.University.OrganisationDepartment.MemberId!.Value) })
        {
            await fence.Run("update member set institution_number = @number where id = @id", new { number, id }, default);
        }
        await fence.Commit(default);
        return 0;
    });

    private async Task<string> Everything() => JsonSerializer.Serialize((await world.Read(db => db.PostHoldings.AsNoTracking().OrderBy(h => h.Id).ToListAsync())).Select(h => new { h.Id, h.Path, h.MemberId, h.OrganisationId, h.Post, h.From, h.Until, h.PlannedEnd, h.Reason, h.EndReason }));
}
