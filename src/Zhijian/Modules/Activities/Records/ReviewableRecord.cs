using Zhijian.Modules.Review;

namespace Zhijian.Modules.Activities.Records;

/// <summary>What reviewers are told about records of activities.</summary>
internal sealed class ReviewableRecord : IReviewable
{
    public string RecordKind => RecordFields.RecordKind;

    public string NameKey => "record.kind-name";

    public string AddressOf(Guid subjectId) => $"/records/{subjectId}";
}
