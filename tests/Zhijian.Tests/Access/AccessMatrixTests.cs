using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Dapper;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Audit;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Identity.Invitations;
using Zhijian.Platform.Storage;
using Zhijian.Storage;
using Zhijian.Testing;

namespace Zhijian.Access;

/// <summary>
/// Every endpoint of the running application × nineteen kinds of people × five relations, with a canary in every text of every organisation's rows.
/// Nobody may read a canary of rows outside their scope, in body, header, file or error; nobody may change such rows; nothing may break.
/// </summary>
public sealed partial class AccessMatrixTests(RoomyWorld world, ITestOutputHelper output) : IClassFixture<RoomyWorld>
{
    /// <summary>What is shown of foreign organisations on purpose: where (start of the route), which column, and why.</summary>
    private static readonly (string Route, string Column, string Reason)[] Shown =
    [
    ];

    /// <summary>Tables that receive rows for places one cannot see, or are derived from rows of places one can.</summary>
    private static readonly Dictionary<string, string> WrittenUpward = new()
    {
        ["journal"] = "each act leaves its trace",
        ["message"] = "notices are delivered to other branches",
        ["activity_party"] = "a joint activity invites other branches",
        ["figure_month"] = "counts of the organisations above",
        ["obligation_month"] = "counts of the organisations above",
        ["overview_sum"] = "who is late, counted for the organisations above",
        ["learning_sum"] = "what somebody studied is counted for their branch",
        ["account"] = "signing in counts attempts",
    };

    /// <summary>Routes that take an id and do the same for everybody, whatever it is.</summary>
    private static readonly Dictionary<string, string> HarmlessWithForeignIds = new()
    {
        ["/space/{post}"] = "a post that is not one's own opens the member space",
        ["/language/{language}"] = "takes no id",
        ["/activities/{id:guid}/check-in"] = "a wrong code leads back to the code's page, whatever the activity",
        ["/theme/{theme}"] = "takes no id",
        ["/library/{Id:guid}"] = "the forms of the reader's page are the following",
        ["/library/{id:guid}/place"] = "what is released above is there for those below, and the row is their own",
        ["/library/{id:guid}/put"] = "the same",
        ["/library/{id:guid}/take"] = "the same",
        ["/papers/{Id:guid}"] = "the forms of the page of a paper are the following",
        ["/papers/{id:guid}/begin"] = "what is set above is there for those below, and the copy is their own",
        ["/papers/practice"] = "takes no id: everybody practises what they had wrong themselves",
        ["/news/{Id:guid}"] = "the form of the reader's page is the following",
        ["/news/{Id:guid}/ask"] = "what is told to everybody can be asked about by everybody, and the question is their own",
        ["/news/{id:guid}/thanks"] = "the same, and the row is their own",
        ["/news/{id:guid}/thanks/take-back"] = "the same",
        ["/comments/{Id:guid}/report"] = "what stands below an article that is told to everybody is read by everybody",
        ["/news/{id:guid}/confirm"] = "what is told to everybody is there for everybody, and the row is their own",
    };

    /// <summary>Of the three administrators: the tables whose rows their acts are about. Records of organisations they never see.</summary>
    private static readonly Dictionary<string, string[]> Keepers = new()
    {
        ["administrator"] = ["organisation", "organisation_version", "post_holding", "member", "membership", "account", "account_invitation", "organisation_term", "exchange_client", "exchange_use", "exchange_source_key", "exchange_webhook", "webhook_delivery"],
        ["security administrator"] = ["organisation", "organisation_version", "organisation_term", "post_holding", "member", "membership", "legal_hold", "exchange_client", "exchange_use", "exchange_source_key", "exchange_webhook", "webhook_delivery"],
        ["audit administrator"] = ["organisation", "organisation_version", "journal"],
    };

    private static readonly bool Long = TestRun.IsLong;
    private static readonly (string One, string Other) OneOfTwoToRead = ("own organisation A", "own organisation B");
    private static readonly (string One, string Other) OneOfTwoOfOthers = ("sibling", "above");
    private static readonly (string One, string Other) OneOfTwoOfOwn = ("own record", "own organisation A");

    private readonly HtmlParser _html = new();
    private readonly ConcurrentBag<string> _breaches = [];
    private readonly ConcurrentDictionary<(string Pattern, string Form), (string Action, List<KeyValuePair<string, string>> Fields)> _forms = new();
    private readonly List<Planted> _sets = [];
    private readonly HashSet<Canary> _told = [];
    private int _requests;
    private int _leaks;

    [Fact]
    public async Task Nobody_reads_or_changes_what_lies_outside_their_scope()
    {
        var people = await Arrange();
        TryTheEye(people);
        var endpoints = Endpoint.All(world);
        Breaches.None(endpoints.Where(e => e.Allow is null).Select(e => $"{e.Pattern} declares no policy"));

        foreach (var person in people)
        {
            await Parallel.ForEachAsync(endpoints.Where(e => e.Methods.Contains("GET")), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (endpoint, _) => await Read(person, endpoint));
        }
        foreach (var person in people)
        {
            await Change(endpoints, person);
        }

        Console.WriteLine($"figure access-matrix-people {people.Count} 16 {(people.Count >= 16 ? "met" : "short")}");
        Console.WriteLine($"figure access-matrix-undeclared {endpoints.Count(e => e.Allow is null)} 0 met");
        Console.WriteLine($"figure access-matrix-endpoints {endpoints.Count}");
        Console.WriteLine($"figure access-matrix-requests {_requests}");
        Console.WriteLine($"figure access-matrix-leaks {_leaks} 0 {(_leaks == 0 ? "met" : "short")}");
        output.WriteLine($"{endpoints.Count} endpoints, {_forms.Count} forms, {_requests} requests");
        Breaches.None(_breaches.Order(StringComparer.Ordinal));
        Assert.True(_requests > 500, "The matrix asked hardly anything.");
    }

    /// <summary>The eye itself is tried first: a foreign text is seen, one's own is not taken for foreign.</summary>
    private void TryTheEye(List<Person> people)
    {
        var member = people.Single(p => p.Name == "member");
        var secretary = people.Single(p => p.Name == "secretary");
        Assert.NotEmpty(Leaks(member, "/activities", "… Kn5A_activity__title_nK …"));
        Assert.NotEmpty(Leaks(member, "/activities", "Kn4A_activity__title_nK"));
        Assert.Empty(Leaks(member, "/activities", "Kn4M_activity__title_nK"));
        Assert.Empty(Leaks(secretary, "/activities", "Kn4A_activity__title_nK"));
        Assert.NotEmpty(Leaks(secretary, "/activities", "Kn2A_activity__title_nK"));
    }

    private async Task<List<Person>> Arrange()
    {
        var university = world.University;
        await using var superuser = new NpgsqlConnection(world.Database.MaintenanceConnection);
        await superuser.OpenAsync();
        await superuser.ExecuteAsync("set session_replication_role = replica");
        var model = await world.Inside(s => Task.FromResult(s.GetRequiredService<ZhijianDb>().GetService<IDesignTimeModel>().Model));
        var canaries = new Canaries(await Catalog.Read(world.Database.OwnerConnection), model, superuser);
        Organisation[] organisations = [university.Committee, university.GeneralBranch, university.OtherGeneralBranch, university.First, university.Second, university.Third];
        foreach (var organisation in organisations)
        {
            _sets.Add(await canaries.Plant(organisation, 'A', null));
            _sets.Add(await canaries.Plant(organisation, 'B', null));
        }
        var more = await Others();
        List<Person> people =
        [
            new Person("anonymous", '-', null, "", Guid.Empty, [], world.NewClient()),
            new Person("invited", '-', null, "", Guid.Empty, [], await Invited(more.Invited)),
            new Person("closed", '-', null, "", Guid.Empty, [], await Closed(more.Closed)),
        ];
        // In this order they act too: those below before those above, who may invite and enrol everybody else.
        (string Name, char Variant, Account Account, Organisation Home, string[] Posts)[] holders =
        [
            ("member", 'M', university.Member, university.First, []),
            ("branch committee", 'C', university.BranchCommittee, university.First, [university.First.Path]),
            ("secretary", 'S', university.Secretary, university.First, [university.First.Path]),
            ("general branch", 'G', university.GeneralBranchReviewer, university.Third, [university.GeneralBranch.Path]),
            ("left", 'L', more.Left, university.First, []),
            ("group leader", 'R', more.GroupLeader, university.First, [university.First.Path]),
            ("organizer of the general branch", 'N', more.Organizer, university.Third, [university.GeneralBranch.Path]),
            ("holder of two posts", 'T', more.OfTwoPosts, university.First, [university.First.Path, university.Third.Path]),
            ("program of a sibling", 'P', university.SecondSecretary, university.Second, [university.Second.Path]),
            // They see no content: they act before the committee expects everybody at an activity of its own.
            ("administrator", 'X', university.Admin, university.Third, [university.Committee.Path]),
            ("security administrator", 'Y', more.SecurityAdministrator, university.Third, [university.Committee.Path]),
            ("audit administrator", 'Z', more.AuditAdministrator, university.Third, [university.Committee.Path]),
            ("organisation department", 'D', university.OrganisationDepartment, university.Third, [university.Committee.Path]),
            ("office", 'F', university.Office, university.Third, [university.Committee.Path]),
            ("secretary of the committee", 'H', more.CommitteeSecretary, university.Third, [university.Committee.Path]),
        ];
        foreach (var (name, variant, account, home, posts) in holders)
        {
            var own = await canaries.Plant(home, variant, account.MemberId);
            own.Ids["account"] = account.Id;
            _sets.Add(own);
            people.Add(new Person(name, variant, own, home.Path, account.Id, posts, await world.Program(account)) { Keeps = Keepers.GetValueOrDefault(name) });
        }
        people.Add(await Connected(university.First));
        foreach (var organisation in organisations)
        {
            await canaries.Rename(organisation);
        }
        // What is told to everybody signed in is there for everybody signed in: only rows that stand so, and only while they do.
        foreach (var row in await superuser.QueryAsync<string>(
            """
            select t::text from article_edition t where t.state = 'Current' and t.audience in ('Public', 'Members')
            union all select t::text from open_entry t where t.state = 'Open' and t.audience in ('Public', 'Members')
            union all select t::text from article_comment t where exists (select 1 from article_edition e where e.article_id = t.article_id and e.state = 'Current' and e.audience in ('Public', 'Members'))
            union all select t::text from article_question t where t.is_shown and exists (select 1 from article_edition e where e.article_id = t.article_id and e.state = 'Current' and e.audience in ('Public', 'Members'))
            """))
        {
            _told.UnionWith(Canaries.In(row));
        }
        return people;
    }

    /// <summary>People whom the small university does not have: in other posts, and in other states than active.</summary>
    private async Task<(Account Invited, Account Closed, Account Left, Account GroupLeader, Account Organizer, Account CommitteeSecretary, Account OfTwoPosts, Account SecurityAdministrator, Account AuditAdministrator)> Others()
    {
        var university = world.University;
        var plain = university.FirstMembers;
        Member[] above = [Third("孟组织"), Third("卢书记"), Third("安全员"), Third("审计员")];
        await world.Given(db =>
        {
            db.AddRange(above);
            db.AddRange(above.Select(m => new Membership { MemberId = m.Id, OrganisationId = m.OrganisationId, Path = m.Path, From = university.Third.FoundedOn }));
            void Appoint(Member who, Organisation where, PostKind post) => db.Add(new PostHolding { OrganisationId = where.Id, Path = where.Path, MemberId = who.Id, Post = post, From = where.FoundedOn });
            Appoint(plain[5], university.First, PostKind.GroupLeader);
            Appoint(plain[6], university.First, PostKind.CommitteeMember);
            Appoint(plain[6], university.Third, PostKind.CommitteeMember);
            Appoint(above[0], university.GeneralBranch, PostKind.Organizer);
            Appoint(above[1], university.Committee, PostKind.Secretary);
            Appoint(above[2], university.Committee, PostKind.SecurityAdministrator);
            Appoint(above[3], university.Committee, PostKind.AuditAdministrator);
            var left = plain[7].Id;
            var gone = db.Members.First(m => m.Id == left);
            gone.LeftOn = university.First.FoundedOn.AddYears(1);
            gone.State = MembershipState.Resigned;
            return 0;
        });
        return (await world.AccountOf(plain[3]), await world.AccountOf(plain[8]), await world.AccountOf(plain[7]), await world.AccountOf(plain[5]), await world.AccountOf(above[0]), await world.AccountOf(above[1]), await world.AccountOf(plain[6]), await world.AccountOf(above[2]), await world.AccountOf(above[3]));

        Member Third(string name) => new() { OrganisationId = university.Third.Id, Path = university.Third.Path, Name = name, Category = MemberCategory.FullMember, JoinDate = university.Third.FoundedOn };
    }

    /// <summary>Somebody who has a code and no password yet, and tries the code wherever a token is asked for.</summary>
    private async Task<HttpClient> Invited(Account account)
    {
        var code = InvitationCode.New();
        await world.Given(db => db.Add(new AccountInvitation { AccountId = account.Id, Path = account.Path, Hash = InvitationCode.Hash(code), ExpiresAt = world.Clock.GetUtcNow().AddDays(1) }));
        var client = world.NewClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", code);
        return client;
    }

    /// <summary>A connected system that may read everything there is to be read, and bring everything, of one branch.</summary>
    private async Task<Person> Connected(Organisation organisation)
    {
        var (_, account) = await world.ConnectedSystem(organisation);
        await world.Inside(s => s.GetRequiredService<SealEntriesAction>().Run(default));
        return new Person("connected system", '-', null, "", account.Id, [organisation.Path], await world.Program(account));
    }

    /// <summary>A token that was good until the account was closed.</summary>
    private async Task<HttpClient> Closed(Account account)
    {
        var client = await world.Program(account);
        await world.Given(db => db.Accounts.First(a => a.Id == account.Id).ClosedAt = world.Clock.GetUtcNow());
        return client;
    }

    /// <summary>Reading one page or route once as it stands, and once for each relation's ids.</summary>
    private async Task Read(Person person, Endpoint endpoint)
    {
        var door = new Door();
        foreach (var question in Questions(endpoint, person).TakeWhile(_ => Long || !door.IsShut))
        {
            door.Answered(await Ask(person, question));
        }
    }

    private IEnumerable<Question> Questions(Endpoint endpoint, Person person)
    {
        HashSet<string> asked = [];
        foreach (var (relation, planted) in Relations(person).Where(r => InSample(person, endpoint.Pattern, r.Relation, r.Planted, OneOfTwoToRead)))
        {
            if (RouteValues.Fill(endpoint.Pattern, planted, out var unknown) is not { } path)
            {
                _breaches.Add(unknown!);
                break;
            }
            if (asked.Add(path))
            {
                yield return new Question(endpoint, relation, planted, path);
            }
            if (RouteValues.Query(endpoint.QueryNames, planted) is { Length: > 0 } query && asked.Add(path + query))
            {
                yield return new Question(endpoint, relation, planted, path + query);
            }
        }
    }

    /// <summary>
    /// Of two relations that differ little the short run asks one: which, differs from address to address and from person to person but never from run to
    /// run, so that every address is asked with all of them by somebody. The long run asks everything of everybody.
    /// </summary>
    private static bool InSample(Person person, string address, string relation, Planted planted, (string One, string Other) pair)
    {
        var name = relation == "own organisation" ? $"{relation} {planted.Variant}" : relation;
        return Long || (name != pair.One && name != pair.Other) || (person.Name + address).Sum(c => c) % 2 == (name == pair.One ? 0 : 1);
    }

    /// <summary>Own record, own organisation, below, sibling, above: the planted sets that stand so to this person.</summary>
    private IEnumerable<(string Relation, Planted Planted)> Relations(Person person)
    {
        var university = world.University;
        Planted Set(Organisation organisation, char variant) => _sets.Single(s => s.Organisation.Id == organisation.Id && s.Variant == variant);
        if (person.Own is { } own)
        {
            yield return ("own record", own);
        }
        var place = person.Posts is [var post, ..] ? post : university.First.Path;
        var here = _sets.First(s => s.Organisation.Path == place).Organisation;
        yield return ("own organisation", Set(here, 'A'));
        yield return ("own organisation", Set(here, 'B'));
        if (_sets.FirstOrDefault(s => s.Organisation.Path.Length > place.Length && s.Organisation.Path.StartsWith(place, StringComparison.Ordinal)) is { } below)
        {
            yield return ("below", Set(below.Organisation, 'A'));
        }
        if (_sets.FirstOrDefault(s => s.Organisation.ParentId == here.ParentId && s.Organisation.Id != here.Id) is { } sibling)
        {
            yield return ("sibling", Set(sibling.Organisation, 'A'));
        }
        if (here.ParentId is { } parent)
        {
            yield return ("above", Set(_sets.First(s => s.Organisation.Id == parent).Organisation, 'A'));
        }
    }

    /// <summary>Answers with whether the person was turned away.</summary>
    private async Task<bool> Ask(Person person, Question question)
    {
        using var response = await Send(person, new HttpRequestMessage(HttpMethod.Get, question.Path));
        var text = await Look(person, question.Endpoint, "GET " + question.Path, question.Relation, response);
        if (response.IsSuccessStatusCode && text.Contains("<form", StringComparison.Ordinal) && person.Sees(question.Planted))
        {
            Remember(question, text);
        }
        return Door.TurnsAway(response);
    }

    /// <summary>Keeps the forms of pages, with the planted ids replaced by marks, so that everybody can send them with anybody's ids.</summary>
    private void Remember(Question question, string text)
    {
        foreach (var form in _html.ParseDocument(text).QuerySelectorAll<IHtmlFormElement>("form[method=post]"))
        {
            var action = form.GetAttribute("action") is { Length: > 0 } target ? target : question.Path;
            var address = Marked(action.Split('?')[0], question.Planted);
            var key = Ids().Replace(address, "[id]") + "#" + form.QuerySelector("input[name=_handler]")?.GetAttribute("value");
            _forms.TryAdd((question.Endpoint.Pattern, key), (address, [.. Browser.Fields(form).Select(f => new KeyValuePair<string, string>(f.Key, Canaries.Without(Marked(f.Value, question.Planted))))]));
        }
    }

    private static string Marked(string text, Planted planted)
    {
        foreach (var (table, id) in planted.Ids)
        {
            text = text.Replace(id.ToString(), $"[{table}]", StringComparison.OrdinalIgnoreCase);
        }
        return text;
    }

    private static string Unmarked(string text, Planted planted)
    {
        foreach (var (table, id) in planted.Ids)
        {
            text = text.Replace($"[{table}]", id.ToString(), StringComparison.Ordinal);
        }
        return text;
    }

    /// <summary>Writing: foreign ids first, then one's own; afterwards no row outside the scope has changed.</summary>
    private async Task Change(IReadOnlyList<Endpoint> endpoints, Person person)
    {
        var before = await Outside(person);
        var (cookie, token) = await FormToken(person);
        Dictionary<string, Door> doors = [];
        foreach (var (relation, planted) in Relations(person).Where(r => r.Planted.Variant != 'B').Reverse())
        {
            bool IsSent(string address) => InSample(person, address, relation, planted, OneOfTwoOfOthers) && (person.Own is null || InSample(person, address, relation, planted, OneOfTwoOfOwn));
            foreach (var endpoint in endpoints.Where(e => !e.IsPage && !e.Pattern.StartsWith("/sign-", StringComparison.Ordinal)))
            {
                foreach (var method in endpoint.Writes)
                {
                    if (RouteValues.Fill(endpoint.Pattern, planted, out var unknown) is not { } path)
                    {
                        _breaches.Add(unknown!);
                        continue;
                    }
                    if (!IsSent(endpoint.Pattern))
                    {
                        continue;
                    }
                    await Knock(doors, $"{method} {endpoint.Pattern}", person, endpoint, relation, planted, path, () =>
                    {
                        var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = Body(endpoint, planted, token) };
                        request.Headers.TryAddWithoutValidation("Cookie", cookie);
                        return request;
                    });
                }
            }
            foreach (var ((pattern, form), (action, fields)) in _forms.Where(f => !f.Value.Action.StartsWith("/sign-", StringComparison.Ordinal)))
            {
                if (!IsSent(pattern + form))
                {
                    continue;
                }
                var endpoint = endpoints.First(e => e.Pattern == pattern);
                var path = Unmarked(action, planted);
                await Knock(doors, $"{pattern} {form}", person, endpoint, relation, planted, path, () =>
                {
                    var filled = fields.Where(f => f.Key is not ("_key" or "__RequestVerificationToken")).Select(f => new KeyValuePair<string, string>(f.Key, Unmarked(Filled(f), planted)))
                        .Append(new("_key", Guid.NewGuid().ToString("N"))).Append(new("__RequestVerificationToken", token));
                    var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(filled) };
                    request.Headers.TryAddWithoutValidation("Cookie", cookie);
                    return request;
                });
            }
        }
        var after = await Outside(person);
        foreach (var table in before.Keys.Where(t => before[t] != after[t]))
        {
            _breaches.Add($"{person.Name} changed rows of {table} outside their scope");
        }
    }

    private async Task Knock(Dictionary<string, Door> doors, string name, Person person, Endpoint endpoint, string relation, Planted planted, string path, Func<HttpRequestMessage> made)
    {
        if (!doors.TryGetValue(name, out var door))
        {
            doors[name] = door = new Door();
        }
        if (Long || !door.IsShut)
        {
            door.Answered(await Send(person, endpoint, relation, planted, path, made));
        }
    }

    /// <summary>Answers with whether the person was turned away.</summary>
    private async Task<bool> Send(Person person, Endpoint endpoint, string relation, Planted planted, string path, Func<HttpRequestMessage> made)
    {
        using var request = made();
        request.Headers.TryAddWithoutValidation("Idempotency-Key", Guid.NewGuid().ToString("N"));
        request.Headers.TryAddWithoutValidation("If-Match", "\"v1\"");
        using var response = await Send(person, request);
        await Look(person, endpoint, $"{request.Method} {path}", relation, response);
        var namesForeignThing = RouteValues.HasParameters(endpoint.Pattern) && !person.Sees(planted) && !path.Contains('?', StringComparison.Ordinal) && planted.Ids.Values.Any(i => path.Contains(i.ToString(), StringComparison.Ordinal));
        if (namesForeignThing && (int)response.StatusCode < 400 && !HarmlessWithForeignIds.ContainsKey(endpoint.Pattern))
        {
            _breaches.Add($"{person.Name} ({relation}): {request.Method} {endpoint.Pattern} answered {(int)response.StatusCode} for a thing of {planted.Organisation.Path}");
        }
        return Door.TurnsAway(response);
    }

    private static HttpContent Body(Endpoint endpoint, Planted planted, string token)
    {
        if (endpoint.BodyType is null)
        {
            return endpoint.Pattern.StartsWith("/api", StringComparison.Ordinal)
                ? new StringContent("{}", Encoding.UTF8, "application/json")
                : new FormUrlEncodedContent([new("version", "1"), new("note", "x"), new("__RequestVerificationToken", token)]);
        }
        var body = Plausible.Of(endpoint.BodyType, "body", (type, name) =>
            type == typeof(Guid) && RouteValues.Query([name.EndsWith("Ids", StringComparison.Ordinal) ? name[..^3] : name.EndsWith("Id", StringComparison.Ordinal) ? name[..^2] : name], planted) is { Length: > 0 } query ? Guid.Parse(query[(query.IndexOf('=', StringComparison.Ordinal) + 1)..]) : null);
        return new StringContent(JsonSerializer.Serialize(body, endpoint.BodyType, KeptJson.Form), Encoding.UTF8, "application/json");
    }

    /// <summary>What a person would type into an empty field.</summary>
    private static string Filled(KeyValuePair<string, string> field) =>
        field.Value.Length > 0 ? field.Value
        : field.Key.Contains("Date", StringComparison.Ordinal) || field.Key.EndsWith("On", StringComparison.Ordinal) || field.Key.Contains("Day", StringComparison.Ordinal) ? "2026-12-04"
        : field.Key.Contains("Time", StringComparison.Ordinal) ? "14:30"
        : field.Key.StartsWith("Form.", StringComparison.Ordinal) ? "周五的安排" : "";

    private async Task<HttpResponseMessage> Send(Person person, HttpRequestMessage request)
    {
        Interlocked.Increment(ref _requests);
        try
        {
            return await person.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            _breaches.Add($"{person.Name}: {request.Method} {request.RequestUri!.OriginalString} broke: {problem.GetType().Name} {problem.Message}");
            return new HttpResponseMessage(HttpStatusCode.BadRequest) { Content = new StringContent("") };
        }
    }

    private async Task<string> Look(Person person, Endpoint endpoint, string asked, string relation, HttpResponseMessage response)
    {
        var body = await BodyOf(response);
        var text = body + "\n" + string.Join('\n', response.Headers.Concat(response.Content.Headers).SelectMany(h => h.Value)) + Decoded(response.Headers);
        if ((int)response.StatusCode >= 500)
        {
            _breaches.Add($"{person.Name} ({relation}): {asked} ({endpoint.Pattern}) answered {(int)response.StatusCode}");
        }
        foreach (var leak in Leaks(person, endpoint.Pattern, text))
        {
            Interlocked.Increment(ref _leaks);
            _breaches.Add($"{person.Name} ({relation}): {asked.Split(' ')[0]} {endpoint.Pattern} shows {leak.Table}.{leak.Column} of organisation {leak.Organisation}{leak.Variant}");
        }
        return body;
    }

    /// <summary>Streams of events are read up to their first event.</summary>
    private static async Task<string> BodyOf(HttpResponseMessage response)
    {
        if (response.Content.Headers.ContentType?.MediaType != "text/event-stream")
        {
            return await response.Content.ReadAsStringAsync();
        }
        await using var stream = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[64 * 1024];
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            return Encoding.UTF8.GetString(buffer, 0, await stream.ReadAtLeastAsync(buffer, 1, throwOnEndOfStream: false, enough.Token));
        }
        catch (OperationCanceledException)
        {
            return "";
        }
    }

    /// <summary>The sentence that survives a redirect travels encoded.</summary>
    private static string Decoded(HttpResponseHeaders headers) => headers.TryGetValues("Set-Cookie", out var cookies)
        ? string.Join('\n', cookies.Where(c => c.StartsWith("zj-said=", StringComparison.Ordinal) && c.Split(';')[0].Length > 8).Select(c => Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(c.Split(';')[0][8..])))) : "";

    private IEnumerable<Canary> Leaks(Person person, string route, string text) =>
        Canaries.In(text).Where(c => !person.Sees(_sets.First(s => s.Organisation.Number == c.Organisation).Organisation.Path, c)
            && !(person.AccountId != Guid.Empty && _told.Contains(c))
            && !Shown.Any(s => route.StartsWith(s.Route, StringComparison.Ordinal) && s.Column == $"{c.Table}.{c.Column}"));

    private async Task<(string Cookie, string Token)> FormToken(Person person)
    {
        using var response = await person.Client.GetAsync(person.Own is null ? "/sign-in" : "/messages");
        var page = _html.ParseDocument(await response.Content.ReadAsStringAsync());
        return (string.Join("; ", response.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies.Select(c => c.Split(';')[0]) : []),
            page.QuerySelector("input[name=__RequestVerificationToken]")?.GetAttribute("value") ?? "");
    }

    /// <summary>A fingerprint of all rows that this person must not change, by table.</summary>
    private async Task<Dictionary<string, string>> Outside(Person person)
    {
        var catalog = await Catalog.Read(world.Database.OwnerConnection);
        await using var superuser = new NpgsqlConnection(world.Database.MaintenanceConnection);
        var everywhere = person.Posts.Count == 0 ? "false" : string.Join(" or ", person.Posts.Select(p => $"path like '{p}%'"));
        Dictionary<string, string> found = [];
        foreach (var table in catalog.Fenced.Where(t => !WrittenUpward.ContainsKey(t.Name)))
        {
            // The system administrator moves organisations, and their rows follow.
            var inside = person.Keeps?.Contains(table.Name) == false && person.Name != "administrator" ? "false" : everywhere;
            found[table.Name] = await superuser.ExecuteScalarAsync<string>(
                $"select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from {table.Name} t where not ({inside}) and t::text not like @own and t::text not like @account",
                new { own = $"%{person.Own?.MemberId ?? Guid.Empty}%", account = $"%{person.AccountId}%" }) ?? "";
        }
        return found;
    }

    [GeneratedRegex(@"\[\w+\]|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}")]
    private static partial Regex Ids();

    /// <summary>
    /// Whether a person may come to an address at all is decided before the thing it names is looked at: whoever was turned away twice, with the ids of
    /// two relations and never otherwise, is turned away with the others too. The long run asks all of them.
    /// </summary>
    private sealed class Door
    {
        private int _turnedAway;
        private bool _opened;

        public bool IsShut => !_opened && _turnedAway >= 2;

        public void Answered(bool turnedAway)
        {
            _turnedAway += turnedAway ? 1 : 0;
            _opened |= !turnedAway;
        }

        public static bool TurnsAway(HttpResponseMessage response) =>
            response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden || response.Headers.Location?.OriginalString.StartsWith("/sign-in", StringComparison.Ordinal) == true;
    }

    private sealed record Question(Endpoint Endpoint, string Relation, Planted Planted, string Path);

    /// <summary>One of the nineteen kinds of people, with what they may see.</summary>
    private sealed record Person(string Name, char Variant, Planted? Own, string Home, Guid AccountId, IReadOnlyList<string> Posts, HttpClient Client)
    {
        /// <summary>The only tables seen through the posts; null: all.</summary>
        public IReadOnlyList<string>? Keeps { get; init; }

        /// <summary>Inside a post's subtree, about themselves, or of an organisation above its name and what it released in the library, as indicators, as questions or as papers, and what it asks of and tells those below.</summary>
        public bool Sees(string path, Canary canary) =>
            (Keeps?.Contains(canary.Table) != false && Posts.Any(p => path.StartsWith(p, StringComparison.Ordinal))) || canary.Variant == Variant
            || (canary.Table is "library_edition" or "indicator_edition" or "pivot_view" or "learning_task" or "question_edition" or "paper" or "article_edition" or "open_entry" or "article_comment" or "organisation" or "organisation_version" && (Home.StartsWith(path, StringComparison.Ordinal) || Posts.Any(p => p.StartsWith(path, StringComparison.Ordinal))));

        public bool Sees(Planted planted) => planted.Variant == Variant || Posts.Any(p => planted.Organisation.Path.StartsWith(p, StringComparison.Ordinal));
    }
}
