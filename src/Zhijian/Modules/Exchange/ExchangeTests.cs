using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Exchange.Webhooks;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Audit;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Exchange;

/// <summary>Connected systems read and bring what they were approved for, of their organisations, within their budget; nobody lets one in alone.</summary>
public sealed class ExchangeTests(ExchangeWorld world) : IClassFixture<ExchangeWorld>
{
    [Fact]
    public async Task One_administrator_defines_a_system_and_another_approves_it()
    {
        var admin = await world.SignedIn(world.University.Admin);
        var page = await admin.Open("/exchange/new");
        page = await admin.Press(page, "保存，等待启用", ("Form.Name", "人事系统"), ("Form.Purpose", "同步所在支部"), ("Form.Organisation", world.University.GeneralBranch.Id.ToString()), ("Form.Elements", "member.name"), ("Form.RowsADay", "500"));
        var id = Guid.Parse(admin.Path.Split('/')[^1]);
        Assert.Contains("待启用", admin.Text, StringComparison.Ordinal);

        await admin.Press(page, "生成令牌");
        var token = Between(admin.Text, "<code>", "</code>");
        using var program = Bearer(token);
        Assert.Equal(HttpStatusCode.Forbidden, (await program.GetAsync("/api/v1/changes")).StatusCode);

        var security = await world.SignedIn(await world.SecurityAdministrator());
        var theirs = await security.Open($"/exchange/{id}");
        await security.Press(theirs, "启用");
        Assert.Contains("已启用", security.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/api/v1/changes")).StatusCode);

        await security.Press(await security.Open($"/exchange/{id}"), "立即停用");
        Assert.Equal(HttpStatusCode.Forbidden, (await program.GetAsync("/api/v1/changes")).StatusCode);

        // A change stands still until it is approved again.
        page = await admin.Open($"/exchange/{id}/change");
        await admin.Press(page, "修改", ("Form.RowsADay", "600"));
        Assert.Contains("待启用", admin.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_system_may_not_be_is_refused()
    {
        var known = new HashSet<string> { "member.name" };
        var now = DateTimeOffset.UtcNow;
        var me = Guid.NewGuid();
        ExchangeClient New() => new() { Path = "1.", OrganisationId = Guid.NewGuid(), AccountId = Guid.NewGuid() };
        Refusal? Defined(ExchangeClient client, string? name = "甲", string? purpose = "用", string[]? elements = null, int? rows = 5) =>
            client.Define(new ClientData(name, purpose, elements ?? ["member.name"], [], rows), known, me, "我", now);

        Assert.Equal(PlatformRefusals.Required.Code, Defined(New(), name: " ")!.Code);
        Assert.Equal(PlatformRefusals.TooLong.Code, Defined(New(), purpose: new string('x', 401))!.Code);
        Assert.Equal(ExchangeRefusals.RowsADay.Code, Defined(New(), rows: 0)!.Code);
        Assert.Equal(ExchangeRefusals.NothingChosen.Code, Defined(New(), elements: [])!.Code);
        Assert.Equal(PlatformRefusals.NotReadable.Code, Defined(New(), elements: ["member.identityNumber"])!.Code);
        Assert.Equal(ExchangeRefusals.SourceMissing, New().Define(new ClientData("甲", "用", [], ["members"], 5, "work"), new HashSet<string> { "members" }, me, "我", now));
        Assert.Null(New().Define(new ClientData("甲", "用", [], ["members"], 5, "personnel-system"), new HashSet<string> { "members" }, me, "我", now));

        var client = New();
        Assert.Null(Defined(client));
        Assert.Equal(ExchangeRefusals.NotByOneself, client.Approve(me, "我", client.Version, now).Refusal);
        Assert.Equal(PlatformRefusals.Stale, client.Approve(Guid.NewGuid(), "乙", client.Version + 1, now).Refusal);
        Assert.NotNull(client.Approve(Guid.NewGuid(), "乙", client.Version, now).Fact);
        Assert.Equal(ExchangeRefusals.AlreadyOn, client.Approve(Guid.NewGuid(), "乙", client.Version, now).Refusal);
        Assert.NotNull(client.SwitchOff("乙", now).Fact);
        Assert.Equal(ExchangeRefusals.AlreadyOff, client.SwitchOff("乙", now).Refusal);
    }

    [Fact]
    public async Task An_organisation_out_of_reach_is_refused_on_the_form()
    {
        var admin = await world.SignedIn(world.University.Admin);
        var page = await admin.Open("/exchange/new");
        await admin.Press(page, "保存，等待启用", ("Form.Name", "甲"), ("Form.Purpose", "用"), ("Form.Organisation", Guid.NewGuid().ToString()), ("Form.Elements", "member.name"), ("Form.RowsADay", "5"));
        admin.Says(ExchangeRefusals.NoSuchOrganisation);
    }

    [Fact]
    public async Task The_feed_tells_what_changed_with_the_systems_elements_of_its_organisations_only()
    {
        var (client, program) = await Client(world.University.GeneralBranch, ["member.name", "member.organisationId", "post.post"], []);
        var start = await ReadAll(program, null);
        var (mine, others) = (await Added("变更甲", world.University.First), await Added("变更乙", world.University.Third));

        var (changes, next) = await ReadAll(program, start.Next);

        var one = Assert.Single(changes, c => c.GetProperty("kind").GetString() == "member");
        Assert.Equal(mine, one.GetProperty("id").GetGuid());
        Assert.Equal(["name", "organisationId"], one.GetProperty("values").EnumerateObject().Select(p => p.Name).Order());
        Assert.Equal("变更甲", one.GetProperty("values").GetProperty("name").GetString());
        Assert.DoesNotContain(changes, c => c.GetProperty("id").GetGuid() == others);

        // Somebody who leaves the system's organisations is gone from it; nothing more is told of them.
        await Moved(mine, world.University.Third);
        (changes, next) = await ReadAll(program, next);
        var gone = Assert.Single(changes);
        Assert.True(gone.GetProperty("gone").GetBoolean());
        Assert.Equal(JsonValueKind.Null, gone.GetProperty("values").ValueKind);
        Assert.Empty((await ReadAll(program, next)).Changes);
        Assert.True(await world.Read(db => db.Set<JournalEntry>().AnyAsync(j => j.Fact == nameof(ChangesRead) && j.SubjectId == client)));
    }

    [Fact]
    public async Task No_change_is_skipped_however_late_its_writer_commits()
    {
        var (_, program) = await Client(world.University.Committee, ["member.name"], []);
        var (_, next) = await ReadAll(program, null);
        HashSet<Guid> written = [], seen = [];
        var gate = new object();
        using var done = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 6).Select(w => Task.Run(async () =>
        {
            var random = new Random(w);
            for (var i = 0; i < 12; i++)
            {
                await using var scope = world.Services.CreateAsyncScope();
                var fence = scope.ServiceProvider.GetRequiredService<Fence>();
                using var widened = fence.As(SystemActors.SetUp);
                var first = world.University.First;
                var member = new Member { Name = $"并发{w}-{i}", OrganisationId = first.Id, Path = first.Path, Category = MemberCategory.Applicant };
                scope.ServiceProvider.GetRequiredService<ZhijianDb>().Add(member);
                await scope.ServiceProvider.GetRequiredService<Journal>().Also(new MemberAdded(member.Id, member.Path, first.Id, member.Category, DateOnly.FromDateTime(DateTime.UnixEpoch)), SystemActors.SetUp.Actor, default);
                // The number of the entry is given out; others commit theirs before this one.
                await Task.Delay(random.Next(0, 60));
                if (random.Next(6) == 0)
                {
                    await fence.Rollback();
                    continue;
                }
                await fence.Commit(default);
                lock (gate)
                {
                    written.Add(member.Id);
                }
            }
        })).ToList();
        var reader = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                await Sealed();
                (var changes, next) = await ReadPages(program, next);
                seen.UnionWith(changes.Select(c => c.GetProperty("id").GetGuid()));
            }
        });
        await Task.WhenAll(writers);
        await done.CancelAsync();
        await reader;
        (var rest, _) = await ReadAll(program, next);
        seen.UnionWith(rest.Select(c => c.GetProperty("id").GetGuid()));

        Assert.True(written.Count > 30);
        Assert.Empty(written.Except(seen));
        Console.WriteLine($"figure change-feed-skipped {written.Except(seen).Count()} 0 met");
    }

    [Fact]
    public async Task A_record_is_put_by_its_key_once_corrected_afterwards_and_left_alone_when_nothing_changed()
    {
        var (client, program) = await Client(world.University.GeneralBranch, [], ["members"]);
        var first = world.University.First.Id;

        var (status, made) = await Put(program, "members", "hr-1", new { name = "简一行", organisationId = first, category = "Applicant", institutionNumber = "T90001" });
        Assert.Equal((HttpStatusCode.Created, "Created"), (status, made.GetProperty("result").GetString()));
        (status, var again) = await Put(program, "members", "hr-1", new { name = "简一行", organisationId = first, category = "Applicant", institutionNumber = "T90001" });
        Assert.Equal((HttpStatusCode.OK, "Unchanged"), (status, again.GetProperty("result").GetString()));
        (status, var corrected) = await Put(program, "members", "hr-1", new { className = "一班" });
        Assert.Equal("Changed", corrected.GetProperty("result").GetString());
        Assert.Equal(made.GetProperty("id").GetGuid(), corrected.GetProperty("id").GetGuid());
        var id = made.GetProperty("id").GetGuid();
        var kept = await world.Read(db => db.Members.SingleAsync(m => m.Id == id));
        Assert.Equal(("简一行", "一班"), (kept.Name, kept.ClassName));
        Assert.Equal(3L, await world.Inside(s => s.GetRequiredService<Fence>().Row<long>("select rows from exchange_use where client_id = @client", new { client }, default)));
    }

    [Fact]
    public async Task The_rules_of_the_pages_hold_for_systems_too()
    {
        var (_, program) = await Client(world.University.GeneralBranch, [], ["members"]);
        var first = world.University.First.Id;
        await Refused(await Put(program, "members", "k1", new { name = "乙", organisationId = first, category = "Applicant", sexCode = "7" }), PeopleRefusals.UnknownCode);
        await Refused(await Put(program, "members", "k1", new { name = "乙", organisationId = world.University.Third.Id, category = "Applicant" }), PeopleRefusals.NoSuchOrganisation);
        await Refused(await Put(program, "members", "k1", new { name = "乙", organisationId = first }), PlatformRefusals.Required);
        await Refused(await Put(program, "members", "k1", new { name = "乙", organisationId = first, category = "Applicant", isAdministrator = true }), new Refusal("platform.unreadable"));
        await Refused(await Put(program, "members", new string('k', 201), new { name = "乙", organisationId = first, category = "Applicant" }), ExchangeRefusals.BadKey);
        await Refused(await Put(program, "organisations", "k1", new { name = "新支部" }), ExchangeRefusals.NotOfItsKind);
        Assert.Equal(HttpStatusCode.Created, (await Put(program, "members", "k1", new { name = "乙", organisationId = first, category = "Applicant" })).Status);
        await Refused(await Put(program, "members", "k1", new { organisationId = world.University.Second.Id }), PeopleRefusals.NotAMove);
        // What it was not approved for it can't do by another door either.
        Assert.Equal(HttpStatusCode.Forbidden, (await program.GetAsync("/api/v1/members")).StatusCode);
        Assert.DoesNotContain("周以宁", await program.GetStringAsync("/api/v1/organisations"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Organisations_are_founded_and_renamed_by_key_and_members_name_them_by_it()
    {
        var (client, program) = await Client(world.University.Committee, [], ["members", "organisations"]);
        var (status, made) = await Put(program, "organisations", "dept-7", new { name = "第七党总支", kind = "GeneralBranch", parentId = world.University.Committee.Id, warningReason = "按实际情况设立" });
        Assert.True(status == HttpStatusCode.Created, made.ToString());
        (_, var renamed) = await Put(program, "organisations", "dept-7", new { name = "新七党总支" });
        Assert.Equal("Changed", renamed.GetProperty("result").GetString());
        (_, var same) = await Put(program, "organisations", "dept-7", new { name = "新七党总支" });
        Assert.Equal("Unchanged", same.GetProperty("result").GetString());
        await Refused(await Put(program, "organisations", "dept-7", new { parentId = world.University.OtherGeneralBranch.Id }), OrganisationRefusals.DecidedByPeople);
        await world.Inside(async s =>
        {
            var fence = s.GetRequiredService<Fence>();
            await fence.Run("insert into exchange_source_key (client_id, plural, source_key, thing_id, path, at) values (@client, 'organisations', 'branch-1', @Id, '1.', now())", new { client, world.University.First.Id }, default);
            await fence.Commit(default);
            return 0;
        });
        (status, var member) = await Put(program, "members", "hr-77", new { name = "按标识", organisationKey = "branch-1", category = "Applicant" });
        Assert.Equal(HttpStatusCode.Created, status);
        var memberId = member.GetProperty("id").GetGuid();
        Assert.Equal(world.University.First.Id, await world.Read(db => db.Members.Where(m => m.Id == memberId).Select(m => m.OrganisationId).SingleAsync()));
    }

    [Fact]
    public async Task Every_value_that_a_system_brings_says_where_it_came_from()
    {
        var (client, program) = await Client(world.University.GeneralBranch, [], ["members"]);
        var (_, made) = await Put(program, "members", "hr-31", new { name = "来源甲", organisationId = world.University.First.Id, category = "Applicant", institutionNumber = "T93101" });
        var id = made.GetProperty("id").GetGuid();
        await Put(program, "members", "hr-31", new { className = "二班", institutionNumber = "T93101" });

        var notes = await world.Inside(s => s.GetRequiredService<Fence>().Rows<(string Source, string Elements, Guid Client, string Key, string By)>(
            "select source, array_to_string(elements, ' '), client_id, source_key, by_name from provenance where entity_id = @id order by at, id", new { id }, default));
        Assert.Equal([("personnel-system", "Category Name InstitutionNumber"), ("personnel-system", "ClassName")], notes.Select(n => (n.Source, n.Elements)));
        Assert.All(notes, n => Assert.Equal((client, "hr-31"), (n.Client, n.Key)));
        var secretary = await world.SignedIn(world.University.Secretary);
        await secretary.Open($"/people/{id}/origin");
        Assert.Contains("对接系统按标识 hr-31 写入", secretary.Text, StringComparison.Ordinal);
        Assert.Contains("人事系统", secretary.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_came_from_its_authoritative_source_waits_for_its_owner_when_another_system_says_otherwise()
    {
        var (_, personnel) = await Client(world.University.GeneralBranch, [], ["members"]);
        var (_, made) = await Put(personnel, "members", "hr-32", new { name = "权威甲", organisationId = world.University.First.Id, category = "Applicant", mobileNumber = "13900000032" });
        var id = made.GetProperty("id").GetGuid();
        var (client, account) = await world.ConnectedSystem(world.University.GeneralBranch, [], ["members"], source: "learning-system");
        var learning = await world.Program(account);
        await Knows(client.Id, "members", "l-32", id);

        var (status, answer) = await Put(learning, "members", "l-32", new { name = "权威乙", className = "三班" });
        Assert.True(status == HttpStatusCode.OK, answer.ToString());
        Assert.Equal((HttpStatusCode.OK, "Changed"), (status, answer.GetProperty("result").GetString()));
        Assert.Equal(["name"], answer.GetProperty("withheld").EnumerateArray().Select(e => e.GetString()));
        Assert.Equal(("权威甲", "三班"), await world.Read(db => db.Members.Where(m => m.Id == id).Select(m => new ValueTuple<string, string?>(m.Name, m.ClassName)).SingleAsync()));

        // Sent again it waits once, with what was sent last; what can't be is refused at once.
        (_, answer) = await Put(learning, "members", "l-32", new { name = "权威丙", className = "三班" });
        Assert.Equal("Unchanged", answer.GetProperty("result").GetString());
        await Refused(await Put(learning, "members", "l-32", new { name = "" }), PlatformRefusals.Required);
        var conflict = Assert.Single(await Conflicts(id));

        var secretary = await world.SignedIn(world.University.Secretary);
        await secretary.Open("/");
        Assert.Contains("/imports/conflicts", secretary.Text, StringComparison.Ordinal);
        var page = await secretary.Open($"/imports/conflicts/{conflict}");
        Assert.Contains("权威丙", secretary.Text, StringComparison.Ordinal);
        await secretary.Press(page, "处理", ("Form.Take", "false"));
        // What was decided against is not asked again, as long as the same is sent; another value is.
        await Put(learning, "members", "l-32", new { name = "权威丙" });
        Assert.Single(await Conflicts(id));
        await Put(learning, "members", "l-32", new { name = "权威丁" });
        var second = (await Conflicts(id)).Single(c => c != conflict);
        page = await secretary.Open($"/imports/conflicts/{second}");
        await secretary.Press(page, "处理", ("Form.Take", "true"));
        Assert.Equal("权威丁", await world.Read(db => db.Members.Where(m => m.Id == id).Select(m => m.Name).SingleAsync()));
        Assert.True(await world.Read(db => db.Set<JournalEntry>().AnyAsync(j => j.Fact == nameof(Importing.SystemsValuesWithheld) && j.SubjectId == id)));
    }

    [Fact]
    public async Task A_name_of_an_organisation_from_its_authoritative_source_waits_too()
    {
        var (_, account) = await world.ConnectedSystem(world.University.Committee, [], ["organisations"], source: "committee");
        var committee = await world.Program(account);
        var (_, made) = await Put(committee, "organisations", "c-9", new { name = "第九党总支", kind = "GeneralBranch", parentId = world.University.Committee.Id, warningReason = "按实际情况设立" });
        var id = made.GetProperty("id").GetGuid();
        var (client, program) = await Client(world.University.Committee, [], ["organisations"]);
        await Knows(client, "organisations", "p-9", id);
        var (_, answer) = await Put(program, "organisations", "p-9", new { name = "新九党总支" });
        Assert.Equal(["name"], answer.GetProperty("withheld").EnumerateArray().Select(e => e.GetString()));

        // What the office entered by hand is the committee's word as well.
        await Knows(client, "organisations", "p-3", world.University.OtherGeneralBranch.Id);
        (_, answer) = await Put(program, "organisations", "p-3", new { name = "文学院新党总支" });
        Assert.Equal("Unchanged", answer.GetProperty("result").GetString());
        Assert.Single(await Conflicts(world.University.OtherGeneralBranch.Id));

        var office = await world.SignedIn(world.University.OrganisationDepartment);
        var page = await office.Open($"/imports/conflicts/{Assert.Single(await Conflicts(id))}");
        Assert.Contains("党组织名称", office.Text, StringComparison.Ordinal);
        await office.Press(page, "处理", ("Form.Take", "true"));
        Assert.Equal("新九党总支", await world.Read(db => db.Organisations.Where(o => o.Id == id).Select(o => o.Name).SingleAsync()));
    }

    [Fact]
    public async Task Many_come_as_lines_and_each_gets_its_result()
    {
        var (_, program) = await Client(world.University.GeneralBranch, [], ["members"]);
        var first = world.University.First.Id;
        string[] lines =
        [
            Line("n-1", new { name = "行一", organisationId = first, category = "Applicant" }), "{broken", Line("n-2", new { name = "", organisationId = first, category = "Applicant" }),
            Line("n-3", new { name = "行三", organisationId = first, category = "Applicant" }), Line("n-1", new { name = "行一改", organisationId = first, category = "Applicant" }),
        ];
        var key = Guid.NewGuid().ToString();
        var (status, results) = await Post(program, lines, key);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(["Created", "Refused", "Refused", "Created", "Changed"], results.Select(r => r.GetProperty("result").GetString()));
        Assert.Equal([1, 2, 3, 4, 5], results.Select(r => r.GetProperty("line").GetInt32()));
        Assert.Equal((ExchangeRefusals.BadLine.Code, PlatformRefusals.Required.Code), (results[1].GetProperty("code").GetString(), results[2].GetProperty("code").GetString()));
        Assert.Equal("name", results[2].GetProperty("field").GetString());
        Assert.True(await world.Read(db => db.Members.AnyAsync(m => m.Name == "行一改")));
        Assert.Equal(results.Select(r => r.ToString()), (await Post(program, lines, key)).Results.Select(r => r.ToString()));
        Assert.Equal(1, await world.Read(db => db.Members.CountAsync(m => m.Name == "行三")));
        // What turns the direction of writing is no text, in a line as in a body.
        (_, results) = await Post(program, [Line("n-9", new { name = "张\u202e三", organisationId = first, category = "Applicant" }), "{\"sourceKey\":\"n-9\",\"record\":{\"name\":\"\\ud800\"}}"], Guid.NewGuid().ToString());
        Assert.All(results, r => Assert.Equal(ExchangeRefusals.BadLine.Code, r.GetProperty("code").GetString()));

        (status, _) = await Post(program, [.. Enumerable.Repeat(lines[0], 1001)], Guid.NewGuid().ToString());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal("exchange.too-many-lines", ExchangeRefusals.TooManyLines.Code);
    }

    [Fact]
    public async Task A_spent_budget_is_told_with_the_time_at_which_it_is_full_again()
    {
        var (_, program) = await Client(world.University.GeneralBranch, ["member.name"], ["members"], rowsADay: 2);
        var lines = Enumerable.Range(0, 3).Select(i => Line($"b-{i}", new { name = "超", organisationId = world.University.First.Id, category = "Applicant" })).ToArray();
        using var request = Lines(lines, Guid.NewGuid().ToString());
        using var answer = await program.SendAsync(request);
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Contains(ExchangeRefusals.BudgetSpent.Code, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.True(answer.Headers.RetryAfter!.Delta > TimeSpan.Zero);
        Assert.False(await world.Read(db => db.Members.AnyAsync(m => m.Name == "超")));
        Assert.Equal(HttpStatusCode.OK, (await Post(program, lines[..2], Guid.NewGuid().ToString())).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await program.GetAsync("/api/v1/changes")).StatusCode);
    }

    [Fact]
    public async Task A_webhook_tells_that_something_changed_signed_and_again_until_it_is_taken()
    {
        var (client, program) = await Client(world.University.GeneralBranch, ["member.name"], []);
        // What other stories left is told to nobody who asks from now on.
        await Sealed();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var admin = await world.SignedIn(world.University.Admin);
        var page = await admin.Open($"/exchange/{client}");
        page = await admin.Press(page, "设置通知", ("Form.Url", $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/hook"));
        var secret = Between(admin.Text, "<code>", "</code>");
        Assert.StartsWith(Webhook.SecretPrefix, secret, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, (await admin.Open($"/exchange/{client}")).DocumentElement.OuterHtml, StringComparison.Ordinal);

        await Sealed();
        await Told();
        await Added("通知甲", world.University.First);
        await Sealed();
        var refused = Receive(listener, 500);
        await Told();
        await refused;
        var delivery = await world.Read(db => db.WebhookDeliveries.SingleAsync(d => d.ClientId == client));
        Assert.Equal((DeliveryState.Waiting, 500, 1), (delivery.State, delivery.Answered, delivery.Tries));

        world.Clock.Move(TimeSpan.FromSeconds(6));
        var taken = Receive(listener, 204);
        await Told();
        var (headers, body) = await taken;
        Assert.Equal(delivery.MessageId, headers["webhook-id"]);
        Assert.Equal(Webhook.Sign(secret, headers["webhook-id"], long.Parse(headers["webhook-timestamp"], System.Globalization.CultureInfo.InvariantCulture), body), headers["webhook-signature"]);
        Assert.DoesNotContain("通知甲", body, StringComparison.Ordinal);
        using var told = JsonDocument.Parse(body);
        Assert.Equal("changes.available", told.RootElement.GetProperty("type").GetString());
        var (changes, _) = await ReadAll(program, told.RootElement.GetProperty("data").GetProperty("after").GetString());
        Assert.Contains(changes, c => c.GetProperty("values").GetProperty("name").GetString() == "通知甲");

        page = await admin.Open($"/exchange/{client}");
        Assert.Contains("已送达", admin.Text, StringComparison.Ordinal);
        var again = page.QuerySelectorAll("button").First(b => b.TextContent.Trim() == "再发一次").GetAttribute("aria-label")!;
        page = await admin.Press(page, again);
        taken = Receive(listener, 200);
        await Told();
        Assert.Equal(body, (await taken).Body);

        page = await admin.Open($"/exchange/{client}");
        await admin.Press(page, "移除通知");
        Assert.False(await world.Read(db => db.Webhooks.AnyAsync(w => w.ClientId == client)));
    }

    [Fact]
    public async Task A_webhook_reaches_neither_this_machine_nor_a_private_network_that_is_not_allowed()
    {
        var sender = new WebhookSender(OutsideNetworks.From([]));
        foreach (var (scheme, host) in new[] { ("https", "127.0.0.1"), ("https", "[::1]"), ("http", "127.0.0.1"), ("https", "localhost"), ("https", "10.0.0.1"), ("https", "[fe80::1]"), ("https", "[fd00::1]"), ("https", "169.254.169.254"), ("https", "[::ffff:127.0.0.1]"), ("http", "1.1.1.1") })
        {
            Assert.Equal((null, "not-allowed"), await sender.Send($"{scheme}://{host}:1/", "msg_1", Webhook.NewSecret(), "{}", DateTimeOffset.UtcNow, default));
        }
        sender.Dispose();
    }

    [Fact]
    public async Task A_webhook_goes_only_to_whom_its_certificate_names()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = Task.Run(async () =>
        {
            using var connection = await listener.AcceptTcpClientAsync();
            await using var secured = new SslStream(connection.GetStream());
            try
            {
                await secured.AuthenticateAsServerAsync(certificate);
                return await secured.ReadAsync(new byte[1]);
            }
            catch (Exception problem) when (problem is IOException or System.Security.Authentication.AuthenticationException)
            {
                return 0;
            }
        });
        using var sender = new WebhookSender(OutsideNetworks.From(["127.0.0.1/32"]));
        Assert.Equal((null, "not-trusted"), await sender.Send($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/", "msg_1", Webhook.NewSecret(), "{}", DateTimeOffset.UtcNow, default));
        Assert.Equal(0, await answering);
    }

    [Fact]
    public async Task Webhooks_and_deliveries_are_refused_where_they_make_no_sense()
    {
        var (client, _) = await Client(world.University.GeneralBranch, ["member.name"], []);
        var admin = await world.SignedIn(world.University.Admin);
        var page = await admin.Open($"/exchange/{client}");
        await admin.Press(page, "设置通知", ("Form.Url", "ftp://hooks.example"));
        admin.Says(ExchangeRefusals.BadAddress);
        await admin.Press(page, "设置通知", ("Form.Url", "https://hooks.example/a"), ("_key", "w1"));
        var second = await world.Inside(async s => (await s.GetRequiredService<WebhookAction>().Set(client, "https://hooks.example/b", SystemActors.SetUp.Actor, default)).Decision.Refusal);
        Assert.Equal(ExchangeRefusals.HasWebhook, second);
        var waiting = new WebhookDelivery { Path = "1.", WebhookId = Guid.NewGuid(), ClientId = client, Body = "{}", MadeAt = DateTimeOffset.UtcNow };
        Assert.Equal(ExchangeRefusals.AlreadyWaiting, waiting.SendAgain(DateTimeOffset.UtcNow).Refusal);
    }

    [Fact]
    public void Pauses_grow_until_it_is_given_up()
    {
        var now = DateTimeOffset.UnixEpoch;
        var delivery = new WebhookDelivery { Path = "1.", WebhookId = Guid.NewGuid(), ClientId = Guid.NewGuid(), Body = "{}", MadeAt = now };
        List<TimeSpan> pauses = [];
        while (delivery.State == DeliveryState.Waiting)
        {
            delivery.Tried(null, "no-connection", now);
            if (delivery.DueAt is { } due)
            {
                pauses.Add(due - now);
            }
        }
        Assert.Equal(pauses.Order(), pauses);
        Assert.Equal((9, 10, DeliveryState.GivenUp), (pauses.Count, delivery.Tries, delivery.State));
        Assert.NotNull(delivery.SendAgain(now).Fact);
        delivery.Tried(410, null, now);
        Assert.Equal(DeliveryState.GivenUp, delivery.State);
    }

    private Task<List<Guid>> Conflicts(Guid id) => world.Inside(s => s.GetRequiredService<Fence>().Rows<Guid>("select id from import_conflict where entity_id = @id", new { id }, default));

    /// <summary>The system knows this thing of ours by a key of its own.</summary>
    private Task Knows(Guid client, string plural, string key, Guid thing) => world.Inside(async s =>
    {
        var fence = s.GetRequiredService<Fence>();
        await fence.Run("insert into exchange_source_key (client_id, plural, source_key, thing_id, path, at) select id, @plural, @key, @thing, path, now() from exchange_client where id = @client", new { client, plural, key, thing }, default);
        await fence.Commit(default);
        return 0;
    });

    private async Task<(Guid Client, HttpClient Program)> Client(Organisation organisation, List<string> elements, List<string> writes, int rowsADay = 10_000)
    {
        var (client, account) = await world.ConnectedSystem(organisation, elements, writes, rowsADay);
        return (client.Id, await world.Program(account));
    }

    private async Task<Guid> Added(string name, Organisation branch)
    {
        return await world.Inside(async s =>
        {
            var member = new Member { Name = name, OrganisationId = branch.Id, Path = branch.Path, Category = MemberCategory.Applicant };
            s.GetRequiredService<ZhijianDb>().Add(member);
            s.GetRequiredService<ZhijianDb>().Add(new Membership { MemberId = member.Id, OrganisationId = branch.Id, Path = branch.Path, From = branch.FoundedOn });
            await s.GetRequiredService<Journal>().Also(new MemberAdded(member.Id, branch.Path, branch.Id, member.Category, branch.FoundedOn), SystemActors.SetUp.Actor, default);
            await s.GetRequiredService<Fence>().Commit(default);
            return member.Id;
        });
    }

    private async Task Moved(Guid id, Organisation to) => await world.Inside(async s =>
    {
        var member = await s.GetRequiredService<ZhijianDb>().Members.SingleAsync(m => m.Id == id);
        var from = member.OrganisationId;
        (member.OrganisationId, member.Path) = (to.Id, to.Path);
        await s.GetRequiredService<Journal>().Also(new MemberMoved(id, to.Path, from, to.Id, to.FoundedOn, "试验"), SystemActors.SetUp.Actor, default);
        await s.GetRequiredService<Fence>().Commit(default);
        return 0;
    });

    private Task<long> Sealed() => world.Inside(s => s.GetRequiredService<SealEntriesAction>().Run(default));

    private async Task Told() => await world.Inside(async s =>
    {
        await s.GetRequiredService<TellSystemsJob>().Run(default);
        return 0;
    });

    private async Task<(List<JsonElement> Changes, string Next)> ReadAll(HttpClient program, string? after)
    {
        await Sealed();
        return await ReadPages(program, after);
    }

    private static async Task<(List<JsonElement> Changes, string Next)> ReadPages(HttpClient program, string? after)
    {
        List<JsonElement> changes = [];
        while (true)
        {
            using var answer = await program.GetAsync("/api/v1/changes?limit=7&after=" + after);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, text);
            var page = JsonDocument.Parse(text).RootElement;
            changes.AddRange(page.GetProperty("changes").EnumerateArray());
            after = page.GetProperty("next").GetString()!;
            if (!page.GetProperty("more").GetBoolean())
            {
                return (changes, after);
            }
        }
    }

    private static async Task<(HttpStatusCode Status, JsonElement Answer)> Put(HttpClient program, string plural, string key, object record)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/exchange/{plural}/{Uri.EscapeDataString(key)}") { Content = new StringContent(JsonSerializer.Serialize(record, KeptJson.Form), Encoding.UTF8, "application/json") };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        using var answer = await program.SendAsync(request);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }

    private static Task Refused((HttpStatusCode Status, JsonElement Answer) put, Refusal refusal)
    {
        Assert.True((int)put.Status >= 400, put.Answer.ToString());
        Assert.Equal(refusal.Code, put.Answer.GetProperty("code").GetString());
        return Task.CompletedTask;
    }

    private static string Line(string key, object record) => JsonSerializer.Serialize(new { sourceKey = key, record }, KeptJson.Form);

    private static HttpRequestMessage Lines(string[] lines, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/exchange/members") { Content = new StringContent(string.Join('\n', lines), Encoding.UTF8, "application/x-ndjson") };
        request.Headers.Add("Idempotency-Key", key);
        return request;
    }

    private static async Task<(HttpStatusCode Status, List<JsonElement> Results)> Post(HttpClient program, string[] lines, string key)
    {
        using var request = Lines(lines, key);
        using var answer = await program.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)]);
    }

    private HttpClient Bearer(string token)
    {
        var client = world.NewClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }

    /// <summary>One request, answered with a status.</summary>
    private static async Task<(Dictionary<string, string> Headers, string Body)> Receive(TcpListener listener, int status)
    {
        using var connection = await listener.AcceptTcpClientAsync();
        await using var stream = connection.GetStream();
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        await reader.ReadLineAsync();
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            headers[line.Split(':')[0]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        }
        var body = new char[int.Parse(headers["Content-Length"], System.Globalization.CultureInfo.InvariantCulture)];
        await reader.ReadBlockAsync(body);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status} x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        return (headers, new string(body));
    }

    private static string Between(string text, string from, string to)
    {
        var start = text.IndexOf(from, StringComparison.Ordinal) + from.Length;
        return WebUtility.HtmlDecode(text[start..text.IndexOf(to, start, StringComparison.Ordinal)]);
    }
}

/// <summary>A world whose operator allows webhooks to this machine's IPv4 loopback.</summary>
public sealed class ExchangeWorld : RoomyWorld
{
    private Account? _security;

    protected override void Configure(WebApplicationBuilder builder)
    {
        base.Configure(builder);
        builder.Configuration["Zhijian:Exchange:AllowedNetworks:0"] = "127.0.0.1/32";
    }

    /// <summary>The one who approves.</summary>
    public async Task<Account> SecurityAdministrator()
    {
        if (_security is not null)
        {
            return _security;
        }
        var third = University.Third;
        var person = await Given(db =>
        {
            var made = new Member { Name = "安全员", OrganisationId = third.Id, Path = third.Path, Category = MemberCategory.FullMember };
            db.AddRange(made, new PostHolding { OrganisationId = University.Committee.Id, Path = University.Committee.Path, MemberId = made.Id, Post = PostKind.SecurityAdministrator, From = third.FoundedOn });
            return made;
        });
        return _security = await AccountOf(person, "securityadministrator");
    }
}
