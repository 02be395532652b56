using System.Globalization;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Zhijian.Modules.Access.Accounts;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Activities.Records;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Files;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;
using Zhijian.Testing;

namespace Zhijian.Faults;

/// <summary>Refusals that only a whole request meets: each is told by its code to programs or by its sentence to people.</summary>
public sealed class RefusalStoriesTests(World world) : IClassFixture<World>
{
    private DateOnly Today => DateOnly.FromDateTime(world.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).DateTime);

    [Fact]
    public async Task A_plan_is_refused_for_hosts_and_partners_nobody_knows_and_for_endless_agendas()
    {
        using var program = await world.Program(world.University.Secretary);
        await program.Post("/api/v1/activities", Plan(("hostMemberId", Guid.NewGuid()))).Refuses(ActivityRefusals.HostNotFound);
        await program.Post("/api/v1/activities", Plan(("kind", "LinkageActivity"), ("linkageKind", "Dance"), ("outsidePartners", "外校"))).Refuses(ActivityRefusals.LinkageKindMissing);
        await program.Post("/api/v1/activities", Plan(("kind", "LinkageActivity"), ("partnerIds", new[] { Guid.NewGuid() }))).Refuses(ActivityRefusals.PartnerUnknown);
        await program.Post("/api/v1/activities", Plan(("agenda", Enumerable.Repeat("议题", 31)))).Refuses(ActivityRefusals.TooManyPoints);
        await program.Post("/api/v1/activities", Plan(("organisationId", Guid.NewGuid()))).Refuses(PlatformRefusals.Missing);
        using var member = await world.Program(world.University.Member);
        await member.Post("/api/v1/activities", Plan()).Refuses(PlatformRefusals.NotYours);
    }

    [Fact]
    public async Task A_plan_by_page_is_refused_for_an_unclear_partner_and_an_endless_series()
    {
        var secretary = await world.SignedIn(world.University.ThirdSecretary);
        var page = await secretary.Open("/activities/new?kind=LinkageActivity");
        await secretary.Press(page, "保存计划", ("Form.Place", "操场"), ("Form.Day", "2098-04-10"), ("Form.Partners", "计算机"));
        secretary.Says(ActivityRefusals.PartnerAmbiguous);
        await secretary.Press(page, "保存计划", ("Form.Place", "操场"), ("Form.Day", "2098-04-10"), ("Form.Partners", "没有的支部"), ("_key", "k2"));
        secretary.Says(ActivityRefusals.PartnerUnknown);
        await secretary.Press(await secretary.Open("/activities/new?kind=PartyLecture"), "保存计划", ("Form.Place", "操场"), ("Form.Times", "99"));
        secretary.Says(ActivityRefusals.TooManyInSeries);
    }

    [Fact]
    public async Task Thousands_are_neither_called_together_nor_invited_on_one_sheet()
    {
        var u = world.University;
        var other = u.OtherGeneralBranch;
        var crowd = await world.Given(db =>
        {
            var branch = new Organisation { Number = 77, Path = other.Path + "77.", ParentId = other.Id, Kind = OrganisationKind.Branch, Name = "三千人党支部", FoundedOn = Today.AddYears(-1) };
            db.Add(branch);
            db.Add(new OrganisationVersion { OrganisationId = branch.Id, Path = branch.Path, PathThen = branch.Path, ValidFrom = branch.FoundedOn, Name = branch.Name, Kind = branch.Kind, ParentId = other.Id, Reason = "founded", RecordedAt = world.Clock.GetUtcNow(), RecordedBy = Guid.Empty });
            var members = Enumerable.Range(0, 3001).Select(i => new Member { OrganisationId = branch.Id, Path = branch.Path, Name = $"人{i}", Category = MemberCategory.FullMember, JoinDate = Today.AddYears(-1) }).ToList();
            db.AddRange(members);
            db.AddRange(members.Select(m => new Membership { MemberId = m.Id, OrganisationId = branch.Id, Path = branch.Path, From = Today.AddYears(-1) }));
            db.Add(new PostHolding { OrganisationId = branch.Id, Path = branch.Path, MemberId = members[0].Id, Post = PostKind.Secretary, From = Today.AddYears(-1) });
            return (Branch: branch, Secretary: members[0]);
        });
        using var secretary = await world.Program(await world.AccountOf(crowd.Secretary));
        await secretary.Post("/api/v1/activities", Plan(("organisationId", crowd.Branch.Id), ("kind", "BranchMembersMeeting"))).Refuses(ActivityRefusals.TooManyExpected);

        var administrator = await world.SignedIn(u.Admin);
        await administrator.Press(await administrator.Open("/access/invite"), "生成邀请码", ("Form.Organisation", crowd.Branch.Name));
        administrator.Says(AccessRefusals.TooManyAtOnce);
        await administrator.Press(await administrator.Open("/access/invite"), "生成邀请码", ("Form.Organisation", "没有的支部"));
        administrator.Says(AccessRefusals.UnknownPerson);
        await administrator.Press(await administrator.Open("/access/invite"), "生成邀请码", ("Form.Organisation", u.Second.Name));
        await world.Given(db => db.Add(new Organisation { Number = 78, Path = other.Path + "78.", ParentId = other.Id, Kind = OrganisationKind.Branch, Name = "没有人的党支部", FoundedOn = Today.AddYears(-1) }));
        await administrator.Press(await administrator.Open("/access/invite"), "生成邀请码", ("Form.Organisation", "没有人的党支部"));
        administrator.Says(AccessRefusals.NobodyWaits);
    }

    [Fact]
    public async Task The_host_reminds_nobody_twice_over_and_adds_nobody_who_is_on_the_roll()
    {
        var activity = await world.Held("都到了", state: ActivityState.RollOpen);
        var secretary = await world.SignedIn(world.University.Secretary);
        await secretary.PostAnyway($"/activities/{activity.Id}/remind");
        secretary.Says(ActivityRefusals.NobodyToRemind);
        await secretary.PostAnyway($"/activities/{activity.Id}/observers", ("member", world.University.FirstMembers[2].Id.ToString()));
        secretary.Says(ActivityRefusals.AlreadyOnRoll);
    }

    [Fact]
    public async Task A_second_addendum_waits_for_the_first_and_a_sealed_file_stays()
    {
        var u = world.University;
        var record = await world.Submitted("两次更正");
        await world.Approve(record.Id);
        using var program = await world.Program(u.Secretary);
        var first = await program.Post($"/api/v1/records/{record.Id}/addenda", new { text = "地点应为东四教室" });
        Assert.True(first.IsSuccessStatusCode, await first.Content.ReadAsStringAsync());
        await program.Post($"/api/v1/records/{record.Id}/addenda", new { text = "又一处" }).Refuses(RecordRefusals.AddendumOpen);

        var file = new StoredFile { Path = "1.", SubjectKind = "activity", SubjectId = Guid.NewGuid(), Name = "a.pdf", MediaType = "application/pdf", Size = 1, Sha256 = [1], Place = "x", MemberId = Guid.NewGuid(), ByName = "某", At = world.Clock.GetUtcNow(), SealedAt = world.Clock.GetUtcNow() };
        Assert.Equal(FileRefusals.Sealed, file.Remove(new AttachmentPlace(file.SubjectId, file.Path, null)).Refusal);
    }

    [Fact]
    public async Task An_upload_without_a_file_says_so()
    {
        var activity = await world.Held("没有选文件");
        using var program = await world.Program(world.University.Secretary);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/activities/{activity.Id}/attachments") { Content = new MultipartFormDataContent { { new StringContent("x"), "note" } } };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", Guid.NewGuid().ToString());
        await program.SendAsync(request).Refuses(FileRefusals.Missing);
    }

    [Fact]
    public async Task The_tree_is_changed_with_a_reason_with_people_who_are_there_and_not_over_open_work()
    {
        var u = world.University;
        using var program = await world.Program(u.OrganisationDepartment);
        var at = $"/api/v1/organisations/{u.Second.Id}";
        var version = (await world.Read(db => db.Organisations.SingleAsync(o => o.Id == u.Second.Id))).Version;
        await program.Post(at + "/rename", new { name = "新名", on = Today, reason = " " }, version).Refuses(OrganisationRefusals.ReasonMissing);
        await program.Post(at + "/rename", new { name = "新名", on = Today, reason = "批复" }).Refuses(PlatformWebRefusals.VersionMissing);
        await program.Post(at + "/split", new { name = "新支部", memberIds = new[] { Guid.NewGuid() }, on = Today, reason = "批复" }, version).Refuses(OrganisationRefusals.NotOfThisOrganisation);
        await program.Post("/api/v1/posts", new { organisationId = u.Second.Id, memberId = Guid.NewGuid(), post = "YouthCommissioner", from = Today }).Refuses(PeopleRefusals.NoSuchMember);

        var open = await world.Held("还没写完", state: ActivityState.Held);
        await (await world.SignedIn(u.Secretary)).WriteMinutes(open.Id);
        var browser = await world.SignedIn(u.OrganisationDepartment);
        await browser.Press(await browser.Open($"/organisations/{u.First.Id}/change/merge"), "看看会带来什么变化", ("Form.Target", u.Second.Id.ToString()), ("Form.Reason", "合并"));
        browser.Says(OrganisationRefusals.SomethingStandsInTheWay);
        await browser.Press(await browser.Open($"/organisations/{u.OtherGeneralBranch.Id}/change/found"), "看看会带来什么变化", ("Form.Name", "新支部"), ("Form.Kind", "Branch"), ("Form.People", "查无此人"), ("Form.Reason", "批复"));
        browser.Says(OrganisationRefusals.UnclearPeople);
    }

    [Fact]
    public async Task A_broken_world_and_a_bug_are_told_in_words_and_a_bug_tells_nothing_of_itself()
    {
        Assert.Equal(PlatformWebRefusals.Busy, Problems.Meaning(new NpgsqlException("no connection")));
        Assert.Equal(PlatformWebRefusals.DiskFull, Problems.Meaning(new PostgresException("no space left on device", "ERROR", "ERROR", PostgresErrorCodes.DiskFull)));
        Assert.Equal(PlatformWebRefusals.DiskFull, Problems.Meaning(new IOException("No space left on device", 28)));
        Assert.Null(Problems.Meaning(new IOException("something else")));
        Assert.Equal(503, Problems.StatusOf(PlatformWebRefusals.DiskFull));
        Assert.Null(Problems.Meaning(new PostgresException("no such column", "ERROR", "ERROR", PostgresErrorCodes.UndefinedColumn)));
        Assert.Equal(PlatformWebRefusals.Conflict, Problems.Meaning(new DbUpdateException("twice", new PostgresException("twice", "ERROR", "ERROR", PostgresErrorCodes.UniqueViolation))));
        Assert.Equal(PlatformWebRefusals.TooLarge, Problems.Meaning(new BadHttpRequestException("much", 413)));
        Assert.Equal(PlatformWebRefusals.Unreadable, Problems.Meaning(new System.Text.Json.JsonException()));
        await using var scope = world.Services.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        (context.Request.Method, context.Request.Path) = ("GET", "/api/v1/anything");
        using var body = new MemoryStream();
        context.Response.Body = body;

        await new BrokenWorld(_ => throw new InvalidOperationException("the secret of the engine room"), new Zhijian.Platform.Oversight.SecurityCounters(TimeProvider.System), NullLogger<BrokenWorld>.Instance).Invoke(context);

        var told = System.Text.Encoding.UTF8.GetString(body.ToArray());
        Assert.Equal(500, context.Response.StatusCode);
        Assert.Contains(PlatformWebRefusals.Broken.Code, told, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", told, StringComparison.Ordinal);
    }

    private Dictionary<string, object?> Plan(params (string Name, object? Value)[] changed)
    {
        Dictionary<string, object?> plan = new()
        {
            ["organisationId"] = world.University.First.Id, ["kind"] = "PartyLecture", ["title"] = "党课", ["place"] = "东四",
            ["startsAt"] = world.Clock.GetUtcNow().AddDays(3).ToString("O", CultureInfo.InvariantCulture), ["endsAt"] = world.Clock.GetUtcNow().AddDays(3).AddHours(1).ToString("O", CultureInfo.InvariantCulture),
        };
        foreach (var (name, value) in changed)
        {
            plan[name] = value;
        }
        return plan;
    }
}
