using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Review.Inbox;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Library.Catalogue;

/// <summary>A search that looks through the newest first finds what one through everything would, in the same order.</summary>
public sealed class SearchTurnsTests(World world) : IClassFixture<World>
{
    private const string Word = "蓝靛染布";

    [Fact]
    public void Windows_follow_one_another_without_a_gap_and_without_an_edition_in_two()
    {
        var draw = new Random(11);
        for (var i = 0; i < 2000; i++)
        {
            var newest = draw.NextInt64(0, 90_000);
            var turns = new SearchTurns(newest);
            var turn = draw.NextInt64(0, newest + 1);
            var holding = Enumerable.Range(0, SearchTurns.Windows).Count(w => turns.Window(w).Intersect(SearchTurns.NamesOf(turn)).Any() && (w != SearchTurns.WindowOfVolumes || turn < turns.BeforeBuckets));
            Assert.Equal(turn < turns.Before ? 0 : 1, holding);
        }
    }

    [Fact]
    public async Task Pages_of_a_search_hold_all_that_was_ever_released_titles_first_then_the_newest()
    {
        var (first, now, draw) = (world.University.First, world.Clock.GetUtcNow(), new Random(5));
        List<(bool InTitle, string Title)> made = [];
        for (var i = 0; i < 80; i++)
        {
            var inTitle = draw.Next(3) == 0;
            made.Add((inTitle, inTitle ? $"{Word} {i} 图解" : $"手工 {i}"));
            await world.Given(db =>
            {
                var item = new LibraryItem { Path = first.Path, OrganisationId = first.Id, OrganisationName = first.Name, Kind = LibraryKind.Article, Title = made[^1].Title, Rights = "自编", Text = inTitle ? "读" : $"这里讲{Word}，有图解", CreatedBy = Guid.NewGuid(), CreatedAt = now };
                item.Release([], now, out var edition);
                db.AddRange(item, edition, LibrarySearch.Of(edition, null));
                return 0;
            });
        }
        // As if each had come years after the one before: they stand in every window, and in what is older than all of them.
        await world.Inside(async s =>
        {
            await s.GetRequiredService<Fence>().Run("update library_search set turn = turn * 700", null, default);
            await s.GetRequiredService<Fence>().Row<long>("select max(nextval('library_search_turn')) from generate_series(1, (select max(turn) from library_search))", null, default);
            await s.GetRequiredService<Fence>().Commit(default);
            return 0;
        });

        var expected = made.AsEnumerable().Reverse().OrderByDescending(m => m.InTitle).Select(m => m.Title).ToList();
        Assert.Equal(expected, await Found(Word));
        // A title that holds every word goes before a text that does, however they stand in it.
        Assert.Equal(expected, await Found($"图解 {Word}"));
    }

    /// <summary>The titles of all pages of a search.</summary>
    private async Task<List<string>> Found(string typed)
    {
        List<string> found = [];
        await world.As(world.University.Member, async services =>
        {
            var (query, actor) = (services.GetRequiredService<CatalogueQuery>(), await ReviewStories.ActorOf(services, world.University.Member));
            string? after = null;
            do
            {
                var page = await query.Page(new CatalogueFilter(typed, null, null, null, null, null, false), actor, after, 7, default);
                found.AddRange(page.Items.Select(i => i.Title));
                after = page.Next;
            }
            while (after is not null);
            return 0;
        });
        return found;
    }
}
