using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Writing;
using Zhijian.Testing;

namespace Zhijian.Modules.People.Browse;

/// <summary>Names are found by their pinyin and initials, whoever wrote them and whenever, and by nobody who may not see them.</summary>
public sealed class SpelledNamesTests(World world) : IClassFixture<World>
{
    private static readonly string[] Names = ["张三峰", "单小满", "曾静好", "仇一舟", "解春雨", "尉迟远山", "欧阳若水", "章晓乐", "吕望舒", "阿依古丽·买买提", "华清"];

    [Theory]
    [InlineData("zhangsanfeng", "张三峰")]
    [InlineData("zhang san feng", "张三峰")]
    [InlineData("ZhangSanF", "张三峰")]
    [InlineData("zsf", "张三峰")]
    [InlineData("zhangs", "张三峰")]
    [InlineData("zsanfeng", "张三峰")]
    [InlineData("sanfeng", "张三峰")]
    [InlineData("shanxiaoman", "单小满")]
    [InlineData("danxiaoman", "单小满")]
    [InlineData("zengjinghao", "曾静好")]
    [InlineData("qiuyizhou", "仇一舟")]
    [InlineData("xiechunyu", "解春雨")]
    [InlineData("yuchiyuanshan", "尉迟远山")]
    [InlineData("ycys", "尉迟远山")]
    [InlineData("ouyangrs", "欧阳若水")]
    [InlineData("zhangxiaole", "章晓乐")]
    [InlineData("zhangxiaoyue", "章晓乐")]
    [InlineData("zxy", "章晓乐")]
    [InlineData("lvwangshu", "吕望舒")]
    [InlineData("lüwangshu", "吕望舒")]
    [InlineData("ayiguli", "阿依古丽·买买提")]
    [InlineData("huaq", "华清")]
    public async Task Every_way_to_type_a_name_finds_it(string typed, string name)
    {
        await Entered();
        var found = await Found(new MemberFilter(typed));
        Assert.Contains(name, found);
        Assert.Equal(found.Count, found.Distinct().Count());
    }

    [Theory]
    [InlineData("zhangsanfen", "张三峰")]
    [InlineData("zhagnsanfeng", "张三峰")]
    [InlineData("zangsanfeng", "张三峰")]
    [InlineData("章三丰", "张三峰")]
    [InlineData("单晓满", "单小满")]
    public async Task Nearly_so_finds_it_below_what_is_exact(string typed, string name)
    {
        await Entered();
        var near = await world.Inside(s => s.GetRequiredService<MemberListQuery>().Near(typed, 6, SystemActors.SetUp.Actor, default));
        Assert.Equal(typed != "zhangsanfen", near.Any(m => m.Name == name));
        var browser = await world.SignedIn(world.University.OrganisationDepartment);
        var page = await browser.Open($"/search?q={Uri.EscapeDataString(typed)}");
        Assert.Contains(name, page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(typed != "zhangsanfen", page.QuerySelector("#f-near") is not null);
    }

    [Fact]
    public async Task Every_name_is_found_by_its_own_pinyin_and_its_own_initials()
    {
        await Entered();
        foreach (var member in await world.Read(db => db.Members.Where(m => m.LeftOn == null).OrderBy(m => m.Name).Take(80).ToListAsync()))
        {
            var spelled = Spelling.OfPerson(member.Name)!.Syllables;
            if (spelled.Length == 0 || spelled.Any(char.IsAsciiDigit))
            {
                continue;
            }
            foreach (var typed in new[] { spelled, spelled.Replace(" ", "", StringComparison.Ordinal), string.Concat(spelled.Split(' ').Select(s => s[0])) })
            {
                Assert.Contains(member.Name, await Found(new MemberFilter(typed) { Under = member.Path } is var filter && typed.Length is > 1 and < 40 ? filter : new MemberFilter(member.Name)));
            }
        }
    }

    [Fact]
    public async Task The_list_goes_on_where_it_ended_whatever_it_is_sorted_by()
    {
        await Entered();
        var all = await Found(new MemberFilter("zh"));
        Assert.Equal(all.Order(StringComparer.Ordinal).Distinct(), all.Order(StringComparer.Ordinal));
        foreach (var order in Enum.GetValues<MemberOrder>())
        {
            List<string> seen = [];
            string? after = null;
            do
            {
                var page = (await world.Inside(s => s.GetRequiredService<MemberListQuery>().Run(new MemberFilter("zh", Order: order), after, 1, false, SystemActors.SetUp.Actor, default))).Page;
                seen.AddRange(page.Items.Select(i => i.Name));
                after = page.Next;
            }
            while (after is not null);
            Assert.Equal(all.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Nobody_outside_the_scope_is_found_or_counted_exactly_or_nearly()
    {
        await Entered();
        var secretary = await world.SignedIn(world.University.Secretary);
        foreach (var typed in new[] { "zhangsanfeng", "zsf", "zangsanfeng", "章三丰", "sanfeng", "zhangs" })
        {
            var page = await secretary.Open($"/search?q={Uri.EscapeDataString(typed)}");
            Assert.DoesNotContain("张三峰", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
            Assert.DoesNotContain("zhang san feng", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
            Assert.DoesNotContain("张三峰", (await secretary.Open($"/people?search={Uri.EscapeDataString(typed)}")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        }
        var member = await world.SignedIn(world.University.Member);
        Assert.DoesNotContain("张三峰", (await member.Open("/search?q=zsf")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_spelling_follows_a_correction_of_the_name()
    {
        await world.Given(db => Member(db, "改名前人"));
        await world.Given(db => db.Members.Single(m => m.Name == "改名前人").Name = "覃改后");
        Assert.Contains("覃改后", await Found(new MemberFilter("qingaihou")));
        Assert.Empty(await Found(new MemberFilter("gaimingqianren")));
    }

    [Fact]
    public async Task Names_from_before_are_spelled_by_the_job_some_at_a_time()
    {
        await Entered();
        await world.Inside(async s =>
        {
            var fence = s.GetRequiredService<Fence>();
            using var widened = fence.As(SystemActors.Jobs);
            await fence.Run("update member set spelled = null, spelled_also = null; update organisation set spelled = null", null, default);
            await fence.Commit(default);
            return 0;
        });
        Assert.Empty(await Found(new MemberFilter("zhangsanfeng")));
        await world.Inside(async s => { await s.GetRequiredService<SpellMembersJob>().Run(default); return 0; });
        await world.Inside(async s => { await s.GetRequiredService<Organisations.Browse.SpellOrganisationsJob>().Run(default); return 0; });
        Assert.Equal(["张三峰"], await Found(new MemberFilter("zhangsanfeng")));
        Assert.Equal(0, await world.Inside(s => s.GetRequiredService<Fence>().RowAs<int>(SystemActors.Jobs, "select count(*)::int from member where spelled is null", null, default)));
        Assert.Equal(0, await world.Inside(s => s.GetRequiredService<SpellNamesAction>().Run("member", true, Spelling.OfPerson, default)));
    }

    private async Task Entered()
    {
        foreach (var name in Names)
        {
            await world.Given(db => db.Members.Any(m => m.Name == name) ? null : Member(db, name));
        }
    }

    private Member Member(ZhijianDb db, string name)
    {
        var made = new Member { Name = name, OrganisationId = world.University.Third.Id, Path = world.University.Third.Path, Category = MemberCategory.FullMember };
        db.Add(made);
        return made;
    }

    private async Task<List<string>> Found(MemberFilter filter) =>
        [.. (await world.Inside(s => s.GetRequiredService<MemberListQuery>().Run(filter, null, 200, false, SystemActors.SetUp.Actor, default))).Page.Items.Select(m => m.Name)];
}
