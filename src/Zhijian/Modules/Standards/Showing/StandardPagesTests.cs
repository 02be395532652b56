using System.Net;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Modules.Standards.Showing;

public sealed class StandardPagesTests(World world) : IClassFixture<World>
{
    [Theory]
    [InlineData(TextFiles.Chinese)]
    [InlineData(TextFiles.English)]
    public async Task Everybody_signed_in_reads_every_element_and_every_code_set(string language)
    {
        var browser = await world.SignedIn(world.University.Member, language);
        var chinese = language == TextFiles.Chinese;
        var list = (await browser.Open("/standard")).QuerySelector("main")!.TextContent;
        Assert.All(DataStandard.Elements, e => Assert.Contains(e.Name.In(chinese), list, StringComparison.Ordinal));
        foreach (var element in DataStandard.Elements)
        {
            var page = (await browser.Open("/standard/elements/" + element.Id)).QuerySelector("main")!.TextContent;
            Assert.Equal(HttpStatusCode.OK, browser.Status);
            Assert.Contains(element.Definition.In(chinese), page, StringComparison.Ordinal);
            Assert.DoesNotMatch(@"standard\.[a-z-]+|element-(type|owner)\.", page);
        }
        foreach (var set in CodeSet.Every)
        {
            var page = (await browser.Open("/standard/codes/" + set.Id)).QuerySelector("main")!.TextContent;
            Assert.All(set.Versions[^1].All, c => Assert.Contains(c.In(chinese), page, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task An_element_tells_where_it_is_typed()
    {
        var browser = await world.SignedIn(world.University.Member);
        var page = (await browser.Open("/standard/elements/person.full-name")).QuerySelector("main")!.TextContent;
        Assert.Contains("/people/new", page, StringComparison.Ordinal);
        Assert.Contains("党员姓名", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Elements_and_codes_are_found_by_the_words_people_use()
    {
        var browser = await world.SignedIn(world.University.Member);
        var found = await browser.Open("/standard?search=身份证号码");
        Assert.Equal("/standard/elements/person.identity-number", Assert.Single(found.QuerySelectorAll("#elements a")).GetAttribute("href"));
        Assert.Contains("03", (await browser.Open("/standard/codes?search=回族")).QuerySelector("#codes")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull((await browser.Open("/standard/codes?search=没有这个词")).QuerySelector("#codes .z-empty"));
    }

    [Theory]
    [InlineData("/standard/elements/person.nothing")]
    [InlineData("/standard/codes/nothing")]
    public async Task What_is_not_there_is_not_found(string path)
    {
        var browser = await world.SignedIn(world.University.Member);
        await browser.Open(path);
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
    }

    [Fact]
    public async Task A_visitor_is_asked_to_sign_in()
    {
        var browser = world.Visitor();
        await browser.Open("/standard");
        Assert.StartsWith("/sign-in", browser.Path, StringComparison.Ordinal);
    }
}
