using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Publishing.Reading;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;
using Zhijian.Platform.Writing;

namespace Zhijian.Modules.Publishing.Portal;

/// <summary>What everybody may read, signed in or not: it asks only the tables beside the fence, which hold nothing else.</summary>
internal sealed class PortalQuery(ZhijianDb db, Fence fence)
{
    public const int PageSize = 20;

    /// <summary>Addresses in the map of the site; more than the protocol lets stand in one file are left out, the oldest first.</summary>
    public const int MostInMap = 45_000;

    private const string Columns = "p.article_id as Id, p.kind, p.item, p.title, p.summary, p.language, p.organisation_id as OrganisationId, p.organisation_name as OrganisationName, p.shown_from as ShownFrom, p.shown_until as ShownUntil";

    /// <summary>The front page, in one round trip.</summary>
    public async Task<PortalFront> Front(CancellationToken cancel)
    {
        using var sets = await fence.Sets(
            $"""
            select {Columns} from public_article p where p.kind <> 'About' order by p.shown_from desc, p.article_id desc limit 9;
            select {Columns} from public_article p where p.kind = 'Notice' order by p.shown_from desc, p.article_id desc limit 5;
            select {Columns} from public_article p where p.kind = 'Disclosure' order by p.shown_from desc, p.article_id desc limit 8;
            select {Columns} from public_article p where p.kind in ('Topic', 'Exhibition') order by p.shown_from desc, p.article_id desc limit 5;
            select organisation_id as Id, max(organisation_name) as Name, count(*)::int as Count from public_article group by organisation_id order by count(*) desc, organisation_id limit 12;
            """, null, cancel);
        return new PortalFront([.. await sets.ReadAsync<NewsRow>()], [.. await sets.ReadAsync<NewsRow>()], [.. await sets.ReadAsync<NewsRow>()], [.. await sets.ReadAsync<NewsRow>()], [.. await sets.ReadAsync<PortalOrganisation>()]);
    }

    /// <summary>A list, newest first; what narrows it is left out where it is empty.</summary>
    public async Task<Listing<NewsRow>> Page(PortalFilter filter, string? after, int size, CancellationToken cancel)
    {
        var needles = SearchTokens.Needles(filter.Search);
        if (filter.Search is not null && needles.Count == 0)
        {
            return new Listing<NewsRow>([], null);
        }
        var last = Cursor.Read(after, 2) is [var at, var id] && DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, out var moment) && Guid.TryParse(id, out var lastId) ? (moment, lastId) : ((DateTimeOffset, Guid)?)null;
        List<string> where = ["true"];
        void Add(bool wanted, string condition)
        {
            if (wanted)
            {
                where.Add(condition);
            }
        }
        Add(needles.Count > 0, "p.words @> @needles");
        Add(filter.Kind is not null, "p.kind = @kind");
        Add(filter.Item is not null, "p.item = @item");
        Add(filter.Organisation is not null, "p.organisation_id = @organisation");
        Add(last is not null, "(p.shown_from, p.article_id) < (@lastAt, @lastId)");
        var rows = await fence.Rows<NewsRow>(
            $"select {Columns} from public_article p where {string.Join(" and ", where)} order by p.shown_from desc, p.article_id desc limit {size + 1}",
            new { needles = needles.ToArray(), kind = filter.Kind?.ToString(), item = filter.Item?.ToString(), organisation = filter.Organisation, lastAt = last?.Item1, lastId = last?.Item2 }, cancel);
        return Listing.Of(rows, size, r => Cursor.Of(r.ShownFrom, r.Id));
    }

    public Task<PublicArticle?> Of(Guid id, CancellationToken cancel) => db.Set<PublicArticle>().AsNoTracking().FirstOrDefaultAsync(p => p.ArticleId == id, cancel);

    /// <summary>The page on which an organisation presents itself; the latest where it wrote several.</summary>
    public Task<PublicArticle?> About(Guid organisation, CancellationToken cancel) =>
        db.Set<PublicArticle>().AsNoTracking().Where(p => p.OrganisationId == organisation && p.Kind == ArticleKind.About).OrderByDescending(p => p.ShownFrom).FirstOrDefaultAsync(cancel);

    /// <summary>Those of the named articles that are public, in the order in which they are named.</summary>
    public async Task<List<NewsRow>> Named(IReadOnlyList<Guid> ids, CancellationToken cancel) =>
        ids.Count == 0 ? [] : [.. (await fence.Rows<NewsRow>($"select {Columns} from public_article p where p.article_id = any(@ids)", new { ids = ids.ToArray() }, cancel)).OrderBy(r => ids.ToList().IndexOf(r.Id))];

    /// <summary>The newest whole, for those who follow by feed; of one organisation only where it is named.</summary>
    public Task<List<PublicArticle>> Newest(Guid? organisation, int most, CancellationToken cancel) =>
        db.Set<PublicArticle>().AsNoTracking().Where(p => organisation == null || p.OrganisationId == organisation).OrderByDescending(p => p.ShownFrom).ThenByDescending(p => p.ArticleId).Take(most).ToListAsync(cancel);

    /// <summary>Everything that can be opened, for those who draw maps of the web.</summary>
    public Task<List<PortalPlace>> Places(CancellationToken cancel) =>
        fence.Rows<PortalPlace>($"select article_id as Id, organisation_id as OrganisationId, shown_from as At from public_article order by shown_from desc, article_id desc limit {MostInMap}", null, cancel);

    public Task<PublicPicture?> Picture(Guid article, Guid file, CancellationToken cancel) => db.Set<PublicPicture>().AsNoTracking().FirstOrDefaultAsync(p => p.ArticleId == article && p.FileId == file, cancel);
}

/// <summary>What narrows a list of the portal; what can't be read narrows nothing.</summary>
internal sealed record PortalFilter(ArticleKind? Kind, OpenItem? Item, Guid? Organisation, string? Search)
{
    public const int LongestSearch = 50;

    public static PortalFilter Read(string? kind, string? item, Guid? organisation, string? search) => new(Named<ArticleKind>(kind), Named<OpenItem>(item), organisation, search?.Trim() is { Length: > 0 } text ? text[..Math.Min(text.Length, LongestSearch)] : null);

    private static TEnum? Named<TEnum>(string? name)
        where TEnum : struct, Enum => Enum.TryParse<TEnum>(name, out var value) && Enum.IsDefined(value) ? value : null;
}

/// <summary>What stands on the front page.</summary>
internal sealed record PortalFront(IReadOnlyList<NewsRow> Newest, IReadOnlyList<NewsRow> Notices, IReadOnlyList<NewsRow> Disclosures, IReadOnlyList<NewsRow> Topics, IReadOnlyList<PortalOrganisation> Organisations);

/// <summary>An organisation that tells something to everybody.</summary>
internal sealed class PortalOrganisation
{
    public Guid Id { get; set; }

    public string Name { get; set; } = "";

    public int Count { get; set; }
}

/// <summary>An address of the portal, and when it changed.</summary>
internal sealed class PortalPlace
{
    public Guid Id { get; set; }

    public Guid OrganisationId { get; set; }

    public DateTimeOffset At { get; set; }
}
