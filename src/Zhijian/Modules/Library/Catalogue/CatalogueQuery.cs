using System.Globalization;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;
using Zhijian.Platform.Writing;

namespace Zhijian.Modules.Library.Catalogue;

/// <summary>Finds what is released for a reader, by its words and its kind; what has the words in its title first, then the newest.</summary>
internal sealed class CatalogueQuery(Fence fence, InstitutionTime time)
{
    public const int PageSize = 24;

    /// <summary>Nobody chooses a kind by the exact number beyond it.</summary>
    public const int MostCounted = 2000;

    private const string Columns =
        """
        e.item_id as Id, e.kind, e.title, e.summary, e.language, e.learners, e.tags, e.collection, e.author, e.organisation_name as OrganisationName, e.released_at as ReleasedAt, e.parts, e.number, r.part, coalesce(r.in_list, false) as InList
        """;

    private const string Current = "e.state = 'Current'";

    private const string Mine = "left join library_reading r on r.item_id = e.item_id and r.member_id = @member";

    private const string Newest = "order by e.released_at desc, e.item_id desc";

    public async Task<Listing<CatalogueRow>> Page(CatalogueFilter filter, Actor actor, string? after, int size, CancellationToken cancel)
    {
        var needles = SearchTokens.Needles(filter.Search);
        if (filter.Search is not null && needles.Count == 0)
        {
            return new Listing<CatalogueRow>([], null);
        }
        var last = Cursor.Read(after, 3) is [var titled, var at, var id] && DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, out var moment) && Guid.TryParse(id, out var lastId) ? (titled == "1", moment, lastId) : ((bool, DateTimeOffset, Guid)?)null;
        // A page that goes on among the titles begins the rest from today.
        var titleWeeks = new SearchWeeks(last is { Item1: true } ? last.Value.Item2 : time.Now);
        var otherWeeks = new SearchWeeks(last is { Item1: false } ? last.Value.Item2 : time.Now);
        var values = new
        {
            needles = needles.ToArray(), letters = LibrarySearch.LettersOf(filter.Search ?? "").ToArray(), places = Places(), like = LikePattern.Holding(filter.Search),
            title0 = titleWeeks.Window(0), title1 = titleWeeks.Window(1), title2 = titleWeeks.Window(2), title3 = titleWeeks.Window(3), titleBefore = titleWeeks.Before,
            other0 = otherWeeks.Window(0), other1 = otherWeeks.Window(1), other2 = otherWeeks.Window(2), other3 = otherWeeks.Window(3), otherBefore = otherWeeks.Before,
            kind = filter.Kind?.ToString(), learner = filter.Learner, language = filter.Language, tag = filter.Tag, collection = filter.Collection, member = actor.MemberId, lastAt = last?.Item2, lastId = last?.Item3,
        };
        var narrow = Narrow(filter);
        if (needles.Count == 0)
        {
            return Listed(await fence.Rows<CatalogueRow>($"select {Columns}, false as InTitle from library_edition e {Mine} where {string.Join(" and ", [Current, .. narrow, .. After(last is not null)])} {Newest} limit {size + 1}", values, cancel), size);
        }
        using var sets = await fence.SetsOfHotPage($"select * from ({string.Join("\nunion all\n", Parts(narrow, last?.Item1, size + 1))}) found limit {size + 1}", values, cancel);
        return Listed([.. await sets.ReadAsync<CatalogueRow>()], size);
    }

    /// <summary>
    /// What has the words in its title, from the newest weeks to the oldest, then the rest in the same way. The database asks one part after the other and stops
    /// with the row that fills the page: a word of every second text is found in the newest week, one of three texts in a few parts that hold next to nothing.
    /// </summary>
    /// <param name="titled">Whether the last page ended among the titles; null on the first page.</param>
    private static IEnumerable<string> Parts(List<string> narrow, bool? titled, int most)
    {
        foreach (var inTitle in titled == false ? [false] : new[] { true, false })
        {
            List<string> conditions = [Current, inTitle ? "e.title ilike @like" : "e.title not ilike @like", .. narrow, .. After(titled == inTitle)];
            for (var window = 0; window <= SearchWeeks.Windows; window++)
            {
                var isRest = window == SearchWeeks.Windows;
                yield return $"""
                    (select {Columns}, {(inTitle ? "true" : "false")} as InTitle from (
                      select s.item_id, s.number from library_search s where s.words @> @needles and s.places && @places{(inTitle ? " and s.title_letters @> @letters" : "")}{(isRest ? "" : $" and s.weeks && @{(inTitle ? "title" : "other")}{window}")} offset 0) s
                      join library_edition e on e.item_id = s.item_id and e.number = s.number {Mine}
                      where {string.Join(" and ", isRest ? [.. conditions, $"e.released_at < @{(inTitle ? "title" : "other")}Before"] : conditions)} {Newest} limit {most})
                    """;
            }
        }
    }

    private static Listing<CatalogueRow> Listed(List<CatalogueRow> found, int size) => Listing.Of(found, size, r => Cursor.Of(r.InTitle ? "1" : "0", r.ReleasedAt, r.Id));

    private static IEnumerable<string> After(bool goesOn) => goesOn ? ["(e.released_at, e.item_id) < (@lastAt, @lastId)"] : [];

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

    /// <summary>How many of each kind there are, and where this person stopped last; in one round trip.</summary>
    public async Task<CatalogueHead> Head(Actor actor, CancellationToken cancel)
    {
        using var sets = await fence.Sets(
            $"""
            select k.kind, c.count from unnest(@kinds) k(kind)
              cross join lateral (select count(*)::int as count from (select 1 from library_edition e where e.state = 'Current' and e.kind = k.kind limit {MostCounted}) counted) c where c.count > 0;
            select {Columns} from library_reading r join library_edition e on e.item_id = r.item_id and e.state = 'Current' where r.member_id = @member and r.part is not null order by r.turn desc limit 1;
            with recursive each as (
              (select e.collection from library_edition e where e.state = 'Current' and e.collection is not null order by e.collection limit 1)
              union all
              select (select e.collection from library_edition e where e.state = 'Current' and e.collection > each.collection order by e.collection limit 1) from each where each.collection is not null)
            select collection from each where collection is not null limit 60;
            """, new { member = actor.MemberId, kinds = Enum.GetNames<LibraryKind>() }, cancel);
        var kinds = (await sets.ReadAsync<KindCount>()).ToDictionary(k => k.Kind, k => k.Count);
        return new CatalogueHead(kinds, await sets.ReadFirstOrDefaultAsync<CatalogueRow>(), [.. await sets.ReadAsync<string>()]);
    }

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
internal sealed record CatalogueHead(IReadOnlyDictionary<LibraryKind, int> Kinds, CatalogueRow? Continue, IReadOnlyList<string> Collections);

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
}
