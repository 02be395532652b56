using Zhijian.Modules.Review;

namespace Zhijian.Modules.Collecting.Filling;

/// <summary>What reviewers are told about what organisations filled in.</summary>
internal sealed class ReviewableEntry : IReviewable
{
    public string RecordKind => CollectingKinds.Entry;

    public string NameKey => "collecting.kind-entry";

    public string AddressOf(Guid subjectId) => $"/collecting/entries/{subjectId}";
}
