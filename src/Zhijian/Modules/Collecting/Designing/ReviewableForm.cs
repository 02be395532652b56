using Zhijian.Modules.Review;

namespace Zhijian.Modules.Collecting.Designing;

/// <summary>What reviewers are told about forms that exceed the budget.</summary>
internal sealed class ReviewableForm : IReviewable
{
    public string RecordKind => CollectingKinds.Form;

    public string NameKey => "collecting.kind-form";

    public string AddressOf(Guid subjectId) => $"/collecting/forms/{subjectId}";
}
