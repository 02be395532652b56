using Microsoft.Playwright;

namespace Zhijian.Testing;

/// <summary>One Chromium and one demonstration university for all journeys of people with a real browser.</summary>
public sealed class BrowserSession : IAsyncLifetime
{
    public const int Phone = 390;
    public const int Desk = 1440;

    /// <summary>The browser without windows, where there is one, else the whole one; <c>CHROMIUM</c> names another.</summary>
    public static readonly string Chromium = Environment.GetEnvironmentVariable("CHROMIUM") ?? new[] { "/usr/bin/chromium-headless-shell", "/usr/bin/chromium" }.First(File.Exists);

    private readonly Dictionary<string, string> _signedIn = [];
    private readonly SemaphoreSlim _signingIn = new(1, 1);
    private IPlaywright? _playwright;
    private IBrowser? _chromium;

    public ServedDemonstrationWorld World { get; } = new();

    /// <summary>Where Chromium keeps what it would else leave in the system's temporary folder.</summary>
    public string Scratch { get; } = TestFolder.New("browser");

    public async ValueTask InitializeAsync()
    {
        await World.InitializeAsync();
        World.Clock.Move(UntilMorning());
        _playwright = await Playwright.CreateAsync();
        _chromium = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium,
            Env = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().Where(e => (string)e.Key != "TMPDIR").Select(e => KeyValuePair.Create((string)e.Key, (string)e.Value!)).Append(new("TMPDIR", Scratch)),
            Args = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_chromium is not null)
        {
            await _chromium.CloseAsync();
        }
        _playwright?.Dispose();
        await World.DisposeAsync();
        Directory.Delete(Scratch, recursive: true);
    }

    /// <summary>A browser without an account.</summary>
    public Task<Person> Visitor(Looks looks) => Open(looks, null);

    /// <summary>Somebody of the demonstration, signed in; signs in through the page the first time, later brings the same cookies.</summary>
    public async Task<Person> SignedIn(string userName, Looks looks)
    {
        await _signingIn.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (!_signedIn.ContainsKey(userName))
            {
                _signedIn[userName] = await SignIn(userName);
            }
        }
        finally
        {
            _signingIn.Release();
        }
        return await Open(looks, _signedIn[userName]);
    }

    /// <summary>Somebody with a session of their own: who signs out ends it, and the others' would be over too.</summary>
    public async Task<Person> SignedInApart(string userName, Looks looks) => await Open(looks, await SignIn(userName));

    private async Task<string> SignIn(string userName)
    {
        await using var first = await Open(new Looks { Script = false }, null);
        await first.Go("/sign-in");
        await first.Page.FillAsync("[name='Form.UserName']", userName);
        await first.Page.FillAsync("[name='Form.Password']", World.PasswordOf(userName));
        await first.Page.Locator("form:has([type=password]) button[type=submit]").ClickAsync();
        // The cookies are there with the first byte of the next page; whoever waits for all of it may miss its event, and wait in vain.
        await first.Page.WaitForURLAsync(u => !u.Contains("/sign-in", StringComparison.Ordinal), new PageWaitForURLOptions { WaitUntil = WaitUntilState.Commit });
        return await first.Page.Context.StorageStateAsync();
    }

    /// <summary>The clock that people of the world read: the demonstration's days are told in the institution's time.</summary>
    public DateTimeOffset Now => TimeZoneInfo.ConvertTime(World.Clock.GetUtcNow(), Zone);

    private static TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    /// <summary>Stories last an hour and must not cross midnight, whenever the tests run.</summary>
    private TimeSpan UntilMorning()
    {
        var now = Now;
        var morning = new DateTimeOffset(now.Date.AddHours(9), now.Offset);
        return (morning > now ? morning : morning.AddDays(1)) - now;
    }

    private async Task<Person> Open(Looks looks, string? state)
    {
        var context = await _chromium!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = World.Address,
            Locale = looks.English ? "en-GB" : "zh-CN",
            TimezoneId = "Asia/Shanghai",
            ColorScheme = looks.Dark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new ViewportSize { Width = looks.Width, Height = looks.Width < 600 ? 844 : 900 },
            IsMobile = looks.Width < 600,
            HasTouch = looks.Width < 600,
            JavaScriptEnabled = looks.Script,
            BypassCSP = looks.BypassPolicy,
            StorageState = state,
            ServiceWorkers = looks.ServiceWorker ? ServiceWorkerPolicy.Allow : ServiceWorkerPolicy.Block,
        });
        context.SetDefaultTimeout(30_000);
        return new Person(await context.NewPageAsync());
    }
}

/// <summary>How a person looks at the product.</summary>
public sealed record Looks
{
    public int Width { get; init; } = BrowserSession.Phone;

    public bool English { get; init; }

    public bool Dark { get; init; }

    public bool Script { get; init; } = true;

    public bool ServiceWorker { get; init; }

    /// <summary>Only for tools that look into the page; never where the policy itself is looked at.</summary>
    public bool BypassPolicy { get; init; }
}

/// <summary>A person at a browser. Counts what their hands do, and keeps what the browser complained about.</summary>
public sealed class Person : IAsyncDisposable
{
    private const double SecondsPerTap = 1.2;
    private const double SecondsPerCharacter = 0.25;

    /// <summary>No more Tab presses than this lead to anything on a page.</summary>
    private const int LongestWay = 150;

    /// <summary>Milliseconds until somebody presses a key again that led nowhere.</summary>
    private const int PatienceWithAKey = 15_000;

    /// <summary>So that somebody without a mouse sees where they are: an outline, or a shadow as the fields have it.</summary>
    private const string FocusIsVisible = """
        e => {
          const seen = x => { const s = getComputedStyle(x); const box = x.getBoundingClientRect(); return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || (s.boxShadow !== 'none' && box.width > 0); };
          const box = e.getBoundingClientRect();
          return box.width > 0 && box.height > 0 && (seen(e) || (e.labels && [...e.labels].some(seen)) || seen(e.parentElement));
        }
        """;

    public Person(IPage page)
    {
        Page = page;
        page.Console += (_, said) =>
        {
            if (said.Type == "error")
            {
                Complaints.Add($"{new Uri(page.Url).PathAndQuery}: {said.Text}");
            }
        };
        page.PageError += (_, error) => Complaints.Add($"{new Uri(page.Url).PathAndQuery}: {error}");
    }

    public IPage Page { get; }

    /// <summary>Errors of the console, of scripts and of the content security policy.</summary>
    public List<string> Complaints { get; } = [];

    public int Taps { get; private set; }

    public int TypedFields { get; private set; }

    public int TypedCharacters { get; private set; }

    /// <summary>Keys pressed one by one, where somebody works without a mouse.</summary>
    public int Keys { get; private set; }

    /// <summary>An estimate by a simple model of taps and keystrokes, not a measurement of people.</summary>
    public double HandsOnSeconds => (Taps * SecondsPerTap) + (TypedCharacters * SecondsPerCharacter);

    /// <summary>The same estimate for somebody without a mouse.</summary>
    public double KeyboardSeconds => Keys * SecondsPerCharacter;

    public string Path => new Uri(Page.Url).PathAndQuery;

    /// <summary>Opens an address as if it had been typed; not counted.</summary>
    public async Task<int> Go(string path)
    {
        var response = await Page.GotoAsync(path, new PageGotoOptions { WaitUntil = WaitUntilState.DOMContentLoaded });
        return response?.Status ?? 0;
    }

    /// <summary>Taps a link or button by its words.</summary>
    public Task Tap(string words, string within = "body") =>
        Tap(Page.Locator(within).Locator($"a:visible, button:visible, summary:visible").Filter(new LocatorFilterOptions { HasText = words }).First);

    public async Task Tap(ILocator target)
    {
        Taps++;
        try
        {
            await target.ClickAsync();
        }
        catch (TimeoutException problem)
        {
            // What stood there instead is mostly the answer to why.
            var stood = await Page.Locator("body").InnerTextAsync();
            throw new TimeoutException($"{problem.Message}\nOn {Path} stood: {stood[..Math.Min(stood.Length, 900)]}", problem);
        }
    }

    /// <summary>Taps what leads to another page, and waits for it.</summary>
    public async Task TapTo(string words, string address, string within = "body")
    {
        await Tap(words, within);
        await Page.WaitForURLAsync(new System.Text.RegularExpressions.Regex(address), new PageWaitForURLOptions { WaitUntil = WaitUntilState.DOMContentLoaded });
    }

    public async Task Type(string field, string text)
    {
        Taps++;
        TypedFields++;
        TypedCharacters += text.Length;
        await Page.Locator(field).First.FillAsync(text);
    }

    /// <summary>Presses Tab until this has the focus, as somebody without a mouse does.</summary>
    public async Task TabTo(string target)
    {
        var wanted = Page.Locator(target).First;
        await wanted.WaitForAsync();
        for (var i = 0; i < LongestWay; i++)
        {
            if (await wanted.EvaluateAsync<bool>("e => e === document.activeElement"))
            {
                Assert.True(i == 0 || await wanted.EvaluateAsync<bool>(FocusIsVisible), $"The focus on {target} of {Path} can't be seen.");
                return;
            }
            await Press("Tab");
        }
        Assert.Fail($"The keyboard does not reach {target} on {Path}.");
    }

    public async Task Press(string key)
    {
        Keys++;
        await Page.Keyboard.PressAsync(key);
    }

    /// <summary>Goes to a field with the keyboard and writes over what stands in it.</summary>
    public async Task Write(string field, string text)
    {
        await TabTo(field);
        await Press("Control+a");
        await Keyed(text);
        TypedFields++;
    }

    /// <summary>Writes where the focus is.</summary>
    public async Task Keyed(string text)
    {
        Keys += text.Length;
        await Page.Keyboard.TypeAsync(text);
    }

    /// <summary>
    /// Goes to a link or button with the keyboard and opens it; another page comes. A browser that is busy loading can lose a key: whoever still
    /// stands on the same page with nothing on its way presses once more, and the key counts.
    /// </summary>
    public async Task PressOn(string target, string address)
    {
        var there = new System.Text.RegularExpressions.Regex(address);
        await TabTo(target);
        await Press("Enter");
        try
        {
            await Page.WaitForURLAsync(there, new PageWaitForURLOptions { WaitUntil = WaitUntilState.DOMContentLoaded, Timeout = PatienceWithAKey });
        }
        catch (TimeoutException)
        {
            if (!there.IsMatch(Page.Url))
            {
                await TabTo(target);
                await Press("Enter");
            }
            await Page.WaitForURLAsync(there, new PageWaitForURLOptions { WaitUntil = WaitUntilState.DOMContentLoaded });
        }
    }

    /// <summary>Writes a day into the browser's own day field, part by part, in whichever order this browser shows them.</summary>
    public Task WriteDay(string field, DateTimeOffset day) => WriteParts(field, Told(day, "yyyy-MM-dd"), Told(day, "MMddyyyy"), Told(day, "yyyy") + '>' + Told(day, "MMdd"));

    /// <summary>The same for a time, of 24 hours or of twice 12.</summary>
    public Task WriteTime(string field, DateTimeOffset time) => WriteParts(field, Told(time, "HH:mm"), Told(time, "HHmm"), Told(time, "hhmmtt")[..5]);

    private async Task WriteParts(string field, string wanted, params string[] ways)
    {
        await TabTo(field);
        foreach (var way in ways)
        {
            foreach (var part in way)
            {
                await (part == '>' ? Press("ArrowRight") : Keyed(part.ToString()));
            }
            if (await Page.InputValueAsync(field) == wanted)
            {
                TypedFields++;
                return;
            }
            for (var i = 0; i < 3; i++)
            {
                await Press("ArrowLeft");
            }
        }
        Assert.Fail($"{field} on {Path} does not take {wanted} from the keyboard: {await Page.InputValueAsync(field)}");
    }

    private static string Told(DateTimeOffset at, string format) => at.ToString(format, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Walks down a queue with J, as its keys say, to the line with these words, and opens it.</summary>
    public async Task WalkTo(string words)
    {
        for (var i = 0; i < LongestWay; i++)
        {
            await Press("j");
            if (await Page.EvaluateAsync<bool>("words => document.activeElement?.closest('[data-nav-item]')?.textContent.includes(words) === true", words))
            {
                await Press("Enter");
                await Page.Locator(".z-decide form[action$='/accept'] button").WaitForAsync();
                await Sees(words, ".z-review");
                return;
            }
        }
        Assert.Fail($"The keys J and K do not lead to '{words}' on {Path}.");
    }

    /// <summary>What the page said after the last act.</summary>
    public async Task Said(string words) => await Assertions.Expect(Page.Locator("main [role=status], main .z-note").Filter(new LocatorFilterOptions { HasText = words }).First).ToBeVisibleAsync();

    public async Task Sees(string words, string within = "main") => await Assertions.Expect(Page.Locator(within).First).ToContainTextAsync(words);

    public async Task Picture(string name)
    {
        if (Environment.GetEnvironmentVariable("ZHIJIAN_SHOTS") is { Length: > 0 } folder)
        {
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = System.IO.Path.Combine(folder, name + ".png"), FullPage = true });
        }
    }

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();
}

/// <summary>Every journey shares the one Chromium and the one world, one after another.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserJourneys : ICollectionFixture<BrowserSession>
{
    public const string Name = "Browser journeys";
}
