using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Journeys;

[Collection(BrowserJourneys.Name)]
public sealed partial class EveryPageTests(BrowserSession session, SitePages pages) : IClassFixture<SitePages>
{
    private const string Rules = "{runOnly:{type:'tag',values:['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22a','wcag22aa','best-practice']},resultTypes:['violations']}";
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
    [InlineData(SitePages.Nobody)]
    public async Task Every_page_is_usable_by_all_fits_every_screen_and_keeps_the_policy(string person)
    {
        List<string> problems = [];
        await Look(person, new Looks { Width = BrowserSession.Phone }, [360, 768], problems);
        await Look(person, new Looks { Width = BrowserSession.Desk, Dark = true, English = true }, [1280], problems);
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

    private async Task Look(string who, Looks looks, int[] otherWidths, List<string> problems)
    {
        await using var person = who == SitePages.Nobody ? await session.Visitor(looks) : await session.SignedIn(who, looks);
        await person.Page.AddInitScriptAsync(scriptPath: Path.Combine(World.Repository, "web", "node_modules", "axe-core", "axe.min.js"));
        foreach (var page in pages.DifferentFor(who))
        {
            person.Complaints.Clear();
            await person.Page.SetViewportSizeAsync(looks.Width, 900);
            var status = await person.Go(page.Path);
            var where = $"{(who == SitePages.Nobody ? "nobody" : who)} {looks.Width} {page.Path}: ";
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
    }

    private static async Task<IEnumerable<string>> Axe(IPage page)
    {
        var found = await page.EvaluateAsync<JsonElement>($"async () => (await axe.run(document, {Rules})).violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' | ' + n.html.slice(0, 140) + ' | ' + (n.any[0]?.message ?? n.all[0]?.message ?? n.none[0]?.message ?? '')).join(' ;; '))");
        return found.EnumerateArray().Select(v => v.GetString()!);
    }

    /// <summary>Words that look like the key of a text, or a place in a text that nothing was put into.</summary>
    private static async Task<IEnumerable<string>> RawWords(IPage page)
    {
        var text = await page.EvaluateAsync<string>(
            "() => document.body.innerText + ' ' + [...document.querySelectorAll('[aria-label],[title],[placeholder],[alt]')].map(e => ['aria-label','title','placeholder','alt'].map(a => e.getAttribute(a) ?? '').join(' ')).join(' ')");
        return KeyLike().Matches(text).Select(m => m.Value).Where(w => w[0] == '{' || KeyBeginnings.Contains(w.Split('.')[0])).Distinct();
    }

    private const string Sideways = """
        width => {
          if (document.documentElement.scrollWidth <= width) return null;
          const inner = e => { for (let p = e.parentElement; p && p !== document.body; p = p.parentElement) if (getComputedStyle(p).overflowX !== 'visible') return true; return false; };
          return [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > width + 1 && !inner(e)).slice(0, 3)
            .map(e => e.localName + '.' + e.getAttribute('class') + ' ' + Math.round(e.getBoundingClientRect().right)).join('; ') || 'width ' + document.documentElement.scrollWidth;
        }
        """;

    [GeneratedRegex(@"\b[a-z][a-z-]*(\.[a-z0-9-]+)+\b|\{\d\}")]
    private static partial Regex KeyLike();
}
