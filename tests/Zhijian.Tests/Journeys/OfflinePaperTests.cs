using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Questions;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Journeys;

[Collection(BrowserJourneys.Name)]
public sealed class OfflinePaperTests(BrowserSession session)
{
    [Fact]
    public async Task On_a_phone_one_reads_answers_loses_the_network_answers_gets_it_back_and_finishes()
    {
        var (paper, member) = await Paper();
        await using var phone = await session.SignedInApart("member", new Looks { ServiceWorker = true });
        ConcurrentBag<string> accepted = [];
        phone.Page.Context.Response += (_, response) =>
        {
            if (response.Url.EndsWith("/answers", StringComparison.Ordinal) && response.Ok)
            {
                accepted.Add(response.Request.Headers["idempotency-key"]);
            }
        };
        await phone.Go($"/papers/{paper}");
        await phone.Tap("开始作答");
        await phone.Page.WaitForURLAsync("**/papers/attempts/*");
        await phone.Page.EvaluateAsync("() => navigator.serviceWorker.ready.then(() => true)");
        await phone.Page.WaitForFunctionAsync("async () => { for (const name of await caches.keys()) if (await (await caches.open(name)).match(location.pathname)) return true; return false; }");
        var status = phone.Page.Locator("[data-paper-status]");

        // One question a screen; the first answer is kept at once.
        await Assertions.Expect(phone.Page.Locator(".z-q:visible")).ToHaveCountAsync(1);
        await phone.Page.Locator("#q1 label").First.ClickAsync();
        await Assertions.Expect(status).ToContainTextAsync("答案都已保存");
        Assert.Single(accepted);

        await phone.Page.Context.SetOfflineAsync(true);
        await phone.Page.Locator("#q1 a[rel=next]").ClickAsync();
        await phone.Page.Locator("#q2 label").First.ClickAsync();
        await phone.Page.Locator("#q2 a[rel=next]").ClickAsync();
        await phone.Page.Locator("#q3 label").First.ClickAsync();
        await Assertions.Expect(status).ToContainTextAsync("2 个答案存在本机");
        // A reload without network loses nothing; handing in waits.
        await phone.Page.ReloadAsync(new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await Assertions.Expect(status).ToContainTextAsync("2 个答案存在本机");
        await Assertions.Expect(phone.Page.Locator("#q3 input:checked")).ToHaveCountAsync(1);
        await Assertions.Expect(phone.Page.Locator(".z-qmap a.is-done")).ToHaveCountAsync(3);
        await phone.Page.Locator("#q3 a[rel=next]").ClickAsync();
        await phone.Tap(phone.Page.Locator("#finish button"));
        await Assertions.Expect(phone.Page.Locator("[data-paper-waits]")).ToBeVisibleAsync();
        Assert.Single(accepted);

        await phone.Page.Context.SetOfflineAsync(false);
        await Assertions.Expect(status).ToContainTextAsync("答案都已保存", new() { Timeout = 30_000 });
        Assert.Equal(3, accepted.Distinct().Count());
        Assert.Equal(3, accepted.Count);
        await phone.Tap(phone.Page.Locator("#finish button"));
        await Assertions.Expect(phone.Page.Locator(".z-card .z-state").First).ToBeVisibleAsync();
        var answers = await session.World.Read(db => db.Set<PaperAnswer>().Where(a => a.MemberId == member && db.Set<PaperAttempt>().Any(t => t.Id == a.AttemptId && t.PaperId == paper)).ToListAsync());
        Assert.Equal(3, answers.Count);
        Assert.All(answers, a => Assert.NotNull(a.Given));
        Assert.All(answers, a => Assert.NotNull(a.Share));
    }

    private async Task<(Guid Paper, Guid Member)> Paper()
    {
        var account = await session.World.Read(db => db.Accounts.SingleAsync(a => a.UserName == "member"));
        var path = await session.World.Read(db => db.Members.Where(m => m.Id == account.MemberId).Select(m => m.Path).SingleAsync());
        var branch = await session.World.Read(db => db.Set<Organisation>().SingleAsync(o => o.Path == path));
        var now = session.World.Clock.GetUtcNow();
        return await session.World.Given(db =>
        {
            var questions = QuestionSamples.Released(db, branch, now).Take(3).ToList();
            var paper = QuestionSamples.PaperOf(questions, branch, now, opens: true);
            db.Add(paper);
            return (paper.Id, account.MemberId!.Value);
        });
    }
}
