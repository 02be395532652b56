using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.People;
using Zhijian.Platform.Identity;
using Zhijian.Testing;

namespace Zhijian.Modules.Spaces.Search;

/// <summary>Everything one may see is found, and nothing else.</summary>
public sealed class SearchTests(DemonstrationWorld world) : IClassFixture<DemonstrationWorld>
{
    [Fact]
    public async Task Pages_activities_people_organisations_items_and_rules_are_found_each_with_its_page()
    {
        var office = await world.SignedInAs("organisation");
        var page = await office.Open("/search");
        Assert.Equal("search", page.QuerySelector("form[role=search] input")!.GetAttribute("type"));
        foreach (var (sought, heading, href) in new[] { ("主题党日", "组织活动", "/activities/"), ("近期", "页面", "/ahead"), ("党支部", "组织", "/organisations/"), ("支部工作条例", "依据与口径", "/rules?pack=") })
        {
            page = await office.Open($"/search?q={Uri.EscapeDataString(sought)}");
            var section = page.QuerySelectorAll("main section").Single(s => s.QuerySelector("h2")!.TextContent == heading);
            Assert.All(section.QuerySelectorAll("li a"), a => Assert.StartsWith(href, a.GetAttribute("href"), StringComparison.Ordinal));
            await office.Open(section.QuerySelector("li a")!.GetAttribute("href")!);
            Assert.Equal(System.Net.HttpStatusCode.OK, office.Status);
        }
        page = await office.Open("/search?q=党支部");
        Assert.Equal("/organisations?Q=%E5%85%9A%E6%94%AF%E9%83%A8", page.QuerySelectorAll("main section").Single(s => s.QuerySelector("h2")!.TextContent == "组织").QuerySelector("header a")!.GetAttribute("href"));
        Assert.Contains("<mark>党支部</mark>", office.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_outside_the_scope_is_found_or_counted()
    {
        var own = (await world.Read(db => db.Set<Account>().SingleAsync(a => a.UserName == "secretary"))).Path;
        var people = await world.Read(db => db.Members.Where(m => m.LeftOn == null).Select(m => new { m.Id, m.Name, m.Path }).ToListAsync());
        var far = people.Where(p => !p.Path.StartsWith(own, StringComparison.Ordinal) && people.All(o => !o.Path.StartsWith(own, StringComparison.Ordinal) || !o.Name.Contains(p.Name, StringComparison.Ordinal))).Take(5).ToList();
        Assert.Equal(5, far.Count);
        var secretary = await world.SignedInAs("secretary");
        var member = await world.SignedInAs("member");
        foreach (var person in far)
        {
            foreach (var browser in new[] { secretary, member })
            {
                var page = await browser.Open($"/search?q={Uri.EscapeDataString(person.Name)}");
                Assert.DoesNotContain(page.QuerySelectorAll("main li a"), a => a.GetAttribute("href")!.StartsWith("/people/", StringComparison.Ordinal));
            }
        }
        var near = people.First(p => p.Path.StartsWith(own, StringComparison.Ordinal));
        Assert.Contains($"/people/{near.Id}", (await secretary.Open($"/search?q={Uri.EscapeDataString(near.Name)}")).QuerySelectorAll("main li a").Select(a => a.GetAttribute("href")));
    }

    [Fact]
    public async Task Names_are_found_by_pinyin_and_initials_and_say_so_and_titles_with_one_wrong_character_stand_below()
    {
        var secretary = await world.SignedInAs("secretary");
        var own = (await world.Read(db => db.Set<Account>().SingleAsync(a => a.UserName == "secretary"))).Path;
        var person = await world.Read(db => db.Members.Where(m => m.LeftOn == null && m.Path == own).OrderBy(m => m.Id).FirstAsync());
        var spelled = Platform.Writing.Spelling.OfPerson(person.Name)!.Syllables;
        foreach (var typed in new[] { spelled, spelled.Replace(" ", "", StringComparison.Ordinal), string.Concat(spelled.Split(' ').Select(s => s[0])) })
        {
            var hit = (await secretary.Open($"/search?q={Uri.EscapeDataString(typed)}")).QuerySelectorAll("main li").Single(l => l.QuerySelector("a")!.GetAttribute("href") == $"/people/{person.Id}");
            Assert.Contains($"拼音：{spelled}", hit.TextContent, StringComparison.Ordinal);
        }
        var office = await world.SignedInAs("organisation");
        var page = await office.Open("/search?q=zhuti");
        Assert.DoesNotContain(page.QuerySelectorAll("main li a"), a => a.GetAttribute("href")!.StartsWith("/activities/", StringComparison.Ordinal));
        page = await office.Open("/search?q=xinxigongcheng");
        Assert.Contains("信息工程", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        page = await office.Open("/search?q=主题党曰");
        Assert.Contains("主题党日", page.QuerySelector("#f-near")!.ParentElement!.ParentElement!.TextContent, StringComparison.Ordinal);
        Assert.Contains("差一个字", page.QuerySelector("#f-near")!.ParentElement!.ParentElement!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("\\")]
    [InlineData("'; drop table member; --")]
    [InlineData("<script>alert(1)</script>")]
    public async Task What_is_typed_is_text_and_nothing_else(string typed)
    {
        var office = await world.SignedInAs("office");
        var page = await office.Open($"/search?q={Uri.EscapeDataString(typed)}");
        Assert.Equal(System.Net.HttpStatusCode.OK, office.Status);
        Assert.Contains("没有找到", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(typed, page.QuerySelector("input[name=q]")!.GetAttribute("value"));
        Assert.Empty(page.QuerySelectorAll("main script"));
        await office.Open($"/search?q={new string('字', 5000)}");
        Assert.Equal(System.Net.HttpStatusCode.OK, office.Status);
    }
}
