using Microsoft.EntityFrameworkCore;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Rules;
using Zhijian.Testing;

namespace Zhijian.Modules.People.Browse;

public sealed class MembersTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_secretary_sees_the_own_branch_and_nobody_else()
    {
        var browser = await world.SignedIn(world.University.Secretary);

        await browser.Open("/people");

        Assert.All(world.University.FirstMembers, m => Assert.Contains(m.Name, browser.Text, StringComparison.Ordinal));
        Assert.All(world.University.SecondMembers, m => Assert.DoesNotContain(m.Name, browser.Text, StringComparison.Ordinal));
        var people = await world.Read(db => db.Members.CountAsync(m => m.OrganisationId == world.University.First.Id));
        Assert.Contains($"{people} 人", browser.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("清", "许清禾", "陆清和")]
    [InlineData("禾", "许清禾", null)]
    [InlineData("清禾", "许清禾", null)]
    [InlineData("许清禾", "许清禾", null)]
    [InlineData("波", "柳如烟波", null)]
    [InlineData("如烟波", "柳如烟波", null)]
    [InlineData("曼江", "阿依古丽曼江", null)]
    [InlineData("20231", null, null)]
    public async Task A_name_is_found_by_any_part_of_it(string needle, string? first, string? second)
    {
        var university = world.University;
        await world.Given(db => db.Members.Any(m => m.Name == "阿依古丽曼江") ? null : db.Add(new Member { Name = "阿依古丽曼江", OrganisationId = university.Third.Id, Path = university.Third.Path, Category = MemberCategory.FullMember }));
        var browser = await world.SignedIn(university.OrganisationDepartment);

        var page = await browser.Open("/people?search=" + Uri.EscapeDataString(needle));

        var names = page.QuerySelectorAll("tbody th").Select(n => n.TextContent).ToList();
        Assert.Equal(new[] { first, second }.OfType<string>().Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_order_pages_through_everybody_once()
    {
        var query = (MemberOrder order, string? after) => world.Inside(async s => await s.GetRequiredService<MemberListQuery>().Run(new MemberFilter(Order: order), after, 5, false, Platform.Storage.SystemActors.SetUp.Actor, default));
        var everybody = world.University.FirstMembers.Count + world.University.SecondMembers.Count + world.University.ThirdMembers.Count;
        foreach (var order in Enum.GetValues<MemberOrder>())
        {
            List<Guid> seen = [];
            string? after = null;
            do
            {
                var page = (await query(order, after)).Page;
                seen.AddRange(page.Items.Select(i => i.Id));
                after = page.Next;
            }
            while (after is not null);
            Assert.Equal(seen.Count, seen.Distinct().Count());
            Assert.True(seen.Count >= everybody, $"{order}: {seen.Count} of {everybody}");
        }
    }

    [Fact]
    public async Task Category_and_organisation_narrow_the_list()
    {
        var browser = await world.SignedIn(world.University.OrganisationDepartment);

        var page = await browser.Open($"/people?category=ProbationaryMember&under={world.University.Second.Path}");

        Assert.Equal([world.University.SecondMembers[^1].Name], page.QuerySelectorAll("tbody th").Select(n => n.TextContent));
    }

    [Fact]
    public async Task A_plain_member_and_an_administrator_of_accounts_have_no_list_of_people()
    {
        foreach (var account in new[] { world.University.Member, world.University.Admin })
        {
            var browser = await world.SignedIn(account);
            await browser.Open("/people");
            Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
        }
    }

    [Fact]
    public async Task A_member_outside_the_scope_is_missing()
    {
        var browser = await world.SignedIn(world.University.Secretary);

        await browser.Open($"/people/{world.University.SecondMembers[3].Id}");

        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
    }

    [Fact]
    public async Task Sensitive_values_are_masked_in_the_branch_and_left_out_above_it()
    {
        var university = world.University;
        var person = await world.Given(db =>
        {
            var made = new Member
            {
                Name = "试验人", OrganisationId = university.First.Id, Path = university.First.Path, Category = MemberCategory.FullMember, SexCode = "2", EthnicCode = new("05"), BirthDate = new("1999-12-31"),
                IdentityNumber = new("990101199912310020"), MobileNumber = new("13800120000"), HomeAddress = new("试验路九号"),
            };
            db.Add(made);
            return made;
        });
        var branch = await world.SignedIn(university.Secretary);
        await branch.Open($"/people/{person.Id}");
        Assert.Contains("990101********0020", branch.Text, StringComparison.Ordinal);
        Assert.Contains("138****0000", branch.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("维吾尔族", branch.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("1999-12-31", branch.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("试验路九号", branch.Text, StringComparison.Ordinal);

        var above = await world.SignedIn(university.OrganisationDepartment);
        await above.Open($"/people/{person.Id}");
        Assert.Contains("试验人", above.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("维吾尔族", above.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("990101199912310020", above.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("试验路九号", above.Text, StringComparison.Ordinal);
    }
}
