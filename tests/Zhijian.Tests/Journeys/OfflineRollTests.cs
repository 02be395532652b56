using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Rules;
using Zhijian.Testing;

namespace Zhijian.Journeys;

[Collection(BrowserJourneys.Name)]
public sealed class OfflineRollTests(BrowserSession session)
{
    [Fact]
    public async Task Ticks_made_without_network_outlive_a_reload_and_arrive_once_each()
    {
        var id = await session.RollOpen(Stories.NewTitle("断网点名"));
        await using var secretary = await session.SignedIn("secretary", new Looks { ServiceWorker = true });
        ConcurrentBag<string> accepted = [];
        secretary.Page.Context.Response += (_, response) =>
        {
            if (response.Url.EndsWith("/roll/tick", StringComparison.Ordinal) && response.Ok)
            {
                accepted.Add(response.Request.Headers["idempotency-key"]);
            }
        };
        await secretary.Go($"/activities/{id}/roll");
        await secretary.Page.EvaluateAsync("() => navigator.serviceWorker.ready.then(() => true)");
        await secretary.Page.WaitForFunctionAsync("async () => { for (const name of await caches.keys()) if (await (await caches.open(name)).match(location.href)) return true; return false; }");
        var members = await secretary.Page.Locator("[data-roll-member]").EvaluateAllAsync<string[]>("rows => rows.slice(0, 3).map(r => r.dataset.rollMember)");

        await secretary.Page.Context.SetOfflineAsync(true);
        foreach (var member in members)
        {
            await secretary.Tap(Choice(secretary, member));
        }
        await Assertions.Expect(secretary.Page.Locator("[data-roll-status]")).ToContainTextAsync("3 条待发送");
        await secretary.Page.ReloadAsync(new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await Assertions.Expect(secretary.Page.Locator("[data-roll-status]")).ToContainTextAsync("3 条待发送");
        foreach (var member in members)
        {
            await Assertions.Expect(Choice(secretary, member).Locator("input")).ToBeCheckedAsync();
        }
        Assert.Empty(accepted);

        await secretary.Page.Context.SetOfflineAsync(false);
        await Assertions.Expect(secretary.Page.Locator("[data-roll-status]")).ToContainTextAsync("全部已发送");
        Assert.Equal(3, accepted.Count);
        Assert.Equal(3, accepted.Distinct().Count());
        var ids = members.Select(Guid.Parse).ToList();
        var marked = await session.World.Read(db => db.Set<Attendance>().Where(a => a.ActivityId == id && a.Status == AttendanceStatus.Present).Select(a => a.MemberId).ToListAsync());
        Assert.Equal(ids.Order(), marked.Order());
    }

    private static ILocator Choice(Person person, string member) => person.Page.Locator($"[data-roll-member='{member}'] label:has(input[value=Present])");
}
