using Zhijian.Modules.Review;

namespace Zhijian.Modules.Privacy.Requests;

/// <summary>What reviewers are told about corrections that people ask for.</summary>
internal sealed class ReviewableCorrection : IReviewable
{
    public string RecordKind => RequestKinds.Correction;

    public string NameKey => "privacy.kind-correction";

    public string AddressOf(Guid subjectId) => $"/requests/{subjectId}";
}

/// <summary>What reviewers are told about erasures and restrictions that people ask for.</summary>
internal sealed class ReviewableRestriction : IReviewable
{
    public string RecordKind => RequestKinds.Restriction;

    public string NameKey => "privacy.kind-restriction";

    public string AddressOf(Guid subjectId) => $"/requests/{subjectId}";
}
