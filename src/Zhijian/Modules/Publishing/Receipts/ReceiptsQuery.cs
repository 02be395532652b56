using Zhijian.Modules.Costs;
using Zhijian.Modules.Publishing.Authoring;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Publishing.Receipts;

/// <summary>Who has not confirmed a notice yet: people of the organisation and those below it, as far as whoever asks sees them; only of notices that ask for it.</summary>
internal sealed class ReceiptsQuery(Fence fence, ArticleQuery articles)
{
    public const int PageSize = 50;

    /// <summary>Who is asked: everybody of the organisation and below it.</summary>
    private const string IsAsked = "m.path >= @Path and m.path < @Path || '~' and m.left_on is null";

    /// <summary>The confirmation of the edition on show, or of an earlier one where that still counts.</summary>
    private const string Confirmed = "r.article_id = @Id and r.member_id = m.id and r.number >= (select e.receipts_from from article_edition e where e.article_id = @Id and e.state = 'Current')";

    /// <summary>Those whom the coming edition asks: everybody, but for those who confirmed an earlier one that still counts.</summary>
    public static Audience Audience(Article article) => new(
        $"select m.id as member_id, m.organisation_id from member m where {IsAsked} and not exists (select 1 from article_receipt r where r.article_id = @Id and r.member_id = m.id and r.number >= @from)",
        new { article.Id, article.Path, from = article.AsksAgain ? article.Edition + 1 : article.ReceiptsFrom });

    /// <summary>The notice, where it asks for receipts and this person may see who is missing; null otherwise.</summary>
    public async Task<Article?> Notice(Guid id, Actor actor, CancellationToken cancel) => await articles.Of(id, actor, cancel) is { NeedsReceipt: true, IsShown: true } article ? article : null;

    public async Task<ReceiptCount> Count(Article article, CancellationToken cancel) =>
        await fence.Row<ReceiptCount>(
            $"""
            select count(*)::int as Asked, count(r.member_id)::int as Confirmed from member m left join article_receipt r on {Confirmed}
            where {IsAsked}
            """, new { article.Id, article.Path }, cancel) ?? new ReceiptCount();

    /// <summary>Those who have not, branch by branch.</summary>
    public async Task<Listing<UnconfirmedRow>> Missing(Article article, string? after, int size, CancellationToken cancel)
    {
        var last = Cursor.Read(after, 2) is [var path, var id] && Guid.TryParse(id, out var lastId) ? (path, lastId) : ((string, Guid)?)null;
        var rows = await fence.Rows<UnconfirmedRow>(
            $"""
            select m.id, m.path, m.name, o.name as OrganisationName from member m join organisation o on o.id = m.organisation_id
            where {IsAsked} {(last is null ? "" : "and (m.path, m.id) > (@lastPath, @lastId)")}
              and not exists (select 1 from article_receipt r where {Confirmed})
            order by m.path, m.id limit {size + 1}
            """, new { article.Id, article.Path, lastPath = last?.Item1, lastId = last?.Item2 }, cancel);
        return Listing.Of(rows, size, r => Cursor.Of(r.Path, r.Id));
    }
}

/// <summary>How many were asked, and how many of them confirmed.</summary>
internal sealed class ReceiptCount
{
    public int Asked { get; set; }

    public int Confirmed { get; set; }
}

/// <summary>Somebody who has not confirmed.</summary>
internal sealed class UnconfirmedRow
{
    public Guid Id { get; set; }

    public string Path { get; set; } = "";

    public string Name { get; set; } = "";

    public string OrganisationName { get; set; } = "";
}
