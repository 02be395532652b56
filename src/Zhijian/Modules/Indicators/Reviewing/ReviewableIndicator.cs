using Zhijian.Modules.Review;

namespace Zhijian.Modules.Indicators.Reviewing;

/// <summary>What reviewers are told about indicators of the workshop.</summary>
internal sealed class ReviewableIndicator : IReviewable
{
    public string RecordKind => IndicatorRecords.Kept;

    public string NameKey => "indicators.record";

    public string AddressOf(Guid subjectId) => $"/indicators/kept/{subjectId}";

    public int Minutes => 5;
}
