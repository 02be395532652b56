using System.Globalization;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;
using Zhijian.Platform.Writing;

namespace Zhijian.Modules.Library.Catalogue;

/// <summary>Finds what is released for a reader, by its words and its kind; what has the words in its title first, then the newest.</summary>
internal sealed class CatalogueQuery(Fence fence)
{
    public const int PageSize = 24;

    private const string Columns =
        """
        e.item_id as Id, e.kind, e.title, e.summary, e.language, e.learners, e.tags, e.collection, e.author, e.organisation_name as OrganisationName, e.released_at as ReleasedAt, e.parts, e.number, r.part, coalesce(r.in_list, false) as InList
        """;

    public async Task<Listing<CatalogueRow>> Page(CatalogueFilter filter, Actor actor, string? after, int size, CancellationToken cancel)
    {
        var needles = SearchTokens.Needles(filter.Search);
        if (filter.Search is not null && needles.Count == 0)
        {
            return new Listing<CatalogueRow>([], null);
        }
        var last = Cursor.Read(after, 3) is [var titled, var at, var id] && DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, out var moment) && Guid.TryParse(id, out var lastId) ? (titled == "1", moment, lastId) : ((bool, DateTimeOffset, Guid)?)null;
        List<string> where = ["e.state = 'Current'"];
        void Add(bool wanted, string condition)
        {
            if (wanted)
            {
                where.Add(condition);
            }
        }
        Add(needles.Count > 0, "s.words @> @needles");
        Add(filter.Kind is not null, "e.kind = @kind");
        Add(filter.Learner is not null, "(e.learners = '{}' or @learner = any(e.learners))");
        Add(filter.Language is not null, "e.language = @language");
        Add(filter.Tag is not null, "@tag = any(e.tags)");
        Add(filter.Collection is not null, "e.collection = @collection");
        Add(filter.Mine, "r.in_list");
        var inTitle = needles.Count > 0 ? "e.title ilike @like" : "false";
        Add(last is not null, $"(({inTitle})::int, e.released_at, e.item_id) < (@lastInTitle, @lastAt, @lastId)");
        var rows = await fence.Rows<CatalogueRow>(
            $"""
            select {Columns}, {inTitle} as InTitle from library_edition e {(needles.Count > 0 ? "join library_search s on s.item_id = e.item_id and s.number = e.number" : "")}
            left join library_reading r on r.item_id = e.item_id and r.member_id = @member
            where {string.Join(" and ", where)} order by ({inTitle})::int desc, e.released_at desc, e.item_id desc limit {size + 1}
            """,
            new
            {
                needles = needles.ToArray(), kind = filter.Kind?.ToString(), learner = filter.Learner, language = filter.Language, tag = filter.Tag, collection = filter.Collection, member = actor.MemberId,
                like = LikePattern.Holding(filter.Search),
                lastInTitle = last?.Item1 == true ? 1 : 0, lastAt = last?.Item2, lastId = last?.Item3,
            }, cancel);
        return Listing.Of(rows, size, r => Cursor.Of(r.InTitle ? "1" : "0", r.ReleasedAt, r.Id));
    }

    /// <summary>How many of each kind there are, and where this person stopped last; in one round trip.</summary>
    public async Task<CatalogueHead> Head(Actor actor, CancellationToken cancel)
    {
        using var sets = await fence.Sets(
            $"""
            select kind, count(*)::int as Count from library_edition where state = 'Current' group by kind;
            select {Columns} from library_reading r join library_edition e on e.item_id = r.item_id and e.state = 'Current' where r.member_id = @member and r.part is not null order by r.turn desc limit 1;
            select distinct collection from library_edition where state = 'Current' and collection is not null order by 1 limit 60;
            """, new { member = actor.MemberId }, cancel);
        var kinds = (await sets.ReadAsync<KindCount>()).Where(k => Enum.IsDefined(k.Kind)).ToDictionary(k => k.Kind, k => k.Count);
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
