using System.Net;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Modules.Rules.Showing;

public sealed class RulesPageTests(World world) : IClassFixture<World>
{
    [Theory]
    [InlineData(TextFiles.Chinese)]
    [InlineData(TextFiles.English)]
    public async Task Every_pack_shows_each_rule_with_source_clause_and_validity(string language)
    {
        var browser = await world.SignedIn(world.University.Member, language);
        foreach (var pack in Rulebook.Load(Rulebook.ShippedFolder).All())
        {
            var page = await browser.Open("/rules?pack=" + pack.Id);
            Assert.Equal(HttpStatusCode.OK, browser.Status);
            var text = page.QuerySelector("main")!.TextContent;
            Assert.All(pack.Rules, rule => Assert.Contains(rule.Clause, text, StringComparison.Ordinal));
            Assert.All(pack.Rules, rule => Assert.NotNull(page.GetElementById(rule.Id)));
            Assert.DoesNotMatch("rules\\.[a-z-]+|(activity|organisation|post|period)-kind\\.", text);
        }
    }

    [Fact]
    public async Task A_visitor_is_asked_to_sign_in()
    {
        var browser = world.Visitor();
        await browser.Open("/rules");
        Assert.StartsWith("/sign-in", browser.Path, StringComparison.Ordinal);
    }
}
