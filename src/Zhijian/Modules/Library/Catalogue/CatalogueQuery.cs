using System.Globalization;
using Dapper;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;
using Zhijian.Platform.Writing;

namespace Zhijian.Modules.Library.Catalogue;

/// <summary>Finds what is released for a reader, by its words and its kind; what has the words in its title first, then the newest.</summary>
internal sealed class CatalogueQuery(Fence fence, KnownShelves shelves)
{
    public const int PageSize = 24;

    /// <summary>Nobody chooses a kind by the exact number beyond it.</summary>
    public const int MostCounted = 500;

    private const string Columns =
        """
        e.item_id as Id, e.kind, e.title, e.summary, e.language, e.learners, e.tags, e.collection, e.author, e.organisation_name as OrganisationName, e.released_at as ReleasedAt, e.parts, e.number, r.part, coalesce(r.in_list, false) as InList
        """;

    /// <summary>The values of <see cref="NearTitle.Probes"/>.</summary>
    private static readonly string[] NearProbes = ["first", "second", "third"];

    private const string Collections =
        """
        with recursive each as (
          (select e.collection from library_edition e where e.state = 'Current' and e.collection is not null order by e.collection limit 1)
          union all
          select (select e.collection from library_edition e where e.state = 'Current' and e.collection > each.collection order by e.collection limit 1) from each where each.collection is not null)
        select collection from each where collection is not null limit 60
        """;

    private const string Current = "e.state = 'Current'";

    private const string Mine = "left join library_reading r on r.item_id = e.item_id and r.member_id = @member";

    private long? _newest;

    public async Task<Listing<CatalogueRow>> Page(CatalogueFilter filter, Actor actor, string? after, int size, CancellationToken cancel)
    {
        var needles = SearchTokens.Needles(filter.Search);
        if (filter.Search is not null && needles.Count == 0)
        {
            return new Listing<CatalogueRow>([], null);
        }
        var narrow = Narrow(filter);
        return needles.Count == 0 ? await Newest(filter, narrow, actor, after, size, cancel) : await Sought(filter, needles, narrow, actor, after, size, cancel);
    }

    private async Task<Listing<CatalogueRow>> Newest(CatalogueFilter filter, List<string> narrow, Actor actor, string? after, int size, CancellationToken cancel)
    {
        var last = Cursor.Read(after, 2) is [var at, var id] && DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, out var moment) && Guid.TryParse(id, out var lastId) ? (moment, lastId) : ((DateTimeOffset, Guid)?)null;
        List<string> conditions = [Current, .. narrow, .. last is null ? Array.Empty<string>() : ["(e.released_at, e.item_id) < (@lastAt, @lastId)"]];
        var rows = await fence.Ask<CatalogueRow>(
            $"select {Columns} from library_edition e {Mine} where {string.Join(" and ", conditions)} order by e.released_at desc, e.item_id desc limit {size + 1}",
            Values(filter, actor).And(new NamedValues { { "lastAt", last?.Item1 }, { "lastId", last?.Item2 } }), Plans.Usual, cancel);
        return Listing.Of(rows, size, r => Cursor.Of(r.ReleasedAt, r.Id));
    }

    private async Task<Listing<CatalogueRow>> Sought(CatalogueFilter filter, IReadOnlyList<string> needles, List<string> narrow, Actor actor, string? after, int size, CancellationToken cancel)
    {
        var newest = await NewestTurn(cancel);
        var last = Cursor.Read(after, 2) is [var titled, var at] && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var turn) ? (InTitle: titled == "1", Turn: turn) : ((bool InTitle, long Turn)?)null;
        // A page that goes on among the titles begins the rest with the newest.
        var titles = new SearchTurns(last is { InTitle: true } ? last.Value.Turn : newest);
        var others = new SearchTurns(last is { InTitle: false } ? last.Value.Turn : newest);
        var rows = await fence.Ask<CatalogueRow>(
            $"""
            select {Columns}, s.in_title as InTitle, s.turn from ({string.Join("\nunion all\n", Parts(last?.InTitle))}) s
              cross join lateral (select * from library_edition e where e.item_id = s.item_id and e.number = s.number offset 0) e {Mine}
            where {string.Join(" and ", [Current, "s.in_title = (e.title ilike all(@likes))", .. narrow])} limit {size + 1}
            """,
            Values(filter, actor).And(new NamedValues
            {
                { "needles", needles.ToArray() }, { "letters", LibrarySearch.NeedlesOf(filter.Search ?? "").ToArray() }, { "places", Places() }, { "likes", LikePattern.HoldingEach(filter.Search) },
                { "title0", titles.Window(0) }, { "title1", titles.Window(1) }, { "title2", titles.Window(2) }, { "titleBuckets", titles.BeforeBuckets }, { "titleBefore", titles.Before },
                { "other0", others.Window(0) }, { "other1", others.Window(1) }, { "other2", others.Window(2) }, { "otherBuckets", others.BeforeBuckets }, { "otherBefore", others.Before },
                { "last", last?.Turn },
            }), Plans.Kept, cancel);
        return Listing.Of(rows, size, r => Cursor.Of(r.InTitle ? "1" : "0", r.Turn));
    }

    /// <summary>The turn of the last edition that was released; asked once for a page, however much it looks for.</summary>
    private async Task<long> NewestTurn(CancellationToken cancel) => _newest ??= (await fence.Ask<long>("select last_value from library_search_turn", [], Plans.Usual, cancel))[0];

    /// <summary>The newest of what is nearly called so (<see cref="NearTitle"/>), as far back as the windows of a search reach; nothing where the filter looks for no words, or for too short ones.</summary>
    public async Task<List<CatalogueRow>> Near(CatalogueFilter filter, int most, Actor actor, CancellationToken cancel)
    {
        if (NearTitle.Probes(filter.Search ?? "") is not [var first, var second, var third])
        {
            return [];
        }
        var turns = new SearchTurns(await NewestTurn(cancel));
        var sought = LettersSought.Near(filter.Search!);
        // Each probe is asked by itself: as one condition the database reads everything released and only then looks for the probes.
        var near = await fence.Ask<CatalogueRow>(
            $"""
            select {Columns}, true as InTitle, s.turn from (
              {string.Join(" union ", NearProbes.Select(probe =>
                  $"select s.item_id, s.number, s.turn from library_search s where s.words @> @{probe} and s.title_letters @> @{probe}Letters and s.places && @places and s.buckets && @buckets"))}) s
              join library_edition e on e.item_id = s.item_id and e.number = s.number {Mine}
            where {string.Join(" and ", [Current, sought.Holds("e.title"), .. Narrow(filter)])} order by s.turn desc limit {NearTitle.MostProbed}
            """,
            sought.Values.And(Values(filter, actor)).And(new NamedValues
            {
                { "first", SearchTokens.Needles(first).ToArray() }, { "second", SearchTokens.Needles(second).ToArray() }, { "third", SearchTokens.Needles(third).ToArray() },
                { "firstLetters", LibrarySearch.NeedlesOf(first).ToArray() }, { "secondLetters", LibrarySearch.NeedlesOf(second).ToArray() }, { "thirdLetters", LibrarySearch.NeedlesOf(third).ToArray() },
                { "places", Places() }, { "buckets", Enumerable.Range(0, SearchTurns.Windows).SelectMany(turns.Window).ToArray() },
            }), Plans.Kept, cancel);
        return [.. near.Where(r => NearTitle.Holds(r.Title, filter.Search!)).Take(most)];
    }

    /// <summary>
    /// What has the words in its title, from the newest to the oldest, then the rest in the same way. The database asks one part after the other, looks each
    /// edition up as it comes, and stops with the row that fills the page: a word of every second text is found among the newest, one of three texts in a few
    /// parts that hold next to nothing.
    /// </summary>
    /// <param name="titled">Whether the last page ended among the titles; null on the first page.</param>
    private static IEnumerable<string> Parts(bool? titled)
    {
        foreach (var inTitle in titled == false ? [false] : new[] { true, false })
        {
            var group = inTitle ? "title" : "other";
            List<string> words = ["s.words @> @needles", "s.places && @places"];
            words.AddRange(inTitle ? ["s.title_letters @> @letters"] : Array.Empty<string>());
            words.AddRange(titled == inTitle ? ["s.turn < @last"] : Array.Empty<string>());
            for (var window = 0; window <= SearchTurns.Windows; window++)
            {
                var here = window switch
                {
                    SearchTurns.Windows => $"s.turn < @{group}Before",
                    SearchTurns.WindowOfVolumes => $"s.buckets && @{group}{window} and s.turn < @{group}Buckets",
                    _ => $"s.buckets && @{group}{window}",
                };
                yield return $"(select s.item_id, s.number, s.turn, {(inTitle ? "true" : "false")} as in_title from library_search s where {string.Join(" and ", words)} and {here} order by s.turn desc)";
            }
        }
    }

    /// <summary>What the conditions of <see cref="Narrow"/> and the reader's own rows are asked with.</summary>
    private static NamedValues Values(CatalogueFilter filter, Actor actor) => new()
    {
        { "kind", filter.Kind?.ToString() }, { "learner", filter.Learner }, { "language", filter.Language }, { "tag", filter.Tag }, { "collection", filter.Collection }, { "member", actor.MemberId },
    };

    private static List<string> Narrow(CatalogueFilter filter)
    {
        List<(bool Wanted, string Condition)> all =
        [
            (filter.Kind is not null, "e.kind = @kind"),
            (filter.Learner is not null, "(e.learners = '{}' or @learner = any(e.learners))"),
            (filter.Language is not null, "e.language = @language"),
            (filter.Tag is not null, "@tag = any(e.tags)"),
            (filter.Collection is not null, "e.collection = @collection"),
            (filter.Mine, "r.in_list"),
        ];
        return [.. all.Where(c => c.Wanted).Select(c => c.Condition)];
    }

    /// <summary>Where a reader may look, as the index knows it: below their ranges, and at what stands above their own place.</summary>
    private string[] Places()
    {
        var home = fence.Scope.Home;
        return [.. fence.Scope.Ranges.Select(r => "<" + r), .. home.Index().Where(c => c.Item == '.').Select(c => "@" + home[..(c.Index + 1)])];
    }

    /// <summary>How many of each kind there are, the collections, and where this person stopped last; in one round trip.</summary>
    public async Task<CatalogueHead> Head(Actor actor, CancellationToken cancel)
    {
        using var sets = await fence.SetsOfHotPage(
            $"""
            {Kinds(MostCounted)};
            {Collections};
            select {Columns} from library_reading r join library_edition e on e.item_id = r.item_id and e.state = 'Current' where r.member_id = @member and r.part is not null order by r.turn desc limit 1;
            """, new { member = actor.MemberId, kinds = Enum.GetNames<LibraryKind>() }, cancel);
        var shelf = await Shelf(sets);
        return new CatalogueHead(shelf, await sets.ReadFirstOrDefaultAsync<CatalogueRow>());
    }

    /// <summary>
    /// The same beside what somebody looks for: which kinds there are, without their numbers, which would say nothing. Remembered for a minute for all who may look in the same places,
    /// because it stands beside every search and hardly ever changes.
    /// </summary>
    public async Task<CatalogueHead> HeadOfSearch(CancellationToken cancel)
    {
        var places = string.Join(' ', Places());
        if (shelves.Of(places) is not { } shelf)
        {
            using var sets = await fence.SetsOfHotPage($"{Kinds(1)};\n{Collections};", new { kinds = Enum.GetNames<LibraryKind>() }, cancel);
            shelf = await Shelf(sets);
            shelves.Keep(places, shelf);
        }
        return new CatalogueHead(shelf, null);
    }

    private static async Task<CatalogueShelf> Shelf(SqlMapper.GridReader sets) =>
        new((await sets.ReadAsync<KindCount>()).ToDictionary(k => k.Kind, k => k.Count), [.. await sets.ReadAsync<string>()]);

    private static string Kinds(int most) =>
        $"""
        select k.kind, c.count from unnest(@kinds) k(kind)
          cross join lateral (select count(*)::int as count from (select 1 from library_edition e where e.state = 'Current' and e.kind = k.kind limit {most}) counted) c where c.count > 0
        """;

    private sealed class KindCount
    {
        public LibraryKind Kind { get; set; }

        public int Count { get; set; }
    }
}

/// <summary>What narrows the catalogue; what can't be read narrows nothing.</summary>
internal sealed record CatalogueFilter(string? Search, LibraryKind? Kind, string? Learner, string? Language, string? Tag, string? Collection, bool Mine)
{
    public const int LongestSearch = 50;

    /// <summary>Whether anything is left out.</summary>
    public bool IsNarrow => this != new CatalogueFilter(null, null, null, null, null, null, false);

    public static CatalogueFilter Read(string? search, string? kind, string? learner, string? language, string? tag, string? collection, string? mine) => new(
        Text(search), Enum.TryParse<LibraryKind>(kind, out var known) && Enum.IsDefined(known) ? known : null, Learners.All.Contains(learner ?? "") ? learner : null,
        LibraryItem.Languages.Contains(language ?? "") ? language : null, Text(tag), Text(collection), mine == "1");

    private static string? Text(string? typed) => typed?.Trim() is { Length: > 0 } text ? text[..Math.Min(text.Length, LongestSearch)] : null;
}

/// <summary>What stands above the catalogue.</summary>
/// <param name="Continue">Where the reader stopped last; only where nobody looks for words.</param>
internal sealed record CatalogueHead(CatalogueShelf Shelf, CatalogueRow? Continue)
{
    public static readonly CatalogueHead Nothing = new(new CatalogueShelf(new Dictionary<LibraryKind, int>(), []), null);
}

/// <summary>What a reader can narrow the catalogue to.</summary>
internal sealed record CatalogueShelf(IReadOnlyDictionary<LibraryKind, int> Kinds, IReadOnlyList<string> Collections);

/// <summary>An item in the catalogue.</summary>
internal sealed class CatalogueRow
{
    public Guid Id { get; set; }

    public LibraryKind Kind { get; set; }

    public string Title { get; set; } = "";

    public string Summary { get; set; } = "";

    public string Language { get; set; } = "";

    public string[] Learners { get; set; } = [];

    public string[] Tags { get; set; } = [];

    public string? Collection { get; set; }

    public string? Author { get; set; }

    public string OrganisationName { get; set; } = "";

    public DateTimeOffset ReleasedAt { get; set; }

    public int Parts { get; set; }

    public int Number { get; set; }

    /// <summary>Where the reader stopped; null where no place was kept.</summary>
    public int? Part { get; set; }

    public bool InList { get; set; }

    public bool InTitle { get; set; }

    /// <summary>Its number in the order of releases; only where words were looked for.</summary>
    public long Turn { get; set; }
}
