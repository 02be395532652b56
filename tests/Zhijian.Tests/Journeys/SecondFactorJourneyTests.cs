using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Zhijian.Modules.People;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Identity.SecondFactor;
using Zhijian.Testing;

namespace Zhijian.Journeys;

/// <summary>A real browser with a device in it: passkeys by the browser's own script, codes by an app.</summary>
[Collection(BrowserJourneys.Name)]
public sealed class SecondFactorJourneyTests(BrowserSession session)
{
    [Theory]
    [InlineData(BrowserSession.Phone, false)]
    [InlineData(BrowserSession.Desk, true)]
    public async Task A_device_becomes_a_passkey_and_signs_in_with_one_tap(int width, bool english)
    {
        var account = await NewAccount();
        await using var person = await Visitor(new Looks { Width = width, English = english });
        var device = await AddDevice(person.Page);
        await SignIn(person, account);
        await person.Go(Site + "/me/second-factor");
        await person.Type(".z-medium[data-passkey] [name='Form.Name']", "Laptop");
        await person.Page.Locator("[data-passkey=create] button").ClickAsync();
        await person.Page.Locator(".z-list b", new() { HasText = "Laptop" }).WaitForAsync();
        await person.Picture($"passkeys-{width}");

        await SignOut(person);
        await person.Go(Site + "/sign-in");
        await person.Picture($"sign-in-{width}");
        await person.Page.Locator("[data-passkey=get] button").ClickAsync();
        await person.Page.WaitForURLAsync(u => !u.Contains("/sign-in", StringComparison.Ordinal), new PageWaitForURLOptions { WaitUntil = WaitUntilState.DOMContentLoaded });
        await person.Go(Site + "/me/sessions");
        await person.Sees("Laptop");
        Assert.Empty(person.Complaints);

        // Whoever holds the device without its PIN or finger is not let in, and is told so on the page.
        await SignOut(person);
        await device("WebAuthn.setUserVerified", new() { ["isUserVerified"] = false });
        await person.Go(Site + "/sign-in");
        await person.Page.Locator("[data-passkey=get] button").ClickAsync();
        await Assertions.Expect(person.Page.Locator("[data-passkey-problem]")).ToBeVisibleAsync();
        Assert.StartsWith("/sign-in", person.Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(BrowserSession.Phone, false, true)]
    [InlineData(BrowserSession.Desk, true, true)]
    [InlineData(BrowserSession.Phone, false, false)]
    public async Task An_app_is_set_up_and_asked_for_on_pages_that_everybody_can_use(int width, bool english, bool script)
    {
        var account = await NewAccount();
        List<string> problems = [];
        await using var person = await Visitor(new Looks { Width = width, English = english, Script = script });
        await person.Page.AddInitScriptAsync(scriptPath: EveryPageTests.AxeScript);
        await SignIn(person, account);
        await person.Go(Site + "/me/second-factor");
        await person.Page.Locator("form[action='/me/second-factor/begin'] button").ClickAsync();
        var key = (await person.Page.Locator(".z-qr ~ p code").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        await Look("set-up");
        await person.Type("[name='Form.Code']", Code());
        await person.Page.Locator("form:has([name='Form.Code']) button").ClickAsync();
        await person.Page.Locator(".z-note ol code").First.WaitForAsync();
        Assert.Equal(10, await person.Page.Locator(".z-note ol code").CountAsync());
        await Look("codes");

        await SignOut(person);
        session.World.Clock.Move(TimeSpan.FromSeconds(60));
        await SignIn(person, account, "/sign-in/second-step");
        await Look("second-step");
        await person.Type("[name='Form.Code']", Code());
        await person.Page.Locator("form:has([name='Form.Code']) button").ClickAsync();
        await person.Page.WaitForURLAsync(u => !u.Contains("/sign-in", StringComparison.Ordinal), new PageWaitForURLOptions { WaitUntil = WaitUntilState.DOMContentLoaded });
        Assert.Empty(person.Complaints);
        Assert.True(problems.Count == 0, string.Join('\n', problems));

        string Code() => TimeCode.Of(Base32.Read(key), TimeCode.StepAt(session.World.Clock.GetUtcNow()));

        async Task Look(string name)
        {
            await person.Picture($"second-factor-{name}-{width}{(script ? "" : "-plain")}");
            if (script)
            {
                problems.AddRange((await EveryPageTests.Axe(person.Page)).Select(v => $"{name}: {v}"));
            }
            Assert.True(await person.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"), $"{name} scrolls sideways");
        }
    }

    [Theory]
    [InlineData("short", "还差 10 个字符")]
    [InlineData("fifteen letters", "长度够了")]
    [InlineData("twenty letters or more", "很难猜")]
    public async Task How_strong_a_password_is_is_told_in_words(string typed, string words)
    {
        await using var person = await Visitor(new Looks());
        await SignIn(person, await NewAccount());
        await person.Go(Site + "/me/password");
        await person.Type("[name='Form.Password']", typed);
        await Assertions.Expect(person.Page.Locator("[data-strength]")).ToContainTextAsync(words);
    }

    /// <summary>Devices answer for names only, not for numbers.</summary>
    private string Site => session.World.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    private Task<Person> Visitor(Looks looks) => session.Visitor(looks);

    private async Task SignIn(Person person, Account account, string to = "/")
    {
        await person.Go(Site + "/sign-in");
        await person.Page.FillAsync("[name='Form.UserName']", account.UserName!);
        await person.Page.FillAsync("[name='Form.Password']", World.Password);
        await person.Page.Locator("form:has([type=password]) button[type=submit]").ClickAsync();
        await person.Page.WaitForURLAsync(u => !u.EndsWith("/sign-in", StringComparison.Ordinal) && u.Contains(to, StringComparison.Ordinal), new PageWaitForURLOptions { WaitUntil = WaitUntilState.DOMContentLoaded });
    }

    private async Task SignOut(Person person) => await person.Page.Context.ClearCookiesAsync(new() { Name = "zj-session" });

    private static async Task<Func<string, Dictionary<string, object>, Task>> AddDevice(IPage page)
    {
        var browser = await page.Context.NewCDPSessionAsync(page);
        await browser.SendAsync("WebAuthn.enable");
        var made = await browser.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object> { ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true, ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true },
        });
        var id = made!.Value.GetProperty("authenticatorId").GetString()!;
        return async (command, values) => await browser.SendAsync(command, new Dictionary<string, object>(values) { ["authenticatorId"] = id });
    }

    private async Task<Account> NewAccount()
    {
        var secretary = await session.World.Read(db => db.Accounts.SingleAsync(a => a.UserName == "secretary"));
        var owner = await session.World.Read(db => db.Members.Where(m => m.Path == secretary.Path && m.LeftOn == null && !db.Set<Account>().Any(a => a.MemberId == m.Id)).OrderByDescending(m => m.Id).FirstAsync());
        return await session.World.AccountOf(owner);
    }
}
