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
    [InlineData("灭火卡片", "灭 火 卡 片")]
    [InlineData("第 3 期：AED 与急救", "第 3 期 a e d 与 急 救")]
    [InlineData("—— ！", "")]
    public void Letters_of_a_title_are_each_kept_once(string title, string letters) => Assert.Equal(letters, string.Join(' ', LibrarySearch.LettersOf(title)));
}
