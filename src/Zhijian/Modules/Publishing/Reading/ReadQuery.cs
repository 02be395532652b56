using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Files;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Publishing.Reading;

/// <summary>Opens what is on show for somebody who is signed in: what is for everybody, and what the organisations above them tell their own people.</summary>
internal sealed class ReadQuery(ZhijianDb db, Fence fence, AttachmentsQuery attachments)
{
    public const int PageSize = 20;

    /// <summary>What is on show, newest first; of one kind only where it is named.</summary>
    public async Task<Listing<NewsRow>> Page(ArticleKind? kind, string? after, int size, CancellationToken cancel)
    {
        var last = Cursor.Read(after, 2) is [var at, var id] && DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, out var moment) && Guid.TryParse(id, out var lastId) ? (moment, lastId) : ((DateTimeOffset, Guid)?)null;
        var rows = await fence.Rows<NewsRow>(
            $"""
            select {NewsRow.Columns} from article_edition e
            where e.state = 'Current' {(kind is null ? "" : "and e.kind = @kind")} {(last is null ? "" : "and (e.shown_from, e.article_id) < (@lastAt, @lastId)")}
            order by e.shown_from desc, e.article_id desc limit {size + 1}
            """, new { kind = kind?.ToString(), lastAt = last?.Item1, lastId = last?.Item2 }, cancel);
        return Listing.Of(rows, size, r => Cursor.Of(r.ShownFrom, r.Id));
    }

    /// <summary>The edition that readers see; null where there is none for this person.</summary>
    public Task<ArticleEdition?> Current(Guid id, CancellationToken cancel) => db.Set<ArticleEdition>().AsNoTracking().FirstOrDefaultAsync(e => e.ArticleId == id && e.State == ShowingState.Current, cancel);

    /// <summary>Those of the named articles that this person may see, in the order in which they are named.</summary>
    public async Task<List<NewsRow>> Named(IReadOnlyList<Guid> ids, CancellationToken cancel) =>
        ids.Count == 0 ? [] : [.. (await fence.Rows<NewsRow>($"select {NewsRow.Columns} from article_edition e where e.state = 'Current' and e.article_id = any(@ids)", new { ids = ids.ToArray() }, cancel)).OrderBy(r => ids.ToList().IndexOf(r.Id))];

    /// <summary>The files of an edition in their order, pictures left out. The edition points at them, so they are opened with it.</summary>
    public async Task<List<StoredFile>> Files(ArticleEdition edition, CancellationToken cancel)
    {
        if (edition.Files.Count == 0)
        {
            return [];
        }
        fence.Admit(edition.ArticleId);
        return [.. (await attachments.Of(edition.ArticleId, cancel)).Where(f => edition.Files.Contains(f.Id))];
    }

    /// <summary>One file of an article, for its readers and for those who write and review it.</summary>
    public async Task<StoredFile?> File(Guid id, Guid file, Actor actor, CancellationToken cancel)
    {
        var isShown = (await Current(id, cancel))?.Files.Contains(file) == true;
        if (!isShown && !(await db.Set<Article>().AsNoTracking().FirstOrDefaultAsync(a => a.Id == id, cancel) is { } article && actor.May(PublishingActs.See, article.Path)))
        {
            return null;
        }
        fence.Admit(id);
        return (await attachments.Of(id, cancel)).FirstOrDefault(f => f.Id == file && !f.Guarded && f.SubjectKind == Authoring.ArticleAttachments.Kind);
    }

    /// <summary>What this person confirmed; null where they did not.</summary>
    public Task<ArticleReceipt?> Receipt(Guid id, Actor actor, CancellationToken cancel) =>
        db.Set<ArticleReceipt>().AsNoTracking().FirstOrDefaultAsync(r => r.ArticleId == id && r.MemberId == actor.MemberId, cancel);
}

/// <summary>Something on show, in a list.</summary>
public sealed class NewsRow
{
    public const string Columns = "e.article_id as Id, e.kind, e.item, e.title, e.summary, e.language, e.organisation_id as OrganisationId, e.organisation_name as OrganisationName, e.audience, e.needs_receipt as NeedsReceipt, e.shown_from as ShownFrom, e.shown_until as ShownUntil";

    public Guid Id { get; set; }

    public ArticleKind Kind { get; set; }

    public Rules.OpenItem? Item { get; set; }

    public string Title { get; set; } = "";

    public string Summary { get; set; } = "";

    public string Language { get; set; } = "";

    public Guid OrganisationId { get; set; }

    public string OrganisationName { get; set; } = "";

    public Rules.OpenScope Audience { get; set; }

    public bool NeedsReceipt { get; set; }

    public DateTimeOffset ShownFrom { get; set; }

    public DateOnly? ShownUntil { get; set; }
}
