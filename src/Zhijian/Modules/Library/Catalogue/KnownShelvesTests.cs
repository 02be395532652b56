using Zhijian.Testing;

namespace Zhijian.Modules.Library.Catalogue;

/// <summary>What stands beside a search is what somebody may see, a minute old at most, and nobody else's.</summary>
public sealed class KnownShelvesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Collections_beside_a_search_are_those_within_reach_and_a_minute_old_at_most()
    {
        var (own, other) = (world.University.First, world.University.Second);
        await Release(own, "本支部合集");
        await Release(other, "别支部合集");
        var secretary = await world.SignedIn(world.University.Secretary);
        Assert.Equal(["本支部合集"], await Offered(secretary));
        await Release(own, "新的合集");
        world.Clock.Move(KnownShelves.Kept);
        Assert.Equal(["新的合集", "本支部合集"], (await Offered(secretary)).Order(StringComparer.Ordinal));
    }

    private static async Task<IEnumerable<string>> Offered(Browser browser) =>
        [.. (await browser.Open("/library?search=手工")).QuerySelectorAll("select[name=collection] option").Select(o => o.GetAttribute("value")!).Where(v => v.Length > 0)];

    private Task Release(Organisations.Organisation of, string collection) => world.Given(db =>
    {
        var item = new LibraryItem { Path = of.Path, OrganisationId = of.Id, OrganisationName = of.Name, Kind = LibraryKind.Article, Title = $"手工 {collection}", Collection = collection, Rights = "自编", Text = "读", CreatedBy = Guid.NewGuid(), CreatedAt = world.Clock.GetUtcNow() };
        item.Release([], world.Clock.GetUtcNow(), out var edition);
        db.AddRange(item, edition, LibrarySearch.Of(edition, null));
        return 0;
    });
}
