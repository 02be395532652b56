using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Access;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.Review;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;
using Zhijian.Testing;

namespace Zhijian.Faults;

/// <summary>
/// Every form that anybody is shown, found on the pages of the running application, is sent as nervous hands, old pages and broken programs send it.
/// Sent twice it happens once; with a used key and other content it is refused; from a page that is no longer true it is refused;
/// nonsense brings the form back with what was typed, or a clear refusal, and leaves no row behind.
/// </summary>
public sealed partial class EveryFormTests(RoomyDemonstrationWorld world) : IClassFixture<RoomyDemonstrationWorld>
{
    private static readonly bool Long = TestRun.IsLong;

    /// <summary>What one round made has buttons of its own, which the next one finds.</summary>
    private const int Rounds = 3;

    private const int SessionEnds = 3;

    private const string AddedMark = "added-to-the-form";

    /// <summary>Forms, and routes of buttons, that stand on no page of a running institution, and where they are tried instead.</summary>
    private static readonly Dictionary<string, string> TriedElsewhere = new()
    {
        ["erase"] = nameof(Zhijian.Modules.People.Erase.EraseTests),
        ["/oversight/holds/{id:guid}/lift"] = nameof(Zhijian.Modules.Oversight.Keeping.KeepingTests),
        ["/oversight/backups/make"] = nameof(Zhijian.Modules.Oversight.Backups.BackupPageTests),
        ["/oversight/backups/practise"] = nameof(Zhijian.Modules.Oversight.Backups.BackupPageTests),
        ["answer-alarm"] = nameof(Zhijian.Modules.Oversight.Alarms.AlarmTests),
        ["/oversight/decoys/{id:guid}/remove"] = nameof(Zhijian.Modules.Oversight.Decoys.DecoyTests),
        ["forward"] = nameof(Zhijian.Platform.Files.Guarded.GuardedTests),
        ["/files/{kind}/{subject:guid}/{id:guid}/open"] = nameof(Zhijian.Platform.Files.Guarded.GuardedTests),
        ["/files/looks/{look:guid}/take"] = nameof(Zhijian.Platform.Files.Guarded.GuardedTests),
        ["/files/links/{link:guid}/open"] = nameof(Zhijian.Platform.Files.Guarded.GuardedTests),
        ["/files/links/{link:guid}/revoke"] = nameof(Zhijian.Platform.Files.Guarded.GuardedTests),
        ["define-client"] = nameof(Zhijian.Modules.Exchange.ExchangeTests),
        ["client-token"] = nameof(Zhijian.Modules.Exchange.ExchangeTests),
        ["client-webhook"] = nameof(Zhijian.Modules.Exchange.ExchangeTests),
        ["/exchange/{id:guid}/approve"] = nameof(Zhijian.Modules.Exchange.ExchangeTests),
        ["/exchange/{id:guid}/off"] = nameof(Zhijian.Modules.Exchange.ExchangeTests),
        ["/exchange/{id:guid}/tokens/{token:guid}/revoke"] = nameof(Zhijian.Modules.Exchange.ExchangeTests),
        ["/exchange/{id:guid}/webhook/remove"] = nameof(Zhijian.Modules.Exchange.ExchangeTests),
        ["/exchange/{id:guid}/deliveries/{delivery:guid}/again"] = nameof(Zhijian.Modules.Exchange.ExchangeTests),
        ["confirm"] = nameof(Zhijian.Platform.Identity.Sessions.SessionTests),
        ["second-step"] = nameof(Zhijian.Platform.Identity.SecondFactor.SecondFactorTests),
        ["passkey-sign-in"] = nameof(Zhijian.Platform.Identity.Passkeys.PasskeyTests),
        ["confirm-passkey"] = nameof(Zhijian.Platform.Identity.Passkeys.PasskeyTests),
        ["add-passkey"] = nameof(Zhijian.Platform.Identity.Passkeys.PasskeyTests),
        ["/imports/{id:guid}/twins/{decision}"] = nameof(Zhijian.Modules.Importing.ImportJourneyTests),
        ["/imports/{id:guid}/faults"] = nameof(Zhijian.Modules.Importing.ImportJourneyTests),
        ["/imports/{id:guid}/submit"] = nameof(Zhijian.Modules.Importing.ImportJourneyTests),
        ["/imports/{id:guid}/give-up"] = nameof(Zhijian.Modules.Importing.ImportJourneyTests),
        ["import-columns"] = nameof(Zhijian.Modules.Importing.ImportJourneyTests),
        ["mend-row"] = nameof(Zhijian.Modules.Importing.ImportJourneyTests),
        ["decide-twin"] = nameof(Zhijian.Modules.Importing.ImportJourneyTests),
        ["undo-import"] = nameof(Zhijian.Modules.Importing.ImportJourneyTests),
        ["/sheets/{id:guid}/retire"] = nameof(Zhijian.Modules.Sheets.SheetStoriesTests),
        ["settle-conflict"] = nameof(Zhijian.Modules.Importing.ImportJourneyTests),
        ["set-up"] = nameof(The_form_of_an_empty_institution_withstands_the_same),
    };

    /// <summary>Routes behind forms that only change the reader's own browser: there is no row to be written.</summary>
    private static readonly string[] OnlyCookies = ["/language/{language}", "/theme/{theme}", "/space/{post}", "/sign-out"];

    /// <summary>What changes the sender's own space, sign-in or sessions: one person sends it, the others need theirs for what follows.</summary>
    private static bool OfOnesOwn(string name) => OnlyCookies.Contains(name) || name.StartsWith("/me/", StringComparison.Ordinal);

    /// <summary>Who is nobody yet has no place where an answer could be kept: signing in again is being signed in.</summary>
    private static readonly string[] OfNobody = ["/sign-in#sign-in", "/invitation/{Code}#invitation"];

    private readonly HtmlParser _html = new();
    private readonly List<string> _breaches = [];
    private readonly HashSet<string> _people = [];
    private SiteForms _forms = null!;
    private WrittenRows _rows = null!;
    private int _posts;
    private int _nonsense;
    private int _doubles;
    private int _reused;
    private int _stale;
    private int _added;
    private List<string> _names = [];

    /// <summary>Who has sent a form with effect, by its name.</summary>
    private readonly Dictionary<string, HashSet<string>> _effective = [];

    [Fact]
    public async Task Every_form_withstands_nonsense_old_pages_and_nervous_hands()
    {
        world.Clock.Move(UntilMorning());
        _forms = await SiteForms.Of(world);
        await using var rows = _rows = await WrittenRows.In(world);
        // Names of forms are read whatever the case of their letters, and a form may have no more than about a thousand fields.
        _names = [.. (await Security.OverPostTests.Names(world)).OrderBy(n => n, StringComparer.Ordinal).DistinctBy(n => n, StringComparer.OrdinalIgnoreCase).Except(Security.OverPostTests.Asked(world), StringComparer.OrdinalIgnoreCase)];
        HashSet<string> tried = [];
        for (var round = 0; round < Rounds && _forms.All.Keys.Any(n => !tried.Contains(n)); round++)
        {
            var found = _forms.All.Where(f => !tried.Contains(f.Key)).Select(f => (f.Key, Places: f.Value.OrderBy(p => Array.IndexOf(SiteForms.People, p.Person)).ToList())).ToList();
            foreach (var (at, whole) in found.SelectMany(f => Sample(f.Places)))
            {
                await SendNonsense(at, whole);
            }
            foreach (var (name, places) in found.Where(f => Finality(f.Key) < SessionEnds).OrderBy(f => Finality(f.Key)))
            {
                await SendTwice(name, places);
            }
            tried.UnionWith(found.Select(f => f.Key));
            await _forms.Find(alongLinks: false);
        }
        foreach (var (name, places) in _forms.All.Where(f => Long && Finality(f.Key) < SessionEnds && !OfOnesOwn(f.Key)).OrderBy(f => Finality(f.Key)).ToList())
        {
            await SendTwice(name, places, byOthersToo: true);
        }
        foreach (var (name, places) in _forms.All.Where(f => Finality(f.Key) >= SessionEnds).OrderBy(f => Finality(f.Key)).ToList())
        {
            await SendTwice(name, places);
        }
        _breaches.AddRange(NamesInSources().Where(n => !TriedElsewhere.ContainsKey(n) && !_forms.All.Keys.Any(f => f.EndsWith("#" + n, StringComparison.Ordinal))).Select(n => $"nobody was shown the form '{n}': give the crawl what it needs"));
        _breaches.AddRange(Endpoint.All(world).Where(e => !e.IsPage && e.Writes.Any() && !e.Pattern.StartsWith("/api/", StringComparison.Ordinal) && !_forms.All.ContainsKey(e.Pattern) && !TriedElsewhere.ContainsKey(e.Pattern)).Select(e => $"nobody was shown the button for {e.Pattern}: give the crawl what it needs"));

        var taken = await _rows.Holding(AddedMark);
        _breaches.AddRange(taken.Select(t => $"a field that no form asks for was taken into {t}"));

        Console.WriteLine($"figure forms-added-fields-taken {taken.Count} 0 {(taken.Count == 0 ? "met" : "short")}");
        Console.WriteLine($"figure forms-added-fields {_added}");
        Console.WriteLine($"figure forms-found {_forms.All.Count}");
        Console.WriteLine($"figure forms-kinds-of-accounts {_people.Count} 3 {(_people.Count >= 3 ? "met" : "short")}");
        Console.WriteLine($"figure forms-posts {_posts}");
        Console.WriteLine($"figure forms-nonsense-posts {_nonsense}");
        Console.WriteLine($"figure forms-sent-twice-with-one-effect {_doubles}");
        Console.WriteLine($"figure forms-used-keys-refused {_reused}");
        Console.WriteLine($"figure forms-old-versions-refused {_stale}");
        Console.WriteLine($"figure forms-wrong {_breaches.Count} 0 {(_breaches.Count == 0 ? "met" : "short")}");
        Breaches.None(_breaches);
    }

    [Fact]
    public async Task The_form_of_an_empty_institution_withstands_the_same()
    {
        await using var empty = new RoomyWorld();
        await empty.InitializeAsync();
        await InstitutionReader.Read(empty.Services);
        await using var rows = _rows = await WrittenRows.In(empty);
        var browser = empty.Visitor();
        var page = await browser.Open("/set-up");
        var form = FilledForm.Of("/set-up#set-up", "/set-up", page.QuerySelector<IHtmlFormElement>("form:has([name='Form.Code'])")!, (element, field) => field switch
        {
            "Form.Code" => empty.Services.GetRequiredService<SetUpCode>().Text,
            "Form.Password" or "Form.PasswordAgain" => "a long enough one",
            "Form.Tree" or "Form.TreeFile" => "名称,类型,上级,成立日期\n信息学院党总支,党总支,,2019-09-01",
            _ => "示例",
        });

        foreach (var (what, sent, key, expects) in Nonsense(form with { File = null }, whole: true))
        {
            var mark = await _rows.Now();
            await Judge($"{form.Name} with {what}", form, sent, await Send(browser, sent, key), expects, mark);
        }
        var before = await _rows.Now();
        var answers = await Task.WhenAll(Send(browser, form, "one-key"), Send(browser, form, "one-key"));

        Breaches.None(_breaches);
        Assert.Equal(1, (await _rows.Since(before)).Transactions);
        Assert.Single(answers, a => a.Status == 302);
        Assert.DoesNotContain(answers, a => a.Status >= 500);
    }

    /// <summary>One person with everything, two more with the essentials; in the long run three with everything.</summary>
    private static IEnumerable<(FormAt At, bool Whole)> Sample(List<FormAt> places)
    {
        var each = places.GroupBy(p => p.Person).Select(g => g.First()).ToList();
        return each.Take(3).Select((at, i) => (at, Long || i == 0));
    }

    /// <summary>Names of forms as the sources of the pages give them: a new one that nobody is shown is noticed.</summary>
    private static IEnumerable<string> NamesInSources() =>
        Directory.EnumerateFiles(Path.Combine(World.Repository, "src", "Zhijian"), "*.razor", SearchOption.AllDirectories)
            .SelectMany(f => FormNames().Matches(File.ReadAllText(f))).Select(m => m.Groups[1].Value).Distinct();

    /// <summary>What ends things comes after what needs them, and what ends the session comes last.</summary>
    private static int Finality(string name) =>
        name == "/sign-out" ? 5 : name.Contains("password", StringComparison.Ordinal) ? 4 : name.Contains("sign-out", StringComparison.Ordinal) ? 3
        : Regex.IsMatch(name, "dissolve|merge|split|(?<!re)move|close|/end|leave|withdraw|turn-off") ? 2 : name == "/messages/read" || Regex.IsMatch(name, "cancel|revoke|remove|undo") ? 1 : 0;

    private async Task SendNonsense(FormAt at, bool whole)
    {
        var browser = await _forms.As(at.Person);
        if (await _forms.Open(at, browser) is not { } form)
        {
            return;
        }
        _people.Add(at.Person);
        if (at.Name == "/sign-in#sign-in")
        {
            form = form.With("Form.UserName", "nobody-of-that-name");
        }
        foreach (var (what, sent, key, expects) in Nonsense(form, whole))
        {
            var mark = await _rows.Now();
            var answer = await Send(browser, sent, key);
            _nonsense++;
            await Judge($"{at.Name} ({at.Person}) with {what}", form, sent, answer, expects, mark);
        }
        foreach (var (what, type, body) in new[] { ("half a multipart", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"_key\"\r\n\r\nk"), ("JSON", "application/json", "{\"_key\":\"k\"}"), ("an unknown charset", "application/x-www-form-urlencoded; charset=nonsense", "_key=k"), ("nothing", "", "") }.Take(whole ? 4 : 1))
        {
            var mark = await _rows.Now();
            using var content = new ByteArrayContent(Encoding.ASCII.GetBytes(body));
            content.Headers.TryAddWithoutValidation("Content-Type", type);
            var answer = await Send(browser, new HttpRequestMessage(HttpMethod.Post, form.Action) { Content = content });
            _nonsense++;
            await Judge($"{at.Name} ({at.Person}) as {what}", form, null, answer, Expected.Refused, mark);
        }
    }

    /// <summary>Forms on which a file is one's choice.</summary>
    private static readonly HashSet<string> WithPictureOrNone = ["/questions/new#question-new", "/questions/{Id:guid}/edit#question-edit"];

    private enum Expected
    {
        /// <summary>No 500, and whatever is refused leaves nothing.</summary>
        NotBroken,

        /// <summary>A refusal, and nothing is left.</summary>
        Refused,

        /// <summary>The form itself comes back with what was typed and says what is wrong.</summary>
        ComesBack,
    }

    private static IEnumerable<(string What, FilledForm Sent, string? Key, Expected Expects)> Nonsense(FilledForm form, bool whole)
    {
        static string New() => Guid.NewGuid().ToString("N");
        yield return ("no key", form, null, Expected.Refused);
        yield return ("no token", form.Without(f => f == "__RequestVerificationToken"), New(), form.Name == "/files/{kind}/{subject:guid}" ? Expected.NotBroken : Expected.Refused);
        if (form.Required.Count > 0)
        {
            yield return ("everything left empty", form.Typed.Keys.Aggregate(form, (f, name) => f.With(name, "")), New(), Expected.ComesBack);
            yield return ("no fields", form.Without(f => !FilledForm.IsOfEveryForm(f)), New(), Expected.Refused);
        }
        // Of fields that differ by a person or a row alone, one is enough.
        foreach (var (field, kind) in form.Typed.DistinctBy(t => Differing().Replace(t.Key, "*")))
        {
            yield return ($"a NUL in {field}", form.With(field, "a\0b"), New(), Expected.Refused);
            if (whole)
            {
                yield return ($"a turned direction of writing in {field}", form.With(field, "a\u202Eb"), New(), Expected.Refused);
                yield return ($"bytes that are no text in {field}", form.With(field, [0xC3, 0x28, 0xFF]), New(), Expected.Refused);
                yield return ($"endless text in {field}", form.With(field, new string('x', 100_000)), New(), Expected.ComesBack);
            }
            if (kind is "date" or "time" or "number" or "url")
            {
                yield return ($"no {kind} in {field}", form.With(field, "javascript:what?"), New(), Expected.ComesBack);
            }
        }
        foreach (var field in form.Chosen.Where(f => form.Has(f) && !IsOfEmptyRow(form, f)).DistinctBy(f => Differing().Replace(f, "*")))
        {
            yield return ($"an unknown value in {field}", form.With(field, "no-such-value"), New(), Expected.Refused);
            if (whole)
            {
                yield return ($"a strange id in {field}", form.With(field, Guid.NewGuid().ToString()), New(), Expected.Refused);
                yield return ($"a NUL in {field}", form.With(field, "\0"), New(), Expected.Refused);
                yield return ($"bytes that are no text in {field}", form.With(field, [0xC3, 0x28, 0xFF]), New(), Expected.Refused);
            }
        }
        if (form.Version is { } version)
        {
            foreach (var wrong in new[] { (int.Parse(version, CultureInfo.InvariantCulture) + 1000).ToString(CultureInfo.InvariantCulture), "no number", "" }.Take(whole ? 3 : 1))
            {
                yield return ($"the version '{wrong}'", form.WithVersion(wrong), New(), Expected.Refused);
            }
            yield return ("no version", form.Without(f => f is "Form.Version" or "version"), New(), Expected.Refused);
        }
        if (form.Handler is not null && whole)
        {
            yield return ("another form's name", form.With("_handler", "no-such-form"), New(), Expected.Refused);
        }
        if (form.File is { } file && whole && !WithPictureOrNone.Contains(form.Name))
        {
            yield return ("no file", form with { File = null }, New(), form.Required.Count > 0 ? Expected.NotBroken : Expected.Refused);
            yield return ("a file of nothing", form with { File = (file.Name, []) }, New(), form.Required.Count > 0 ? Expected.NotBroken : Expected.Refused);
        }
        if (whole)
        {
            yield return ("an endless key", form, new string('k', 500), Expected.Refused);
            yield return ("a key that is no text", form.And("_key", "\0"), null, Expected.NotBroken);
            yield return ("thousands of fields", Enumerable.Range(0, 3000).Aggregate(new List<(string, byte[])>(form.Fields), (all, i) => { all.Add(($"f{i}", [])); return all; }) is var many ? form with { Fields = many } : form, New(), Expected.Refused);
        }
    }

    /// <summary>A row in which nothing is written is left out, whatever hidden fields it carries.</summary>
    private static bool IsOfEmptyRow(FilledForm form, string field) =>
        field.LastIndexOf('.') is var at and > 0 && field[..at] + ".Text" is var text && form.Typed.ContainsKey(text) && form.Has(text) && form.Text(text).Length == 0;

    private async Task Judge(string what, FilledForm form, FilledForm? sent, Answered answer, Expected expects, long mark)
    {
        var written = await _rows.Since(mark);
        if (answer.Status >= 500)
        {
            _breaches.Add($"{what}: answered {answer.Status}");
        }
        if (written.Rows > 0)
        {
            _breaches.Add($"{what}: answered {answer.Status} and left {written.Rows} rows in {written.Places}");
        }
        if (expects == Expected.NotBroken || answer.Status >= 500)
        {
            return;
        }
        if (!answer.IsRefusal)
        {
            _breaches.Add($"{what}: was taken ({answer.Status} {answer.Location})");
        }
        else if (expects == Expected.ComesBack && answer.Location is null)
        {
            _breaches.AddRange(NotAsTyped(answer.Text, form, sent!).Select(n => $"{what}: {n} ({answer.Status})"));
        }
    }

    /// <summary>What is missing on the page that came back: the form, a message, or something that was typed.</summary>
    private IEnumerable<string> NotAsTyped(string text, FilledForm form, FilledForm sent)
    {
        var page = _html.ParseDocument(text);
        if (!page.QuerySelectorAll("[role=alert]").Any(a => a.TextContent.Trim().Length > 0))
        {
            yield return "no message";
        }
        if (form.Handler is null)
        {
            yield break;
        }
        if (page.QuerySelectorAll<IHtmlFormElement>("form[method=post]").FirstOrDefault(f => f.QuerySelector<IHtmlInputElement>("input[name=_handler]")?.Value == form.Handler) is not { } back)
        {
            yield return "the form did not come back";
            yield break;
        }
        var values = Browser.Fields(back);
        foreach (var field in sent.Typed.Where(t => t.Value != "password" && sent.Has(t.Key)).Select(t => t.Key))
        {
            if (values.FirstOrDefault(v => v.Key == field).Value?.ReplaceLineEndings("\n").Trim() != sent.Text(field).ReplaceLineEndings("\n").Trim())
            {
                yield return $"{field} is no longer as typed: '{Cut(values.FirstOrDefault(v => v.Key == field).Value)}'";
            }
        }
        foreach (var field in sent.Chosen.Where(sent.Has))
        {
            if (back.QuerySelector<IHtmlSelectElement>($"select[name='{field}']") is { } select && select.Options.Any(o => o.Value == sent.Text(field)) && select.Value != sent.Text(field))
            {
                yield return $"{field} is no longer as chosen";
            }
        }
    }

    /// <summary>
    /// Looks for a place where the form has its effect, and sends it there every way a nervous hand would. Once every form had its effect by somebody,
    /// the long run looks for one by everybody else who is still shown it: earlier, what they end would be missing on others' pages.
    /// </summary>
    private async Task SendTwice(string name, List<FormAt> places, bool byOthersToo = false)
    {
        var done = _effective.TryGetValue(name, out var before) ? before : _effective[name] = [];
        List<string> said = [];
        foreach (var at in places.Concat(places.SelectMany(_forms.Elsewhere)).Distinct().ToList())
        {
            if (byOthersToo ? done.Contains(at.Person) : done.Count > 0)
            {
                continue;
            }
            var browser = await _forms.As(at.Person, anew: Finality(name) >= SessionEnds);
            var form = await _forms.Open(at, browser);
            if (form is null && await _forms.InsteadOf(at, browser) is var instead)
            {
                said.Add(instead);
                if (instead.Contains("/sign-in?", StringComparison.Ordinal))
                {
                    // Somebody else's form ended this session.
                    browser = await _forms.As(at.Person, anew: true);
                    form = await _forms.Open(at, browser);
                }
            }
            for (var round = 0; form is not null && round < 3; round++)
            {
                if (await HasEffect(at, browser, form) is not { } answer)
                {
                    done.Add(at.Person);
                    break;
                }
                said.Add($"{at.Person} {at.Page} {answer.Status} {answer.Location} {Message(answer.Text)}");
                // A preview to confirm, or a question to answer: once more with what came back.
                form = answer.Location is null ? _forms.On(answer.Text, at.Page, at.Person, agrees: true).FirstOrDefault(f => f.Name == name) : null;
            }
        }
        if (OnlyCookies.Contains(name))
        {
            // Another space has other pages.
            places.ForEach(at => _forms.Close(at.Person));
        }
        if (done.Count == 0 && !byOthersToo)
        {
            _breaches.Add($"{name}: nothing sent to it had an effect: {string.Join(" ## ", said.Distinct().Take(6))}");
        }
    }

    /// <summary>The form with a field more for every property and column there is, as if one of them could be set along with what the form asks for.</summary>
    private FilledForm WithOthersNames(FilledForm form)
    {
        // A name that the form has itself would be a second value of it; names of forms are read whatever the case of their letters.
        var own = form.Fields.Select(f => f.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        // A page's input is read from "Form." names, an address' from plain ones; a column's name is tried at both.
        var added = _names.Select(n => form.Handler is not null && char.IsUpper(n[0]) ? "Form." + n : n).Where(n => !own.Contains(n)).ToList();
        Assert.True(own.Count + added.Count < new FormOptions().ValueCountLimit, $"{added.Count} added names are more than a form may have: nothing sent would be read.");
        _added += added.Count;
        return form with { Fields = [.. form.Fields, .. added.Select(n => (n, Encoding.UTF8.GetBytes(AddedMark)))] };
    }

    /// <summary>Null where it had its effect (and breaches are noted), else what was answered.</summary>
    private async Task<Answered?> HasEffect(FormAt at, Browser browser, FilledForm plain)
    {
        var form = WithOthersNames(plain);
        var what = $"{at.Name} ({at.Person})";
        var mark = await _rows.Now();
        Answered? old = null;
        if (form.Version is { } version)
        {
            old = await Send(browser, form.WithVersion((int.Parse(version, CultureInfo.InvariantCulture) + 1000).ToString(CultureInfo.InvariantCulture)), Guid.NewGuid().ToString("N"));
            if ((await _rows.Since(mark)).Rows > 0)
            {
                _breaches.Add($"{what}: did it from a page that is not true ({old.Status})");
            }
        }
        var key = Guid.NewGuid().ToString("N");
        mark = await _rows.Now();
        var answers = await Task.WhenAll(Send(browser, form, key), Send(browser, form, key));
        var written = await _rows.Since(mark);
        var first = answers[0].Status < 400 || answers[1].Status >= 400 ? answers[0] : answers[1];
        if (answers.FirstOrDefault(a => a.Status >= 500) is { } broken)
        {
            _breaches.Add($"{what}: sent twice answered {broken.Status}");
        }
        if (written.Rows == 0)
        {
            return OnlyCookies.Contains(at.Name) && !first.IsRefusal ? null : first;
        }
        if (first.IsRefusal)
        {
            _breaches.Add($"{what}: refused with {first.Status} and left {written.Rows} rows in {written.Places}");
            return first;
        }
        if (old is not null)
        {
            _stale++;
            if (!old.Tells(PlatformRefusals.Stale) && !old.Tells(ReviewRefusals.ChangedMeanwhile))
            {
                _breaches.Add($"{what}: a version that is not true was answered {old.Status} {old.Location} {Message(old.Text)}");
            }
        }
        if (OfNobody.Contains(at.Name))
        {
            return null;
        }
        _doubles++;
        if (written.Transactions != 1)
        {
            _breaches.Add($"{what}: sent twice had its effect in {written.Transactions} transactions ({written.Places})");
        }
        mark = await _rows.Now();
        var later = await Send(browser, form, key);
        foreach (var other in answers.Append(later).Where(a => !a.Same(first) && !(Finality(at.Name) >= SessionEnds && a.Status == 401) && !a.Tells(PlatformWebRefusals.ShownOnce) && !first.Tells(PlatformWebRefusals.ShownOnce)))
        {
            _breaches.Add($"{what}: answered {first.Status} {first.Location} and, repeated, {other.Status} {other.Location} {Message(other.Text)}");
        }
        var reused = await Send(browser, form.Other(), key);
        _reused++;
        if (Finality(at.Name) < SessionEnds && (reused.Status != Problems.StatusOf(PlatformWebRefusals.KeyReused) || !reused.Tells(PlatformWebRefusals.KeyReused)))
        {
            _breaches.Add($"{what}: a used key with other content answered {reused.Status} {Message(reused.Text)}");
        }
        if ((await _rows.Since(mark)) is { Rows: > 0 } again)
        {
            _breaches.Add($"{what}: a used key left {again.Rows} rows in {again.Places}");
        }
        if (form.Version is not null)
        {
            await SendFromOldPage(what, browser, form);
        }
        return null;
    }

    /// <summary>The page as it was before, sent again as something new: what it showed is no longer true.</summary>
    private async Task SendFromOldPage(string what, Browser browser, FilledForm form)
    {
        var mark = await _rows.Now();
        var answer = await Send(browser, form, Guid.NewGuid().ToString("N"));
        _stale++;
        if (!answer.IsRefusal)
        {
            _breaches.Add($"{what}: from an old page was taken again ({answer.Status} {answer.Location})");
        }
        if ((await _rows.Since(mark)).Rows > 0)
        {
            _breaches.Add($"{what}: from an old page left rows");
        }
    }

    private Task<Answered> Send(Browser browser, FilledForm form, string? key) => Send(browser, new HttpRequestMessage(HttpMethod.Post, form.Action) { Content = form.Content(key) });

    private async Task<Answered> Send(Browser browser, HttpRequestMessage request)
    {
        _posts++;
        using var response = await browser.Raw(request);
        request.Dispose();
        return new Answered((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.Location?.ToString(), response.Headers.TryGetValues("Set-Cookie", out var set) ? string.Join('\n', set) : "");
    }

    /// <summary>The demonstration's days are told in the institution's time, and stories must not cross midnight.</summary>
    private TimeSpan UntilMorning()
    {
        var now = world.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8));
        var morning = new DateTimeOffset(now.Date.AddHours(9), now.Offset);
        return (morning > now ? morning : morning.AddDays(1)) - now;
    }

    private string Message(string text) => text.StartsWith('<') ? Cut(string.Join(" | ", _html.ParseDocument(text).QuerySelectorAll("[role=alert], .z-err, main h1").Select(e => e.TextContent.Trim()))) : Cut(text);

    private static string Cut(string? text) => text is { Length: > 160 } ? text[..160] : text ?? "";

    private sealed record Answered(int Status, string Text, string? Location, string Cookies)
    {
        /// <summary>The sentence left for the page after the redirect.</summary>
        private Said? Left => SaidCookie().Match(Cookies) is { Success: true } match ? System.Text.Json.JsonSerializer.Deserialize<Said>(Microsoft.AspNetCore.WebUtilities.WebEncoders.Base64UrlDecode(match.Groups[1].Value)) : null;

        public bool IsRefusal => Status is >= 400 and < 500 || (Status is >= 300 and < 400 && Left is { IsRefusal: true });

        public bool Tells(Refusal refusal) => Left?.TextKey == $"refusal.{refusal.Code}" || Text.Contains($"\"{refusal.Code}\"", StringComparison.Ordinal) || TextFiles.Languages.Any(l => WebUtility.HtmlDecode(Text).Contains(TextFiles.Find(l, $"refusal.{refusal.Code}")!, StringComparison.Ordinal));

        /// <summary>The same but for the tokens of forms, which are new on every page.</summary>
        public bool Same(Answered other) => Status == other.Status && Location == other.Location && Tokens().Replace(Text, "") == Tokens().Replace(other.Text, "");
    }

    [GeneratedRegex("value=\"[A-Za-z0-9_-]{30,}\"")]
    private static partial Regex Tokens();

    [GeneratedRegex("[0-9a-f-]{36}|[0-9]+")]
    private static partial Regex Differing();

    [GeneratedRegex("^zj-said=([^;\\s]+)", RegexOptions.Multiline)]
    private static partial Regex SaidCookie();

    [GeneratedRegex("(?:<PostForm [^>]*?Name|@formname)=\"([a-z-]+)\"")]
    private static partial Regex FormNames();
}
