using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Platform.Identity;
using Zhijian.Testing;

namespace Zhijian.Modules.Access;

public sealed class AccessPagesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task The_table_names_every_act_in_words()
    {
        var browser = await world.SignedIn(world.University.Admin);
        await browser.Open("/access");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Contains("维护党员信息", browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("act.", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Why_names_the_post_or_says_that_there_is_no_reason()
    {
        var university = world.University;
        var browser = await world.SignedIn(university.OrganisationDepartment);
        await browser.Open($"/access/why?member=secretary&thing={university.FirstMembers[3].Id}");
        Assert.Contains($"现任{university.First.Name}书记", browser.Text, StringComparison.Ordinal);
        await browser.Open($"/access/why?member=secretary&thing={university.Second.Id}");
        Assert.Contains("看不到", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_administrator_prints_codes_for_a_branch_and_closes_and_reopens_an_account()
    {
        var university = world.University;
        var browser = await world.SignedIn(university.Admin);
        var page = await browser.Open("/access/invite");
        page = await browser.Press(page, "生成邀请码", ("Form.Organisation", university.Second.Name));
        Assert.Equal(7, page.QuerySelectorAll("tbody code").Length);

        page = await browser.Open($"/access/accounts/{university.SecondMember.Id}");
        page = await browser.Press(page, "停用账号");
        Assert.NotNull((await world.Read(db => db.Accounts.SingleAsync(a => a.Id == university.SecondMember.Id))).ClosedAt);
        await browser.Press(page, "恢复账号");
        Assert.Null((await world.Read(db => db.Accounts.SingleAsync(a => a.Id == university.SecondMember.Id))).ClosedAt);
    }

    [Fact]
    public async Task Who_also_leads_a_Party_group_opens_in_the_space_of_the_greater_post()
    {
        var u = world.University;
        await world.Given(db =>
        {
            var group = new Organisations.Organisation { Number = 7301, Path = u.First.Path + "7301.", ParentId = u.First.Id, Kind = Rules.OrganisationKind.PartyGroup, Name = "机关党小组", FoundedOn = u.First.FoundedOn };
            db.Add(group);
            db.Add(new People.PostHolding { OrganisationId = group.Id, Path = group.Path, MemberId = u.OrganisationDepartment.MemberId!.Value, Post = Rules.PostKind.GroupLeader, From = u.First.FoundedOn });
            return 0;
        });
        var posts = await world.Inside(async s => (await s.GetRequiredService<IActorSource>().Find(u.OrganisationDepartment.Id, s.GetRequiredService<Platform.Storage.Fence>(), default))!.Actor.Posts);
        Assert.Equal("机关党小组", posts[^1].OrganisationName);
        Assert.Equal(u.Committee.Name, posts[0].OrganisationName);
    }

    [Fact]
    public async Task A_secretary_has_none_of_these_pages()
    {
        var browser = await world.SignedIn(world.University.Secretary);
        foreach (var path in new[] { "/access", "/access/why", "/access/accounts", "/access/invite", "/access/import-codes" })
        {
            await browser.Open(path);
            Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
        }
    }
}
