using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Experiences.Gathering;

/// <summary>What was handed in about an activity, and what must leave an article.</summary>
internal sealed class GatheredQuery(Fence fence)
{
    public const int PageSize = 30;

    private const string AllWords = "r.text";
    private const string FirstWords = "left(r.text, 200) as Text";

    /// <summary>In the order in which they were begun: nothing puts one above another.</summary>
    public Task<Listing<GatheredRow>> Page(Guid activity, string? after, CancellationToken cancel) => Read(activity, after, PageSize, FirstWords, cancel);

    /// <summary>The same with all their words, for a file.</summary>
    public Task<Listing<GatheredRow>> Whole(Guid activity, string? after, int size, CancellationToken cancel) => Read(activity, after, size, AllWords, cancel);

    /// <summary>What has to be taken out of articles made from these reports.</summary>
    public Task<List<LeavingRow>> Leaving(Guid activity, CancellationToken cancel) => fence.Rows<LeavingRow>(
        $"select report_id as ReportId, article_id as ArticleId, title from experience_choice where activity_id = @activity and withdrawn_at is not null order by report_id limit {PageSize}", new { activity }, cancel);

    /// <summary>What has to be taken out of one article.</summary>
    public Task<List<LeavingRow>> LeavingArticle(Guid article, CancellationToken cancel) => fence.Rows<LeavingRow>(
        $"select report_id as ReportId, activity_id as ActivityId, title from experience_choice where article_id = @article and withdrawn_at is not null order by report_id limit {PageSize}", new { article }, cancel);

    private async Task<Listing<GatheredRow>> Read(Guid activity, string? after, int size, string words, CancellationToken cancel)
    {
        var from = Cursor.Read(after, 1) is [var text] && Guid.TryParse(text, out var id) ? id : (Guid?)null;
        var rows = await fence.Rows<GatheredRow>(
            $"""
            select r.id, r.title, r.member_name as MemberName, {words}, r.consent, r.handed_in_at as HandedInAt, r.article_id as ArticleId, r.is_published as IsPublished from experience_report r
            where r.activity_id = @activity and r.state = 'HandedIn' {(from is null ? "" : "and r.id > @from")} order by r.id limit {size + 1}
            """, new { activity, from }, cancel);
        return Listing.Of(rows, size, r => Cursor.Of(r.Id));
    }
}

/// <summary>A report in the host's list.</summary>
internal sealed class GatheredRow
{
    public Guid Id { get; set; }

    public string Title { get; set; } = "";

    public string MemberName { get; set; } = "";

    public string Text { get; set; } = "";

    public ExperienceConsent Consent { get; set; }

    public DateTimeOffset? HandedInAt { get; set; }

    public Guid? ArticleId { get; set; }

    public bool IsPublished { get; set; }
}

/// <summary>A report that must leave an article.</summary>
internal sealed class LeavingRow
{
    public Guid ReportId { get; set; }

    public Guid ArticleId { get; set; }

    public Guid ActivityId { get; set; }

    public string Title { get; set; } = "";
}
