using System.Net;
using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Collecting;
using Zhijian.Modules.Figures;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.Rules;
using Zhijian.Testing;

namespace Zhijian.Modules.Quality.Lineage;

/// <summary>Whatever a figure counts opens to its record and from there to its source: no kind of it ends at its row.</summary>
public sealed class CountedLineageTests(DemonstrationWorld world) : IClassFixture<DemonstrationWorld>
{
    [Fact]
    public async Task Every_kind_that_is_counted_leads_from_its_figure_to_its_source_and_back()
    {
        var office = await world.SignedInAs("office");
        var committee = await world.Read(db => db.Set<Organisation>().Where(o => o.ParentId == null).Select(o => o.Id).SingleAsync());
        List<string> led = [];
        foreach (var kind in Enum.GetNames<ActivityKind>().Concat(Enum.GetNames<CountedKind>()))
        {
            var rows = await office.Open($"/figures/records?organisation={committee}&kind={kind}");
            var records = rows.QuerySelectorAll("tbody tr");
            var links = rows.QuerySelectorAll("tbody td a[href^='/lineage/']").Select(a => a.GetAttribute("href")!).ToList();
            Assert.Equal(records.Length, links.Count);
            if (links.Count == 0)
            {
                continue;
            }
            var lineage = await office.Open(links[0]);
            Assert.Equal(HttpStatusCode.OK, office.Status);
            Assert.NotEmpty(lineage.QuerySelectorAll("section[aria-labelledby=record] dd"));
            Assert.NotEmpty(lineage.QuerySelectorAll("section[aria-labelledby=source] li"));
            var figures = lineage.QuerySelectorAll("section[aria-labelledby=figures] a").Select(a => a.GetAttribute("href")!).ToList();
            var back = figures.Single(f => f.Contains(committee.ToString(), StringComparison.Ordinal));
            Assert.NotNull((await office.Open(back)).QuerySelector($"a[href='{links[0]}']"));
            led.Add(kind);
        }
        Assert.Superset(new HashSet<string> { nameof(ActivityKind.ThemePartyDay), nameof(CountedKind.TheoryItem), nameof(CountedKind.LearningTask) }, led.ToHashSet());
    }

    [Fact]
    public async Task A_released_item_names_its_edition_its_rights_and_its_reviewers_and_a_task_who_issued_it_and_what_it_names()
    {
        var office = await world.SignedInAs("office");
        var item = await world.Read(db => db.Set<Library.LibraryEdition>().Where(e => e.State == Library.EditionState.Current).OrderBy(e => e.ItemId).FirstAsync());
        var page = await office.Open($"/lineage/{item.ItemId}");
        Assert.Contains(item.Rights, page.QuerySelector("section[aria-labelledby=source]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains($"第 {item.Number} 版", page.QuerySelector("section[aria-labelledby=record]")!.TextContent, StringComparison.Ordinal);

        var task = await world.Read(db => db.Set<Learning.LearningTask>().OrderBy(t => t.Id).FirstAsync());
        page = await office.Open($"/lineage/{task.Id}");
        Assert.Contains("这类记录不经审核", page.QuerySelector("section[aria-labelledby=versions]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("手工布置", page.QuerySelector("section[aria-labelledby=source]")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector($"section[aria-labelledby=record] a[href='/lineage/{task.ItemId}']"));
    }

    [Fact]
    public async Task What_a_form_collected_says_what_was_typed_for_it_and_what_was_known_and_leads_to_its_round()
    {
        var entry = await world.Read(db => db.Set<CollectionEntry>().Where(e => e.State == EntryState.Filed).OrderBy(e => e.Id).FirstAsync());
        var office = await world.SignedInAs("office");
        var link = (await office.Open($"/collecting/entries/{entry.Id}")).QuerySelector($"a[href='/lineage/{entry.Id}']");
        Assert.NotNull(link);
        var page = await office.Open($"/lineage/{entry.Id}");
        var source = page.QuerySelector("section[aria-labelledby=source]")!.TextContent;
        Assert.Equal(entry.Answers.Any(a => !a.WasKnown), source.Contains("手工填写：", StringComparison.Ordinal));
        Assert.NotNull(page.QuerySelector($"section[aria-labelledby=figures] a[href^='/collecting/rounds/{entry.RoundId}']"));
    }

    [Fact]
    public async Task What_somebody_may_not_open_has_no_lineage_for_them()
    {
        var member = await world.SignedInAs("member");
        var entry = await world.Read(db => db.Set<CollectionEntry>().OrderBy(e => e.Id).FirstAsync());
        var task = await world.Read(db => db.Set<Learning.LearningTask>().OrderBy(t => t.Id).FirstAsync());
        foreach (var id in new[] { entry.Id, task.Id, Guid.NewGuid() })
        {
            await member.Open($"/lineage/{id}");
            Assert.Equal(HttpStatusCode.NotFound, member.Status);
        }
    }
}
