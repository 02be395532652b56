using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Zhijian.Modules.Learning;
using Zhijian.Platform.Identity;
using Zhijian.Testing;

namespace Zhijian.Journeys;

[Collection(BrowserJourneys.Name)]
public sealed class LearningJourneyTests(BrowserSession session)
{
    [Fact]
    public async Task A_member_opens_what_is_asked_on_a_phone_says_studied_and_takes_it_back()
    {
        var account = await session.World.Read(db => db.Accounts.SingleAsync(a => a.UserName == "member"));
        var open = await session.World.Read(db => db.Set<LearningAssignment>().Where(a => a.MemberId == account.MemberId && a.DoneOn == null && a.ExcusedWhy == null && a.Mode == LearningMode.Individual).OrderBy(a => a.DueOn).ThenBy(a => a.TaskId).FirstAsync());
        await using var member = await session.SignedIn("member", new Looks());
        await member.Go("/learning");
        var row = member.Page.Locator("main .z-list > li").Filter(new() { Has = member.Page.Locator($"form[action='/learning/{open.TaskId}/studied']") });
        await member.Tap(row.Locator("a").First);
        await member.Page.WaitForURLAsync(u => u.Contains($"/library/{open.ItemId}", StringComparison.Ordinal));
        await member.Go("/learning");
        await member.Tap(row.Locator("button"));
        await Assertions.Expect(member.Page.Locator("[role=status]").First).ToContainTextAsync("已记下");
        await Assertions.Expect(row).ToHaveCountAsync(0);
        var done = member.Page.Locator($"form[action='/learning/{open.TaskId}/take-back'] button");
        await member.Tap(done);
        await Assertions.Expect(row).ToHaveCountAsync(1);
    }
}
