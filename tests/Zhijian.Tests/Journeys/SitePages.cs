using System.Text.RegularExpressions;
using AngleSharp.Dom;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Collecting;
using Zhijian.Modules.Exchange;
using Zhijian.Modules.Federation;
using Zhijian.Modules.Federation.Handing;
using Zhijian.Modules.Federation.Packages;
using Zhijian.Modules.Federation.Senders;
using Zhijian.Modules.Importing;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Modules.Learning;
using Zhijian.Modules.Publishing;
using Zhijian.Modules.Library;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.Questions;
using Zhijian.Modules.Oversight.Alarms;
using Zhijian.Modules.Oversight.Overview;
using Zhijian.Modules.People;
using Zhijian.Modules.Review;
using Zhijian.Modules.Rules;
using Zhijian.Modules.Sheets;
using Zhijian.Modules.Training;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Exports;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Identity.Passkeys;
using Zhijian.Platform.Identity.SecondFactor;
using Zhijian.Platform.Files;
using Zhijian.Platform.Files.Guarded;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Journeys;

/// <summary>Every page each person of the demonstration can come to, found by following the links as they do.</summary>
public sealed partial class SitePages(BrowserSession session) : IAsyncLifetime
{
    public const string Nobody = "";
    public static readonly string[] People = ["secretary", "member", "generalbranch", "organisation", "office", "admin", "security", "audit", Nobody];
    private static readonly bool Long = TestRun.IsLong;
    private readonly HashSet<string> _looks = [];
    private readonly Dictionary<string, HashSet<string>> _shown = [];

    /// <summary>What was opened, by whom, with what answer.</summary>
    public List<Opened> All { get; } = [];

    /// <summary>Pages a person should look at in a real browser: of those that are built alike, one is enough.</summary>
    public IEnumerable<Opened> DifferentFor(string person) => All.Where(p => p.Person == person && p.IsPage && p.LooksNew);

    /// <summary>Of these, the ones that show something that no page of their kind showed before, whoever came to it.</summary>
    public IEnumerable<Opened> ShowingMoreFor(string person) => DifferentFor(person).Where(p => p.ShowsNew);

    /// <summary>One of each kind that nobody named before this person came to.</summary>
    public IEnumerable<Opened> FirstSeenBy(string person)
    {
        var earlier = People.TakeWhile(p => p != person).SelectMany(DifferentFor).Select(p => KindOf(p.Path)).ToHashSet();
        return DifferentFor(person).Where(p => !earlier.Contains(KindOf(p.Path))).DistinctBy(p => KindOf(p.Path));
    }

    public IReadOnlyList<string> Templates => [.. session.World.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(e => e.Metadata.GetMetadata<ComponentTypeMetadata>() is not null).Select(e => e.RoutePattern.RawText!).Distinct()];

    public async ValueTask InitializeAsync()
    {
        var seeds = await Seeds();
        foreach (var person in People)
        {
            await Walk(person, seeds);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Whether somebody saw a page of this route.</summary>
    public bool WasSeen(string template)
    {
        var matcher = new TemplateMatcher(TemplateParser.Parse(template.TrimStart('/')), []);
        return All.Any(p => p.IsPage && matcher.TryMatch(p.Path.Split('?')[0], []));
    }

    /// <summary>Where links alone do not lead today: an activity in each state and the forms behind buttons.</summary>
    private async Task<List<string>> Seeds()
    {
        var planned = await session.Planned(Stories.NewTitle("页面：已计划"));
        var announced = await session.Announced(Stories.NewTitle("页面：已通知"));
        var open = await session.RollOpen(Stories.NewTitle("页面：签到中"));
        var held = await session.Held(Stories.NewTitle("页面：待写纪要"));
        await session.World.Inside(async s =>
        {
            await s.GetRequiredService<Fence>().Run("update activity set serves_task = id, serves_title = '怎么讲好党课' where id = @planned", new { planned }, default);
            await s.GetRequiredService<Fence>().Commit(default);
            return 0;
        });
        var filed = await session.World.Read(db => db.ActivityRecords.Where(r => r.State == RecordState.Filed && db.Set<Activity>().Any(a => a.Id == announced && a.Path == r.Path)).OrderBy(r => r.Id).FirstAsync());
        var branch = await session.World.Read(db => db.Set<Organisation>().SingleAsync(o => o.Path == filed.Path));
        var member = await session.World.Read(db => db.Members.Where(m => m.Path == filed.Path && m.DataKey != null).OrderBy(m => m.Id).FirstAsync());
        await Factors();
        await session.World.Inside(s => s.GetRequiredService<OverviewJob>().MakeMissing(default));
        var day = await session.World.Inside(s => s.GetRequiredService<Fence>().Row<DateOnly>("select max(day) from daily_overview", null, default));
        var (request, incident) = (await Requested(), await Told());
        var alarm = await session.World.Inside(SecurityAlarm);
        var (look, link) = await Guarded(held);
        var imports = await Imported();
        return
        [
            .. imports.Batches.SelectMany(b => new[] { $"/imports/{b}", $"/imports/{b}/columns", $"/imports/{b}/rows", $"/imports/{b}/rows/2", $"/imports/{b}/rows/3" }), $"/imports/{imports.Batches[0]}/undo", $"/imports/conflicts/{imports.Conflict}", $"/people/{member.Id}/origin", $"/organisations/{branch.Id}/origin",
            $"/requests/{request}", $"/requests/{request}/values", $"/incidents/{incident}", $"/me/incidents/{incident}", "/incidents/new", $"/export-files/{await Exported()}", $"/exchange/{await Connected()}", "/sheets", "/sheets/new", $"/sheets/{await Designed()}",
            $"/quality?organisation={branch.ParentId}", $"/quality/rows?organisation={branch.Id}&element=person.institution-number&finding=Missing", $"/quality/rows?organisation={branch.Id}&element=person.category&finding=Wrong",
            .. await Library(), .. await Indicators(), .. await Resolutions(branch), .. await Yearly(branch), .. await Learning(), .. await Questions(branch), .. await News(), .. await Points(branch, filed.ActivityId), .. await Training(branch, member), .. await Federation(),
            "/standard", "/standard/codes", "/standard/elements/person.full-name", "/standard/codes/gb-t-3304", .. await Collecting(),
            "/", "/invitation", "/invitation/no-such-code", "/no-such-page", "/not-found", "/set-up", "/sign-in", "/sign-in/second-step", "/me/second-factor", "/wall", "/confirm", $"/people/{member.Id}/erase", "/check-in", $"/oversight/{day:yyyy-MM-dd}", $"/oversight/{day:yyyy-MM-dd}/Rights", $"/oversight/alarms/{alarm}", $"/files/looks/{look}", $"/files/links/{link}", "/oversight/trail", $"/c/{open:N}00000000",
            $"/activities/{planned}", $"/activities/{planned}/change", $"/activities/{planned}/cancel", $"/activities/{planned}/serves", $"/activities/{announced}", $"/activities/{announced}/leave",
            $"/activities/{open}", $"/activities/{open}/roll", $"/activities/{open}/screen", $"/activities/{held}", $"/activities/{held}/minutes", $"/activities/{held}/submit", $"/activities/{held}/checked-in",
            "/activities/new", "/activities/new?kind=ThemePartyDay", "/activities/new?kind=LinkageActivity", $"/records/{filed.Id}", $"/lineage/{filed.Id}", $"/records/{filed.Id}/addendum", $"/review/cases/{filed.ReviewCaseId}", "/review?say=return", "/review?say=delegate",
            .. Enum.GetValues<OrganisationChangeKind>().Select(kind => $"/organisations/{branch.Id}/change/{kind.ToString().ToLowerInvariant()}"),
        ];
    }

    /// <summary>A list that the secretary asked for and that lies ready.</summary>
    private async Task<Guid> Exported()
    {
        var (secretary, now) = (await session.World.Read(db => db.Accounts.SingleAsync(a => a.UserName == "secretary")), session.World.Clock.GetUtcNow());
        var file = new ExportFile
        {
            Path = secretary.Path, AccountId = secretary.Id, MemberId = secretary.MemberId!.Value, ByName = "周", List = "members", Filters = "", Format = TableFormat.Xlsx, Language = "zh-CN", At = now, Until = now.AddHours(2),
            State = ExportState.Ready, Rows = 12_345, DataKey = [],
        };
        await session.World.Given(db => db.Add(file));
        return file.Id;
    }

    /// <summary>A template of another system's sheet.</summary>
    private async Task<Guid> Designed()
    {
        var now = session.World.Clock.GetUtcNow();
        var root = await session.World.Read(db => db.Set<Organisation>().SingleAsync(o => o.ParentId == null));
        var template = new SheetTemplate
        {
            Path = root.Path, OrganisationId = root.Id, List = "members", Name = "党员采集表", ChangedAt = now, ChangedBy = "贺",
            Columns = [new SheetColumn("姓名", "person.full-name", null, CodeForm.Name, DayForm.Dashes), new SheetColumn("国籍", null, "中国", CodeForm.Name, DayForm.Dashes)],
        };
        await session.World.Given(db =>
        {
            db.AddRange(template, new SheetTemplateVersion { TemplateId = template.Id, Number = 1, Path = root.Path, Name = template.Name, Columns = template.Columns, At = now, ByName = "贺" });
            return 0;
        });
        return template.Id;
    }

    /// <summary>A connected system with a token, a webhook and what it was told.</summary>
    private async Task<Guid> Connected()
    {
        var now = session.World.Clock.GetUtcNow();
        var root = await session.World.Read(db => db.Set<Organisation>().SingleAsync(o => o.ParentId == null));
        var account = new Account { DisplayName = "人事系统", Path = root.Path, UserName = "exchange-pages", NormalizedUserName = "EXCHANGE-PAGES", SecurityStamp = Guid.NewGuid().ToString("N") };
        var client = new ExchangeClient
        {
            Path = root.Path, OrganisationId = root.Id, AccountId = account.Id, Name = account.DisplayName, Purpose = "同步所在支部", Elements = ["member.name", "organisation.name"], Writes = ["members"], RowsADay = 5000, State = ClientState.Proposed,
            DefinedByName = "程", DefinedAt = now,
        };
        var webhook = new Webhook { Path = root.Path, ClientId = client.Id, Url = "https://hooks.example/hook", Secret = new(Webhook.NewSecret()), IsOn = false, SetAt = now, SetByName = "程" };
        await session.World.Given(db =>
        {
            db.AddRange(account, client, webhook, new AccountToken { AccountId = account.Id, Path = root.Path, Name = "exchange", Hash = Guid.NewGuid().ToByteArray(), CreatedAt = now });
            foreach (var state in Enum.GetValues<DeliveryState>())
            {
                db.Add(new WebhookDelivery { Path = root.Path, WebhookId = webhook.Id, ClientId = client.Id, Body = "{}", MadeAt = now, State = state, Tries = 1, Answered = state == DeliveryState.Delivered ? 204 : null, Problem = state == DeliveryState.Delivered ? null : "no-connection" });
            }
            return 0;
        });
        return client.Id;
    }

    /// <summary>One that the newest acts raise by themselves: an administrator was appointed.</summary>
    private async Task<Guid> SecurityAlarm(IServiceProvider services)
    {
        var fence = services.GetRequiredService<Fence>();
        await services.GetRequiredService<Journal>().Also(
            new PostTaken(Guid.NewGuid(), FencedScope.WholeInstitution, Guid.NewGuid(), Guid.NewGuid(), PostKind.SecurityAdministrator, new DateOnly(2026, 1, 1), null, null), SystemActors.Jobs.Actor, default);
        await fence.Commit(default);
        await services.GetRequiredService<AlarmJob>().Run(default);
        return await fence.Row<Guid>("select id from security_alarm where rule = 'administrator-appointed' limit 1", null, default);
    }

    /// <summary>A guarded document that the secretary has open, and a link to it for the member.</summary>
    private async Task<(Guid Look, Guid Link)> Guarded(Guid activity)
    {
        var now = session.World.Clock.GetUtcNow();
        var path = await session.World.Read(db => db.Set<Activity>().Where(a => a.Id == activity).Select(a => a.Path).SingleAsync());
        var (secretary, member) = (await session.World.Read(db => db.Accounts.SingleAsync(a => a.UserName == "secretary")), await session.World.Read(db => db.Accounts.SingleAsync(a => a.UserName == "member")));
        using var text = new MemoryStream("会议材料：请勿外传。"u8.ToArray());
        using var incoming = await session.World.Services.GetRequiredService<FileShelf>().Take(text, default);
        var file = new StoredFile
        {
            Path = path, SubjectKind = "activity", SubjectId = activity, Name = "会议材料.txt", MediaType = FileType.Text.MediaType, Size = incoming.Size, Sha256 = incoming.Sha256, Guarded = true,
            Place = session.World.Services.GetRequiredService<FileShelf>().Keep(incoming), MemberId = secretary.MemberId!.Value, ByName = "周", At = now,
        };
        var look = new DocumentLook { Path = path, FileId = file.Id, MemberId = file.MemberId, ByName = "周", At = now, Until = now.AddHours(2) };
        var link = new DocumentForward { Path = path, FileId = file.Id, ToMemberId = member.MemberId!.Value, ToName = "林", MemberId = file.MemberId, ByName = "周", At = now, Until = now.AddDays(2) };
        await session.World.Given(db =>
        {
            db.AddRange(file, look, link);
            return 0;
        });
        return (look.Id, link.Id);
    }

    /// <summary>One person is about to set an app up; another has passkeys, and somebody's factor can be reset. Nobody is asked for a second step: others' journeys sign in too.</summary>
    private async Task Factors()
    {
        var now = session.World.Clock.GetUtcNow();
        var (office, admin) = (await session.World.Read(db => db.Accounts.SingleAsync(a => a.UserName == "office")), await session.World.Read(db => db.Accounts.SingleAsync(a => a.UserName == "admin")));
        await session.World.Given(db =>
        {
            db.Add(new Authenticator { AccountId = office.Id, Secret = Authenticator.NewSecret(), BegunAt = now });
            db.AddRange(new[] { "办公室电脑", "手机" }.Select(n => new Passkey { AccountId = admin.Id, CredentialId = Guid.NewGuid().ToByteArray(), PublicKey = [], Name = n, Transports = "", SignCount = 0, IsBackupEligible = false, IsBackedUp = false, CreatedAt = now }));
            return 0;
        });
    }

    /// <summary>One list that entered and left a conflict, and one that waits with faults and a possible twin.</summary>
    private async Task<(Guid[] Batches, Guid Conflict)> Imported()
    {
        var branch = await session.World.Read(db => db.Accounts.Where(a => a.UserName == "secretary").Join(db.Members, a => a.MemberId, m => m.Id, (a, m) => m).Join(db.Set<Organisation>(), m => m.OrganisationId, o => o.Id, (m, o) => o).FirstAsync());
        var known = await session.World.Read(db => db.Members.Where(m => m.OrganisationId == branch.Id && m.LeftOn == null && m.InstitutionNumber != null && m.DataKey != null).OrderBy(m => m.Id).FirstAsync());
        var (secretary, general, department) = (await session.World.SignedInAs("secretary"), await session.World.SignedInAs("generalbranch"), await session.World.SignedInAs("organisation"));
        var entered = await Imports.Bring(secretary, session.World, branch, $"姓名,人员类别,学号,班级\n{known.Name},{known.Category},{known.InstitutionNumber},页面试验班\n", "student-system");
        await Imports.Check(secretary, session.World, entered);
        await secretary.Press(await secretary.Open($"/imports/{entered}"), "送审");
        foreach (var reviewer in new[] { general, department })
        {
            var waiting = await session.World.Read(db => db.Set<ReviewCase>().SingleAsync(c => c.SubjectId == entered));
            await reviewer.PostAnyway($"/review/cases/{waiting.Id}/accept", ("version", $"{waiting.Version}"));
        }
        await Imports.Work(session.World, entered);
        var open = await Imports.Bring(secretary, session.World, branch, $"姓名,人员类别,学号,班级\n{known.Name},{known.Category},,\n没有类别,,,\n{known.Name},{known.Category},{known.InstitutionNumber},别的班\n");
        await Imports.Check(secretary, session.World, open);
        var conflict = Guid.CreateVersion7();
        await session.World.Inside(async s =>
        {
            var offered = s.GetRequiredService<ValueSeals>().Offered(known, conflict, "别的班");
            await s.GetRequiredService<Fence>().Run(
                """
                insert into import_conflict (id, path, batch_id, row_number, entity_kind, entity_id, element, held_source, offered_source, offered, owner_id, at, version)
                values (@conflict, @Path, @open, 4, 'Member', @Id, 'ClassName', 'student-system', 'organisation', @offered, @none, now(), 1)
                """, new { conflict, known.Path, open, known.Id, offered, none = Guid.Empty }, default);
            await s.GetRequiredService<Fence>().Commit(default);
            return 0;
        });
        return ([entered, open], conflict);
    }

    /// <summary>A form that runs, with what the secretary's branch is asked, and one that is being designed.</summary>
    private async Task<List<string>> Collecting()
    {
        var root = await session.World.Read(db => db.Set<Organisation>().SingleAsync(o => o.ParentId == null));
        var secretary = await session.World.Read(db => db.Accounts.SingleAsync(a => a.UserName == "secretary"));
        var branch = await session.World.Read(db => db.Set<Organisation>().SingleAsync(o => o.Path == secretary.Path));
        var (now, due) = (session.World.Clock.GetUtcNow(), DateOnly.FromDateTime(session.World.Clock.GetUtcNow().UtcDateTime).AddDays(20));
        CollectionForm Form(FormState state) => new()
        {
            Path = root.Path, OrganisationId = root.Id, OrganisationName = root.Name, Title = $"场所核对{state}", Purpose = "年底核对活动场所", Kinds = [nameof(OrganisationKind.Branch)], Frequency = FormFrequency.Yearly, FirstDue = due, State = state,
            Questions = [new FormQuestion(1, "organisation.name", true), new FormQuestion(2, "organisation.room", true), new FormQuestion(3, "organisation.population", false)], Elements = ["organisation.name", "organisation.room", "organisation.population"],
            CreatedBy = Guid.NewGuid(), CreatedAt = now,
        };
        var (draft, form) = (Form(FormState.Draft), Form(FormState.Published));
        var round = new CollectionRound { FormId = form.Id, Path = root.Path, Number = 1, OpenedOn = due.AddDays(-20), DueOn = due };
        var entry = new CollectionEntry { FormId = form.Id, RoundId = round.Id, OrganisationId = branch.Id, Path = branch.Path, Title = form.Title, Minutes = 2, Fields = 3, AskedBy = root.Id, AskedByName = root.Name, DueOn = due, OpenedAt = now };
        await session.World.Given(db =>
        {
            db.AddRange(draft, form, round, entry);
            return 0;
        });
        return ["/collecting", "/collecting/new", "/collecting/burden", $"/collecting/burden/{branch.Id}?month={due:yyyy-MM}", $"/collecting/forms/{draft.Id}", $"/collecting/forms/{form.Id}", $"/collecting/rounds/{round.Id}", $"/collecting/rows?round={round.Id}", $"/collecting/entries/{entry.Id}"];
    }

    /// <summary>Tasks of the secretary's branch and of the committee, in each state, and the forms about them.</summary>
    private async Task<List<string>> Learning()
    {
        var secretary = await session.World.Read(db => db.Accounts.SingleAsync(a => a.UserName == "secretary"));
        var branch = await session.World.Read(db => db.Set<Organisation>().SingleAsync(o => o.Path == secretary.Path));
        var tasks = await session.World.Read(db => db.Set<LearningTask>().Where(t => t.Path == branch.Path || t.Path == "1.").OrderByDescending(t => t.IssuedAt).Take(40).ToListAsync());
        var own = tasks.First(t => t.OrganisationId == branch.Id);
        var together = await session.World.Read(db => db.Set<LearningAssignment>().Where(a => a.OrganisationId == branch.Id && a.Mode == LearningMode.Collective && a.DoneOn == null && a.ExcusedWhy == null).OrderByDescending(a => a.DueOn).FirstAsync());
        var excused = await session.World.Read(db => db.Set<LearningAssignment>().Where(a => a.OrganisationId == branch.Id && a.ExcusedWhy != null).OrderByDescending(a => a.DueOn).FirstAsync());
        return
        [
            "/learning", "/learning/year", "/learning/year?year=2020", "/learning/tasks", "/learning/tasks?which=Over", "/learning/tasks?which=Withdrawn", "/learning/tasks?search=nothing-of-that-name", "/learning/new", $"/learning/new?item={own.ItemId}",
            $"/learning/tasks/{own.Id}", $"/learning/tasks/{own.Id}/postpone", $"/learning/tasks/{own.Id}/withdraw", $"/learning/tasks/{together.TaskId}/together?organisation={branch.Id}", $"/learning/tasks/{together.TaskId}/excuse/{together.MemberId}",
            $"/learning/tasks/{tasks.First(t => t.Path == "1.").Id}", .. new[] { "Assigned", "Done", "Open", "Overdue" }.Select(w => $"/learning/rows?task={tasks.First(t => t.Path == "1.").Id}&which={w}"), $"/learning/rows?task={excused.TaskId}&organisation={branch.Id}&which=Excused",
        ];
    }

    /// <summary>Questions put to the branch's committee, in each state, and the forms about them.</summary>
    private async Task<List<string>> Resolutions(Organisation branch)
    {
        var made = await session.World.Given(db => ResolutionSamples.Add(db, branch, session.World.Clock.GetUtcNow(), Guid.NewGuid(), 1));
        return
        [
            "/resolutions", "/resolutions?state=Closed", "/resolutions/new", .. made.Open.Take(1).SelectMany(q => new[] { $"/resolutions/{q}", $"/resolutions/{q}/edit", $"/resolutions/{q}/drop", $"/resolutions/{q}/resolve" }),
            .. made.Resolved.Take(1).SelectMany(q => new[] { $"/resolutions/{q}", $"/resolutions/{q}/task", $"/resolutions/{q}/close" }), .. made.Closed.Select(q => $"/resolutions/{q}"),
        ];
    }

    /// <summary>A frozen year and a trial of the committee and the line down to the branch, opened to a line.</summary>
    private async Task<List<string>> Yearly(Organisation branch)
    {
        var line = await session.World.Read(db => db.Set<Organisation>().Where(o => branch.Path.StartsWith(o.Path)).OrderBy(o => o.Path).ToListAsync());
        var rules = session.World.Services.GetRequiredService<Rulebook>().On(DateOnly.FromDateTime(session.World.Clock.GetUtcNow().UtcDateTime)).Yearly;
        var (frozen, trial) = await session.World.Given(db => YearlySamples.Add(db, line, rules, session.World.Clock.GetUtcNow()));
        return
        [
            "/yearly", "/yearly/freeze", $"/yearly/table?sheet={frozen[0]}", $"/yearly/table?sheet={trial[0]}", $"/yearly/table?sheet={frozen[^1]}",
            $"/yearly/line?sheet={frozen[0]}&line=members", $"/yearly/line?sheet={frozen[0]}&line=theme-days", $"/yearly/line?sheet={frozen[^1]}&line=women",
        ];
    }

    /// <summary>Indicators of the committee, kept and published, and the index by another definition.</summary>
    private async Task<List<string>> Indicators()
    {
        var root = await session.World.Read(db => db.Set<Organisation>().SingleAsync(o => o.ParentId == null));
        var (drafts, published) = await session.World.Given(db => IndicatorSamples.Add(db, root, session.World.Clock.GetUtcNow(), 1));
        return
        [
            "/indicators/compare?weight-duties-met=10&weight-theme-days=x", "/indicators/kept", "/indicators/kept?state=Withdrawn", "/indicators/kept/new?formula=themeDays%2Fbranches",
            $"/indicators/kept/{drafts[0]}", $"/indicators/kept/{drafts[0]}/edit", $"/indicators/kept/{published[0]}", $"/indicators/kept/{published[0]}/withdraw", $"/indicators/published/{published[0]}",
            "/figures/notes", "/figures/notes?measure=themeDays", "/pivot", "/pivot?measure=members&rows=organisation&columns=category", "/pivot?measure=met&rows=month&columns=none",
        ];
    }

    /// <summary>Two senders, one of them off, with a month that one of them stated twice.</summary>
    private async Task<List<string>> Federation()
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        using var other = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var (by, now) = (Actor.OfSystem("set-up"), session.World.Clock.GetUtcNow());
        var month = new DateOnly(now.AddHours(8).Year, now.AddHours(8).Month, 1).AddMonths(-1);
        using var box = System.Security.Cryptography.ECDiffieHellman.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var (sender, off) = (Sender.Of("东湖大学", Modules.Federation.Handing.Packages.Card(key, box), by, now).Sender!, Sender.Of("西山学院", other.ExportSubjectPublicKeyInfoPem(), by, now).Sender!);
        off.Switch(false, off.Version);
        FiguresPackage Package(int revision) => new()
        {
            SenderId = sender.Id, Month = month, Revision = revision, Document = FederationTests.Package(key, month, 10 + revision, revision), MadeAt = now, EnteredAt = now, EnteredByName = "李文",
        };
        var (first, second) = (Package(1), Package(2));
        HandedPackage Handed(int number) => new() { ReceiverId = sender.Id, Number = number, People = 3, Reason = "介绍信 2026-7", MadeAt = now, MadeByName = "李文" };
        var (handed, fetched) = (Handed(1), Handed(2));
        await session.World.Given(db =>
        {
            db.AddRange(sender, off, first, second, handed, fetched, new HandedDocument { PackageId = handed.Id, Document = "{}", MadeAt = now });
            return 0;
        });
        return ["/federation", "/federation/senders", $"/federation/packages/{first.Id}", $"/federation/packages/{second.Id}", "/federation/hand-on", "/federation/receive", $"/federation/handed/{handed.Id}", $"/federation/handed/{fetched.Id}"];
    }

    /// <summary>Classes of the general branch, decided by their lessons and by a roll, and a certificate with its print.</summary>
    private async Task<List<string>> Training(Organisation branch, Member member)
    {
        var now = session.World.Clock.GetUtcNow();
        var (today, general) = (DateOnly.FromDateTime(now.UtcDateTime), await session.World.Read(db => db.Set<Organisation>().SingleAsync(o => o.Id == branch.ParentId)));
        TrainingClass Planned(string title, TrainingDecides decides)
        {
            TrainingClass.Plan(new TrainingDraft(title, [], today.AddDays(-2), today.AddDays(-1), 8, decides, "自带笔记本"), general.Id, general.Name, general.Path, Actor.OfSystem("set-up"), now, today, out var planned);
            return planned!;
        }
        var (lessons, roll) = (Planned("新党员培训班", TrainingDecides.Lessons), Planned("支部书记培训班", TrainingDecides.Roll));
        lessons.Lessons = [new TrainingLesson(LessonKind.Paper, Guid.NewGuid(), "消防安全")];
        var certificate = TrainingCertificate.Issue(roll, [(member.Id, member.Name)], 0, today)[0];
        var holder = await session.World.Read(db => db.Accounts.SingleAsync(a => a.UserName == "generalbranch"));
        certificate.Print(Actor.OfSystem("set-up"), now, out _);
        await session.World.Given(db =>
        {
            db.AddRange(lessons, roll, certificate, certificate.ForEverybody());
            db.Add(new CertificatePrint { CertificateId = certificate.Id, Path = certificate.Path, MemberId = certificate.MemberId, Number = 1, At = now.AddDays(1), PrintedBy = holder.MemberId!.Value, PrintedByName = "总支" });
            db.Add(new TrainingPlace { ClassId = roll.Id, MemberId = member.Id, OrganisationId = branch.Id, Path = branch.Path, Title = roll.Title, HeldBy = general.Name, StartsOn = roll.StartsOn, EndsOn = roll.EndsOn, CompletedOn = today });
            return 0;
        });
        return
        [
            "/training", "/training?state=Ended", "/training/new", $"/training/{lessons.Id}", $"/training/{lessons.Id}/lessons", $"/training/{lessons.Id}/enrol", $"/training/{lessons.Id}/cancel", $"/training/{roll.Id}", $"/training/{roll.Id}/roll", $"/training/people?id={roll.Id}", $"/training/people?id={lessons.Id}",
            $"/training/certificates/{certificate.Id}", $"/training/certificates/{certificate.Id}/revoke", $"/training/certificates/{certificate.Id}/sheet?print=1", "/certificate", "/certificate/no-such-code", $"/certificate/{certificate.Code}",
        ];
    }

    /// <summary>Items of the secretary's branch in each state, and one of each kind to read.</summary>
    private async Task<List<string>> Library()
    {
        var items = await session.World.Read(db => db.Set<LibraryItem>().OrderBy(i => i.Id).ToListAsync());
        var own = items.Where(i => i.Path != "1.").ToList();
        var draft = own.First(i => i.State == LibraryState.Draft);
        var released = own.First(i => i.State == LibraryState.Released);
        var course = items.First(i => i.Kind == LibraryKind.Course);
        return
        [
            "/library", "/library?search=会议", "/library?search=nothing-of-that-name", "/library?mine=1", "/library/work", "/library/work?state=Withdrawn", .. Enum.GetValues<LibraryKind>().Select(k => $"/library/new?kind={k}"),
            $"/library/work/{draft.Id}", $"/library/work/{draft.Id}/edit", $"/library/work/{released.Id}", $"/library/work/{released.Id}/changes", $"/library/work/{released.Id}/withdraw",
            .. items.Where(i => i.IsPublic).GroupBy(i => i.Kind).Select(g => $"/library/{g.First().Id}"), $"/library/{CoursePlan.Of(course.Text).Items[0]}?course={course.Id}&type=large",
        ];
    }

    /// <summary>What is told, in each state, inside and on the portal; and a due entry of the timetable.</summary>
    private async Task<List<string>> News()
    {
        var articles = await session.World.Read(db => db.Set<Article>().OrderBy(a => a.Id).ToListAsync());
        var open = await session.World.Read(db => db.Set<PublicArticle>().OrderBy(a => a.ArticleId).ToListAsync());
        var branch = await session.World.Read(db => db.Set<Article>().Where(a => a.State == ArticleState.Draft).Select(a => a.Path).FirstAsync());
        var (draft, shown) = (articles.First(a => a.State == ArticleState.Draft), articles.First(a => a.IsShown && a.Path == branch && a.Audience == OpenScope.Public));
        var receipt = articles.First(a => a.NeedsReceipt && a.Path == branch);
        var entry = new OpenEntry { Path = branch, OrganisationId = draft.OrganisationId, OrganisationName = draft.OrganisationName, Item = OpenItem.OrganisationalLife, Occasion = "2019-Q4", On = new DateOnly(2019, 10, 1), Until = new DateOnly(2019, 12, 31), Audience = OpenScope.Own, DueOn = new DateOnly(2020, 1, 15), Rule = "open-affairs@1:open-affairs.organisational-life" };
        await session.World.Given(db => db.Add(entry));
        var talk = await Talk();
        return
        [
            .. talk, "/news", "/news?kind=Notice", "/news/work", "/news/work?state=Withdrawn", "/news/open-affairs", "/news/open-affairs?state=Due", "/news/open-affairs?state=Ended", .. Enum.GetValues<ArticleKind>().Select(k => $"/news/new?kind={k}"), $"/news/new?entry={entry.Id}",
            $"/news/work/{draft.Id}", $"/news/work/{draft.Id}/edit", $"/news/work/{shown.Id}", $"/news/work/{shown.Id}/changes", $"/news/work/{shown.Id}/withdraw", $"/news/work/{shown.Id}/channels", $"/news/receipts?article={receipt.Id}", $"/news/{receipt.Id}",
            "/portal", "/portal/all", "/portal/all?kind=Disclosure", "/portal/all?search=nothing-of-that-name", $"/portal/of/{shown.OrganisationId}", .. open.GroupBy(a => a.Kind).SelectMany(g => new[] { $"/portal/{g.First().ArticleId}", $"/news/{g.First().ArticleId}" }),
        ];
    }

    /// <summary>What readers said, asked and reported: as it stands for readers, for those who answer and for those who decide.</summary>
    private async Task<List<string>> Talk()
    {
        var people = await session.World.Read(db => db.Accounts.Where(a => a.UserName == "member" || a.UserName == "secretary").ToDictionaryAsync(a => a.UserName!, a => a.MemberId!.Value));
        var branch = await session.World.Read(db => db.Members.Where(m => m.Id == people["member"]).Select(m => m.OrganisationId).SingleAsync());
        var unit = await session.World.Read(db => db.Set<Organisation>().SingleAsync(o => o.Id == branch));
        var made = await session.World.Given(db => TalkSamples.Add(db, unit, people["member"], people["secretary"], session.World.Clock.GetUtcNow(), 1));
        var told = await session.World.Given(db => ExperienceSamples.Add(db, unit, people["member"], session.World.Clock.GetUtcNow(), 1));
        return
        [
            .. told.ToAsk.Concat(told.Asked).Select(a => $"/activities/{a}/experiences/ask"), .. told.Asked.Concat(told.DraftedByMember).Concat(told.HandedInByMember).Concat(told.PublishedOfMember).SelectMany(a => new[] { $"/activities/{a}", $"/activities/{a}/experience" }),
            .. told.Asked.Concat(told.HandedInByMember).Concat(told.Leaving).Select(a => $"/experiences?activity={a}"), .. told.Reports.Select(r => $"/experiences/{r}"),
            "/conversation/asked", "/conversation/asked?state=Answered", "/conversation/reports", .. Enum.GetValues<Zhijian.Modules.Conversation.MisuseState>().Select(s => $"/conversation/reports?state={s}"), .. made.Articles.SelectMany(a => new[] { $"/news/{a}", $"/news/{a}/ask" }),
            .. made.OfMember.SelectMany(c => new[] { $"/comments/{c}/edit", $"/comments/{c}/answer" }), .. made.OfOthers.Select(c => $"/comments/{c}/report"), .. made.Asked.Concat(made.AskedByMember).Select(q => $"/conversation/asked/{q}"),
            .. made.Open.Concat(made.Appealed).Concat(made.HiddenOfMember).Select(c => $"/conversation/reports/{c}"),
        ];
    }

    /// <summary>A member's ledger, what is contested of it and answered, and the sums of the branch.</summary>
    private async Task<List<string>> Points(Organisation branch, Guid activity)
    {
        var member = await session.World.Read(db => db.Accounts.SingleAsync(a => a.UserName == "member"));
        var posting = await session.World.Inside(s => s.GetRequiredService<Fence>().Row<Guid>("select id from points_posting where member_id = @MemberId and kind = 'Earned' and deed = 'Attended' order by done_on desc limit 1", new { member.MemberId }, default));
        var (contested, now) = (PointsSamples.Contest(branch, member, activity, Guid.NewGuid(), session.World.Clock.GetUtcNow()), session.World.Clock.GetUtcNow());
        var answered = PointsSamples.Contest(branch, member, activity, Guid.NewGuid(), now);
        answered.Decide(false, "核实了签到记录", 1, new Platform.Deciding.Actor { MemberId = Guid.NewGuid(), Name = "沈南乔" }, [], now);
        await session.World.Given(db =>
        {
            db.AddRange(contested, answered);
            return 0;
        });
        return ["/me/points", $"/me/points/{posting}/contest", "/points/contests", "/points/contests?which=answered", $"/points/contests/{contested.Id}", $"/points/contests/{answered.Id}", $"/points/records/{activity}/reverse", "/points/branch"];
    }

    /// <summary>The bank, files on their way in, papers as they are set and as a member has them before them.</summary>
    private async Task<List<string>> Questions(Organisation branch)
    {
        var member = await session.World.Read(db => db.Accounts.SingleAsync(a => a.UserName == "member"));
        var made = await session.World.Given(db => QuestionSamples.Add(db, branch, member.MemberId!.Value, session.World.Clock.GetUtcNow()));
        return
        [
            "/questions", "/questions?search=nothing-of-that-name", "/questions?category=" + Uri.EscapeDataString(QuestionSamples.Category), "/questions/take-out", "/questions/bring", "/questions/hand-in", .. QuestionDraft.Kinds.Select(k => $"/questions/new?kind={k}"),
            .. made.Questions.Select(q => $"/questions/{q}"), $"/questions/{made.Draft}/edit", $"/questions/{made.Questions[0]}/retire", $"/questions/releases/{made.Release}", $"/questions/brought/{made.Import}",
            "/papers", "/papers/practice", "/papers/set", "/papers/set?state=Withdrawn", "/papers/new", $"/papers/set/{made.PaperDraft}", $"/papers/set/{made.PaperDraft}/edit", $"/papers/set/{made.PaperDraft}/questions",
            $"/papers/set/{made.Paper}", $"/papers/set/{made.Paper}/missing?of={branch.Id}", $"/papers/set/{made.Paper}/withdraw", $"/papers/{made.Paper}", $"/papers/attempts/{made.Running}", $"/papers/attempts/{made.HandedIn}",
        ];
    }

    /// <summary>A correction that a member asks for.</summary>
    private async Task<string> Requested()
    {
        var member = await session.World.SignedInAs("member");
        await member.Press(await member.Open("/me/requests/correct/MobileNumber"), "提交申请", ("Form.Value", "13900006666"), ("Form.Reason", "换了号码"));
        return member.Path.Split('/')[2];
    }

    /// <summary>An incident that one person prepared and another approved, so that everybody was told.</summary>
    private async Task<string> Told()
    {
        var (organisation, office) = (await session.World.SignedInAs("organisation"), await session.World.SignedInAs("office"));
        await organisation.Press(
            await organisation.Open("/incidents/new"), "算出名单", ("Form.Since", "2026-01-01T00:00"), ("Form.Until", "2026-01-01T01:00"), ("Form.Table", "member"), ("Form.WhatZh", "名单外泄"), ("Form.WhatEn", "A list got away"),
            ("Form.MeasuresZh", "已收回"), ("Form.MeasuresEn", "It was taken back"), ("Form.Contact", "信息中心"));
        var page = await office.Open(organisation.Path);
        await office.Post(organisation.Path + "/approve", Browser.Fields(page.QuerySelectorAll("form").OfType<AngleSharp.Html.Dom.IHtmlFormElement>().First(f => f.GetAttribute("action")!.EndsWith("/approve", StringComparison.Ordinal))));
        return organisation.Path.Split('/')[2];
    }

    private async Task Walk(string person, List<string> seeds)
    {
        var browser = person == Nobody ? session.World.Visitor() : await session.World.SignedInAs(person);
        Queue<(string Path, string? From)> open = new(seeds.Select(s => (s, (string?)null)));
        HashSet<string> known = [.. seeds];
        Dictionary<string, int> samples = [];
        // Two of a kind, for they may differ; those who come after a secretary and a member see mostly the same once more.
        var ofOneKind = Long || person is "secretary" or "member" ? 2 : 1;
        while (open.TryDequeue(out var next))
        {
            var page = await browser.Open(next.Path);
            var kind = KindOf(browser.Path);
            var isPage = browser.Text.StartsWith("<!DOCTYPE html", StringComparison.OrdinalIgnoreCase);
            var parts = isPage ? Parts(page) : [];
            All.Add(new Opened(person, browser.Path, next.From, (int)browser.Status, isPage, isPage && _looks.Add(kind + string.Join(' ', parts)), ShowsNew(kind, parts)));
            if (!isPage)
            {
                continue;
            }
            foreach (var link in page.QuerySelectorAll("a[href^='/']").Select(a => a.GetAttribute("href")!.Split('#')[0]).Where(l => !Leaves().IsMatch(l)))
            {
                var of = KindOf(link);
                if (samples.GetValueOrDefault(of) < ofOneKind && known.Add(link))
                {
                    samples[of] = samples.GetValueOrDefault(of) + 1;
                    open.Enqueue((link, browser.Path));
                }
            }
        }
    }

    /// <summary>The address without what differs from thing to thing.</summary>
    public static string KindOf(string path) => Ids().Replace(path.Split('?')[0], "*");

    /// <summary>Which elements with which classes stand on it: pages alike in that are not looked at twice.</summary>
    private static List<string> Parts(IDocument page) => [.. page.All.Select(e => $"{e.LocalName}.{e.ClassName}").Distinct().Order(StringComparer.Ordinal)];

    private bool ShowsNew(string kind, List<string> parts)
    {
        if (!_shown.TryGetValue(kind, out var shown))
        {
            _shown[kind] = shown = [];
        }
        var before = shown.Count;
        shown.UnionWith(parts);
        return shown.Count > before;
    }

    [GeneratedRegex("[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}[0-9]*|(?<=/standard/(elements|codes)/)[^/?]+|(?<=/quality\\b.*[?&](element|finding)=)[^&]+")]
    private static partial Regex Ids();

    /// <summary>Downloads and feeds are no pages.</summary>
    [GeneratedRegex("^/(api|feeds|files|language)/|\\.(ics|csv|xlsx|json|pdf|xml)(\\?|$)")]
    private static partial Regex Leaves();

    public sealed record Opened(string Person, string Path, string? From, int Status, bool IsPage, bool LooksNew, bool ShowsNew);
}
