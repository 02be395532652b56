using System.Text.RegularExpressions;
using Dapper;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Zhijian.Platform.Storage;
using Zhijian.Storage;
using Zhijian.Testing;

namespace Zhijian.Security;

/// <summary>
/// Every text column of every table holds script, as if every field had been filled with it and nothing had looked; then a real browser opens the pages.
/// Nothing runs, the policy is never needed, and nothing of it is an element or an attribute of a page.
/// </summary>
public sealed partial class ScriptTests(BrowserSession session) : IClassFixture<BrowserSession>
{
    private const string Mark = "zjhit";
    private static readonly bool Long = TestRun.IsLong;
    private const int LinksOfOneKind = 1;
    private const int PagesInTheSample = 34;

    /// <summary>Without double quotes and backslashes, so that they fit into texts inside JSON too. Each is one way out of where text stands.</summary>
    private static readonly string[] Payloads =
    [
        .. new[] { "<script>#</script>", "<img src=x onerror=#>", "<svg onload=#>", "<svg/onload=#//", "<body onload=#>", "<iframe src=javascript:#>", "<iframe srcdoc='<script>#</script>'>", "<a href=javascript:#>x</a>", "<details open ontoggle=#>", "<input autofocus onfocus=#>", "<video><source onerror=#>", "<audio src=x onerror=#>", "<object data=javascript:#>", "<embed src=javascript:#>", "<marquee onstart=#>", "<style>@import'javascript:#'</style>", "<link rel=stylesheet href=javascript:#>", "<base href=javascript:#//>", "<meta http-equiv=refresh content='0;url=javascript:#'>", "<form action=javascript:#><button>x", "<math><mtext><img src=x onerror=#>", "<template><img src=x onerror=#></template>", "<noscript><img src=x onerror=#></noscript>", "<select autofocus onfocus=#>", "<textarea autofocus onfocus=#>" },
        .. new[] { "'", "' ", "'>", "`>", "]]>", "-->", "</title>", "</textarea>", "</script>", "</style>", "</option></select>", "</td></tr></table>", "</svg>" }.SelectMany(o => new[] { o + "<img src=x onerror=#>", o + "onmouseover=# x='" }),
        "{{constructor.constructor('#')()}}", "${#}", "<%= # %>", "#{#}", "javascript:#", "JaVaScRiPt:#", "data:text/html,<script>#</script>", "<scr<script>ipt>#</script>", "<IMG SRC=x ONERROR=#>", "＜script＞#＜/script＞", "<img hx-on:load=#>", "<div hx-get=/me hx-trigger=load>", "<b data-confirm=#>",
    ];

    /// <summary>Columns whose texts are words of the program, names of files and places, or what signs in: a person can't write them.</summary>
    [GeneratedRegex("^(path|path_then|kind|state|status|layer|fact|post|posts|rule|key|place_key|.*_kind|.*_key|media_type|user_name|normalized_.*|.*_stamp|password_hash|hash|name_key|category|level|reach|route|headers|href|salt|period|answer|presence|severity|document|locale|language|.*_code|move|capacity|month|checksum|role|word|basis)$")]
    private static partial Regex OwnWords();

    [Fact]
    public async Task Script_in_every_text_of_every_table_runs_on_no_page()
    {
        var planted = await Plant(0);
        Assert.InRange(planted, 25, 1000);
        var (pages, shown, hits, problems) = (0, 0, 0, new List<string>());
        for (var round = 0; round < (Long ? Payloads.Length : 1); round++)
        {
            if (round > 0)
            {
                await Plant(round);
            }
            foreach (var person in Long && round == 0 ? ["secretary", "organisation", "member", "admin", "generalbranch", "office"] : new[] { "secretary", "organisation" })
            {
                await using var at = await session.SignedIn(person, new Looks { Width = BrowserSession.Desk });
                await at.Page.AddInitScriptAsync($"window.{Mark} = 0; window.hit = () => window.{Mark}++;");
                at.Page.Dialog += (_, dialog) => _ = dialog.DismissAsync();
                var seen = await Walk(at, problems);
                pages += seen.Pages;
                shown += seen.Shown;
                hits += seen.Hits;
            }
        }
        Console.WriteLine($"figure script-columns-planted {planted}");
        Console.WriteLine($"figure script-pages-opened {pages}");
        Console.WriteLine($"figure script-pages-that-show-it-as-text {shown}");
        Console.WriteLine($"figure script-payloads {Payloads.Length} 60 {(Payloads.Length >= 60 ? "met" : "short")}");
        Console.WriteLine($"figure script-runs {hits} 0 {(hits == 0 ? "met" : "short")}");
        Console.WriteLine($"figure script-policy-violations-and-elements {problems.Count} 0 {(problems.Count == 0 ? "met" : "short")}");
        Breaches.None(problems.Distinct());
        Assert.Equal(0, hits);
        Assert.True(shown > 10, $"Of {pages} pages only {shown} showed what was planted: nothing was tried.");
    }

    /// <summary>Writes payloads into every text a person could have written; each column another one, in the next round the next.</summary>
    private async Task<int> Plant(int round)
    {
        var catalog = await Catalog.Read(session.World.Database.OwnerConnection);
        var model = await session.World.Inside(s => Task.FromResult(s.GetRequiredService<ZhijianDb>().GetService<IDesignTimeModel>().Model));
        var converted = model.GetEntityTypes().SelectMany(e => e.GetProperties().Where(p => p.GetValueConverter() is not null || (p.ClrType != typeof(string) && p.GetColumnType() == "text")).Select(p => $"{e.GetTableName()}.{p.GetColumnName()}")).ToHashSet();
        await using var superuser = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(session.World.Database.MaintenanceConnection) { CommandTimeout = 120 }.ConnectionString);
        await superuser.OpenAsync();
        await superuser.ExecuteAsync("set session_replication_role = replica; set synchronous_commit = off");
        var planted = 0;
        foreach (var column in catalog.Columns.Where(c => c.Type is "text" or "jsonb" && !c.IsGenerated && !OwnWords().IsMatch(c.Name) && c.Table is not ("schema_script" or "answered_request" or "journal" or "data_protection_key") && (c.Type == "jsonb" || !converted.Contains($"{c.Table}.{c.Name}"))))
        {
            // Each column's own way out, and behind it the plainest element: what is taken for markup anywhere shows it, whichever payload fell to that column.
            var payload = (Payloads[(planted + round) % Payloads.Length] + "<img src=x onerror=#>").Replace("#", "hit()", StringComparison.Ordinal);
            var value = column.Name.Contains("link", StringComparison.Ordinal) ? "'javascript:hit()//' || left(\"{0}\", 0)"
                : column.Type == "jsonb" || column.Name.Contains("json", StringComparison.Ordinal) || column.Name == "content" ? "regexp_replace(\"{0}\"::text, '([一-龥])(\")', '\\1' || @payload || '\\2', 'g')::" + column.Type
                : "left(\"{0}\", 12) || @payload";
            try
            {
                await superuser.ExecuteAsync($"update {column.Table} set \"{column.Name}\" = {string.Format(System.Globalization.CultureInfo.InvariantCulture, value, column.Name)} where \"{column.Name}\" is not null", new { payload });
                planted++;
            }
            catch (PostgresException refused) when (refused.SqlState is PostgresErrorCodes.CheckViolation or PostgresErrorCodes.UniqueViolation)
            {
                // The database itself takes only certain words here.
            }
        }
        return planted;
    }

    /// <summary>Follows the links of the pages, one of each kind, and looks at what the browser made of them.</summary>
    private static async Task<(int Pages, int Shown, int Hits)> Walk(Person person, List<string> problems)
    {
        Queue<string> open = new(["/", "/messages", "/activities/new", "/portal", "/news", "/news/work"]);
        HashSet<string> known = [.. open];
        Dictionary<string, int> samples = [];
        var (pages, shown, hits) = (0, 0, 0);
        while (open.TryDequeue(out var path) && (Long || pages < PagesInTheSample))
        {
            await person.Go(path);
            pages++;
            shown += await person.Page.EvaluateAsync<bool>("() => document.body.textContent.includes('hit()')") ? 1 : 0;
            hits += await person.Page.EvaluateAsync<int>($"() => window.{Mark} || 0");
            problems.AddRange((await person.Page.EvaluateAsync<string[]>(Elements)).Select(e => $"{Journeys.SitePages.KindOf(path)} holds {e}"));
            foreach (var link in await person.Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll(\"a[href^='/']:not([download])\")].map(a => a.getAttribute('href').split('#')[0])"))
            {
                var kind = Journeys.SitePages.KindOf(link);
                if (!Regex.IsMatch(link, "^/(api|feeds|files|language)/|/channels/html$|\\.(ics|csv|xlsx|json|pdf|xml)(\\?|$)") && samples.GetValueOrDefault(kind) < LinksOfOneKind && known.Add(link))
                {
                    samples[kind] = samples.GetValueOrDefault(kind) + 1;
                    open.Enqueue(link);
                }
            }
        }
        problems.AddRange(person.Complaints.Where(c => c.Contains("Content Security Policy", StringComparison.Ordinal) || c.Contains("Refused to", StringComparison.Ordinal) || c.Contains("TrustedHTML", StringComparison.Ordinal)).Select(c => Journeys.SitePages.KindOf(c)));
        return (pages, shown, hits);
    }

    /// <summary>What only a payload could have put there: handlers, scripts of the page itself, addresses that run.</summary>
    private const string Elements = """
        () => [...document.querySelectorAll('*')].flatMap(e => [
          ...[...e.attributes].filter(a => /^on/i.test(a.name) || /^\s*(javascript|data:text|vbscript)/i.test(a.value) && ['href', 'src', 'action', 'formaction', 'data'].includes(a.name) || a.name === 'hx-on:load').map(a => `${e.localName}[${a.name}=${a.value.slice(0, 40)}]`),
          ...(e.localName === 'script' && !e.src || ['iframe', 'object', 'embed', 'base', 'marquee', 'math'].includes(e.localName) ? [`<${e.localName}>`] : []),
        ])
        """;
}
