using System.Net;
using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Identity;
using Zhijian.Testing;

namespace Zhijian.Modules.People.Move;

public sealed class MoveTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_move_takes_the_person_and_the_account_along_and_leaves_the_old_membership_behind()
    {
        var university = world.University;
        var person = university.FirstMembers[6];
        var account = await world.AccountOf(person);
        var browser = await world.SignedIn(university.GeneralBranchReviewer);
        var page = await browser.Open($"/people/{person.Id}/move");

        await browser.Press(page, "调整支部", ("Form.To", university.Second.Id.ToString()), ("Form.Reason", "转专业"));

        Assert.Contains("已调整到新支部", browser.Text, StringComparison.Ordinal);
        var moved = await world.Read(db => db.Members.SingleAsync(m => m.Id == person.Id));
        Assert.Equal((university.Second.Id, university.Second.Path), (moved.OrganisationId, moved.Path));
        var memberships = await world.Read(db => db.Memberships.Where(m => m.MemberId == person.Id).OrderBy(m => m.Until == null).ToListAsync());
        Assert.Equal([university.First.Path, university.Second.Path], memberships.Select(m => m.Path));
        Assert.Null(memberships[1].Until);
        Assert.Equal(university.Second.Path, (await world.Read(db => db.Accounts.SingleAsync(a => a.Id == account.Id))).Path);
    }

    [Fact]
    public async Task A_secretary_cannot_move_somebody_into_a_branch_that_is_not_theirs()
    {
        var university = world.University;
        var browser = await world.SignedIn(university.Secretary);
        var page = await browser.Open($"/people/{university.FirstMembers[7].Id}/move");

        await browser.Press(page, "调整支部", ("Form.To", university.Second.Id.ToString()), ("Form.Reason", "试一试"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        browser.Says(PeopleRefusals.NoSuchOrganisation);
    }

    [Fact]
    public async Task A_leaving_ends_posts_and_closes_the_account_at_once()
    {
        var university = world.University;
        var person = university.SecondMembers[5];
        var account = await world.AccountOf(person);
        await world.Given(db => db.Add(new PostHolding { OrganisationId = university.Second.Id, Path = university.Second.Path, MemberId = person.Id, Post = PostKind.CommitteeMember, From = new DateOnly(2026, 1, 1) }));
        var session = await world.SignedIn(account);
        var browser = await world.SignedIn(university.SecondSecretary);
        var page = await browser.Open($"/people/{person.Id}/leave");

        await browser.Press(page, "确认离开", ("Form.Reason", "Graduated"));

        Assert.Contains("离开", browser.Text, StringComparison.Ordinal);
        Assert.False(await world.Read(db => db.PostHoldings.AnyAsync(h => h.MemberId == person.Id && h.Until == null)));
        await session.Open("/people");
        Assert.Equal("/sign-in", session.Path.Split('?')[0]);
        Assert.True(await world.Read(db => db.Members.AnyAsync(m => m.Id == person.Id)));
    }
}
