using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Activities.Records;
using Zhijian.Modules.Importing;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Quality.Lineage;

/// <summary>From a figure to its rows, the record, the versions that were handed in, who reviewed them, and where the words came from.</summary>
public sealed class LineageStoriesTests(RoomyWorld world) : IClassFixture<RoomyWorld>
{
    [Fact]
    public async Task A_figure_leads_by_its_rows_to_the_record_its_versions_its_reviewers_and_its_source()
    {
        var submitted = await world.Submitted("来源可查的活动");
        var secretary = await world.SignedIn(world.University.Secretary);
        await secretary.Open($"/lineage/{submitted.Id}");
        Assert.Contains("现在不计入任何数字", secretary.Text, StringComparison.Ordinal);
        await world.Approve(submitted.Id);

        var rows = await secretary.Open($"/figures/records?organisation={world.University.First.Id}");
        Assert.NotNull(rows.QuerySelector($"a[href='/lineage/{submitted.Id}']"));
        Assert.NotNull((await secretary.Open($"/records/{submitted.Id}")).QuerySelector($"a[href='/lineage/{submitted.Id}']"));
        await secretary.Open($"/lineage/{submitted.Id}");
        foreach (var said in new[] { "计算机第一党支部", "第 1 次提交", "与第 1 次提交一致", "内容未变", "沈南乔", "顾文澜", "贺兰舟", "纪要由周以宁手工录入", "活动由周以宁手工计划" })
        {
            Assert.Contains(said, WebUtility.HtmlDecode(secretary.Text), StringComparison.Ordinal);
        }
        // The figure that the chain begins with shows this record among its rows; those above see their own figures too.
        var department = await world.SignedIn(world.University.OrganisationDepartment);
        var page = await department.Open($"/lineage/{submitted.Id}");
        var figures = page.QuerySelectorAll("section[aria-labelledby=figures] a").Select(a => a.GetAttribute("href")!).ToList();
        Assert.Equal(3, figures.Count);
        foreach (var figure in figures)
        {
            Assert.NotNull((await department.Open(figure)).QuerySelector($"a[href='/lineage/{submitted.Id}']"));
        }
    }

    [Fact]
    public async Task What_a_list_or_a_system_brought_says_so_and_nobody_else_sees_it()
    {
        var submitted = await world.Submitted("系统写入的活动");
        await world.Inside(async s =>
        {
            await s.GetRequiredService<ProvenanceBook>().Note(
                "Activity",
                [new ProvenanceNote(Guid.CreateVersion7(), submitted.Path, submitted.ActivityId, null, null, "committee", ["Title"], [], null, 1, Guid.Empty, "旧系统", world.Clock.GetUtcNow()) { ClientId = Guid.NewGuid(), SourceKey = "old-1" }], default);
            await s.GetRequiredService<Fence>().Commit(default);
            return 0;
        });
        var secretary = await world.SignedIn(world.University.Secretary);
        await secretary.Open($"/lineage/{submitted.Id}");
        Assert.Contains("对接系统按标识 old-1 写入", WebUtility.HtmlDecode(secretary.Text), StringComparison.Ordinal);
        Assert.DoesNotContain("手工计划", secretary.Text, StringComparison.Ordinal);
        var other = await world.SignedIn(world.University.ThirdSecretary);
        await other.Open($"/lineage/{submitted.Id}");
        Assert.Equal(HttpStatusCode.NotFound, other.Status);
    }
}
