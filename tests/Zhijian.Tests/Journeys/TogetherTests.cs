using System.Collections.Concurrent;
using Microsoft.Playwright;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Review;
using Zhijian.Testing;

namespace Zhijian.Journeys;

[Collection(BrowserJourneys.Name)]
public sealed class TogetherTests(BrowserSession session)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_double_click_on_hand_in_hands_in_once(bool script)
    {
        var id = await session.WithMinutes(Stories.NewTitle("连按两次"));
        await using var secretary = await session.SignedIn("secretary", new Looks { Width = BrowserSession.Desk, Script = script });
        ConcurrentBag<string> posts = [];
        secretary.Page.Request += (_, request) =>
        {
            if (request.Method == "POST")
            {
                posts.Add(request.Url);
            }
        };
        await secretary.Go($"/activities/{id}");
        await secretary.Page.Locator($"form[action='/activities/{id}/record/submit'] button").DblClickAsync();
        await secretary.Page.Locator("#record .z-chain").WaitForAsync();

        if (script)
        {
            Assert.Single(posts);
        }
        var record = await session.RecordOf(id);
        Assert.Equal(RecordState.Submitted, record.State);
        Assert.Equal(1, (await session.World.Read(db => db.FindAsync<ReviewCase>(record.ReviewCaseId).AsTask()))!.LastSubmission);
    }

    [Fact]
    public async Task Whoever_checks_in_appears_on_the_hosts_open_page_by_itself()
    {
        var id = await session.RollOpen(Stories.NewTitle("实时到会"));
        await using var host = await session.SignedIn("secretary", new Looks { Width = BrowserSession.Desk });
        await host.Go($"/activities/{id}");
        await host.Page.EvaluateAsync("() => { window.sameVisit = true; }");
        await Assertions.Expect(host.Page.Locator("[data-live] .z-big .z-num")).ToHaveTextAsync("0");
        var code = (await host.Page.Locator(".z-code").First.InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);

        await using var member = await session.SignedIn("member", new Looks());
        await member.Go($"/c/{id:N}{code}");
        await member.Tap("签到");
        await member.Page.WaitForURLAsync($"**/activities/{id}/checked-in");

        await Assertions.Expect(host.Page.Locator("[data-live] .z-big .z-num")).ToHaveTextAsync("1");
        Assert.True(await host.Page.EvaluateAsync<bool>("() => window.sameVisit === true"));
        await host.Picture("activity-live-desk");
        Assert.Empty(host.Complaints);
    }
}
