using Microsoft.Extensions.DependencyInjection;
using Zhijian.Testing;

namespace Zhijian.Modules.Library.Catalogue;

/// <summary>The index of words knows places as the fence does, and titles as readers type them.</summary>
public sealed class SearchPlacesTests(World world) : IClassFixture<World>
{
    [Theory]
    [InlineData("1.", "@1. <1.")]
    [InlineData("1.9.107.", "@1.9.107. <1. <1.9. <1.9.107.")]
    public async Task A_place_is_itself_and_below_all_above_it(string path, string places)
    {
        var found = await world.Inside(s => s.GetRequiredService<Platform.Storage.Fence>().Rows<string>("select unnest(places_of(@path))", new { path }, default));
        Assert.Equal(places.Split(' '), found);
    }

    [Theory]
    [InlineData("灭火卡片", "灭 火 卡 片 灭火 火卡 卡片", "灭火 火卡 卡片")]
    [InlineData("第 3 期：AED 与急救", "第 3 期 a e d ae ed 与 急 救 与急 急救", "第 3 期 ae ed 与急 急救")]
    [InlineData("学习摘编 37", "学 习 摘 编 学习 习摘 摘编 3 7 37", "学习 习摘 摘编 37")]
    [InlineData("—— ！", "", "")]
    public async Task A_title_is_known_by_its_letters_and_each_two_neighbours_here_as_in_the_schema(string title, string parts, string needles)
    {
        Assert.Equal(parts, string.Join(' ', LibrarySearch.PartsOf(title)));
        Assert.Equal(needles, string.Join(' ', LibrarySearch.NeedlesOf(title)));
        var found = await world.Inside(s => s.GetRequiredService<Platform.Storage.Fence>().Rows<string>("select unnest(title_parts(@title))", new { title }, default));
        Assert.Equal(LibrarySearch.PartsOf(title).Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }
}
