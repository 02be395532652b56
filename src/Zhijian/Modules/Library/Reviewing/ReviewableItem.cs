using Zhijian.Modules.Review;

namespace Zhijian.Modules.Library.Reviewing;

/// <summary>What reviewers are told about items of the library.</summary>
internal sealed class ReviewableItem : IReviewable
{
    public string RecordKind => LibraryRecords.Item;

    public string NameKey => "library.record";

    public string AddressOf(Guid subjectId) => $"/library/work/{subjectId}";

    public int Minutes => 5;
}
