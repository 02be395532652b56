using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Figures.Numbers;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Figures.Duties;

public sealed class DutiesThenTests(FiledWorld world) : IClassFixture<FiledWorld>
{
    [Fact]
    public async Task A_past_day_shows_the_duties_the_book_kept_then_and_nothing_that_came_later_changes_them()
    {
        var u = world.University;
        var day = world.Today.AddDays(-1);
        var browser = await world.SignedIn(u.GeneralBranchReviewer);
        var before = await Shown(browser, u.GeneralBranch, day);
        Assert.Equal(await Book(u.GeneralBranch, day), before.Own);
        Assert.Contains(before.Missing, m => m.Contains("支部委员会会议，缺 1 次", StringComparison.Ordinal));
        var listed = await Listed(browser, u.GeneralBranch, day);
        Assert.Contains(listed, row => row.Contains("缺项", StringComparison.Ordinal));
        Assert.Contains(listed, row => row.Contains("已完成", StringComparison.Ordinal));
        Assert.Contains(listed, row => row.Contains("不适用", StringComparison.Ordinal) && row.Contains("支部委员会", StringComparison.Ordinal));

        await ChangeEverything(u);

        Assert.NotEqual(before.Own, await Book(u.GeneralBranch, day));
        var after = await Shown(browser, u.GeneralBranch, day);
        Assert.Equal(before.Own, after.Own);
        Assert.Equal(before.Rows, after.Rows);
        Assert.Equal(before.Missing, after.Missing);
        var left = await Listed(browser, u.GeneralBranch, day);
        var elsewhere = int.Parse(Regex.Match(browser.Text, @"另有 (\d+) 项").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(listed.Count, left.Count + elsewhere);
        Assert.DoesNotContain(left, row => row.Contains(u.Second.Name, StringComparison.Ordinal));

        var records = await browser.Open($"/figures/records?organisation={u.GeneralBranch.Id}&measure=themeDays&asOf={day:yyyy-MM-dd}");
        Assert.Contains("2 条归档记录", records.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("其中 1 条现由其他组织保存，这里列出另外 1 条。", records.QuerySelector("main p[role=note]")!.TextContent);
        Assert.Single(records.QuerySelectorAll("tbody tr"));
    }

    [Fact]
    public async Task Duties_of_a_past_day_are_for_those_who_see_the_organisation()
    {
        var u = world.University;
        var address = $"/figures/obligations?organisation={u.Third.Id}&asOf={world.Today.AddDays(-1):yyyy-MM-dd}";
        foreach (var (account, status) in new[] { (u.Secretary, HttpStatusCode.NotFound), (u.Member, HttpStatusCode.Forbidden), (u.Office, HttpStatusCode.OK) })
        {
            var browser = await world.SignedIn(account);
            await browser.Open(address);
            Assert.Equal(status, browser.Status);
        }
    }

    /// <summary>The second branch moves away, a record is filed late, a duty is excused: all of it today.</summary>
    private async Task ChangeEverything(SmallUniversity u) => await world.Inside(async s =>
    {
        var fence = s.GetRequiredService<Fence>();
        var path = $"{u.OtherGeneralBranch.Path}{u.Second.Number}.";
        await s.GetRequiredService<TraceBook>().Filed(world.Record(ActivityKind.BranchCommitteeMeeting, world.LastMonth.AddDays(12), u.First) with { FiledAt = world.Clock.GetUtcNow() }, default);
        await fence.Run(
            """
            update organisation_version set valid_until = @Today where organisation_id = @Id and valid_until is null;
            insert into organisation_version(id, organisation_id, path, valid_from, name, kind, parent_id, path_then, reason, recorded_at, recorded_by)
            values (gen_random_uuid(), @Id, @path, @Today, @Name, 'Branch', @parent, @path, 'moved', now(), gen_random_uuid());
            update organisation set path = @path, parent_id = @parent where id = @Id;
            update trace set path = @path where organisation_id = @Id;
            update standing set path = @path where organisation_id = @Id;
            update obligation set path = @path where organisation_id = @Id;
            update obligation set excused_at = @now, excused_why = 'x' where organisation_id = @first and met = 0 and expected > 0;
            """,
            new { u.Second.Id, u.Second.Name, world.Today, path, parent = u.OtherGeneralBranch.Id, now = world.Clock.GetUtcNow(), first = u.First.Id }, default);
        await s.GetRequiredService<FigureRebuild>().Rebuild(default);
        await fence.Commit(default);
        return 0;
    });

    /// <summary>What the book says today: filed of expected over the twelve months shown.</summary>
    private async Task<string> Book(Organisation at, DateOnly day) => await world.Inside(async s =>
    {
        var span = FigureSpan.Of(null, day);
        return (await s.GetRequiredService<Fence>().Row<string>("select coalesce(sum(met), 0) || '/' || coalesce(sum(expected), 0) from obligation_month where organisation_id = @Id and month between @From and @Month", new { at.Id, span.From, span.Month }, default))!;
    });

    private static async Task<(string Own, List<string> Rows, List<string> Missing)> Shown(Browser browser, Organisation at, DateOnly day)
    {
        var page = await browser.Open($"/figures?organisation={at.Id}&asOf={day:yyyy-MM-dd}");
        var rows = page.QuerySelectorAll(".z-heat tbody tr").ToList();
        return (rows[0].QuerySelector("td.ix")!.TextContent.Trim(), [.. rows.Select(r => string.Join('|', r.QuerySelectorAll("td").Select(c => c.TextContent.Trim())))], [.. page.QuerySelectorAll("aside .z-list li").Select(m => m.TextContent)]);
    }

    /// <summary>All duties of the last month, over all pages.</summary>
    private async Task<List<string>> Listed(Browser browser, Organisation at, DateOnly day)
    {
        var page = await browser.Open($"/figures/obligations?organisation={at.Id}&month={world.LastMonth:yyyy-MM}&asOf={day:yyyy-MM-dd}");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        return [.. page.QuerySelectorAll("tbody tr").Select(r => r.TextContent)];
    }
}
