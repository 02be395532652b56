using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Access;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Activities.CheckIn;
using Zhijian.Modules.Collecting;
using Zhijian.Modules.Federation;
using Zhijian.Modules.Federation.Handing;
using Zhijian.Modules.Federation.Senders;
using Zhijian.Modules.Learning;
using Zhijian.Modules.Publishing;
using Zhijian.Modules.Library;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Privacy;
using Zhijian.Modules.Privacy.Requests;
using Zhijian.Modules.Questions;
using Zhijian.Modules.Rules;
using Zhijian.Modules.Training;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Identity.Invitations;
using Zhijian.Platform.Identity.Passkeys;
using Zhijian.Platform.Identity.SecondFactor;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Faults;

/// <summary>Every form anybody of the demonstration is shown, found by following the links as they do; and how a sensible person fills it in.</summary>
internal sealed partial class SiteForms(DemonstrationWorld world)
{
    public const string Nobody = "nobody";
    public static readonly string[] People = [Nobody, "secretary", "member", "generalbranch", "organisation", "office", "admin", "security", "audit"];
    private const int SamplesOfOneKind = 2;
    private static readonly int LinksOfOneKind = TestRun.IsLong ? 2 : 1;
    private const int OfEachState = 6;
    private readonly HtmlParser _html = new();
    private readonly ConcurrentDictionary<string, Browser> _browsers = new();
    private List<List<string>> _seeds = [];
    private readonly Dictionary<Guid, byte[]> _secrets = [];
    private readonly List<(Regex Shape, string Pattern)> _posts = [], _pages = [];
    private readonly CheckInCodeRule _code = Rulebook.Load(Path.Combine(World.Repository, "rules")).On(DateOnly.FromDateTime(DateTime.UtcNow)).Attendance.CheckInCode;
    private readonly SemaphoreSlim _oneByOne = new(1, 1);
    private readonly ECDsa _sender = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private DateOnly _stated;
    private int _statements;
    private string _elsewhere = "";
    private string _unused = "";

    /// <summary>Where each form stands, by its name.</summary>
    public SortedDictionary<string, List<FormAt>> All { get; } = new(StringComparer.Ordinal);

    public static async Task<SiteForms> Of(DemonstrationWorld world)
    {
        var forms = new SiteForms(world);
        foreach (var endpoint in Endpoint.All(world).OrderBy(e => e.Pattern.Count(c => c == '{')))
        {
            (endpoint.IsPage ? forms._pages : forms._posts).Add((Shape(endpoint.Pattern), endpoint.Pattern));
        }
        forms._seeds = await forms.Seeds();
        await forms.WriteMinutes();
        await forms.Find(alongLinks: true);
        return forms;
    }

    /// <summary>Walks through the pages as everybody, the first time along the links too; again after something was done, because what was made has buttons of its own.</summary>
    public Task Find(bool alongLinks) => Task.WhenAll(People.Select(p => Walk(p, alongLinks)));

    /// <summary>Where else, besides the pages that were looked at, the same form may stand for this person.</summary>
    public IEnumerable<FormAt> Elsewhere(FormAt at) => (_seeds.FirstOrDefault(g => g.Contains(at.Page)) ?? []).Where(p => p != at.Page).Select(p => at with { Page = p });

    public async Task<Browser> As(string person, bool anew = false)
    {
        if (person == Nobody)
        {
            return world.Visitor();
        }
        if (anew || !_browsers.TryGetValue(person, out var browser))
        {
            // Another device, so that there is one to sign out.
            await SignedIn(person);
            _browsers[person] = browser = await SignedIn(person);
        }
        return browser;
    }

    /// <summary>Somebody's browser is closed: what they do next, they do signed in anew.</summary>
    public void Close(string person) => _browsers.TryRemove(person, out _);

    /// <summary>With the code of their app, where they have one.</summary>
    private async Task<Browser> SignedIn(string person)
    {
        var browser = await world.SignedInAs(person);
        if (browser.Path.StartsWith("/sign-in/second-step", StringComparison.Ordinal))
        {
            await _oneByOne.WaitAsync();
            try
            {
                world.Clock.Move(TimeSpan.FromSeconds(60));
                await browser.Press(await browser.Open(browser.Path), "登录", ("Form.Code", await AppCodeOf(person)));
            }
            finally
            {
                _oneByOne.Release();
            }
        }
        return browser;
    }

    private async Task<string> AppCodeOf(string person)
    {
        var account = await world.Read(db => db.Accounts.SingleAsync(a => a.UserName == person));
        return AppCode((await world.Read(db => db.Authenticators.SingleAsync(a => a.AccountId == account.Id))).Secret.Plain);
    }

    private string AppCode(string key) => TimeCode.Of(Base32.Read(key), TimeCode.StepAt(world.Clock.GetUtcNow()));

    /// <summary>The form as the page shows it now; null where it is no longer shown or its button is locked.</summary>
    public async Task<FilledForm?> Open(FormAt at, Browser browser)
    {
        using var shown = await browser.Raw(new HttpRequestMessage(HttpMethod.Get, Current(at.Page)));
        return On(await shown.Content.ReadAsStringAsync(), at.Page, at.Person).FirstOrDefault(f => f.Name == at.Name);
    }

    /// <summary>What somebody is shown where a form is no longer.</summary>
    public async Task<string> InsteadOf(FormAt at, Browser browser)
    {
        using var shown = await browser.Raw(new HttpRequestMessage(HttpMethod.Get, Current(at.Page)));
        return $"{at.Person} {at.Page} is {(int)shown.StatusCode} {shown.Headers.Location} {_html.ParseDocument(await shown.Content.ReadAsStringAsync()).QuerySelector("h1")?.TextContent.Trim()}";
    }

    /// <summary>The forms of a page, filled in.</summary>
    public IEnumerable<FilledForm> On(string text, string path, string person, bool agrees = false)
    {
        var page = _html.ParseDocument(text);
        foreach (var form in page.QuerySelectorAll<IHtmlFormElement>("form[method=post]").Where(f => f.Elements.OfType<IHtmlButtonElement>().Any(b => !b.IsDisabled)))
        {
            var action = form.GetAttribute("action") is { Length: > 0 } target ? target : Current(path);
            var handler = form.QuerySelector<IHtmlInputElement>("input[name=_handler]")?.Value;
            var bare = action.Split('?')[0];
            var name = handler is null ? _posts.FirstOrDefault(p => p.Shape.IsMatch(bare)).Pattern : $"{PatternOf(bare)}#{Ids().Replace(handler, "*")}";
            var filled = FilledForm.Of(name ?? $"{bare} leads nowhere", action, form, (element, field) => Write(element, field, name ?? "", person, agrees));
            yield return name?.EndsWith("/change/rename#change", StringComparison.Ordinal) == true && !agrees ? filled.With("Form.Name", $"更名{Guid.NewGuid():N}"[..12]) : filled;
        }
        if (page.QuerySelector("[data-roll]") is { } roll && page.QuerySelector("[data-roll-member]") is { } first)
        {
            // What the script of the roll sends for one tick.
            List<(string, byte[])> fields = [.. new[] { ("__RequestVerificationToken", page.QuerySelector<IHtmlInputElement>("[data-roll] [name=__RequestVerificationToken]")!.Value), ("member", first.GetAttribute("data-roll-member")!), ("presence", "Present"), ("at", world.Clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture)) }.Select(f => (f.Item1, System.Text.Encoding.UTF8.GetBytes(f.Item2)))];
            var action = roll.GetAttribute("data-roll")!;
            yield return new FilledForm(_posts.First(p => p.Shape.IsMatch(action)).Pattern, action, null, fields, new Dictionary<string, string>(), new HashSet<string> { "member", "presence" }, new HashSet<string>(), null, false);
        }
    }

    /// <summary>The page's route; what is done to an organisation is a form of its own for each kind of change.</summary>
    private string PatternOf(string path)
    {
        var pattern = _pages.FirstOrDefault(p => p.Shape.IsMatch(path)).Pattern ?? path;
        return pattern.Replace("{WhatText}", path.Split('/')[^1], StringComparison.Ordinal);
    }

    private async Task Walk(string person, bool alongLinks)
    {
        var browser = await As(person);
        HashSet<string> known = [.. _seeds.SelectMany(g => g)];
        Queue<string> open = new(_seeds.SelectMany(g => g.Take(SamplesOfOneKind)));
        Dictionary<string, int> samples = [];
        while (open.TryDequeue(out var path))
        {
            using var shown = await browser.Raw(new HttpRequestMessage(HttpMethod.Get, Current(path)));
            if (shown.StatusCode != System.Net.HttpStatusCode.OK || shown.Content.Headers.ContentType?.MediaType != "text/html")
            {
                continue;
            }
            var text = await shown.Content.ReadAsStringAsync();
            Note(person, path, On(text, path, person));
            foreach (var link in _html.ParseDocument(text).QuerySelectorAll("main a[href^='/'], nav a[href^='/']").Select(a => a.GetAttribute("href")!.Split('#')[0]).Where(l => !Leaves().IsMatch(l) && (alongLinks || l.StartsWith("/review/cases/", StringComparison.Ordinal))))
            {
                var of = Ids().Replace(link.Split('?')[0], "*");
                if (samples.GetValueOrDefault(of) < LinksOfOneKind && known.Add(link))
                {
                    samples[of] = samples.GetValueOrDefault(of) + 1;
                    open.Enqueue(link);
                }
            }
        }
    }

    private void Note(string person, string path, IEnumerable<FilledForm> forms)
    {
        lock (All)
        {
            foreach (var form in forms)
            {
                var places = All.TryGetValue(form.Name, out var known) ? known : All[form.Name] = [];
                if (!places.Any(p => p.Person == person && p.Page == path))
                {
                    places.Add(new FormAt(form.Name, person, path));
                }
            }
        }
    }

    /// <summary>The address as it would be read off the host's screen at this moment.</summary>
    private string Current(string page) => CodeAddress().Match(page) is { Success: true } match && Guid.Parse(match.Groups[1].Value) is var id
        ? $"/c/{id:N}{CheckInCode.Now(_secrets[id], id, world.Clock.GetUtcNow(), _code)}" : page;

    private const string HandedInTogether = "一起送审";

    private string Today(int inDays = 0) => world.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).AddDays(inDays).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>What a person writes where nothing stands yet; null leaves it empty.</summary>
    private string? Write(IHtmlElement element, string field, string form, string person, bool agrees) => element switch
    {
        _ when form.EndsWith("#confirm-authenticator", StringComparison.Ordinal) => AppCode(element.Owner!.QuerySelector(".z-qr ~ p code")!.TextContent.Replace(" ", "", StringComparison.Ordinal)),
        _ when MayStayEmpty().IsMatch(field) => null,
        // What fills a column has to be in the list that is laid out.
        IHtmlSelectElement when form.EndsWith("#design-sheet", StringComparison.Ordinal) && field == "Form.List" => "members",
        IHtmlSelectElement when form.EndsWith("#design-sheet", StringComparison.Ordinal) && field.EndsWith(".Element", StringComparison.Ordinal) => "person.full-name",
        // Of a table that holds somebody, whatever other forms have left in the rest.
        IHtmlSelectElement when form.EndsWith("#incident", StringComparison.Ordinal) && field == "Form.Table" => "member",
        IHtmlSelectElement when form.EndsWith("#bring-import", StringComparison.Ordinal) && field == "Form.Kind" => "Members",
        // Handing in takes a whole category along, not the drafts that other forms work at.
        IHtmlSelectElement when form.EndsWith("#questions-hand-in", StringComparison.Ordinal) => HandedInTogether,
        IHtmlSelectElement select => select.Options.Select(o => o.Value).LastOrDefault(v => v.Length > 0),
        IHtmlInputElement { Type: "radio" } choice => choice.Value,
        IHtmlInputElement { Type: "checkbox" } choice => agrees || field is "Form.HasRead" or "Form.ByKinds" or "Form.Chosen" or "Form.Members" or "Form.Kinds" ? choice.Value : null,
        // The smallest picture that is made of characters alone.
        IHtmlInputElement { Type: "file" } when form.Contains("#question-", StringComparison.Ordinal) => "GIF89a\u0001\0\u0001\0\0\0\0;",
        IHtmlInputElement { Type: "file" } when form.EndsWith("#take-in-package", StringComparison.Ordinal) => FederationTests.Package(_sender, _stated, 3, ++_statements),
        IHtmlInputElement { Type: "file" } when form.EndsWith("#receive-people", StringComparison.Ordinal) => Packages.Write(_sender, Receiving(), [Packages.Person($"转入{++_statements}", IdentityNumberOf(_statements))]),
        _ when field == "Form.Key" && form.EndsWith("#admit-sender", StringComparison.Ordinal) => NewKey(),
        IHtmlInputElement { Type: "file" } => form.EndsWith("#import-codes", StringComparison.Ordinal) ? $"{_unused},KQ7M-R2XT-9WPB" : form.EndsWith("#bring-import", StringComparison.Ordinal) ? "姓名,人员类别,所在党支部\n试验者,正式党员,\n" : form.EndsWith("#questions-bring", StringComparison.Ordinal) ? "<?xml version=\"1.0\"?><quiz></quiz>" : null,
        IHtmlInputElement { Type: "date" } when field == "Form.BirthDate" => form.EndsWith("#add-member", StringComparison.Ordinal) ? "1990-05-04" : null,
        IHtmlInputElement { Type: "date" } => Today(field is "Form.To" or "Form.PlannedEnd" or "Form.End" or "Form.FirstDue" ? 400 : 0),
        IHtmlInputElement { Type: "datetime-local" } => world.Clock.GetUtcNow().AddDays(field == "Form.Since" ? -2 : field == "Form.ClosesAt" ? 10 : -1).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture),
        _ when field == "Form.Related" => Guid.NewGuid().ToString(),
        IHtmlInputElement { Type: "time" } => "14:30",
        IHtmlInputElement { Type: "month" } => Today()[..7],
        _ when field == "Form.Minutes" => "90",
        _ when field == "Form.Label" => $"问题{Guid.NewGuid():N}"[..12],
        _ when field == "Form.Account" && form.EndsWith("#incident", StringComparison.Ordinal) => null,
        IHtmlInputElement { Type: "number" } => "1",
        IHtmlInputElement { Type: "url" } => "https://meet.example/1",
        _ when form.EndsWith("#sign-in", StringComparison.Ordinal) && field == "Form.UserName" => "admin",
        _ when field == "Form.Current" || form.EndsWith("#sign-in", StringComparison.Ordinal) => world.PasswordOf(form.EndsWith("#sign-in", StringComparison.Ordinal) ? "admin" : person),
        IHtmlInputElement { Type: "password" } => "一句记得住的长长的话，再长一些 7",
        _ when field == "Form.Organisation" || (field == "Form.Who" && form.EndsWith("#hold", StringComparison.Ordinal)) => _elsewhere,
        _ when field is "Form.Name" or "Form.FirstBranch" => $"试验{Guid.NewGuid():N}"[..12],
        _ when field == "Form.Options" => "甲方案\n乙方案",
        _ when field == "Form.Formula" => "share(met, expected)",
        _ when form.Contains("/indicators/", StringComparison.Ordinal) && field is "Form.Decimals" or "Form.AtLeast" or "Form.Least" => "1",
        _ when field == "Form.Most" => "90",
        // A question says which choice is right; a paper draws from what there is.
        _ when field == "Form.Lines[0].Weight" => "100",
        _ when field.EndsWith("].Weight", StringComparison.Ordinal) || field is "Form.Mark" or "Form.Numbers" => null,
        _ when field is "Form.PassMark" or "Form.Attempts" => "1",
        _ when field.StartsWith("Form.Draws[", StringComparison.Ordinal) => field == "Form.Draws[0].Count" ? "1" : null,
        // Rows of one form are told apart.
        _ when field.IndexOf('[', StringComparison.Ordinal) is > 0 and var row => $"周五的安排{field[(row + 1)..field.IndexOf(']', StringComparison.Ordinal)]}",
        _ => "周五的安排",
    };

    /// <summary>Where links alone don't lead: activities in every state, and the forms behind buttons that need something to be there first.</summary>
    private async Task<List<List<string>>> Seeds()
    {
        var secretary = await world.Read(db => db.Accounts.SingleAsync(a => a.UserName == "secretary"));
        var member = await world.Read(db => db.Accounts.SingleAsync(a => a.UserName == "member"));
        var held = await world.Read(db => db.PostHoldings.Where(h => h.MemberId == secretary.MemberId && h.Until == null).FirstAsync());
        var branch = await world.Read(db => db.Set<Organisation>().SingleAsync(o => o.Id == held.OrganisationId));
        var activities = await Activities(branch, secretary.MemberId!.Value);
        var records = await world.Read(db => db.ActivityRecords.Where(r => r.Path == branch.Path && r.State == RecordState.Filed).OrderByDescending(r => r.Id).Take(4).ToListAsync());
        var others = await world.Read(db => db.Members.Where(m => m.Path == branch.Path && m.LeftOn == null && m.Id != member.MemberId && m.Id != secretary.MemberId).OrderByDescending(m => m.Id).Take(6).ToListAsync());
        var far = await world.Read(db => db.Set<Organisation>().Where(o => o.Kind == OrganisationKind.Branch && o.DissolvedOn == null && o.Id != branch.Id).OrderByDescending(o => o.Number).Take(6).ToListAsync());
        var general = await world.Read(db => db.Set<Organisation>().Where(o => o.Kind == OrganisationKind.GeneralBranch && o.DissolvedOn == null).OrderByDescending(o => o.Number).Take(2).ToListAsync());
        var open = await world.Read(db => db.PostHoldings.Where(h => h.Until == null && h.Path == far[0].Path).OrderByDescending(h => h.Id).Take(3).ToListAsync());
        _elsewhere = far[1].Name;
        var accounts = await Accounts(others, secretary, member);
        List<string> codes = [];
        foreach (var account in accounts.Skip(2))
        {
            codes.Add((await world.Inside(async s =>
            {
                var invited = await s.GetRequiredService<InviteAction>().Run(account, null, Actor.OfSystem("set-up"), default);
                await s.GetRequiredService<ZhijianDb>().SaveChangesAsync();
                await s.GetRequiredService<Fence>().Commit(default);
                return invited.Code;
            }))!);
        }
        var people = others.Concat(await world.Read(db => db.Members.Where(m => m.Path == far[2].Path && m.LeftOn == null).OrderBy(m => m.Id).Take(3).ToListAsync())).ToList();
        List<List<string>> seeds =
        [
            .. new[] { "/", "/sign-in", "/messages", "/me", "/me/password", "/me/tokens", "/me/second-factor", "/me/reminders", "/review", "/review?bulk=true", "/review/absences", "/follow-ups", "/calendar/subscribe", "/access/import-codes", "/access/invite", "/people/new", "/activities/new?kind=ThemePartyDay", "/activities/new?kind=LinkageActivity" }.Select(p => new List<string> { p }),
            [.. codes.Select(c => $"/invitation/{c}")],
            [.. accounts.Select(a => $"/access/accounts/{a.Id}")],
            [.. records.Select(r => $"/records/{r.Id}/addendum")],
            .. new[] { "correct", "move", "leave", "whereabouts" }.Select(what => people.Select(m => $"/people/{m.Id}/{what}").ToList()),
            [.. open.Select(h => $"/people/posts/{h.Id}/end")], [.. far.Append(branch).Select(o => $"/people/posts/{o.Id}")], [.. far.Append(branch).Select(o => $"/organisations/{o.Id}/terms")],
            .. Enum.GetValues<OrganisationChangeKind>().Select(kind => far.Skip(3).Concat(general).Select(o => $"/organisations/{o.Id}/change/{kind.ToString().ToLowerInvariant()}").ToList()),
            .. activities.GroupBy(a => a.Value).SelectMany(g => Pages(g.Key).Select(page => g.Select(a => page(a.Key)).ToList())),
            .. await Cases(),
            ["/privacy"], ["/me/consents"], ["/me/requests/restrict"], [.. new[] { "Name", "SexCode", "WorkPostCode", "JoinDate" }.Select(f => $"/me/requests/correct/{f}")],
            .. await Requests(member), await Incidents(branch),
            [.. (await world.Read(db => db.Set<Activity>().Where(a => a.HostMemberId == secretary.MemberId && a.State == ActivityState.Filed).OrderByDescending(a => a.StartsAt).Select(a => a.Id).Take(6).ToListAsync())).Select(a => $"/me/work/hosted/{a}")],
            ["/collecting/new"], ["/collecting/burden"], .. await Collecting(branch),
            ["/library/new"], .. await Library(branch, secretary.MemberId!.Value, member.MemberId!.Value),
            ["/news/new"], .. await News(branch),
            .. await Experiences(branch, member.MemberId!.Value), .. await Talk(branch, member.MemberId!.Value, secretary.MemberId!.Value),
            .. await Learning(branch, secretary.MemberId!.Value, member.MemberId!.Value),
            ["/training/new"], .. await Training(branch, records[0].ActivityId), .. await Federation(),
            ["/questions/new"], ["/questions/new?kind=TrueFalse"], ["/questions/bring"], ["/papers/new"], ["/papers/practice"], .. await Questions(branch, secretary.MemberId!.Value, member.MemberId!.Value),
            ["/indicators/kept/new"], .. await Indicators(), await Views(branch, secretary.MemberId!.Value), await Notes(branch, secretary.MemberId!.Value), ["/yearly/freeze"], ["/resolutions/new"], .. await Resolutions(branch, secretary.MemberId!.Value),
            ["/questions/hand-in"], ["/me/points"], .. await Points(branch, member),
        ];
        return seeds;
    }

    /// <summary>What the member has asked for: some came back, some wait with a sealed value; and a consent that can be withdrawn.</summary>
    private async Task<List<List<string>>> Requests(Account of)
    {
        var own = await world.Read(db => db.Members.SingleAsync(m => m.Id == of.MemberId));
        var vault = world.Services.GetRequiredService<Platform.Sealing.Vault>();
        PersonRequest Asked(string field, RequestState state) => new()
        {
            MemberId = own.Id, Path = own.Path, OrganisationId = own.OrganisationId, Kind = PersonRequestKind.Correct, Field = field, Reason = "录错了", Rule = "people-rights@1:people-rights.correct", State = state,
            AskedAt = world.Clock.GetUtcNow(), DueOn = DateOnly.FromDateTime(world.Clock.GetUtcNow().UtcDateTime).AddDays(20), Answer = state == RequestState.Returned ? "请附证明" : null,
        };
        List<PersonRequest> returned = [.. new[] { "ClassName", "Grade", "FixedPhone", "EducationCode" }.Select(f => Asked(f, RequestState.Returned))];
        List<PersonRequest> waiting = [.. new[] { "MobileNumber", "HomeAddress", "BirthDate", "EthnicCode" }.Select(f => Asked(f, RequestState.Waiting))];
        waiting.ForEach(r => r.NewValue = vault.SealOf(r, own, PersonRequest.NewColumn, "新的"));
        await world.Given(db =>
        {
            db.AddRange(returned.Concat(waiting));
            db.Add(new ConsentEntry { MemberId = own.Id, Path = own.Path, Purpose = ConsentPurpose.FixedPhone, Wording = 1, Given = true, At = world.Clock.GetUtcNow(), Page = "/me/consents" });
            return 0;
        });
        return [[.. returned.Select(r => $"/requests/{r.Id}")], [.. waiting.Select(r => $"/requests/{r.Id}/values")]];
    }

    /// <summary>Views of pivots that the secretary kept.</summary>
    private async Task<List<string>> Views(Organisation branch, Guid owner)
    {
        await world.Given(db =>
        {
            db.AddRange(Enumerable.Range(0, OfEachState * 2).Select(i => new Zhijian.Modules.Pivoting.PivotView
            {
                Path = branch.Path, OrganisationId = branch.Id, Name = $"每月{i}", Question = "measure=met&rows=month&columns=none", IsShared = i % 2 == 0, Author = "书记", CreatedBy = owner, CreatedAt = world.Clock.GetUtcNow(),
            }));
            return 0;
        });
        return ["/pivot"];
    }

    /// <summary>Notes to figures of the branch.</summary>
    private async Task<List<string>> Notes(Organisation branch, Guid author)
    {
        var today = DateOnly.FromDateTime(world.Clock.GetUtcNow().UtcDateTime);
        await world.Given(db =>
        {
            db.AddRange(Enumerable.Range(0, OfEachState * 2).Select(i => new Zhijian.Modules.Figures.FigureNote
            {
                Path = branch.Path, OrganisationId = branch.Id, Month = new DateOnly(today.Year, today.Month, 1).AddMonths(-i % 3), Measure = "themeDays", Note = $"搬迁{i}", Author = "书记", Post = PostKind.Secretary, CreatedBy = author,
                CreatedAt = world.Clock.GetUtcNow(),
            }));
            return 0;
        });
        return ["/figures/notes"];
    }

    /// <summary>Questions put to the branch's committee, discussed and resolved.</summary>
    private async Task<List<List<string>>> Resolutions(Organisation branch, Guid owner)
    {
        var made = await world.Given(db => ResolutionSamples.Add(db, branch, world.Clock.GetUtcNow(), owner, OfEachState));
        return
        [
            [.. made.Open.Select(q => $"/resolutions/{q}")], [.. made.Open.Select(q => $"/resolutions/{q}/edit")], [.. made.ToDrop.Select(q => $"/resolutions/{q}/drop")], [.. made.ToResolve.Select(q => $"/resolutions/{q}/resolve")],
            [.. made.Resolved.Select(q => $"/resolutions/{q}")], [.. made.Resolved.Select(q => $"/resolutions/{q}/task")], [.. made.ToClose.Select(q => $"/resolutions/{q}/close")],
        ];
    }

    /// <summary>Indicators of the committee as drafts and published.</summary>
    private async Task<List<List<string>>> Indicators()
    {
        var root = await world.Read(db => db.Set<Organisation>().SingleAsync(o => o.ParentId == null));
        var (drafts, published) = await world.Given(db => IndicatorSamples.Add(db, root, world.Clock.GetUtcNow(), OfEachState));
        var half = published.Count / 2;
        return
        [
            [.. drafts.Select(d => $"/indicators/kept/{d}")], [.. drafts.Select(d => $"/indicators/kept/{d}/edit")],
            [.. published.Take(half).Select(p => $"/indicators/kept/{p}")], [.. published.Skip(half).Select(p => $"/indicators/kept/{p}/withdraw")],
        ];
    }

    /// <summary>Items of the branch as drafts and as released, some of them on the lists of those who read.</summary>
    private async Task<List<List<string>>> Library(Organisation branch, params Guid[] readers)
    {
        var now = world.Clock.GetUtcNow();
        List<Guid> drafts = [], released = [], listed = [];
        await world.Given(db =>
        {
            for (var i = 0; i < OfEachState * 3; i++)
            {
                var item = new LibraryItem { Path = branch.Path, OrganisationId = branch.Id, OrganisationName = branch.Name, Kind = LibraryKind.Article, Title = $"读一读{i}", Rights = "自编", Text = "# 一\n\n甲\n\n# 二\n\n乙", CreatedBy = Guid.NewGuid(), CreatedAt = now };
                db.Add(item);
                (i < OfEachState ? drafts : i < OfEachState * 2 ? released : listed).Add(item.Id);
                if (i >= OfEachState)
                {
                    item.Release([], now, out var edition);
                    db.Add(edition);
                }
                if (i >= OfEachState * 2)
                {
                    db.AddRange(readers.Select(r => new LibraryReading { MemberId = r, ItemId = item.Id, InList = true, Turn = i }));
                }
            }
            return 0;
        });
        return
        [
            [.. drafts.Select(d => $"/library/work/{d}")], [.. drafts.Select(d => $"/library/work/{d}/edit")], [.. released.Select(r => $"/library/work/{r}")], [.. listed.Select(r => $"/library/work/{r}/withdraw")],
            [.. released.Select(r => $"/library/{r}")], [.. listed.Select(r => $"/library/{r}")],
        ];
    }

    /// <summary>Articles of the branch as drafts, on show, and asking for receipts.</summary>
    private async Task<List<List<string>>> News(Organisation branch)
    {
        var now = world.Clock.GetUtcNow();
        List<Guid> drafts = [], shown = [], asking = [];
        await world.Given(db =>
        {
            for (var i = 0; i < OfEachState * 3; i++)
            {
                var article = new Article { Path = branch.Path, OrganisationId = branch.Id, OrganisationName = branch.Name, Kind = ArticleKind.Notice, Title = $"说一说{i}", Text = "# 一\n\n甲", Audience = OpenScope.Own, NeedsReceipt = i >= OfEachState * 2, CreatedBy = Guid.NewGuid(), CreatedAt = now };
                db.Add(article);
                (i < OfEachState ? drafts : i < OfEachState * 2 ? shown : asking).Add(article.Id);
                if (i >= OfEachState)
                {
                    article.Approve([], null, now, out var edition);
                    article.Publish();
                    edition.State = ShowingState.Current;
                    db.Add(edition);
                }
            }
            return 0;
        });
        return [[.. drafts.Select(d => $"/news/work/{d}")], [.. drafts.Select(d => $"/news/work/{d}/edit")], [.. shown.Select(s => $"/news/work/{s}")], [.. shown.Select(s => $"/news/work/{s}/withdraw")], [.. asking.Select(a => $"/news/{a}")]];
    }

    /// <summary>Held activities with calls for experience reports, and reports in every state.</summary>
    private async Task<List<List<string>>> Experiences(Organisation branch, Guid member)
    {
        var made = await world.Given(db => ExperienceSamples.Add(db, branch, member, world.Clock.GetUtcNow(), OfEachState));
        return
        [
            [.. made.ToAsk.Select(a => $"/activities/{a}/experiences/ask")], [.. made.Asked.Select(a => $"/activities/{a}/experiences/ask")], [.. made.Asked.Select(a => $"/activities/{a}/experience")],
            [.. made.DraftedByMember.Select(a => $"/activities/{a}/experience")], [.. made.HandedInByMember.Select(a => $"/activities/{a}/experience")], [.. made.PublishedOfMember.Select(a => $"/activities/{a}/experience")],
            [.. made.HandedInByMember.Select(a => $"/experiences?activity={a}")], [.. made.Leaving.Select(a => $"/experiences?activity={a}")], [.. made.Reports.Select(r => $"/experiences/{r}")],
        ];
    }

    /// <summary>Articles open for conversation, with comments and questions of the member and of others, and reports in every state.</summary>
    private async Task<List<List<string>>> Talk(Organisation branch, Guid member, Guid secretary)
    {
        var made = await world.Given(db => TalkSamples.Add(db, branch, member, secretary, world.Clock.GetUtcNow(), OfEachState));
        return
        [
            [.. made.Articles.Select(a => $"/news/{a}")], [.. made.Thanked.Select(a => $"/news/{a}")], [.. made.Articles.Select(a => $"/news/{a}/ask")],
            [.. made.OfMember.Select(c => $"/comments/{c}/edit")], [.. made.OfOthers.Select(c => $"/comments/{c}/report")], [.. made.ToAnswer.Select(c => $"/comments/{c}/answer")],
            [.. made.Asked.Select(q => $"/conversation/asked/{q}")], [.. made.AskedByMember.Select(q => $"/conversation/asked/{q}")],
            [.. made.Open.Select(c => $"/conversation/reports/{c}")], [.. made.HiddenOfMember.Select(c => $"/conversation/reports/{c}")], [.. made.Appealed.Select(c => $"/conversation/reports/{c}")],
        ];
    }

    /// <summary>Tasks of the branch: to be studied by each and together, studied, excused, and recorded together.</summary>
    private async Task<List<List<string>>> Learning(Organisation branch, Guid secretary, Guid member)
    {
        var (now, due) = (world.Clock.GetUtcNow(), DateOnly.Parse(Today(7), CultureInfo.InvariantCulture));
        var item = await world.Read(db => db.Set<LibraryEdition>().Where(e => e.Path == "1." && e.State == EditionState.Current).OrderBy(e => e.ItemId).FirstAsync());
        List<Guid> alone = [], together = [], recorded = [], excused = [];
        var made = await world.Given(db =>
        {
            for (var i = 0; i < OfEachState * 4; i++)
            {
                var of = (i / OfEachState) switch { 0 => alone, 1 => together, 2 => recorded, _ => excused };
                var issued = LearningTask.Issue(new TaskDraft($"学一学{i}", [], of == together || of == recorded ? LearningMode.Collective : LearningMode.Individual, due, 1, null), item, branch.Id, branch.Name, branch.Path, 2, 2, Actor.OfSystem("set-up"), now.AddMinutes(-1), due.AddDays(-7), out var task);
                db.Add(task!);
                List<LearningAssignment> asked = [task!.For(secretary, branch.Id, branch.Path), task.For(member, branch.Id, branch.Path)];
                db.AddRange(asked);
                if (of == recorded)
                {
                    CollectiveStudy.Record(task, branch.Id, branch.Path, asked, due.AddDays(-7), null, Actor.OfSystem("set-up"), now, due.AddDays(-7), due.AddDays(-7), out var study);
                    db.Add(study!);
                }
                asked.ForEach(a => _ = of == excused ? a.Excuse("外出实习", Actor.OfSystem("set-up")).Fact : null);
                of.Add(issued.Fact!.SubjectId);
            }
            return 0;
        });
        await world.Inside(async s =>
        {
            await s.GetRequiredService<TaskBook>().CountAll(default);
            await s.GetRequiredService<Fence>().Commit(default);
            return made;
        });
        return
        [
            ["/learning"], [$"/learning/new?item={item.ItemId}"], [.. alone.Select(t => $"/learning/tasks/{t}")], [.. recorded.Select(t => $"/learning/tasks/{t}")], [.. alone.Select(t => $"/learning/tasks/{t}/postpone")], [.. recorded.Select(t => $"/learning/tasks/{t}/withdraw")],
            [.. together.Select(t => $"/learning/tasks/{t}/together")], [.. together.Select(t => $"/learning/tasks/{t}/excuse/{member}")], [.. excused.Select(t => $"/learning/rows?task={t}&which=Excused")],
        ];
    }

    private static string NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportSubjectPublicKeyInfoPem();
    }

    /// <summary>Senders that are on and off, one of which states a month anew with each file that is brought.</summary>
    private async Task<List<List<string>>> Federation()
    {
        var now = world.Clock.GetUtcNow();
        _stated = new DateOnly(now.AddHours(8).Year, now.AddHours(8).Month, 1).AddMonths(-1);
        await world.Given(db =>
        {
            db.Add(Sender.Of("东湖大学", Packages.Card(_sender, Receiving()), Actor.OfSystem("set-up"), now).Sender!);
            for (var i = 0; i < OfEachState; i++)
            {
                var (on, off) = (Sender.Of($"甲{i}", NewKey(), Actor.OfSystem("set-up"), now).Sender!, Sender.Of($"乙{i}", NewKey(), Actor.OfSystem("set-up"), now).Sender!);
                off.Switch(false, off.Version);
                db.AddRange(on, off);
            }
            return 0;
        });
        var somebody = await world.Read(db => db.Members.Where(m => m.LeftOn == null && m.RestrictedSince == null).OrderBy(m => m.Id).Select(m => m.Name).FirstAsync());
        return [["/federation"], ["/federation/senders"], ["/federation/hand-on?q=" + Uri.EscapeDataString(somebody)], ["/federation/receive"]];
    }

    /// <summary>The key to which this installation is written, as others know it.</summary>
    private ECDiffieHellman Receiving() => ReceivingKey.KeyOf(world.Services.GetRequiredService<ReceivingKey>().Public.Pem)!;

    private static string IdentityNumberOf(int index) => Modules.Importing.Imports.IdentityOf(new DateOnly(1990, 1, 1), index);

    /// <summary>Classes of the general branch: open with and without lessons and people, to be decided by lessons and by a roll, and certificates.</summary>
    private async Task<List<List<string>>> Training(Organisation branch, Guid filed)
    {
        var (now, today) = (world.Clock.GetUtcNow(), DateOnly.Parse(Today(), CultureInfo.InvariantCulture));
        var general = await world.Read(db => db.Set<Organisation>().SingleAsync(o => o.Id == branch.ParentId));
        var present = await world.Read(db => db.Attendances.Where(a => a.ActivityId == filed && a.Status == AttendanceStatus.Present && a.Path == branch.Path).OrderBy(a => a.MemberId).Take(3).ToListAsync());
        List<Guid> empty = [], byLessons = [], byRoll = [], issued = [], certificates = [];
        await world.Given(db =>
        {
            foreach (var of in Enumerable.Repeat(new[] { empty, byLessons, byRoll, issued }, OfEachState).SelectMany(o => o))
            {
                TrainingClass.Plan(new TrainingDraft($"培训{of.Count}", [], today, today, 8, of == byRoll ? TrainingDecides.Roll : TrainingDecides.Lessons, null), general.Id, general.Name, general.Path, Actor.OfSystem("set-up"), now, today, out var planned);
                planned!.Lessons = of == byLessons ? [new TrainingLesson(LessonKind.Activity, filed, "活动")] : [];
                db.Add(planned);
                of.Add(planned.Id);
                if (of != empty)
                {
                    db.AddRange(present.Select(p => new TrainingPlace { ClassId = planned.Id, MemberId = p.MemberId, OrganisationId = branch.Id, Path = branch.Path, Title = planned.Title, HeldBy = general.Name, StartsOn = today, EndsOn = today }));
                }
                if (of == issued)
                {
                    var made = TrainingCertificate.Issue(planned, [(present[0].MemberId, present[0].Name)], 0, today)[0];
                    db.AddRange(made, made.ForEverybody());
                    certificates.Add(made.Id);
                }
            }
            return 0;
        });
        return
        [
            [.. empty.Select(c => $"/training/{c}/cancel")], [.. empty.Select(c => $"/training/{c}/enrol")], [.. empty.Select(c => $"/training/{c}/lessons")], [.. byLessons.Select(c => $"/training/{c}")], [.. byLessons.Select(c => $"/training/{c}/lessons")],
            [.. byRoll.Select(c => $"/training/{c}/roll")], [.. byRoll.Select(c => $"/training/people?id={c}")], [.. certificates.Select(c => $"/training/certificates/{c}")], [.. certificates.Select(c => $"/training/certificates/{c}/revoke")],
        ];
    }

    /// <summary>Postings of the member that can be contested, contests that wait, and records that earned something.</summary>
    private async Task<List<List<string>>> Points(Organisation branch, Account member)
    {
        var postings = await world.Inside(s => s.GetRequiredService<Fence>().Rows<Guid>("select id from points_posting where member_id = @MemberId and kind = 'Earned' and valid_until >= current_date order by done_on desc limit 12", new { member.MemberId }, default));
        var records = await world.Read(db => db.ActivityRecords.Where(r => r.Path == branch.Path && r.State == RecordState.Filed && r.AddendumTo == null).OrderByDescending(r => r.Id).Select(r => r.ActivityId).Take(12).ToListAsync());
        var contests = await world.Given(db =>
        {
            var made = records.Select(r => PointsSamples.Contest(branch, member, r, Guid.NewGuid(), world.Clock.GetUtcNow())).ToList();
            db.AddRange(made);
            return made;
        });
        return [[.. postings.Select(p => $"/me/points/{p}/contest")], [.. contests.Select(c => $"/points/contests/{c.Id}")], [.. records.Select(r => $"/points/records/{r}/reverse")]];
    }

    /// <summary>Questions in each state, files on their way in, papers to be set, begun and handed in, mistakes to practise.</summary>
    private async Task<List<List<string>>> Questions(Organisation branch, params Guid[] takers)
    {
        var now = world.Clock.GetUtcNow();
        List<string> drafts = [], released = [], retired = [], releases = [], imports = [], set = [], edits = [], picks = [], withdrawn = [], begun = [], running = [];
        await world.Given(db =>
        {
            var questions = QuestionSamples.Released(db, branch, now);
            for (var i = 0; i < OfEachState; i++)
            {
                var draft = db.Add(QuestionSamples.Of(questions[0].Content with { Name = $"草稿{i}" }, branch, now, "草稿")).Entity;
                db.Add(QuestionSamples.Of(questions[0].Content with { Name = $"送审{i}" }, branch, now, HandedInTogether));
                drafts.Add($"/questions/{draft.Id}/edit");
                var (one, other) = (QuestionSamples.Released(db, branch, now)[0], QuestionSamples.Released(db, branch, now)[1]);
                released.Add($"/questions/{one.Id}");
                retired.Add($"/questions/{other.Id}/retire");
                var back = db.Add(QuestionSamples.Of(questions[0].Content with { Name = $"退回{i}" }, branch, now)).Entity;
                QuestionRelease.Of($"退回{i}", [back], branch.Id, branch.Name, branch.Path, Actor.OfSystem("set-up"), now, out var release);
                back.BackTo(QuestionState.Draft, "请改");
                release!.State = ReleaseState.Returned;
                var import = QuestionSamples.Import(branch, now);
                var (draftPaper, openPaper) = (QuestionSamples.PaperOf(questions.Take(2), branch, now, opens: false), QuestionSamples.PaperOf(questions, branch, now, opens: true));
                db.AddRange(release, import, draftPaper, openPaper);
                releases.Add($"/questions/releases/{release.Id}");
                imports.Add($"/questions/brought/{import.Id}");
                set.Add($"/papers/set/{draftPaper.Id}");
                edits.Add($"/papers/set/{draftPaper.Id}/edit");
                picks.Add($"/papers/set/{draftPaper.Id}/questions");
                withdrawn.Add($"/papers/set/{openPaper.Id}/withdraw");
                begun.Add($"/papers/{openPaper.Id}");
                foreach (var taker in takers)
                {
                    var paper = QuestionSamples.PaperOf(questions, branch, now, opens: true);
                    db.Add(paper);
                    running.Add($"/papers/attempts/{QuestionSamples.Attempt(db, paper, taker, 1).Id}");
                    db.Add(new PracticeQuestion { MemberId = taker, QuestionId = one.Id, Number = 1, PaperId = paper.Id });
                }
            }
            return 0;
        });
        return [drafts, released, retired, releases, imports, set, edits, picks, withdrawn, begun, running];
    }

    /// <summary>Forms as they are designed and as they run, and what the secretary's branch is asked.</summary>
    private async Task<List<List<string>>> Collecting(Organisation branch)
    {
        var root = await world.Read(db => db.Set<Organisation>().SingleAsync(o => o.ParentId == null));
        var (now, due) = (world.Clock.GetUtcNow(), DateOnly.FromDateTime(world.Clock.GetUtcNow().UtcDateTime).AddDays(30));
        List<string> drafts = [], running = [], entries = [];
        await world.Given(db =>
        {
            for (var i = 0; i < OfEachState * 2; i++)
            {
                var isDraft = i % 2 == 0;
                var id = Guid.CreateVersion7();
                var form = new CollectionForm
                {
                    Id = id, Path = root.Path, OrganisationId = root.Id, OrganisationName = root.Name, Title = $"收集表{i}", Purpose = "核对", Kinds = [nameof(OrganisationKind.Branch)], Frequency = FormFrequency.Once, FirstDue = due,
                    State = isDraft ? FormState.Draft : FormState.Published, Questions = [.. Enumerable.Range(1, 3).Select(q => new FormQuestion(q, FormQuestion.IdOf(id, q), true) { Label = $"表{i}问{q}", Type = Zhijian.Modules.Standards.ElementType.Text })],
                    CreatedBy = Guid.NewGuid(), CreatedAt = now,
                };
                form.Elements = [.. form.Questions.Select(q => q.Element)];
                db.Add(form);
                (isDraft ? drafts : running).Add($"/collecting/forms/{id}");
                if (!isDraft)
                {
                    var round = new CollectionRound { FormId = id, Path = root.Path, Number = 1, OpenedOn = due.AddDays(-30), DueOn = due };
                    var entry = new CollectionEntry { FormId = id, RoundId = round.Id, OrganisationId = branch.Id, Path = branch.Path, Title = form.Title, Minutes = 3, Fields = 3, AskedBy = root.Id, AskedByName = root.Name, DueOn = due, OpenedAt = now };
                    db.AddRange(round, entry);
                    entries.Add($"/collecting/entries/{entry.Id}");
                }
            }
            return 0;
        });
        // Those that are filled in are not those that are closed.
        return [drafts, [.. running.Take(2)], [.. entries.Skip(2)]];
    }

    /// <summary>Incidents that somebody else prepared and nobody approved yet.</summary>
    private async Task<List<string>> Incidents(Organisation branch)
    {
        var person = await world.Read(db => db.Members.FirstAsync(m => m.OrganisationId == branch.Id));
        return [.. await world.Given(db => Enumerable.Range(0, 6).Select(_ =>
        {
            var now = world.Clock.GetUtcNow();
            var one = new Incident { Path = "1.", Since = now.AddDays(-2), Until = now.AddDays(-1), WhatZh = "某", WhatEn = "some", MeasuresZh = "某", MeasuresEn = "some", Contact = "某", PreparedBy = Guid.NewGuid(), PreparedByName = "某", PreparedAt = now };
            db.Add(one);
            db.Add(new IncidentPerson { IncidentId = one.Id, MemberId = person.Id, Path = person.Path, Seen = ["member.mobile_number"], Reachable = [] });
            return $"/incidents/{one.Id}";
        }).ToList())];
    }

    /// <summary>Some meetings have their minutes already: what is handed in needs them.</summary>
    private async Task WriteMinutes()
    {
        var secretary = await As("secretary");
        foreach (var page in _seeds.Single(g => g[0].EndsWith("/minutes", StringComparison.Ordinal)).Skip(2))
        {
            var form = (await Open(new FormAt("/activities/{Id:guid}/minutes#minutes", "secretary", page), secretary))!;
            using var saved = await secretary.Raw(new HttpRequestMessage(HttpMethod.Post, form.Action) { Content = form.Content(Guid.NewGuid().ToString("N")) });
            Assert.Equal(System.Net.HttpStatusCode.Found, saved.StatusCode);
        }
    }

    private static IEnumerable<Func<Guid, string>> Pages(ActivityState state) => state switch
    {
        ActivityState.Planned => [id => $"/activities/{id}", id => $"/activities/{id}/change", id => $"/activities/{id}/cancel", id => $"/activities/{id}/serves"],
        ActivityState.Announced => [id => $"/activities/{id}", id => $"/activities/{id}/leave"],
        ActivityState.RollOpen => [id => $"/activities/{id}", id => $"/activities/{id}/roll", id => $"/c/{id:N}CODE"],
        _ => [id => $"/activities/{id}", id => $"/activities/{id}/minutes", id => $"/activities/{id}/submit"],
    };

    /// <summary>Cases as they wait in every place, with both dialogs of each.</summary>
    private async Task<IEnumerable<List<string>>> Cases()
    {
        var cases = await world.Inside(s => s.GetRequiredService<Fence>().Rows<string>("select state || ' ' || layer || ' ' || id from (select state, layer, id, row_number() over (partition by state, layer order by id desc) n from review_case) c where n <= 8 order by n, id desc", null, default));
        return cases.GroupBy(c => c[..c.LastIndexOf(' ')], c => c[(c.LastIndexOf(' ') + 1)..]).SelectMany(g => new[] { "/review?case={0}&say=delegate", "/review/cases/{0}?say=delegate" }.Select(page => g.Select(id => string.Format(CultureInfo.InvariantCulture, page, id)).ToList()));
    }

    private async Task<Dictionary<Guid, ActivityState>> Activities(Organisation branch, Guid host)
    {
        var now = world.Clock.GetUtcNow();
        var people = await world.Read(db => db.Members.Where(m => m.Path == branch.Path && m.LeftOn == null).OrderBy(m => m.Id).ToListAsync());
        var asking = await world.Read(db => db.Accounts.SingleAsync(a => a.UserName == "member"));
        return await world.Given(db =>
        {
            Dictionary<Guid, ActivityState> made = [];
            foreach (var (state, i) in new[] { ActivityState.Planned, ActivityState.Announced, ActivityState.RollOpen, ActivityState.Held }.SelectMany(s => Enumerable.Range(0, OfEachState).Select(i => (s, i))))
            {
                var waits = state is ActivityState.Planned or ActivityState.Announced;
                var begins = waits ? now.AddHours(1 + (2 * i)) : now.AddHours(-1);
                var one = new Activity { Path = branch.Path, OrganisationId = branch.Id, Kind = ActivityKind.ThemePartyDay, State = state, Title = $"试验 {state} {i}", StartsAt = begins, EndsAt = begins.AddHours(2), Place = $"馆{state}{i}", HostMemberId = host, CodeSecret = Guid.NewGuid().ToByteArray(), CreatedBy = host, CreatedAt = now, ServesTask = Guid.NewGuid(), ServesTitle = "学一学", AnnouncedAt = state == ActivityState.Planned ? null : now, RollOpenedAt = waits ? null : begins };
                db.Add(one);
                db.Add(new ActivityParty { ActivityId = one.Id, OrganisationId = branch.Id, Path = branch.Path, IsHost = true });
                db.Add(new AgendaItem { ActivityId = one.Id, Path = branch.Path, Ordinal = 1, Title = "议题" });
                db.AddRange(people.Select((m, n) => new Attendance
                {
                    ActivityId = one.Id, MemberId = m.Id, Path = branch.Path, OrganisationId = branch.Id, Name = m.Name, IsObserver = false, Votes = m.Votes, NotifiedAt = state == ActivityState.Planned ? null : now,
                    Status = state == ActivityState.Held ? AttendanceStatus.Present : null, MarkedAt = state == ActivityState.Held ? now : null,
                    Answer = state == ActivityState.Announced && m.Id != asking.MemberId && n % 3 == 1 ? AttendanceAnswer.Leave : null, LeaveReason = state == ActivityState.Announced && m.Id != asking.MemberId && n % 3 == 1 ? "看病" : null, AnsweredAt = now,
                }));
                if (state == ActivityState.Held)
                {
                    db.Add(new FollowUp { ActivityId = one.Id, Path = branch.Path, Text = "联系后勤", OwnerMemberId = host, DueOn = DateOnly.FromDateTime(now.UtcDateTime).AddDays(3) });
                    db.Add(new Platform.Files.StoredFile { Path = branch.Path, SubjectKind = "activity", SubjectId = one.Id, Name = "方案.pdf", MediaType = "application/pdf", Size = 1, Sha256 = new byte[32], Place = $"no/{one.Id}", MemberId = host, ByName = "某", At = now });
                }
                _secrets[one.Id] = one.CodeSecret;
                made[one.Id] = state;
            }
            return made;
        });
    }

    /// <summary>Accounts nobody of the stories uses: with tokens, one closed, the others waiting for their owners to choose a password.</summary>
    private async Task<List<Account>> Accounts(List<Member> owners, Account secretary, Account member)
    {
        List<Account> made = [];
        foreach (var owner in owners)
        {
            made.Add(await world.Read(db => db.Accounts.SingleOrDefaultAsync(a => a.MemberId == owner.Id)) ?? await world.AccountOf(owner));
        }
        await world.Given(db =>
        {
            var now = world.Clock.GetUtcNow();
            var lastOwner = owners[^1].Id;
            var closed = made[0].Id;
            db.Accounts.First(a => a.Id == closed).ClosedAt = now;
            var last = db.Members.First(m => m.Id == lastOwner);
            last.InstitutionNumber ??= "U20260001";
            _unused = last.InstitutionNumber;
            // One person has everything that signs in; another lost it.
            db.Add(new Authenticator { AccountId = member.Id, Secret = Authenticator.NewSecret(), BegunAt = now, ConfirmedAt = now });
            db.AddRange(new[] { "办公室", "家里" }.Select(n => new Passkey { AccountId = member.Id, CredentialId = Guid.NewGuid().ToByteArray(), PublicKey = [], Name = n, Transports = "", SignCount = 0, IsBackupEligible = false, IsBackedUp = false, CreatedAt = now }));
            foreach (var id in new[] { member.Id, made[1].Id })
            {
                db.Accounts.First(a => a.Id == id).TwoFactorEnabled = true;
            }
            db.AddRange(new[] { secretary, member, made[0], made[1], made[1] }.Select(a => new AccountToken { AccountId = a.Id, Path = a.Path, Name = "试验", Hash = Guid.NewGuid().ToByteArray(), CreatedAt = now }));
            return 0;
        });
        return made;
    }

    private static Regex Shape(string pattern) => new("^" + Regex.Replace(Regex.Replace(pattern, @"\{\*?\w+:guid\}", "[0-9a-fA-F-]{36}"), @"\{\*?\w+(:int)?\}", "[^/]+") + "$", RegexOptions.Compiled);

    [GeneratedRegex("[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}[0-9]*")]
    private static partial Regex Ids();

    /// <summary>Downloads and feeds are no pages.</summary>
    [GeneratedRegex("^/(api|feeds|files|language)/|\\.(ics|csv|xlsx|json|pdf|xml)(\\?|$)")]
    private static partial Regex Leaves();

    [GeneratedRegex("^/c/([0-9a-f]{32})CODE$")]
    private static partial Regex CodeAddress();

    /// <summary>Numbers, links and rows of lists that a person only fills in where there is something to say.</summary>
    [GeneratedRegex("Number|Phone|Link|Partners|People|Motions|FollowUps|Code$|Policy")]
    private static partial Regex MayStayEmpty();
}

/// <summary>A form on a page that one person is shown.</summary>
internal sealed record FormAt(string Name, string Person, string Page);
