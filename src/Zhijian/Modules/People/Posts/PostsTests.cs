using System.Net;
using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Rules;
using Zhijian.Testing;

namespace Zhijian.Modules.People.Posts;

public sealed class PostsTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task An_appointment_takes_effect_at_the_next_request_and_its_end_too()
    {
        var university = world.University;
        var person = university.FirstMembers[5];
        var session = await world.SignedIn(await world.AccountOf(person));
        await session.Open("/people");
        Assert.Equal(HttpStatusCode.Forbidden, session.Status);
        var secretary = await world.SignedIn(university.Secretary);
        var page = await secretary.Open($"/people/posts/{university.First.Id}");

        page = await secretary.Press(page, "任职", ("Form.Member", person.Id.ToString()), ("Form.Post", "PublicityCommissioner"), ("Form.From", "2026-01-01"));
        Assert.Contains("已任职", secretary.Text, StringComparison.Ordinal);
        await session.Open("/people");
        Assert.Equal(HttpStatusCode.OK, session.Status);

        var held = await world.Read(db => db.PostHoldings.SingleAsync(h => h.MemberId == person.Id));
        page = await secretary.Open($"/people/posts/{held.Id}/end");
        await secretary.Press(page, "免去", ("Form.Reason", "工作调整"));
        Assert.Contains("已免去", secretary.Text, StringComparison.Ordinal);
        await session.Open("/people");
        Assert.Equal(HttpStatusCode.Forbidden, session.Status);
    }

    [Fact]
    public async Task One_secretary_and_only_full_members()
    {
        var university = world.University;
        var secretary = await world.SignedIn(university.Secretary);
        var page = await secretary.Open($"/people/posts/{university.First.Id}");

        page = await secretary.Press(page, "任职", ("Form.Member", university.FirstMembers[4].Id.ToString()), ("Form.Post", "Secretary"));
        Assert.Equal(HttpStatusCode.Conflict, secretary.Status);
        Assert.Contains("请先免去", secretary.Text, StringComparison.Ordinal);

        await secretary.Press(page, "任职", ("Form.Member", university.FirstMembers[^1].Id.ToString()), ("Form.Post", "YouthCommissioner"), ("_key", "second"));
        Assert.Contains("正式党员", secretary.Text, StringComparison.Ordinal);
        Assert.Contains("第五条", secretary.Text, StringComparison.Ordinal);
    }

    /// <summary>Two posts, and whether one person may hold both.</summary>
    [Theory]
    [InlineData(PostKind.SystemAdministrator, PostKind.SecurityAdministrator, false)]
    [InlineData(PostKind.SystemAdministrator, PostKind.AuditAdministrator, false)]
    [InlineData(PostKind.SecurityAdministrator, PostKind.AuditAdministrator, false)]
    [InlineData(PostKind.SecurityAdministrator, PostKind.SystemAdministrator, false)]
    [InlineData(PostKind.AuditAdministrator, PostKind.Secretary, false)]
    [InlineData(PostKind.GroupLeader, PostKind.AuditAdministrator, false)]
    [InlineData(PostKind.SystemAdministrator, PostKind.OrganizationDepartment, true)]
    [InlineData(PostKind.SecurityAdministrator, PostKind.CommitteeMember, true)]
    [InlineData(PostKind.Secretary, PostKind.CommitteeMember, true)]
    public void The_three_administrators_are_three_people(PostKind held, PostKind taken, bool together)
    {
        var rules = Rulebook.Load(Path.Combine(World.Repository, "rules")).On(new DateOnly(2026, 11, 1)).Organisations;
        var kind = taken is PostKind.GroupLeader ? OrganisationKind.PartyGroup : taken is PostKind.Secretary ? OrganisationKind.Branch : OrganisationKind.UniversityCommittee;
        var findings = rules.CheckAppointment(kind, taken, new PostCandidate(true, new DateOnly(2015, 1, 1), [held], false), 0, 1, new DateOnly(2026, 1, 1), null);
        Assert.Equal(!together, findings.Any(f => f.Blocks && f.ReasonKey == "rules.reason.posts-exclude"));
        var oneself = rules.CheckAppointment(kind, taken, new PostCandidate(true, new DateOnly(2015, 1, 1), [], true), 0, 1, new DateOnly(2026, 1, 1), null);
        Assert.Equal(Administrators.Posts.Contains(taken.ToString()), oneself.Any(f => f.Blocks && f.ReasonKey == "rules.reason.post-not-oneself"));
    }

    [Fact]
    public async Task No_way_leads_to_two_of_the_three_administrators()
    {
        var university = world.University;
        var browser = await world.SignedIn(university.OrganisationDepartment);
        var page = await browser.Open($"/people/posts/{university.Committee.Id}");
        async Task<HttpStatusCode> Appoint(Guid member, PostKind post, string key)
        {
            await browser.Press(page, "任职", ("Form.Member", member.ToString()), ("Form.Post", post.ToString()), ("Form.Reason", "会议决定"), ("_key", key));
            return browser.Status;
        }
        var (one, other) = (university.SecondMembers[5].Id, university.SecondMembers[7].Id);
        Assert.Equal(HttpStatusCode.Conflict, await Appoint(university.Admin.MemberId!.Value, PostKind.SecurityAdministrator, "a"));
        Assert.Contains("三人", browser.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, await Appoint(university.OrganisationDepartment.MemberId!.Value, PostKind.SecurityAdministrator, "b"));
        Assert.Contains("不能自己任命自己", browser.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await Appoint(one, PostKind.SecurityAdministrator, "c"));
        Assert.Equal(HttpStatusCode.OK, await Appoint(other, PostKind.AuditAdministrator, "d"));
        Assert.Equal(HttpStatusCode.Conflict, await Appoint(one, PostKind.AuditAdministrator, "e"));
        Assert.Equal(HttpStatusCode.Conflict, await Appoint(other, PostKind.CommitteeMember, "f"));

        // Whoever reads the trail is found by a lower level too, which doesn't see the committee's posts.
        var secretary = await world.SignedIn(university.SecondSecretary);
        var below = await secretary.Open($"/people/posts/{university.Second.Id}");
        await secretary.Press(below, "任职", ("Form.Member", other.ToString()), ("Form.Post", "YouthCommissioner"), ("Form.Reason", "会议决定"), ("_key", "g"));
        Assert.Equal(HttpStatusCode.Conflict, secretary.Status);

        // And the tables take it from nobody.
        await Assert.ThrowsAsync<DbUpdateException>(() => world.Given(db => db.Add(new PostHolding { OrganisationId = university.Committee.Id, Path = university.Committee.Path, MemberId = one, Post = PostKind.SystemAdministrator, From = new DateOnly(2026, 1, 1) })));
        var exclusive = await world.Read(db => db.PostHoldings.Where(h => h.Until == null && Administrators.Posts.Contains(h.Post.ToString())).GroupBy(h => h.MemberId).CountAsync(g => g.Count() > 1));
        Console.WriteLine($"figure roles-exclusive-violations {exclusive} 0 {(exclusive == 0 ? "met" : "short")}");
        Assert.Equal(0, exclusive);
    }

    [Fact]
    public async Task A_young_secretary_needs_a_written_reason_and_the_trace_names_the_rule()
    {
        var university = world.University;
        var branch = university.Third;
        var young = await world.Given(db =>
        {
            foreach (var open in db.PostHoldings.Where(h => h.OrganisationId == branch.Id && h.Post == PostKind.Secretary))
            {
                open.Until = new DateOnly(2026, 1, 1);
            }
            var made = new Member { Name = "新近转正", OrganisationId = branch.Id, Path = branch.Path, Category = MemberCategory.FullMember, FullMemberDate = DateOnly.FromDateTime(world.Clock.GetUtcNow().UtcDateTime).AddMonths(-3) };
            db.Add(made);
            return made;
        });
        var browser = await world.SignedIn(university.OrganisationDepartment);
        var vacant = await browser.Open("/people/posts/vacant");
        Assert.Contains(branch.Name, vacant.Body!.TextContent, StringComparison.Ordinal);
        var page = await browser.Open($"/people/posts/{branch.Id}");

        page = await browser.Press(page, "任职", ("Form.Member", young.Id.ToString()), ("Form.Post", "Secretary"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("1 年以上党龄", browser.Text, StringComparison.Ordinal);
        Assert.Contains("第六章", browser.Text, StringComparison.Ordinal);

        await browser.Press(page, "任职", ("Form.Member", young.Id.ToString()), ("Form.Post", "Secretary"), ("Form.Reason", "上级党组织指定"), ("_key", "with-reason"));
        Assert.Contains("已任职", browser.Text, StringComparison.Ordinal);
        var trace = await world.Read(db => db.Set<Platform.Storage.JournalEntry>().SingleAsync(j => j.SubjectId == young.Id));
        Assert.Contains("organisation.post.secretary-party-age", trace.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_with_two_posts_changes_space_in_one_tap()
    {
        var university = world.University;
        var person = university.SecondMembers[6];
        await world.Given(db =>
        {
            db.Add(new PostHolding { OrganisationId = university.Second.Id, Path = university.Second.Path, MemberId = person.Id, Post = PostKind.CommitteeMember, From = new DateOnly(2026, 1, 1) });
            db.Add(new PostHolding { OrganisationId = university.OtherGeneralBranch.Id, Path = university.OtherGeneralBranch.Path, MemberId = person.Id, Post = PostKind.CommitteeMember, From = new DateOnly(2026, 1, 1) });
            return 0;
        });
        var browser = await world.SignedIn(await world.AccountOf(person));
        var page = await browser.Open("/people");
        var other = page.QuerySelectorAll("form[action^='/space/']").First(f => f.TextContent.Contains(university.OtherGeneralBranch.Name, StringComparison.Ordinal));

        await browser.Post(other.GetAttribute("action")!, Browser.Fields((AngleSharp.Html.Dom.IHtmlFormElement)other));
        page = await browser.Open("/people");

        Assert.Contains(university.OtherGeneralBranch.Name, page.QuerySelector(".z-space b")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secretary_cannot_appoint_elsewhere()
    {
        var browser = await world.SignedIn(world.University.Secretary);

        await browser.Open($"/people/posts/{world.University.Second.Id}");

        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
    }
}
