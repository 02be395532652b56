using Zhijian.Modules.Review;

namespace Zhijian.Modules.Publishing.Reviewing;

/// <summary>What reviewers are told about articles.</summary>
internal sealed class ReviewableArticle : IReviewable
{
    public string RecordKind => PublishingRecords.Article;

    public string NameKey => "publishing.record";

    public string AddressOf(Guid subjectId) => $"/news/work/{subjectId}";

    public int Minutes => 4;
}
