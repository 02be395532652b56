using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Privacy;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Oversight.Keeping;

/// <summary>The security officer sees what was taken away and when, holds what must stay, and lifts the hold.</summary>
public sealed class KeepingTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task The_page_tells_of_the_last_run_and_places_and_lifts_holds()
    {
        var u = world.University;
        await world.Inside(s => s.GetRequiredService<RetainAction>().Run(again: false, default));
        var department = await world.SignedIn(u.OrganisationDepartment);
        var list = await department.Open("/oversight");
        var page = await department.Open(list.QuerySelector("a[href='/oversight/keeping']")!.GetAttribute("href")!);
        Assert.Equal(RetentionRules.All.Count, page.QuerySelectorAll("tbody tr").Length);
        Assert.Contains("不少于 184 天", department.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("尚未执行", department.Text, StringComparison.Ordinal);

        page = await department.Press(page, "暂缓删除", ("Form.Who", "没有这个人"), ("Form.Reason", "审计"));
        department.Says(HoldRefusals.NotOne);
        page = await department.Press(page, "暂缓删除", ("Form.Who", u.Third.Name), ("Form.Reason", ""));
        department.Says(PlatformRefusals.Required);
        page = await department.Press(page, "暂缓删除", ("Form.Who", u.Third.Name), ("Form.Reason", new string('长', PlaceHoldAction.LongestReason + 1)));
        department.Says(PlatformRefusals.TooLong);
        page = await department.Press(page, "暂缓删除", ("Form.Who", u.Third.Name), ("Form.Reason", "年度审计"));
        Assert.Contains("年度审计", department.Text, StringComparison.Ordinal);
        await department.Press(page, "暂缓删除", ("Form.Who", u.Third.Name), ("Form.Reason", "再来一次"));
        department.Says(HoldRefusals.AlreadyHeld);

        var (before, other) = (await department.Open("/oversight/keeping"), await department.Open("/oversight/keeping"));
        await department.Press(before, $"解除对“{u.Third.Name}”的暂缓删除");
        Assert.Contains("解除", department.Text, StringComparison.Ordinal);
        var hold = await world.Inside(s => s.GetRequiredService<HoldQuery>().All(default));
        Assert.NotNull(Assert.Single(hold, h => h.Reason == "年度审计").LiftedAt);
        await department.Press(other, $"解除对“{u.Third.Name}”的暂缓删除");
        department.Says(HoldRefusals.AlreadyLifted);
        Assert.Equal([nameof(HoldLifted), nameof(HoldPlaced)], await world.Read(db => db.Set<JournalEntry>().Where(j => j.SubjectId == u.Third.Id && j.Fact.StartsWith("Hold")).Select(j => j.Fact).Order().ToListAsync()));
    }

    [Fact]
    public async Task Who_is_held_is_not_erased()
    {
        var u = world.University;
        var person = await world.Given(db =>
        {
            var made = new Member { Name = "庚被暂缓", OrganisationId = u.First.Id, Path = u.First.Path, Category = MemberCategory.FullMember, HomeAddress = new("庚路三号"), LeftOn = new DateOnly(2026, 1, 1), LeaveReason = LeaveReason.Graduated };
            db.Add(made);
            return made;
        });
        var department = await world.SignedIn(u.OrganisationDepartment);
        await department.Press(await department.Open("/oversight/keeping"), "暂缓删除", ("Form.Who", person.Name), ("Form.Reason", "诉讼"));
        await department.Press(await department.Open($"/people/{person.Id}/erase"), "抹去", ("Form.Ground", "TermOver"));
        department.Says(PeopleRefusals.Held);
        Assert.NotNull((await world.Read(db => db.Members.AsNoTracking().SingleAsync(m => m.Id == person.Id))).DataKey);
    }

    [Fact]
    public async Task Who_may_not_hold_sees_the_runs_and_places_none()
    {
        var admin = await world.SignedIn(world.University.Admin);
        var page = await admin.Open("/oversight/keeping");
        Assert.Equal(HttpStatusCode.OK, admin.Status);
        Assert.DoesNotContain(page.QuerySelectorAll("button"), b => b.TextContent.Trim() == "暂缓删除");
        var secretary = await world.SignedIn(world.University.Secretary);
        await secretary.Open("/oversight/keeping");
        Assert.Equal(HttpStatusCode.Forbidden, secretary.Status);
    }
}
