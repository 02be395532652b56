using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Zhijian.Modules.Points;
using Zhijian.Platform.Identity;
using Zhijian.Testing;

namespace Zhijian.Journeys;

[Collection(BrowserJourneys.Name)]
public sealed class PointsJourneyTests(BrowserSession session)
{
    [Fact]
    public async Task A_member_opens_their_ledger_on_a_phone_and_contests_a_posting()
    {
        var account = await session.World.Read(db => db.Accounts.SingleAsync(a => a.UserName == "member"));
        await using var member = await session.SignedIn("member", new Looks { Width = BrowserSession.Phone });
        await member.Go("/me");
        await member.Tap(member.Page.Locator("main a[href='/me/points']").First);
        await member.Page.WaitForURLAsync(u => u.EndsWith("/me/points", StringComparison.Ordinal));
        await member.Picture("points-phone");
        var contest = member.Page.Locator("main .z-list a[href$='/contest']").First;
        var posting = Guid.Parse((await contest.GetAttributeAsync("href"))!.Split('/')[3]);
        await member.Tap(contest);
        await member.Page.Locator("textarea[name='Form.Reason']").FillAsync("那天请假，没有到场");
        await member.Tap(member.Page.Locator("main form button[type=submit]"));
        await Assertions.Expect(member.Page.Locator("[role=status]").First).ToContainTextAsync("异议已提出");
        await Assertions.Expect(member.Page.Locator($"main a[href='/me/points/{posting}/contest']")).ToContainTextAsync("看异议");
        var kept = await session.World.Read(db => db.Set<PointsContest>().SingleAsync(c => c.PostingId == posting));
        await member.Go($"/me/points/{posting}/contest");
        await member.Picture("points-contest-phone");
        Assert.Equal((account.MemberId!.Value, ContestState.Open), (kept.MemberId, kept.State));
    }

    [Fact]
    public async Task Whoever_answers_sees_contests_and_a_branch_its_sums_on_a_desk()
    {
        await using (var member = await session.SignedIn("member", new Looks { Width = BrowserSession.Desk }))
        {
            await member.Go("/me/points");
            await member.Picture("points-desk");
        }
        await using var secretary = await session.SignedIn("secretary", new Looks { Width = BrowserSession.Desk });
        foreach (var (path, name) in new[] { ("/points/contests", "points-contests"), ("/points/branch", "points-branch") })
        {
            await secretary.Go(path);
            await secretary.Picture($"{name}-desk");
        }
    }
}
