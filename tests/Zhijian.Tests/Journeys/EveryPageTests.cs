using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Journeys;

[Collection(BrowserJourneys.Name)]
public sealed partial class EveryPageTests(BrowserSession session, SitePages pages) : IClassFixture<SitePages>
{
    private const string Rules = "{runOnly:{type:'tag',values:['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22a','wcag22aa','best-practice']},resultTypes:['violations'],preload:false}";
    private static readonly bool Long = TestRun.IsLong;

    /// <summary>A tab keeps what the tools left in it; after hundreds of pages the browser does little else than look for what it may forget.</summary>
    private const int PagesOfOneTab = 20;

    internal static readonly string AxeScript = Path.Combine(World.Repository, "web", "node_modules", "axe-core", "axe.min.js");
    private static readonly HashSet<string> KeyBeginnings = [.. TextFiles.Of(TextFiles.Chinese).Keys.Select(k => k.Split('.')[0])];

    [Fact]
    public void Every_link_anybody_is_shown_leads_somewhere_and_every_page_was_seen_by_somebody()
    {
        var broken = pages.All.Where(p => p.Status >= 500 || (p.From is not null && p.Status >= 400)).Select(p => $"{p.Person}: {p.Path} on {p.From} answers {p.Status}");
        var unseen = pages.Templates.Where(t => !pages.WasSeen(t)).Select(t => $"nobody came to {t}");
        Assert.True(!broken.Concat(unseen).Any(), string.Join('\n', broken.Concat(unseen)));
    }

    [Theory]
    [InlineData("secretary")]
    [InlineData("member")]
    [InlineData("generalbranch")]
    [InlineData("organisation")]
    [InlineData("office")]
    [InlineData("admin")]
    [InlineData("security")]
    [InlineData("audit")]
    [InlineData(SitePages.Nobody)]
    public async Task Every_page_is_usable_by_all_fits_every_screen_and_keeps_the_policy(string person)
    {
        List<string> problems = [];
        var looked = await Look(person, OnPhone(person), new Looks { Width = BrowserSession.Phone }, [360, 768, BrowserSession.Desk], problems)
            + await Look(person, OnDesk(person), new Looks { Width = BrowserSession.Desk, Dark = true, English = true }, [1280, 768, BrowserSession.Phone, 360], problems);
        Console.WriteLine($"figure pages-looked-at-{(person == SitePages.Nobody ? "nobody" : person)} {looked}");
        Assert.True(problems.Count == 0, string.Join('\n', problems.Distinct()));
    }

    [Theory]
    [InlineData("secretary")]
    [InlineData("organisation")]
    [InlineData("admin")]
    [InlineData(SitePages.Nobody)]
    public async Task Every_form_that_comes_back_with_errors_is_usable_by_all_and_fits_every_screen(string person)
    {
        List<string> problems = [];
        var looked = await LookAtErrors(person, new Looks { Width = BrowserSession.Phone }, problems) + await LookAtErrors(person, new Looks { Width = BrowserSession.Desk, Dark = true, English = true }, problems);
        Console.WriteLine($"figure forms-with-errors-looked-at-{(person == SitePages.Nobody ? "nobody" : person)} {looked}");
        Assert.True(problems.Count == 0, string.Join('\n', problems.Distinct()));
        Assert.NotEqual(0, looked);
    }

    [Fact]
    public async Task The_set_up_that_comes_back_with_errors_is_usable_by_all_and_fits_every_screen()
    {
        await using var empty = new ServedWorld();
        await empty.InitializeAsync();
        await InstitutionReader.Read(empty.Services);
        List<string> problems = [];
        foreach (var looks in new[] { new Looks { Width = BrowserSession.Phone }, new Looks { Width = BrowserSession.Desk, Dark = true, English = true } })
        {
            await using var visitor = await session.Visitor(looks);
            await visitor.Page.AddInitScriptAsync(scriptPath: AxeScript);
            await visitor.Go(empty.Address + "/set-up");
            Assert.True(await LookAtError(visitor, looks, $"{looks.Width} /set-up: ", (await visitor.Page.EvaluateAsync<string[]>(TypedForms)).Single(), problems));
        }
        Assert.True(problems.Count == 0, string.Join('\n', problems.Distinct()));
    }

    [Fact]
    public async Task The_first_view_of_home_on_a_phone_is_light()
    {
        foreach (var who in new[] { "member", "secretary" })
        {
            await using var person = await session.SignedIn(who, new Looks());
            List<Task<RequestSizesResult>> sizes = [];
            person.Page.RequestFinished += (_, request) =>
            {
                if (!request.Url.Contains("/charts.", StringComparison.Ordinal))
                {
                    sizes.Add(request.SizesAsync());
                }
            };
            await person.Page.GotoAsync("/", new() { WaitUntil = WaitUntilState.Load });
            var all = await Task.WhenAll([.. sizes]);
            Stories.Figure($"first-view-kilobytes-{who}", all.Sum(s => s.ResponseBodySize + s.ResponseHeadersSize) / 1024.0, 120);
        }
    }

    /// <summary>
    /// Each kind of page once: those of the main job in whatever they can show, and both ways; of the others one half on a phone, in Chinese and light, and the other on a desk, in English and dark,
    /// each at the widths of both. All that are built differently, by everybody and both ways, in the long run.
    /// </summary>
    private IEnumerable<SitePages.Opened> OnPhone(string person) => Long ? pages.DifferentFor(person)
        : pages.FirstSeenBy(person).Where(p => MainJob().IsMatch(p.Path) || IsForPhone(p)).Union(pages.ShowingMoreFor(person).Where(p => MainJob().IsMatch(p.Path)));

    private IEnumerable<SitePages.Opened> OnDesk(string person) => Long ? pages.DifferentFor(person) : pages.FirstSeenBy(person).Where(p => MainJob().IsMatch(p.Path) || !IsForPhone(p));

    /// <summary>The same half in every run, whichever pages there are besides.</summary>
    private static bool IsForPhone(SitePages.Opened page) => SitePages.KindOf(page.Path).Sum(c => c) % 2 == 0;

    /// <summary>Answers with how many pages were looked at.</summary>
    private async Task<int> Look(string who, IEnumerable<SitePages.Opened> which, Looks looks, int[] otherWidths, List<string> problems)
    {
        var looked = 0;
        foreach (var some in which.Chunk(PagesOfOneTab))
        {
            await using var person = who == SitePages.Nobody ? await session.Visitor(looks) : await session.SignedIn(who, looks);
            await person.Page.AddInitScriptAsync(scriptPath: AxeScript);
            foreach (var page in some)
            {
                looked++;
                await Look(person, $"{(who == SitePages.Nobody ? "nobody" : who)} {looks.Width} {page.Path}: ", page, who, looks, otherWidths, problems);
            }
        }
        return looked;
    }

    private static async Task Look(Person person, string where, SitePages.Opened page, string who, Looks looks, int[] otherWidths, List<string> problems)
    {
        person.Complaints.Clear();
        await person.Page.SetViewportSizeAsync(looks.Width, 900);
        var status = await person.Go(page.Path);
        problems.AddRange((await Axe(person.Page)).Select(v => where + v));
        problems.AddRange((await RawWords(person.Page)).Select(w => $"{where}raw text '{w}'"));
        if (await person.Page.GetAttributeAsync("html", "lang") != (looks.English ? TextFiles.English : TextFiles.Chinese))
        {
            problems.Add(where + "wrong language");
        }
        await person.Picture($"{SitePages.KindOf(page.Path).Trim('/').Replace('/', '-').Replace("*", "x", StringComparison.Ordinal)}-{who}-{looks.Width}-{status}");
        foreach (var width in (int[])[looks.Width, .. otherWidths])
        {
            await person.Page.SetViewportSizeAsync(width, 900);
            if (await person.Page.EvaluateAsync<string?>(Sideways, width) is { } wide)
            {
                problems.Add($"{where}scrolls sideways at {width}: {wide}");
            }
        }
        // The browser itself notes every 4xx answer in its console; that is no complaint of ours.
        problems.AddRange(person.Complaints.Where(c => status < 400 || !c.Contains("Failed to load resource", StringComparison.Ordinal)).Select(c => where + c));
    }

    /// <summary>Sends the forms of every kind of page with their fields emptied, and looks at those that come back; answers with how many did.</summary>
    private async Task<int> LookAtErrors(string who, Looks looks, List<string> problems)
    {
        await using var person = who == SitePages.Nobody ? await session.Visitor(looks) : await session.SignedIn(who, looks);
        await person.Page.AddInitScriptAsync(scriptPath: AxeScript);
        HashSet<string> sent = [];
        var looked = 0;
        foreach (var page in pages.All.Where(p => p.Person == who && p.IsPage && p.Status == 200 && (Long || MainForms().IsMatch(p.Path))).GroupBy(p => SitePages.KindOf(p.Path)).SelectMany(g => g.Take(Long ? 3 : 2)))
        {
            await person.Go(page.Path);
            foreach (var form in await person.Page.EvaluateAsync<string[]>(TypedForms))
            {
                if (sent.Add(SitePages.KindOf(page.Path) + form.Split('|')[1]))
                {
                    await person.Go(page.Path);
                    looked += await LookAtError(person, looks, $"{(who == SitePages.Nobody ? "nobody" : who)} {looks.Width} {page.Path} {form}: ", form, problems) ? 1 : 0;
                }
            }
        }
        return looked;
    }

    private static async Task<bool> LookAtError(Person person, Looks looks, string where, string form, List<string> problems)
    {
        var answer = await person.Page.RunAndWaitForResponseAsync(() => person.Page.EvaluateAsync(SendEmpty, int.Parse(form.Split('|')[0], System.Globalization.CultureInfo.InvariantCulture)), r => r.Request.Method == "POST" && r.Request.IsNavigationRequest);
        await person.Page.WaitForFunctionAsync("() => !window.sentEmpty && document.readyState === 'complete'");
        if (answer.Status >= 500)
        {
            problems.Add($"{where}answers {answer.Status}");
        }
        if (answer.Status is < 400 or 404)
        {
            return false;
        }
        problems.AddRange((await Axe(person.Page)).Select(v => where + v));
        problems.AddRange((await RawWords(person.Page)).Select(w => $"{where}raw text '{w}'"));
        await person.Picture($"errors-{SitePages.KindOf(new Uri(person.Page.Url).AbsolutePath).Trim('/').Replace('/', '-').Replace("*", "x", StringComparison.Ordinal)}-{looks.Width}-{form.Split('|')[1].Trim('/').Replace('/', '-')}");
        if (await person.Page.EvaluateAsync<string?>(Sideways, looks.Width) is { } wide)
        {
            problems.Add($"{where}scrolls sideways: {wide}");
        }
        return true;
    }

    /// <summary>Forms with something to type: their place on the page, and where they go.</summary>
    private const string TypedForms = """
        () => [...document.querySelectorAll('form[method=post]')].map((f, i) => [f, i])
          .filter(([f]) => f.querySelector('input:not([type=hidden]):not([type=checkbox]):not([type=radio]), textarea'))
          .map(([f, i]) => i + '|' + (f.querySelector('[name=_handler]')?.value ?? f.getAttribute('action')))
        """;

    /// <summary>Straight to the server, past whatever script would say first; minutes may be empty, but no vote is a letter.</summary>
    private const string SendEmpty = """
        at => {
          const form = document.querySelectorAll('form[method=post]')[at];
          for (const field of form.querySelectorAll('input:not([type=hidden]):not([type=checkbox]):not([type=radio]):not([type=file]), textarea')) field.value = field.name.endsWith('.Yes') ? 'x' : '';
          window.sentEmpty = true;
          HTMLFormElement.prototype.submit.call(form);
        }
        """;

    internal static async Task<IEnumerable<string>> Axe(IPage page)
    {
        var found = await page.EvaluateAsync<JsonElement>($"async () => (await axe.run(document, {Rules})).violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' | ' + n.html.slice(0, 140) + ' | ' + (n.any[0]?.message ?? n.all[0]?.message ?? n.none[0]?.message ?? '')).join(' ;; '))");
        return found.EnumerateArray().Select(v => v.GetString()!);
    }

    /// <summary>Words that look like the key of a text, or a place in a text that nothing was put into.</summary>
    private static async Task<IEnumerable<string>> RawWords(IPage page)
    {
        var text = await page.EvaluateAsync<string>(
            "() => document.body.innerText + ' ' + [...document.querySelectorAll('[aria-label],[title],[placeholder],[alt]')].map(e => ['aria-label','title','placeholder','alt'].map(a => e.getAttribute(a) ?? '').join(' ')).join(' ')");
        return KeyLike().Matches(text).Select(m => m.Value).Where(w => w[0] == '{' || (KeyBeginnings.Contains(w.Split('.')[0]) && DataStandard.Find(w) is null)).Distinct();
    }

    private const string Sideways = """
        width => {
          if (document.documentElement.scrollWidth <= width) return null;
          const inner = e => { for (let p = e.parentElement; p && p !== document.body; p = p.parentElement) if (getComputedStyle(p).overflowX !== 'visible') return true; return false; };
          return [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > width + 1 && !inner(e)).slice(0, 3)
            .map(e => e.localName + '.' + e.getAttribute('class') + ' ' + Math.round(e.getBoundingClientRect().right)).join('; ') || 'width ' + document.documentElement.scrollWidth;
        }
        """;

    /// <summary>Those that people fill in most; every other one is looked at in the long run.</summary>
    [GeneratedRegex("^/(sign-in|set-up|activities/new|activities/[^/]+/(minutes|submit|cancel|leave)|people/(new|[^/]+/correct)|organisations/[^/]+/change/(rename|found)|review\\?say=return)")]
    private static partial Regex MainForms();

    /// <summary>From plan to filed record.</summary>
    [GeneratedRegex("^/($|(activities|records|review|check-in)(/|$|\\?))")]
    private static partial Regex MainJob();

    [GeneratedRegex(@"\b[a-z][a-z-]*(\.[a-z0-9-]+)+\b|\{\d\}")]
    private static partial Regex KeyLike();
}
