using Zhijian.Platform.Web;

namespace Zhijian.Modules.Publishing.OwnWork;

/// <summary>What the person wrote and readers saw, by the day on which it was first shown.</summary>
internal sealed class ArticlesWritten : IWorkRecordSource
{
    public string Name => "article";

    public string Sql =>
        $"""
        select '{nameof(WorkPart.Work)}' as part, a.id as about, (min(e.shown_from) at time zone @zone)::date as done_on, a.title, a.kind as detail
        from article a join article_edition e on e.article_id = a.id and e.state in ('Current', 'Superseded', 'Expired', 'Withdrawn') where a.created_by = @member group by a.id, a.title, a.kind
        having (min(e.shown_from) at time zone @zone)::date between @first and @last
        """;

    public (HomeText? Detail, string? Href) Say(WorkLine line) => (new HomeText("publishing.own-work", Enum.Parse<ArticleKind>(line.Detail)), $"/news/{line.About}");
}
