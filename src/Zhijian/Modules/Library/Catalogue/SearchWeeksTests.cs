using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Review.Inbox;
using Zhijian.Testing;

namespace Zhijian.Modules.Library.Catalogue;

/// <summary>A search that looks through the newest weeks first finds what one through everything would, in the same order.</summary>
public sealed class SearchWeeksTests(World world) : IClassFixture<World>
{
    private const string Word = "蓝靛染布";

    [Fact]
    public void Windows_follow_one_another_without_a_gap_and_without_a_week_in_two()
    {
        var draw = new Random(11);
        for (var i = 0; i < 2000; i++)
        {
            var newest = new DateTimeOffset(2026, 11, 29, 0, 0, 0, TimeSpan.Zero).AddSeconds(draw.NextInt64(-40_000_000_000, 4_000_000_000));
            var weeks = new SearchWeeks(newest);
            var moment = newest.AddSeconds(-draw.NextInt64(0, 60_000_000));
            var holding = Enumerable.Range(0, SearchWeeks.Windows).Count(w => weeks.Window(w).Contains(SearchWeeks.Of(moment)));
            Assert.Equal(moment < weeks.Before ? 0 : 1, holding);
        }
    }

    [Fact]
    public async Task The_database_counts_weeks_alike()
    {
        foreach (var second in new[] { 0, 1, 604_799, 604_800, 1_795_903_200, -1, -604_800, -604_801 })
        {
            var moment = DateTimeOffset.FromUnixTimeSeconds(second);
            var week = await world.Inside(s => s.GetRequiredService<Platform.Storage.Fence>().Row<string>("select floor(extract(epoch from @moment) / 604800)::bigint::text", new { moment }, default));
            Assert.Equal(week, SearchWeeks.Of(moment));
        }
    }

    [Fact]
    public async Task Pages_of_a_search_hold_all_that_was_released_over_years_titles_first_then_the_newest()
    {
        var (first, now, draw) = (world.University.First, world.Clock.GetUtcNow(), new Random(5));
        List<(bool InTitle, DateTimeOffset At, string Title)> made = [.. Enumerable.Range(0, 90).Select(i => (i % 3 == 0, now.AddMinutes(-Math.Pow(draw.NextDouble(), 3) * 2_000_000), i % 3 == 0 ? $"{Word} {i}" : $"手工 {i}"))];
        await world.Given(db =>
        {
            foreach (var (inTitle, at, title) in made)
            {
                var item = new LibraryItem { Path = first.Path, OrganisationId = first.Id, OrganisationName = first.Name, Kind = LibraryKind.Article, Title = title, Rights = "自编", Text = inTitle ? "读" : $"这里讲{Word}", CreatedBy = Guid.NewGuid(), CreatedAt = at };
                item.Release([], at, out var edition);
                db.AddRange(item, edition, LibrarySearch.Of(edition, null));
            }
            return 0;
        });

        List<string> found = [];
        await world.As(world.University.Member, async services =>
        {
            var (query, actor) = (services.GetRequiredService<CatalogueQuery>(), await ReviewStories.ActorOf(services, world.University.Member));
            string? after = null;
            do
            {
                var page = await query.Page(new CatalogueFilter(Word, null, null, null, null, null, false), actor, after, 7, default);
                found.AddRange(page.Items.Select(i => i.Title));
                after = page.Next;
            }
            while (after is not null);
            return 0;
        });

        Assert.Equal(made.OrderByDescending(m => m.InTitle).ThenByDescending(m => m.At).Select(m => m.Title), found);
        Assert.Contains(made, m => m.At < new SearchWeeks(now).Before);
    }
}
